"""The traps of stock Pelican for a blog in two languages: each falls there, and is gone here.

Every test first shows the trap on stock Pelican in a process of its own, then that the same
posts come out right.
"""

import sys

from conftest import pelican, run, words
from lxml import etree
from wxr import Move, export, item

STOCK_URLS = {"ARTICLE_URL": "{slug}.html", "ARTICLE_SAVE_AS": "{slug}.html"}
DATED = {
    "ARTICLE_SAVE_AS": "{date:%Y}/{slug}.html",
    "ARTICLE_LANG_SAVE_AS": "{date:%Y}/{slug}.html",
}


def post(title, body="Texte.", **fields):
    header = "".join(f"{name.capitalize()}: {value}\n" for name, value in fields.items())
    return f"Title: {title}\n{header}\n{body}\n"


def ours(site, files):
    for name, text in files.items():
        site.file(name, text)
    return site.build()


def test_1_address_does_not_change_with_the_language(stock, site):
    """A French post has the address of any other post."""
    files = {"a.md": post("Vingt ans", date="2016-10-12", lang="fr")}
    assert stock(files).exists("vingt-ans-fr.html")

    assert ours(site, files).exists("archives/2016/10/12/vingt-ans/")


def test_2_equal_slugs_are_no_translations(stock, site):
    """Two posts with one slug, years and languages apart, are both listed everywhere."""
    files = {
        "a.md": post("Transition", date="2013-09-17", lang="fr", tags="x"),
        "b.md": post("Transition", date="2019-09-17", lang="en", tags="x"),
    }
    lost = stock(files, **DATED)
    assert len(lost.page("").select("article, .hentry, .entry-title")) < 2 or "2013" not in str(
        lost.page("")
    )
    assert "2013/transition.html" not in str(lost.page("tag/x.html"))

    built = ours(site, files)
    for url in ("", "archives/tag/x/"):
        assert built.titles(url) == ["Transition", "Transition"]
    assert len(built.page("archives/").select(".title-list a")) == 2
    assert len(built.feed("tag/x").entries) == 2
    assert not built.page("archives/2013/09/17/transition/").select(".translation")


def test_3_language_is_normalised_and_unknown_ones_refused(stock, site):
    """`FR` is `fr`; a language that the site does not have is an error, not one more feed."""
    files = {"a.md": post("A", date="2016-10-12", lang="FR")}
    assert stock(files, SITEURL="https://x.example").exists("feeds/all-FR.atom.xml")

    built = ours(site, files)
    assert built.page("archives/2016/10/12/a/").html["lang"] == "fr"
    assert built.exists("feeds/fr.atom.xml")
    site.file("b.md", post("B", date="2016-10-12", lang="fr-CH"))
    assert "b.md:3: unknown language “fr-CH”; write one of: fr, en" in site.fails()


def test_4_dates_need_no_locale_of_the_machine(stock, site):
    """A date format for a locale that the machine lacks loses no post."""
    files = {"a.md": post("A", date="2020-03-01", lang="fr")}
    formats = {"fr": ("xx_XX.UTF-8", "%d %B %Y")}
    lost = stock(files, DATE_FORMATS=formats)
    assert not lost.exists("a-fr.html")
    assert "Could not process" in lost.told

    for name, text in files.items():
        site.file(name, text)
    built = site.build(DATE_FORMATS=formats)
    assert built.page("archives/2020/03/01/a/").time.get_text() == "1er mars 2020"


def test_5_lost_post_fails_the_build(stock, site):
    """A post that cannot be read fails the build; stock ends well without it."""
    files = {"a.md": post("A", date="2016-10-12"), "b.md": post("B", date="le 12")}
    assert not stock(files).exists("b.html")  # and ended with status 0

    for name, text in files.items():
        site.file(name, text)
    assert "b.md:2: “le 12” is not a date" in site.fails()


def test_6_blank_line_in_the_header_loses_nothing(stock, site):
    """A summary of two paragraphs keeps the fields that follow it."""
    text = (
        "Title: A\nDate: 2016-10-12\nLang: fr\nSummary_en: One.\n\n    Two.\nTags: lac\n\nTexte.\n"
    )
    assert not stock({"a.md": text}).exists("tag/lac.html")

    built = ours(site, {"a.md": text})
    assert built.titles("archives/tag/lac/") == ["A"]
    assert len(built.page("archives/2016/10/12/a/").select(".other-summary p")) == 2


def test_6_field_stranded_in_the_body_is_an_error(stock, site):
    """A known field that a blank line cuts off from the header is told, not shown as text."""
    text = "Title: A\nDate: 2016-10-12\n\nTags: lac\n\nTexte.\n"
    assert "Tags: lac" in stock({"a.md": text}).page("a.html").get_text()

    site.file("a.md", text)
    assert "a.md:4: “Tags:” stands after the blank line that ends the header" in site.fails()


def test_7_french_is_not_set_as_english(stock, site):
    """French marks get their spaces and French quotes; titles gain characters, never markup."""
    files = {
        "a.md": post('L\'ONU "dit" : "oui"!', 'Il dit "bonjour"! Et `"x"`.', date="2016-10-12", lang="fr"),
        "b.md": post('NASA & "us"', 'He said "hello"!', date="2016-10-13", lang="en"),
    }  # fmt: skip
    wrong = stock(files, TYPOGRIFY=True)
    assert "“bonjour”!" in wrong.page("lonu-dit-oui-fr.html").get_text()
    assert wrong.page("nasa-us.html").select(".entry-title .amp")

    built = ours(site, files)
    french = built.page("archives/2016/10/12/lonu-dit-oui/")
    english = built.page("archives/2016/10/13/nasa-us/")
    assert french.h1.get_text().startswith(
        "L’ONU «\u00a0dit\u00a0»\u00a0: «\u00a0oui\u00a0»\u202f!"
    )
    assert french.select_one(".prose p").get_text() == 'Il dit «\u00a0bonjour\u00a0»\u202f! Et "x".'
    assert str(english.select_one(".p-name")) == '<span class="p-name">NASA &amp; “us”</span>'
    assert english.title.get_text().startswith("NASA & “us”")
    assert english.select_one(".prose p").get_text() == "He said “hello”!"


def test_8_different_tags_are_not_merged_silently(stock, site):
    """`C++` and `C#` in one slug are an error that says what to write; stock lists the post twice."""
    files = {"a.md": post("Both", date="2016-10-12", tags="C++, C#")}
    assert str(stock(files).page("tag/c.html")).count(">Both<") > 1

    for name, text in files.items():
        site.file(name, text)
    assert "would both be at the address “c”" in site.fails()
    site.file("tags.toml", '[c-sharp]\nnames = { en = "C#" }\n')
    built = site.build()
    assert built.titles("archives/tag/c/") == built.titles("archives/tag/c-sharp/") == ["Both"]
    assert len(built.feed("tag/c").entries) == 1


def test_8_tag_of_symbols_is_not_skipped(stock, site):
    """A tag that leaves no slug is an error; stock makes no page for it, silently."""
    files = {"a.md": post("A", date="2016-10-12", tags="🎉")}
    assert not list(stock(files).output.glob("tag/*🎉*"))

    site.file("a.md", files["a.md"])
    assert "a.md:3: no address can be made from the tag “🎉”" in site.fails()


def test_9_feeds_say_their_language(stock, site):
    """Every feed and entry says its language; stock's say none."""
    files = {"a.md": post("A", date="2016-10-12", lang="fr")}
    assert (
        b"xml:lang"
        not in stock(files, SITEURL="https://x.example").files()["feeds/all-fr.atom.xml"]
    )

    feed = ours(site, files).files()["feeds/fr.atom.xml"]
    assert feed.count(b'xml:lang="fr"') >= 5


def test_10_feeds_have_ids_of_their_own(stock, site):
    """No two feeds share an id, and an entry keeps its id when its date and slug change."""

    def ids(built, paths):
        return [etree.fromstring(built.files()[path]).findtext("{*}id") for path in paths]

    def entry(built, path):
        return etree.fromstring(built.files()[path]).findtext("{*}entry/{*}id")

    old = {"a.md": post("A", date="2016-10-12", lang="fr", tags="x")}
    new = {"a.md": post("B", date="2016-11-12", lang="fr", tags="x")}
    settings = {"SITEURL": "https://x.example", "TAG_FEED_ATOM": "feeds/tag-{slug}.atom.xml"}
    before, after = stock(old, **settings), stock(new, **settings)
    assert (
        len(
            set(
                ids(before, ["feeds/all.atom.xml", "feeds/all-fr.atom.xml", "feeds/tag-x.atom.xml"])
            )
        )
        == 1
    )
    assert entry(before, "feeds/all.atom.xml") != entry(after, "feeds/all.atom.xml")

    paths = [
        "feeds/all.atom.xml",
        "feeds/fr.atom.xml",
        "feeds/tag/x.atom.xml",
        "feeds/tag/x.fr.atom.xml",
    ]
    built = ours(site, old)
    assert len(set(ids(built, paths))) == 4
    first = entry(built, "feeds/all.atom.xml")
    assert entry(ours(site, new), "feeds/all.atom.xml") == first


def test_11_items_of_a_mixed_list_have_their_language(stock, site):
    """A French title in a list of an English page says that it is French; links name languages."""
    files = {
        "a.md": post("Un", date="2016-10-12", lang="fr", tags="x"),
        "b.md": post("One", date="2016-10-13", lang="en", tags="x"),
        "c.md": post("Zwei", date="2016-10-13", lang="en", tags="x", slug="un"),
    }
    listed = stock({name: files[name] for name in ("a.md", "b.md")}, ARTICLE_TRANSLATION_ID=None)
    assert not listed.page("tag/x.html").body.select("[lang]")
    twins = stock({"a.md": files["a.md"], "c.md": files["c.md"]})
    assert twins.page("un.html").select_one("a[hreflang]").get_text().strip() == "fr"

    files["b.md"] = post("One", date="2016-10-13", lang="en", tags="x", translation_of="un")
    built = ours(site, {name: files[name] for name in ("a.md", "b.md")})
    title = built.page("archives/tag/x/").select(".entry header")[1]
    assert title["lang"] == "fr"
    assert words(title.h2) == "Un [fr] (in French)"
    assert (
        built.page("archives/2016/10/13/one/").select_one(".translation").get_text()
        == "Lire en français"
    )


def test_12_author_and_category_of_one_slug_do_not_abort(stock, site, tmp_path):
    """An author and a category of the same name build; stock aborts on their one feed path."""
    text = post("A", date="2016-10-12", author="Steph", category="Steph", lang="fr")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(text)
    (tmp_path / "conf.py").write_text('SITEURL = "https://x.example"\nTIMEZONE = "UTC"\n')
    done = pelican("content", "-s", "conf.py", cwd=tmp_path)
    assert "FileOverwriteFailedError" in done.stdout + done.stderr

    assert ours(site, {"a.md": text}).titles("") == ["A"]


def test_12_import_loses_nothing(tmp_path):
    """Pelican's importer hands on neither excerpt, meta, slugs of tags, id nor comments; ours does."""
    said = {"id": "7", "author": "Lectrice", "content": "Un commentaire.", "approved": "1"}
    exported = export(
        item(
            1, author="moi", excerpt="Un extrait.", guid="urn:un-id", comments=[said], content="Du **gras** typé.\n\n* un\n* deux",
            terms=[("post_tag", "mot-ancien", "Mot")], meta=[("other-excerpt", "A summary."), ("language", "fr")],
        )
    )  # fmt: skip
    (tmp_path / "export.xml").write_bytes(exported)
    script = (
        "from pelican.tools.pelican_import import wp2fields; print(list(wp2fields('export.xml')))"
    )
    stock = run(sys.executable, "-c", script, cwd=tmp_path)
    assert "Billet 1" in stock.stdout, stock.stderr
    kept = ("Un extrait.", "urn:un-id", "Un commentaire.", "mot-ancien", "A summary.")
    assert not [each for each in kept if each in stock.stdout]

    move = Move(tmp_path / "moved")
    move.take(exported)
    ours = b"".join(
        data for name, data in move.files().items() if not name.startswith(".")
    ).decode()
    assert [each for each in kept if each in ours] == list(kept)
    assert move.body("2016/billet-1.md") == "Du **gras** typé.\n\n* un\n* deux"
