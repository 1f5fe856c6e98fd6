"""What a page tells before its text, and after it: how long it takes, its parts, its neighbours."""

import pytest
from conftest import words
from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.reading import Section, minutes_of, sections_of

PARTS = "\n\n".join(f"## Partie {n}\n\nTexte." for n in range(1, 5))


def heading(level, id_, title):
    return f'<h{level} id="{id_}">{title}</h{level}>\n<p>Text.</p>\n'


def test_parts_of_a_text():
    """The two highest levels of headings, whatever they are, are the parts and their parts."""
    html = "".join(
        [heading(3, "a", "A"), heading(4, "b", "B"), heading(5, "c", "C"), heading(3, "d", "D")]
    )

    assert sections_of(html) == (Section("a", "A", (Section("b", "B"),)), Section("d", "D"))


def test_titles_keep_their_languages():
    """A title keeps its marks, and loses links, notes, pictures and ids."""
    title = (
        'Un <i lang="en" id="x">bridge</i> <a href="/a/">là</a><img src="a.png" alt="">'
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
    )
    (first, *_) = sections_of(heading(2, "a", title) + 3 * heading(2, "b", "B"))

    assert first == Section("a", 'Un <i lang="en">bridge</i> là')


@pytest.mark.parametrize(
    "html",
    [
        3 * heading(2, "a", "A"),
        3 * heading(2, "a", "A") + "<h2>without an id</h2>",
        3 * heading(2, "a", "A") + heading(2, "b", "<img src='a.png' alt=''>"),
        3 * heading(2, "a", "A") + "<pre>" + heading(2, "b", "B") + "</pre>",
        "",
    ],
)
def test_few_headings_are_no_table(html):
    """With fewer than four headings that can be led to there is nothing to choose from."""
    assert sections_of(html) == ()


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["a", "b", "é"])), min_size=4))
def test_parts_are_in_the_order_of_the_text(headings):
    """On any text: no part is lost above the third level, none comes twice, all are in order."""
    ids = [f"{name}{at}" for at, (_, name) in enumerate(headings)]
    html = "".join(heading(level, id_, id_) for id_, (level, _) in zip(ids, headings, strict=True))
    found = sections_of(html)
    flat = [each.id for part in found for each in (part, *part.sections)]

    assert flat == [id_ for id_ in ids if id_ in flat]
    top = min(level for level, _ in headings)
    assert {id_ for id_, (level, _) in zip(ids, headings, strict=True) if level == top} <= {*flat}


@given(st.integers(1, 5_000), st.integers(1, 400))
def test_minutes_grow_with_words(count, pace):
    """A text of so many words takes about so many minutes, never none."""
    found = minutes_of("<p>mot</p>\n" * count, pace)

    assert found >= 1
    assert abs(found - count / pace) <= 1


def test_each_language_has_its_pace(site):
    """English is read faster than French: the same count of words takes less."""
    for lang in ("fr", "en"):
        site.post("T", "mot " * 1_000, lang=lang, slug=lang)
    built = site.build()

    assert "5\xa0min de lecture" in words(built.page("archives/2016/10/01/fr/").select_one(".meta"))
    assert "4\xa0min read" in words(built.page("archives/2016/10/02/en/").select_one(".meta"))


def test_long_post_lists_its_parts(site):
    """From four headings on a post lists them, closed at first, in its language; each link leads on."""
    site.post("Long", f"{PARTS}\n\n### Un *mot* [lié](/a/)\n", lang="fr", slug="long")
    site.post("Short", "## One\n\nText.", lang="en", slug="short")
    built = site.build()
    page = built.page("archives/2016/10/01/long/")
    table = page.details

    assert words(table.summary) == "Dans ce billet"
    assert "open" not in table.attrs
    assert [a["href"] for a in table.select("li > a")] == [
        "#partie-1", "#partie-2", "#partie-3", "#partie-4", "#un-mot-lie",
    ]  # fmt: skip
    assert [words(page.find(id=a["href"][1:])) for a in table.select("a")] == [
        words(a) for a in table.select("a")
    ]
    assert table.select_one("li:last-child ol a em").get_text() == "mot"
    assert built.page("archives/2016/10/02/short/").details is None
    assert built.page("").details is None


def test_neighbours_are_those_of_the_whole_blog(site):
    """A post leads to the ones before and after it, in either language, marked; ends have one."""
    for title, lang in (("Un", "fr"), ("Two", "en"), ("Trois", "fr")):
        site.post(title, lang=lang, slug=title.lower())
    site.post("Caché", lang="fr", status="hidden", slug="cache")
    built = site.build()
    shown = {
        number: [words(p) for p in built.page(f"archives/2016/10/0{number}/{slug}/").select(".neighbours p")]
        for number, slug in enumerate(("un", "two", "trois", "cache"), start=1)
    }  # fmt: skip

    assert shown == {
        1: ["Billet suivant Two [en] (en anglais)"],
        2: ["Previous post Un [fr] (in French)", "Next post Trois [fr] (in French)"],
        3: ["Billet précédent Two [en] (en anglais)"],
        4: [],
    }


def test_a_new_post_is_the_neighbour_of_one(site):
    """Of the other posts' pages only that of the neighbour is rendered again."""
    for n in range(5):
        site.post(f"P{n}", lang="fr", slug=f"p{n}")
    site.build()
    site.post("New", lang="fr", slug="new")
    pages = {name for name in site.rendered() if name.startswith("archives/2016/10/0")}

    assert pages == {"archives/2016/10/05/p4/index.html", "archives/2016/10/06/new/index.html"}
