"""Tags as concepts, their archives in every view, and the list of all tags."""

import pytest
from conftest import words
from hypothesis import given
from hypothesis import strategies as st

from plugins.tag_archives.concepts import Concept, Typed, Vocabulary, concepts_of, folded
from plugins.tag_archives.generator import initial, weight
from plugins.tag_archives.related import related_tags
from plugins.tag_archives.vocabulary import read_vocabulary

COACHING = """\
[accompagnement]
names = { fr = "accompagnement", en = "coaching" }
descriptions = { fr = "Marcher à côté.", en = "Walking beside." }
aliases = ["accompagner", "mentoring"]
"""


def slugify(name):
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in folded(name)).strip("-")


def typed(*tags):
    return [Typed(text, lang, [(f"{n}.md", 3)]) for n, (text, lang) in enumerate(tags)]


# Concepts


@pytest.mark.parametrize(
    ("text", "lang", "slug"),
    [
        pytest.param("chat", "fr", "chat", id="a name in the post's language"),
        pytest.param("chat", "en", "online-chat", id="a false friend in the other"),
        pytest.param("cat", "fr", "chat", id="a name in another language"),
        pytest.param("CHAT", "fr", "chat", id="whatever the case"),
        pytest.param("matou", "en", "chat", id="an alias"),
        pytest.param("online-chat", "fr", "online-chat", id="a slug"),
        pytest.param("dog", "en", "dog", id="a new tag"),
    ],
)
def test_what_a_typed_tag_means(text, lang, slug):
    """A name in the post's language, a name in another, an alias, a slug, a new tag: in this order."""
    vocabulary = Vocabulary(
        [
            Concept("chat", {"fr": "chat", "en": "cat"}, aliases=("matou",)),
            Concept("online-chat", {"en": "chat", "fr": "clavardage"}),
        ]
    )
    meanings, findings = concepts_of(typed((text, lang)), vocabulary, slugify)

    assert meanings[text, lang].slug == slug
    assert not findings


def test_ambiguous_tag_is_an_error():
    """A name that two tags have in languages other than the post's names neither."""
    vocabulary = Vocabulary([Concept("a", {"fr": "pain"}), Concept("b", {"en": "pain"})])
    _, findings = concepts_of(typed(("pain", "de")), vocabulary, slugify)

    assert "names several tags: a, b" in findings[0].message


def test_ambiguous_tag_is_told_wherever_it_is_typed():
    """Each post that types a name of two tags is told, not only the first."""
    vocabulary = Vocabulary([Concept("a", {"fr": "pain"}), Concept("b", {"en": "pain"})])
    places = [("1.md", 3), ("2.md", 4)]
    _, findings = concepts_of([Typed("pain", "de", places)], vocabulary, slugify)

    assert [finding.place for finding in findings] == places


def test_spelling_variants_are_one_tag_with_a_notice():
    """Case, accents and Unicode form make no other tag; the most frequent spelling is shown."""
    tags = typed(
        ("Écriture", "fr"), ("écriture", "fr"), ("e\u0301criture", "fr"), ("ecriture", "fr")
    )
    meanings, findings = concepts_of(tags, Vocabulary([]), slugify)

    assert len({concept.slug for concept in meanings.values()}) == 1
    assert meanings["Écriture", "fr"].names == {"fr": "écriture"}
    assert {finding.place[0] for finding in findings} == {"0.md", "3.md"}
    assert {finding.level for finding in findings} == {"notice"}


def test_tag_described_without_names_is_named_as_typed():
    """A tag of tags.toml that has no names takes those that posts type."""
    vocabulary = Vocabulary([Concept("marche", descriptions={"fr": "À pied."})])
    meanings, _ = concepts_of(typed(("Marche", "fr")), vocabulary, slugify)

    assert meanings["Marche", "fr"].name("en") == ("Marche", "fr")
    assert meanings["Marche", "fr"].descriptions == {"fr": "À pied."}


@given(st.text(max_size=20))
def test_folding_is_idempotent(name):
    """A folded name folds to itself."""
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize(
    ("toml", "line", "message"),
    [
        ("[a]\nnames = 3", 1, "names has no language"),
        ("[a]\n\n[b]\nnames = { de = 'x' }", 3, "“de”, which the site does not have"),
        ("[a]\naliases = 'x'", 1, "aliases is not a list"),
        ("[a]\ncolour = 'x'", 1, "unknown key “colour”"),
        ("['été']\n", 1, "cannot be an address"),
        ("[a]\naliases = ['x']\n[b]\naliases = ['X']", 3, "the alias of two tags: a and b"),
        ("[a]\nnames = {fr='x'}\n[b]\nnames = {fr='x'}", 3, "the name in “fr” of two tags"),
        ("[a]\nnames = ", 2, "not TOML"),
        ("a = 1", 1, "is not a tag"),
    ],
)
def test_wrong_tags_toml_is_told_with_its_line(toml, line, message):
    """What is wrong in tags.toml is told with the line of its tag."""
    _, problems = read_vocabulary(toml, ["fr", "en"])

    assert [problem.line for problem in problems] == [line]
    assert message in problems[0].message


def test_related_tags_are_close_not_merely_frequent():
    """A tag on every post is less close than one that goes with this tag alone."""
    posts = [("a", "b", "everywhere"), ("a", "b", "everywhere")]

    assert related_tags("a", posts, {"a": 2, "b": 2, "everywhere": 50}, 5) == ["b", "everywhere"]


def test_weight_and_initial():
    """Weights go from 1 to 5 by order of magnitude; initials have no accents."""
    assert [weight(n, 100) for n in (1, 10, 100)] == [1, 3, 5]
    assert [initial(name) for name in ("écriture", "Œuvre", "42", "+1")] == ["E", "O", "#", "#"]


# On the site


@pytest.fixture
def coaching(site):
    """Two French posts and an English one under one concept."""
    site.file("tags.toml", COACHING)
    site.post(
        "Un",
        lang="fr",
        tags="accompagnement, conseil",
        summary_en="In short.",
        body="## Titre\n\nTexte[^1].\n\n[^1]: Note.",
    )
    site.post("Deux", lang="fr", tags="accompagner")
    site.post("Three", lang="en", tags="Coaching, conseil")
    return site


def test_tag_archive_in_every_view(coaching):
    """A tag has a page for all posts and one a language, each under its name in that language."""
    built = coaching.build()

    assert built.titles("archives/tag/accompagnement/") == ["Three", "Deux", "Un"]
    assert built.titles("fr/archives/tag/accompagnement/") == ["Deux", "Un"]
    assert built.page("archives/tag/accompagnement/").h1.get_text() == "Browsed by Tag: coaching"
    assert built.page("fr/archives/tag/accompagnement/").h1.get_text() == (
        "Parcourir par mot-clé\u00a0: accompagnement"
    )
    assert [
        words(a) for a in built.page("fr/archives/tag/accompagnement/").select(".view-links a")
    ] == ["Tout 3", "Français 2", "English 1"]


def test_tag_archive_shows_posts_whole_or_in_short(coaching):
    """With "full" an entry is the whole post, without ids; with "summary" its beginning."""
    full = coaching.build(TAG_ARCHIVES_CONTENT="full").page("archives/tag/accompagnement/")
    last = full.select(".entry")[-1]

    assert last.select_one(".prose h3").get_text() == "Titre"
    assert not last.select("[id]")
    note = last.select_one(".footnote-ref")["href"]
    assert note == "../../../archives/2016/10/01/un/#fn:1"
    assert last.select_one(".other-summary[lang=en]").get_text(" ", strip=True).startswith("[en]")
    assert not full.select(".read-more")

    short = coaching.build(TAG_ARCHIVES_CONTENT="summary").page("archives/tag/accompagnement/")
    assert len(short.select(".read-more a")) == 3


def test_descriptions_related_tags_and_feeds(coaching):
    """A tag's page has its descriptions in their languages, its related tags, its feeds."""
    page = coaching.build().page("archives/tag/accompagnement/")

    assert [(p["lang"], p.get_text()) for p in page.select(".tag-description")] == [
        ("en", "Walking beside."), ("fr", "Marcher à côté."),
    ]  # fmt: skip
    assert [a.get_text() for a in page.select(".about-tag .tag-list a")] == ["conseil"]
    assert "../../../feeds/tag/accompagnement.fr.atom.xml" in [a["href"] for a in page.select("a")]


def test_alias_leads_to_its_tag(coaching):
    """The old address of an alias sends readers on, in every view that the tag has."""
    built = coaching.build()

    for view in ("", "fr/", "en/"):
        old = built.page(f"{view}archives/tag/mentoring/")
        assert old.a["href"].endswith(f"../{view}archives/tag/accompagnement/")
        assert old.select_one("[http-equiv=refresh]")["content"].endswith(old.a["href"])


def test_list_of_all_tags(coaching):
    """All tags by initial, accents folded, with their count and the count in each language."""
    coaching.post("Quatre", lang="fr", tags="Éthique")
    built = coaching.build()
    page = built.page("tags/")

    assert [h2.get_text() for h2 in page.select("h2")] == ["C", "E"]
    entry = page.select_one('a[href="../archives/tag/accompagnement/"]').parent
    assert entry.get_text(" ", strip=True) == "coaching 3 fr 2 · en 1"
    assert page.select_one("a[lang=fr][href$='/ethique/']")
    assert "accompagnement" in built.page("fr/tags/").get_text()
    assert not built.page("en/tags/").select("a[href*=ethique]")


def test_tag_links_in_bodies_find_concepts(coaching):
    """`{tag}` links find a tag by its name in either language."""
    coaching.post("Lien", lang="fr", body="[voir]({tag}coaching)")

    page = coaching.build().page("archives/2016/10/04/lien/")

    assert page.select_one(".prose a")["href"] == "../../../../../archives/tag/accompagnement/"


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (("C++", "C#"), "“C#” and “C++” (001.md:4) would both be at the address “c”"),
        (("C++", "C"), "“C” and “C++” (001.md:4) would both be at the address “c”"),
        (("🎉", "x"), "no address can be made from the tag “🎉”"),
    ],
)
def test_tags_without_an_address_of_their_own(site, tags, message):
    """Tags that cannot have their slug are errors, with the line to add to tags.toml."""
    for tag in tags:
        site.post("T", lang="en", tags=tag)
    told = site.fails()

    assert message in told
    assert "add to tags.toml [" in told


def test_slug_of_a_declared_tag_is_taken(site):
    """A new tag does not silently become a declared one whose slug it would have."""
    site.file("tags.toml", "[c]\nnames = { en = 'C' }\n")
    site.post("T", lang="en", tags="C#")

    assert "“C#” and [c] of tags.toml would both be at" in site.fails()


def test_tags_toml_settles_what_it_says(site):
    """The line that the error asks for mends it."""
    site.file("tags.toml", "[c-2]\nnames = { en = 'C#' }\n")
    site.post("A", lang="en", tags="C++")
    site.post("B", lang="en", tags="C#")
    built = site.build()

    assert built.titles("archives/tag/c/") == ["A"]
    assert built.titles("archives/tag/c-2/") == ["B"]


@pytest.mark.parametrize("status", ["published", "hidden", "draft"])
def test_page_has_no_tags(site, status):
    """Tags in the header of a page are told, and make no archive; the page is there."""
    site.file("pages/p.md", f"Title: Une page\nLang: fr\nStatus: {status}\nTags: lac\n\nTexte.\n")
    site.post("Un", lang="fr", tags="nage")
    built = site.build()

    assert ("pages/p.md:4: a page has no tags: their archives" in built.told) == (status != "draft")
    assert built.exists("une-page/") == (status != "draft")
    assert not built.exists("archives/tag/lac/")
    assert site.rendered() == []
