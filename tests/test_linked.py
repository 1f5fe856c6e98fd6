"""Links of a text to other texts: the language that each leads to is said, on pages and in feeds."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.fragments import plain_text
from plugins.bilingual.linked import Linked, spoken, with_languages

ENGLISH = Linked("en", spoken("A “bridge”"))
LINKED = {"a": ENGLISH, "b": Linked("fr", spoken("Un pont"))}


def told(html, lang="fr"):
    return with_languages(html, SimpleNamespace(linked=LINKED), lang, "[{}]".format)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="a">x</a>, y', '<a hreflang="en" href="a">x</a>\u00a0[en], y'),
        ('<a href="b">x</a>', '<a hreflang="fr" href="b">x</a>'),
        ("<A title='>' HREF=a>x</A>", "<a hreflang=\"en\" title='>' HREF=a>x</A>\u00a0[en]"),
        # The title of the other text, whatever typography made of it, is in the other's language.
        ('<a href="a">A « bridge\u202f»</a>', '<a hreflang="en" lang="en" href="a">A « bridge\u202f»</a>\u00a0[en]'),
        ('<a href="a"><em>A</em> bridge</a>', '<a hreflang="en" lang="en" href="a"><em>A</em> bridge</a>\u00a0[en]'),
        ('<a lang="" href="a">A bridge</a>', '<a hreflang="en" lang="" href="a">A bridge</a>\u00a0[en]'),
        # An author's own word stays alone.
        ('<a href="a" hreflang="en">x</a>', '<a href="a" hreflang="en">x</a>'),
        ('<a href="a">x</a> [en]', '<a hreflang="en" href="a">x</a> [en]'),
        # What is no link to a text.
        ('<a href="c">x</a> <a id="a">y</a> </a>', '<a href="c">x</a> <a id="a">y</a> </a>'),
        ('<!-- <a href="a">x</a> -->', '<!-- <a href="a">x</a> -->'),
        ('<abbr href="a">x</abbr>', '<abbr href="a">x</abbr>'),
        # Links that their author forgot to end.
        ('<a href="a">x <a href="b">y</a>', '<a hreflang="en" href="a">x <a hreflang="fr" href="b">y</a>'),
    ],
)  # fmt: skip
def test_links_of_a_fragment(html, expected):
    """The link says its language, and a marker follows when it is not that of the text."""
    assert told(html) == expected


PIECES = st.sampled_from(
    ["<a", ' href="a"', " href=b", ' hreflang="en"', ">", "</a>", "<p>", "A bridge", "é", "<!--", "-->"]
)  # fmt: skip


@given(st.lists(PIECES).map("".join), st.sampled_from(["fr", "en"]))
def test_telling_of_languages_changes_nothing_else(html, lang):
    """Twice is once, and of the text only markers are new."""
    once = told(html, lang)

    assert told(once, lang) == once
    assert plain_text(once).replace("\u00a0[fr]", "").replace("\u00a0[en]", "") == plain_text(html)


WAYS = [
    "{filename}en.md",
    "{filename}/en.md#fin",
    "/archives/2016/10/01/bridge/",
    "/archives/2016/10/01/bridge/?x=1#fin",
    "/archives/2016/10/01/bridge/index.html",
    "../bridge/",
    "{filename}/pages/about.md",
]


@pytest.fixture
def blog(site):
    """A French post that links in every way to what is in English, and a page."""
    body = "\n\n".join(f"Voir [{way.strip('{}')}]({way})." for way in WAYS)
    site.post("Pont", f"{body}\n\nAussi [A “Bridge”]({{filename}}en.md), [ici]({{filename}}fr.md).",
              path="fr.md", lang="fr", slug="pont", date="2016-10-01 10:00", summary_en="As [I said]({filename}en.md), [à lire]({filename}fr.md).")  # fmt: skip
    site.post(
        "A “bridge”",
        'End.\n\n<p id="fin">Fin</p>',
        path="en.md",
        lang="en",
        slug="bridge",
        date="2016-10-01 10:00",
    )
    site.file("pages/about.md", "Title: About\nLang: en\n\nText.\n")
    return site


def links(element):
    """The links of a text: languages said, and what follows each."""
    return [
        (link.get("hreflang"), link.get("lang"), next((n.get("data-lang") for n in link.next_siblings if n.name), None))
        for link in element.select("a")
    ]  # fmt: skip


def test_links_on_pages(blog):
    """On the post's page and in listings, in a body and in a summary, whatever the page's language."""
    built = blog.build()
    expected = [("en", None, "en")] * len(WAYS) + [("en", "en", "en"), ("fr", None, None)]
    body = built.page("archives/2016/10/01/pont/").select_one(".e-content")
    assert links(body) == expected
    assert body.select_one(".marker")["lang"] == "fr"
    for url in ("", "fr/"):
        entry = next(each for each in built.page(url).select(".entry") if "Pont" in each.h2.text)
        assert links(entry.select_one(".other-summary")) == [("en", None, None), ("fr", None, "fr")]
        assert entry.select_one(".other-summary a + .marker")["lang"] == "en"
        for shown in entry.select(".prose"):
            assert links(shown) == expected
            assert {each["lang"] for each in shown.select(".marker")} == {"fr"}


def test_links_in_feeds(blog):
    """A marker in plain words; no word of it in what describes the post."""
    built = blog.build()
    entry = next(each for each in built.feed("all").entries if each.title.startswith("Pont"))
    assert 'hreflang="en" lang="en"' in entry.content[0].value
    assert "I said</a>\u00a0[en]" not in entry.content[0].value  # it is in English, and so is that
    assert "à lire</a>\u00a0[fr]" in entry.content[0].value
    assert entry.content[0].value.count("</a>\u00a0[en]") == len(WAYS) + 1
    head = built.page("archives/2016/10/01/pont/").head
    assert "[en]" not in str(head)


def test_blog_of_one_language_has_no_marker(site):
    """There the language is said to machines only."""
    site.post("A", "[x]({filename}b.md)", lang="en", slug="a", date="2016-10-01 10:00")
    site.post("B", path="b.md", lang="en")
    body = site.build(LANGUAGES={"en": {}}).page("archives/2016/10/01/a/").select_one(".e-content")

    assert links(body) == [("en", None, None)]


def test_language_of_the_other_text_is_followed(blog):
    """When it changes, pages that link to it are made again."""
    blog.build()
    path = blog.content / "en.md"
    path.write_text(path.read_text("utf-8").replace("Lang: en", "Lang: fr"), "utf-8")
    body = blog.build().page("archives/2016/10/01/pont/").select_one(".e-content")

    assert links(body)[0] == ("fr", None, None)
