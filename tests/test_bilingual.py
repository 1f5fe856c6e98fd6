"""What an author writes, and what becomes of it: languages, markers, summaries, furniture."""

import datetime
import string

import pytest
from conftest import words
from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.dates import read_date
from plugins.bilingual.header import read_header
from plugins.bilingual.source import read_source
from plugins.bilingual.summaries import opening_summaries, title_and_lang

LANGUAGES = ("fr", "en")


def source(text: str, **options):
    return read_source(text, LANGUAGES, "en", **options)


def messages(text: str, **options) -> list[str]:
    return [f"{line}: {message}" for line, message, *_ in source(text, **options).problems]


# Titles and markers


@pytest.mark.parametrize(
    ("typed", "title", "lang"),
    [
        pytest.param("Une passerelle [fr]", "Une passerelle", "fr", id="a marker ends the title"),
        pytest.param("A bridge [EN] ", "A bridge", "en", id="in any case"),
        pytest.param("Un pont [de]", "Un pont [de]", None, id="an undeclared language is text"),
        pytest.param(r"The mark \[fr]", "The mark [fr]", None, id="a backslash makes it text"),
        pytest.param("[fr] Une passerelle", "[fr] Une passerelle", None, id="only at the end"),
        pytest.param("[fr]", "[fr]", None, id="never the whole title"),
        pytest.param("Notes[fr]", "Notes[fr]", None, id="after a space"),
    ],
)
def test_title_marker(typed, title, lang):
    """A declared language between brackets at the end of a title sets the language and leaves it."""
    assert title_and_lang(typed, LANGUAGES) == (title, lang)


@pytest.mark.parametrize(
    ("body", "summaries", "rest"),
    [
        pytest.param("[en] Why.\n\nTexte.", {"en": "Why."}, "Texte.", id="one paragraph"),
        pytest.param("[en] One.\n\n[en] Two.\n\nTexte.", {"en": "One.\n\nTwo."}, "Texte.", id="two"),
        pytest.param("[EN] Why\nnot.\n\nTexte.", {"en": "Why\nnot."}, "Texte.", id="two lines"),
        pytest.param("[en] Why.\n\n[fr] Texte.", {"en": "Why."}, "Texte.", id="own marker ends it"),
        pytest.param("[fr] Texte.\n\n[en] Why.", {}, "Texte.\n\n[en] Why.", id="own marker first"),
        pytest.param("[en](x.html) Texte.", {}, "[en](x.html) Texte.", id="a link"),
        pytest.param(r"\[en] Texte.", {}, r"\[en] Texte.", id="escaped"),
        pytest.param("[de] Warum.\n\nTexte.", {}, "[de] Warum.\n\nTexte.", id="undeclared"),
        pytest.param("Texte.\n\n[en] Late.", {}, "Texte.\n\n[en] Late.", id="not first"),
        pytest.param("[en]: https://example.org\n\nT.", {}, "[en]: https://example.org\n\nT.", id="a reference"),
        pytest.param("[en] *Why*.", {"en": "*Why*."}, "", id="nothing after"),
    ],
)  # fmt: skip
def test_opening_summaries(body, summaries, rest):
    """Marked paragraphs that precede everything else are the summaries; the rest is the body."""
    opening = opening_summaries(body, "fr", LANGUAGES)

    assert (opening.summaries, opening.body.strip()) == (summaries, rest)


def test_both_ways_of_writing_give_the_same_post(site):
    """A post written with header fields and one written with markers become the same page."""
    fields = site.post("Un pont", "Texte.", lang="fr", summary_en="Why *not*.", slug="a")
    markers = site.post("Un pont [fr]", "[en] Why *not*.\n\nTexte.", slug="b")
    built = site.build()

    def post(date, slug):
        article = built.page(f"archives/2016/10/{date}/{slug}/").select_one("article")
        article.time.decompose()
        return article

    assert fields != markers
    assert post("01", "a") == post("02", "b")
    assert post("01", "a").select_one(".other-summary[lang=en] em").get_text() == "not"


def test_several_paragraphs_and_links_in_summaries(site):
    """A summary may have several paragraphs, and its links lead where they say."""
    site.post("Cible", lang="fr", slug="cible", path="2016/cible.md")
    site.post("Un [fr]", "[en] See [it]({filename}/2016/cible.md).\n\n[en] Second.\n\nTexte.")
    built = site.build()

    summary = built.page("archives/2016/10/02/un/").select_one(".other-summary")

    assert [p.get_text() for p in summary.select("p")] == [
        "See it\u00a0[fr] (in French).",
        "Second.",
    ]
    assert summary.a["href"] == "../../../../../archives/2016/10/01/cible/"
    assert (
        built.page("fr/").select_one(".other-summary a")["href"] == "../archives/2016/10/01/cible/"
    )


def test_title_in_another_language(site):
    """`Title_en` stands under the title, in its language."""
    site.post("Un pont", lang="fr", title_en="A bridge")

    other = site.build().page("archives/2016/10/01/un-pont/").select_one(".other-titles[lang=en]")

    assert other.get_text() == "A bridge"


# The header


def test_header_between_fences_and_bom(site):
    """A header may stand between --- lines, and a byte order mark is ignored."""
    site.file(
        "a.md", "\ufeff---\nTitle: Un\nDate: 2016-10-12\nLang: FR\nSummary-en: A.\n---\nTexte."
    )

    page = site.build().page("archives/2016/10/12/un/")

    assert page.html["lang"] == "fr"
    assert page.select_one(".other-summary p").get_text() == "A."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Title: A\nSummary_en: One.\n\n    Two.\nTags: x\n\nText.", "One.\n\nTwo.", id="then a field"),
        pytest.param("---\nTitle: A\nSummary_en: One.\n\n    Two.\nTags: x\n---\nText.", "One.\n\nTwo.", id="fenced"),
        pytest.param("Title: A\nSummary_en: One\n    more.\nTags: x\n\nText.", "One\nmore.", id="two lines"),
    ],
)  # fmt: skip
def test_summary_of_several_paragraphs_in_the_header(text, expected):
    """A blank line inside a header summary loses nothing that follows."""
    header = read_header(text)

    assert header.fields["summary_en"].markdown == expected
    assert header.fields["tags"].text == "x"
    assert header.body == "Text."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("Title: A\nTitle: B\n\nT", "2: “title” is given twice", id="same field twice"),
        pytest.param("Title: A\nSummary_en: x\nSummary-EN: y\n\nT", "3: “summary_en” is given twice", id="in two spellings"),
        pytest.param("Title: A [fr]\nLang: en\n\nT", "1: the title is marked [fr], but Lang says en", id="contradiction"),
        pytest.param("Title: A\nLang: de\n\nT", "2: unknown language “de”", id="unknown language"),
        pytest.param("Title: A\nSummary_de: x\n\nT", "2: “summary_de” is in a language", id="undeclared field"),
        pytest.param("Title: A\nLang: fr\nSummary_en: x\n\n[en] y\n\nT", "5: the summary in “en” is given twice", id="two summaries"),
        pytest.param("Title: A\nLang: fr\nSummary: x\nSummary_fr: y\n\nT", "4: “summary_fr” is in the post's own", id="own summary twice"),
        pytest.param("Title: A\nLang: fr\n\nTags: x\n\nT", "4: “Tags:” stands after the blank line", id="stranded field"),
        pytest.param("---\nTitle: A\n\nText", "1: the header is never closed", id="unclosed"),
        pytest.param("---\nTitle: A\nnot a field\n---\nT", "3: this line of the header is not a field", id="no field"),
        pytest.param("Just text", "1: the post has no title", id="no header at all"),
        pytest.param("Title: A\nLang: fr\n\n[en] x\n[fr] y\n\nT", "5: the marker [fr] stands inside", id="glued paragraphs"),
        pytest.param("Titre: A\n\nT", "1: nothing reads the field “titre”", id="near miss"),
        pytest.param("Title : A\nStatut: x\n\nT", "2: nothing reads the field “statut”", id="space before the colon"),
        pytest.param("Title: A\nSummary_english: x\n\nT", "2: “summary_english” is in a language", id="language in full"),
        pytest.param("Title: A\nSlug: l'été/x\n\nT", "2: “l'été/x” cannot be an address", id="slug"),
    ],
)  # fmt: skip
def test_problems_of_a_file_have_their_line(text, message):
    """What is wrong in a file is told with its line."""
    assert any(told.startswith(message) for told in messages(text))


def test_language_is_asked_for_when_required():
    """With LANGUAGES_REQUIRED a post that names no language is a problem; a marker names one."""
    assert messages("Title: A\n\nT", required=True) == ["1: the post does not say its language"]
    assert messages("Title: A [fr]\n\nT", required=True) == []


def test_one_language_has_no_markers():
    """On a blog in one language `[en]` is text, and nothing is split."""
    read = read_source("Title: A [en]\n\n[en] Text.", ["en"], "en")

    assert (read.title, read.summaries, read.body) == ("A [en]", {}, "[en] Text.")


lines = st.text(alphabet=string.ascii_letters + " []:-_éfrn\\", max_size=20)


@given(st.lists(lines, max_size=12).map("\n".join), st.lists(lines, max_size=4).map("\n".join))
def test_reading_never_raises_and_loses_nothing(text, head):
    """Whatever is typed is read; no word of the text is lost between header, summaries and body."""
    whole = f"Title: T\n{head}\n\n{text}"
    read = source(whole)

    kept = " ".join(
        [read.body, *read.summaries.values(), read.summary or "", *read.titles.values()]
        + [field.markdown for field in read.fields.values()]
        + [message for _, message, *_ in read.problems]
    )
    words = set(text.replace("[fr]", " ").replace("[en]", " ").split())
    assert not {word for word in words if word.isalpha() and word not in kept}


@pytest.mark.parametrize(
    "typed",
    [
        "one, two",
        "[one, two]",
        "one,\n    two",
        "one\n    two",
        "\n    - one\n    - two",
        "one; two",
    ],
)
def test_lists_are_read_as_people_type_them(site, typed):
    """Tags on one line or several, with commas, dashes or brackets, are the same tags."""
    site.file("a.md", f"Title: A\nDate: 2016-10-12\nTags: {typed}\n\nText.")
    built = site.build()

    assert [words(tag) for tag in built.page("archives/2016/10/12/a/").select(".tag-list a")] == [
        "one",
        "two",
    ]


def test_summary_may_use_the_links_that_the_body_defines(site):
    """A reference link in a summary is resolved by its definition at the end of the body."""
    site.post("Un [fr]", "[en] See [the post][p].\n\nTexte [là][p].\n\n[p]: https://example.org/x")
    page = site.build().page("archives/2016/10/01/un/")

    assert page.select_one(".other-summary a")["href"] == page.select_one(".prose a")["href"]


def test_several_authors_are_named(site):
    """A post by others than the blog's author says so, and its feed entry names each."""
    site.post("A", lang="en", authors="Jane Doe; John Smith")
    built = site.build()

    assert [a.get_text() for a in built.page("archives/2016/10/01/a/").select(".p-author")] == [
        "Jane Doe",
        "John Smith",
    ]
    assert [author.name for author in built.feed("all").entries[0].authors] == [
        "Jane Doe",
        "John Smith",
    ]


# Dates


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2016-10-12 10:30", datetime.datetime(2016, 10, 12, 10, 30)),
        ("2016-10-12", datetime.datetime(2016, 10, 12)),
        ("12 October 2016", datetime.datetime(2016, 10, 12)),
    ],
)
def test_dates(typed, expected):
    """A date is read as typed; a day begins at midnight."""
    assert read_date(typed) == expected


def test_a_date_may_say_how_far_from_greenwich_it_is(site):
    """A date with an offset is that moment, on its own clock; the site builds with it."""
    site.post("A", lang="en", date="2016-10-12 00:30+01:00")
    built = site.build()

    assert (
        built.page("archives/2016/10/12/a/")
        .select_one("time")["datetime"]
        .startswith("2016-10-12T00:30:00+01:00")
    )
    assert built.feed("all").entries[0].published.endswith("+01:00")


@pytest.mark.parametrize(
    "typed", ["2016-10", "2016", "10:30", "0000-00-00", "demain", "2016-13-45"]
)
def test_incomplete_dates_are_refused(typed):
    """A date that would be completed with today's day, or is none, is refused."""
    with pytest.raises(ValueError, match="date"):
        read_date(typed)


def test_dates_in_prose(site):
    """Dates are written in each language's way, without the machine's locales."""
    site.post("Un", lang="fr", date="2016-05-01")
    site.post("One", lang="en", date="2016-05-01")
    built = site.build()

    assert built.page("archives/2016/05/01/un/").time.get_text() == "1er mai 2016"
    assert built.page("archives/2016/05/01/one/").time.get_text() == "May 1, 2016"


# Translations


def test_declared_translations_are_linked(site):
    """`Translation_of` links two posts, each link written in the language that it leads to."""
    site.post("Un pont", lang="fr", slug="pont")
    site.post("A bridge", lang="en", slug="bridge", translation_of="pont")
    built = site.build()

    french = built.page("archives/2016/10/01/pont/")
    english = built.page("archives/2016/10/02/bridge/")

    assert french.select_one(".translation a[lang=en]").get_text() == "Read in English"
    assert english.select_one(".translation a[lang=fr]").get_text() == "Lire en français"
    assert [link["hreflang"] for link in french.select("link[hreflang]")] == ["fr", "en"]
    assert french.select("link[hreflang]")[1]["href"] == (
        "https://deux-rives.example/archives/2016/10/02/bridge/"
    )


def test_hidden_post_leads_to_its_translation_and_not_back(site):
    """A hidden post shows its translation; the listed one does not give the hidden one away."""
    site.post("Un", lang="fr", slug="un")
    site.post("One", lang="en", slug="one", status="hidden", translation_of="un")
    built = site.build()

    assert built.page("archives/2016/10/02/one/").select(".translation")
    assert not built.page("archives/2016/10/01/un/").select(".translation, link[hreflang]")


def test_impossible_translations_are_told_together(site):
    """A translation of nothing, of two posts at once, or in the same language is an error."""
    site.post("A", lang="fr", slug="same", date="2010-01-01")
    site.post("B", lang="fr", slug="same", date="2011-01-01")
    site.post("C", lang="en", slug="c", translation_of="same")
    site.post("D", lang="en", slug="d", translation_of="nothing")
    site.post("E", lang="fr", slug="e", translation_of="2010/01/01/same")
    told = site.fails()

    assert "“same” names several posts: 2010/01/01/same, 2011/01/01/same" in told
    assert "no published post is named “nothing”" in told
    assert "“e” and “same” translate each other" in told
