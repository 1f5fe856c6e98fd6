"""Typography on a built site: every text in its own language, addresses and ids as they were."""

import json
import re

import pytest
from conftest import ROOT, Built, pelican, words

from plugins.typography import typeset
from plugins.typography.conventions import Style

FINE, FULL = "\u202f", "\u00a0"
LANGUAGES = {
    "fr": {"name": "Français", "locale": "fr"},
    "en": {"name": "English", "locale": "en-GB"},
}


@pytest.fixture
def blog(site):
    """Two posts of one tag, with marks in everything that a reader sees."""
    site.file(
        "tags.toml",
        '[lac]\nnames = { fr = "l\'eau", en = "lake\'s" }\n'
        'descriptions = { fr = "Quoi ?", en = "It\'s \\"big\\"." }\n',
    )
    figure = "<figure><img src='{static}/images/a.svg' alt='a !'><figcaption>L'eau !</figcaption></figure>"
    site.file("images/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    site.post(
        "L'eau : quoi ?",
        f'Il dit "oui".\n\n{figure}\n\nUn `code ;` ; et "NASA & CFF".',
        lang="fr",
        tags="l'eau",
        summary='C\'est "bref" ;',
        summary_en='It\'s "brief".',
        title_en='"Water"',
    )
    site.post('It\'s "big"', 'He said "NASA" & went.', lang="en", tags="l'eau", summary_fr="Ah !")
    return site


FR, EN = "archives/2016/10/01/leau-quoi/", "archives/2016/10/02/its-big/"


def test_post_is_set(blog):
    """Title, other titles, body, caption and each summary follow their own rules; code does not."""
    page = blog.build().page(FR)

    assert page.select_one("h1 .p-name").get_text() == f"L’eau{FULL}: quoi{FINE}?"
    assert page.title.get_text().startswith(f"L’eau{FULL}: quoi{FINE}? – ")
    assert page.select_one(".other-titles").get_text() == "“Water”"
    assert page.select_one(".prose p").get_text() == f"Il dit «{FULL}oui{FULL}»."
    assert page.select_one("figcaption").get_text() == f"L’eau{FINE}!"
    assert page.img["alt"] == "a !"
    assert page.select(".prose p")[-1].get_text().startswith(f"Un code ;{FINE}; et «{FULL}NASA")
    assert page.select_one(".other-summary p").get_text() == "It’s “brief”."


def test_description_keeps_no_break_spaces(blog):
    """Where markup is taken off, no-break spaces stay."""
    page = blog.build().page(FR)

    told = page.select_one('meta[name="description"]')["content"]
    assert told == f"C’est «{FULL}bref{FULL}»{FINE};"


def test_tag_is_set_and_its_slug_is_not(blog):
    """A tag's names and descriptions are set in their languages, its address is as it was."""
    built = blog.build()
    for url, name, description in (
        ("archives/tag/lac/", "lake’s", "It’s “big”."),
        ("fr/archives/tag/lac/", "l’eau", f"Quoi{FINE}?"),
    ):
        page = built.page(url)
        assert page.select_one("h1 .tag-name").get_text().strip() == name
        assert page.select_one(".tag-description").get_text() == description
        assert page.select_one('meta[name="description"]')["content"] == description
        assert name in page.title.get_text()


def test_lists_show_titles_as_posts_do(blog):
    """Listings, archives and Similar Posts show the titles and the tags that are set."""
    built = blog.build()
    title = f"L’eau{FULL}: quoi{FINE}?"

    assert built.titles("") == ["It’s “big”", title]
    assert built.page("archives/").select(".title-list a")[1].get_text() == title
    similar = built.page(EN).select_one(".similar-posts")
    assert similar.a.get_text() == title
    assert "lake’s" in similar.get_text()


def test_feeds_are_set(blog):
    """Feeds have titles, contents, summaries, tags and subtitles that are set."""
    built = blog.build()
    entry = built.feed("fr").entries[0]
    tag = built.feed("tag/lac.fr").feed

    assert entry.title == f"L’eau{FULL}: quoi{FINE}?"
    assert entry.tags[0].label == "l’eau"
    assert "It’s “brief”." in entry.content[0].value
    assert f"«{FULL}oui{FULL}»" in entry.content[0].value
    assert tag.title.split(" – ")[1:] == ["l’eau", "Français"]
    assert tag.subtitle == f"Quoi{FINE}?"
    assert entry.id.endswith("001.md")


def test_name_of_the_site_is_set(blog):
    """The site's name and its subtitle, one or one a language, are set."""
    subtitles = {"fr": "L'eau : oui !", "en": "It's water"}
    built = blog.build(SITENAME="L'eau's", SITESUBTITLE=subtitles)

    assert built.page("").select_one(".site-name").get_text().strip() == "L’eau’s"
    assert built.page("").select_one(".site-subtitle").get_text() == "It’s water"
    assert built.page("fr/").select_one(".site-subtitle").get_text() == f"L’eau{FULL}: oui{FINE}!"
    assert built.feed("fr").feed.subtitle == f"L’eau{FULL}: oui{FINE}!"
    assert "L’eau’s" in blog.build(SITESUBTITLE="L'eau's").page("").get_text()


def test_addresses_are_those_of_the_typed_text(blog, tmp_path):
    """With and without typography a blog has the same files and the same ids."""
    blog.post(
        "L'été & l'\"hiver\" ?",
        "## Quoi ?\n\nUn pas[^1].\n\n[^1]: L'eau !",
        lang="fr",
        tags="l'été, C'est !",
    )
    with_it = blog.build(SEARCH_INDEX=False, SEARCH_ENGINE="")
    plugins = [
        "plugins.theming", "plugins.bilingual", "plugins.tag_archives", "plugins.listings", "plugins.similar_posts",
        "plugins.language_feeds", "plugins.metadata", "plugins.hosting", "plugins.checks",
    ]  # fmt: skip
    done = pelican(  # in a process of its own: receivers stay connected
        blog.content, "-s", ROOT / "pelicanconf.py", "-o", tmp_path / "bare",
        "-e", f"PLUGINS={json.dumps(plugins)}", f'CACHE_PATH="{tmp_path}/cache"',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    bare = Built(tmp_path / "bare", done.stdout)

    assert bare.page(FR).select_one(".p-name").get_text() == "L'eau : quoi ?"
    assert bare.files().keys() == with_it.files().keys()
    for name, text in with_it.files().items():
        ids = re.compile(rb'\bid="([^"]*)"|<id>(.*?)</id>|href="([^"]*)"')
        assert ids.findall(bare.files()[name]) == ids.findall(text), name


def test_languages_have_the_site_s_locales(blog):
    """The locale of a language is the site's, in passages of another language too."""
    blog.post(
        "Swiss", 'A <q lang="fr">Quoi ? "Oui"</q> and "yes".', lang="en", summary_fr='Un "mot" !'
    )
    swiss = LANGUAGES | {"fr": {"name": "Français", "locale": "fr-CH"}}
    page = blog.build(LANGUAGES=swiss).page("archives/2016/10/03/swiss/")
    curly = blog.build(LANGUAGES=swiss, TYPOGRAPHY_FR_CH="curly").page("archives/2016/10/03/swiss/")
    full = blog.build(TYPOGRAPHY_NARROW_SPACE=FULL).page(FR)

    assert page.q.get_text() == "Quoi? «Oui»"
    assert page.select_one(".other-summary p").get_text() == "Un «mot»!"
    assert curly.q.get_text() == "Quoi? “Oui”"
    assert full.h1.get_text().startswith(f"L’eau{FULL}: quoi{FULL}?")


def test_classes_are_for_english_bodies(blog):
    """`amp` and `caps` mark what is English in bodies; titles, summaries, French have none."""
    blog.post(
        "The BBC & us",
        'He & <q lang="fr">R & D, ONU</q>, <a href="/?A=B&amp;C" title="a > b & BBC">NASA</a>, `A & BC`, &AMP;',
        lang="en",
        summary_fr="La RTS & nous.",
    )
    page = blog.build().page("archives/2016/10/03/the-bbc-us/")

    assert [each.get_text() for each in page.select(".amp")] == ["&"]
    assert [each.get_text() for each in page.select(".caps")] == ["NASA"]
    assert page.select_one(".prose a")["title"] == "a > b & BBC"
    assert words(page.select_one(".prose p")) == "He & R & D, ONU, NASA, A & BC, &"
    assert not blog.build(TYPOGRAPHY_CLASSES=False).page(EN).select(".amp, .caps")
    blog.post("Cité", '<q lang="en">R & D at NASA</q>', lang="fr")
    built = blog.build()
    for url in (FR, "archives/2016/10/04/cite/"):
        assert not built.page(url).select(".amp, .caps")


def test_last_words_are_a_choice(blog):
    """A short last word is bound to the one before, in bodies and summaries, or left."""
    blog.post(
        "Un titre assez long pour cela",
        "Je ne sais plus qui va là.",
        lang="fr",
        summary_en="I do not know what to do.",
    )
    url = "archives/2016/10/03/un-titre-assez-long-pour-cela/"

    page = blog.build().page(url)
    assert page.select_one(".prose p").get_text() == f"Je ne sais plus qui va{FULL}là."
    assert page.select_one(".other-summary p").get_text() == f"I do not know what to{FULL}do."
    left = blog.build(TYPOGRAPHY_LAST_WORDS=False).page(url)
    assert left.select_one(".prose p").get_text() == "Je ne sais plus qui va là."


def test_excerpt_ends_between_words(blog):
    """An excerpt counts don’t and qu’il as words, whatever their apostrophe, and cuts none."""
    for lang, word in (("fr", "qu'il"), ("en", "don't")):
        blog.post("Long", f"{word} " * 20, lang=lang, slug=f"long-{lang}")
    home = blog.build(SUMMARY_MAX_LENGTH=7).page("")

    for lang, word in (("fr", "qu’il"), ("en", "don’t")):
        entry = home.select_one(f'.entry-title a[href*="long-{lang}"]').find_parent("article")
        assert entry.select_one(".p-summary").get_text().split() == [word] * 7 + ["…"]


def test_texts_may_be_missing(blog):
    """A subtitle that is empty in a language stays empty."""
    assert blog.build(SITESUBTITLE={"fr": None, "en": "It's"}).exists("index.html")


def test_other_formats_are_set(blog):
    """A reStructuredText post has title, body and summary set, too."""
    header = ":date: 2016-11-01\n:lang: fr\n:slug: air\n:summary: Bref !\n"
    blog.file("a.rst", f'L\'air !\n#######\n\n{header}\nIl dit "oui".\n')
    page = blog.build().page("archives/2016/11/01/air/")

    assert page.select_one("h1 .p-name").get_text() == f"L’air{FINE}!"
    assert page.select_one(".prose p").get_text() == f"Il dit «{FULL}oui{FULL}»."
    assert page.select_one('meta[name="description"]')["content"] == f"Bref{FINE}!"


def test_author_opts_out_in_markdown(blog):
    """The forms that the page for authors gives leave a paragraph or a passage as it is typed."""
    text = (ROOT / "docs/typography.md").read_text("utf-8")
    shown = re.search(r"```markdown\n(.*?)```", text, re.S)[1]
    blog.post("Tel quel", shown, lang="fr")
    page = blog.build().page("archives/2016/10/03/tel-quel/")

    paragraph, passage = page.select(".prose .notypo")
    assert paragraph.name == "p"
    assert paragraph.get_text() == 'Un paragraphe qui reste "tel quel" !'
    assert passage.get_text() == '"tel quel" !'


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"TYPOGRAPHY_FR_CH": "tight"}, 'TYPOGRAPHY_FR_CH = "tight": write one of "none", "fine", "curly"'),
        ({"TYPOGRAPHY_CLASSES": "no"}, "TYPOGRAPHY_CLASSES = 'no': write True or False"),
        ({"TYPOGRAPHY_NARROW_SPACE": "\u2009"}, 'TYPOGRAPHY_NARROW_SPACE: write "\\u202f"'),
    ],
)  # fmt: skip
def test_unknown_choices_are_told(blog, settings, told):
    """A setting that cannot work ends the build with what to write."""
    assert told in blog.fails(**settings)


def test_documented_examples_are_true():
    """Each example of the page for authors comes out as it says, by default or with its setting."""
    page = (ROOT / "docs/typography.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\S+?)`(?: \((\w+)\))? \| `` (.+?) `` \| `` (.+?) `` \|", page, re.M)

    assert {locale for locale, *_ in rows} == {"fr", "fr-CH", "fr-CA", "en-US", "en-GB"}
    assert {swiss for _, swiss, *_ in rows} == {"", "fine", "curly"}
    for locale, swiss, typed, shown in rows:
        done = typeset(typed, locale, Style(swiss=swiss or "none"))
        assert done == shown.replace("·", FINE).replace("~", FULL), typed
