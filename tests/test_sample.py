"""The sample blog, and the languages of everything on it and on a blog made to be audited."""

import itertools
import re

import pytest
from bs4 import BeautifulSoup
from conftest import text_nodes, words
from lxml import etree
from markupsafe import escape
from signs import signed, signed_theme, signs_among

from plugins.rendering.links import broken_links

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_every_link_and_fragment_resolves(sample):
    """Every internal link of the sample blog leads to a file, every fragment to an element."""
    assert broken_links(sample.output) == []


def test_ids_are_unique_and_headings_in_order(sample):
    """On every page ids are unique, there is one h1, and no heading jumps a level."""
    for url, page in sample.pages().items():
        ids = [element["id"] for element in page.select("[id]")]
        levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
        assert len(ids) == len(set(ids)), url
        if page.select_one("[http-equiv=refresh]"):
            continue
        assert levels.count(1) == 1, url
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), url


def test_sample_has_what_it_promises(sample):
    """The sample blog shows every way of writing: figure, table, notes, code, quotations, a pair."""
    pages = sample.pages()
    posts = {
        url: page for url, page in pages.items() if re.match(r"archives/\d{4}/\d\d/\d\d/", url)
    }
    langs = [page.html["lang"] for page in posts.values()]
    bodies = [page.select_one(".prose") for page in posts.values()]

    assert len(posts) >= 24
    assert min(langs.count("fr"), langs.count("en")) >= 10
    for selector in (
        "figure figcaption small",
        "table",
        ".footnote",
        "pre code",
        "blockquote",
        "ol",
        "ul",
        "h2",
        "q[lang]",
    ):
        assert any(body.select(selector) for body in bodies), selector
    assert all(300 <= len(body.get_text().split()) <= 1000 for body in bodies)
    assert sum(bool(page.select(".translation")) for page in posts.values()) == 2
    assert len([url for url in posts if url.endswith("/transition/")]) == 2
    assert {page.select_one(".other-summary")["lang"] for page in posts.values()} == {"fr", "en"}
    assert any(len(page.select(".other-summary p")) > 1 for page in posts.values())
    assert "30 published + 1 draft + 0 hidden + 1 scheduled" in sample.told


def test_tag_archive_is_that_of_the_model_blog(sample):
    """A tag archive: heading, posts whole with marked titles and summaries, similar posts under each."""
    page = sample.page("archives/tag/accompagnement/")
    entries = page.select(".entry")

    assert words(page.h1) == "Browsed by Tag: coaching"
    assert len(entries) == int(page.select_one(".view-links .count").get_text())
    for entry in entries:
        lang = entry.header["lang"]
        assert words(entry.h2).endswith(
            f"[{lang}] ({'in French' if lang == 'fr' else 'in English'})"
        )
        assert words(entry.select_one(".other-summary")).startswith(
            "[en]" if lang == "fr" else "[fr]"
        )
        assert len(entry.select_one(".prose").get_text().split()) > 290
        assert entry.select(".similar-posts a")


def test_language_links_agree_with_where_they_lead(sample):
    """Each link to a post says the post's language, and a marker follows it in lists."""
    pages = sample.pages()
    for url, page in pages.items():
        for link in page.select("main a[hreflang]") if not url.endswith("404.html") else ():
            target = (sample.output / url / link["href"].split("#")[0]).resolve()
            found = pages[target.relative_to(sample.output.resolve()).as_posix().rstrip("/.") + "/"]
            assert found.html["lang"] == link["hreflang"], (url, link)


def test_views_of_every_listing_add_up(sample):
    """On every listing the counts of the languages make the count of all."""
    told = 0
    for url, page in sample.pages().items():
        counts = [int(count.get_text()) for count in page.select(".view-links .count")]
        assert not counts or counts[0] == sum(counts[1:]), url
        told += bool(counts)
    assert told > 100


# The languages of everything: every text bears the sign of its language, furniture included


@pytest.fixture
def theme(tmp_path):
    """The theme with its words signed."""
    return signed_theme(tmp_path / "theme")


def signed_blog(site, theme, languages):
    """A blog in which every text bears the sign of its language."""
    site.settings.update(
        THEME=str(theme),
        SITENAME="42",
        SITESUBTITLE={lang: signed("subtitle", lang) for lang in languages},
        LANGUAGES={lang: {"name": signed("name", lang)} for lang in languages},
        DEFAULT_PAGINATION=2,
    )
    site.file("tags.toml", "[t]\nnames = {" + ", ".join(f'{lang} = "{signed("tag", lang)}"' for lang in languages)
              + "}\ndescriptions = {" + f'fr = "{signed("texte", "fr")}"' + "}\naliases = ['alias']\n")  # fmt: skip
    for n in range(3):
        for lang in languages:
            others = [other for other in languages if other != lang]
            site.post(
                signed(f"title {n}", lang),
                signed("body", lang) + 3 * f"\n\n## {signed('head', lang)}"
                + f"\n\n## {signed('head', lang)} *<i lang='{others[0]}'>{signed('word', others[0])}</i>*\n\n" + f'<q lang="{others[0]}">{signed("quote", others[0])}</q>',
                lang=lang, slug=f"{lang}-{n}", tags=f"alias, {signed('own', lang)}",
                **({} if n == 2 else {f"summary_{other}": signed("summary", other) for other in others}),
                **{f"title_{others[0]}": signed("other", others[0])},
                **({"translation_of": f"{languages[0]}-{n}"} if lang != languages[0] and n == 1 else {}),
            )  # fmt: skip
    site.file(
        "pages/about.md", f"Title: {signed('about', 'en')}\nLang: en\n\n{signed('page', 'en')}\n"
    )
    return site


@pytest.mark.parametrize("languages", [["fr", "en"], ["de", "fr", "en"]], ids="-".join)
@pytest.mark.parametrize("content", ["full", "summary"])
def test_every_text_has_its_true_language(site, theme, languages, content):
    """On every page every text node, and every label, is in the language that its element says."""
    built = signed_blog(site, theme, languages).build(
        LISTINGS_CONTENT=content, TAG_ARCHIVES_CONTENT=content
    )
    seen = set()
    for url, page in built.pages().items():
        for parts in page.select("script[type='text/html']"):  # what a script puts there
            parts.replace_with(BeautifulSoup(parts.string, "html.parser"))
        labels = [(label["aria-label"], next(p["lang"] for p in [label, *label.parents] if p.get("lang")))
                  for label in page.select("[aria-label]")]  # fmt: skip
        seen |= signs_among([*text_nodes(page.body), *labels], url)
    assert seen == set(languages)


@pytest.mark.parametrize("languages", [["fr", "en"], ["de", "fr", "en"]], ids="-".join)
def test_every_text_of_a_feed_has_its_true_language(site, theme, languages):
    """In every Atom feed each title, summary and content is in the language that it says."""
    built = signed_blog(site, theme, languages).build()
    seen = set()
    for path in (built.output / "feeds").rglob("*.xml"):
        if path.name.endswith(".rss.xml") or path.name.startswith("own"):
            continue  # a tag with one name lends it to the titles of its feeds in all languages
        for element in etree.parse(path).iter(f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content"):
            html = element.text if element.get("type") == "html" else escape(element.text)
            page = BeautifulSoup(f'<p lang="{element.get(LANG)}">{html}</p>', "html.parser")
            seen |= signs_among(text_nodes(page), path.name)
    assert seen == set(languages)
