"""Closed comments: what a post once had is shown under it, and nothing else of it."""

import json

import pytest
from conftest import words

THREAD = {
    "comments": [
        {"author": "A <b>& Co", "id": 7, "date": "2005-03-03 08:15+01:00", "url": "https://a.example/?b=1&c=2",
         "html": "<p>Dit <em>hier</em>.</p>",
         "replies": [{"author": "B", "html": "<p>Said today.</p>", "lang": "en"}]},
        {"author": "C", "id": 9, "html": "<p>Après.</p>"},
    ],
    "pings": 2,
}  # fmt: skip


def archive(site, told, name="comments/a.json"):
    """Put a file of comments there."""
    site.file(name, told if isinstance(told, str | bytes) else json.dumps(told))


@pytest.mark.parametrize(("lang", "closed", "pings", "day"), [
    ("fr", "3 commentaires, archivés", "2 liens venus d’autres sites", "3 mars 2005"),
    ("en", "3 comments, archived", "2 links from other sites", "March 3, 2005"),
])  # fmt: skip
def test_comments_are_shown_closed_in_threads(site, lang, closed, pings, day):
    """They are under the post in their threads, who wrote them is text, links count for nothing."""
    site.post("Un", lang=lang, comments="comments/a.json")
    archive(site, THREAD)
    page = site.build().page("archives/2016/10/01/un/")
    [shown, others] = page.select(".comments")

    assert shown.name == "details"
    assert not shown.has_attr("open")
    assert words(shown.summary) == closed
    assert [each.get("id") for each in shown.select("li")] == ["comment-7", None, "comment-9"]
    assert [words(each) for each in shown.select("li li .said")] == ["Said today."]
    assert shown.select_one("li li .said")["lang"] == "en"
    link = shown.cite.a
    assert (words(link), link["href"], link["rel"]) == (
        "A <b>& Co",
        "https://a.example/?b=1&c=2",
        ["nofollow", "ugc"],
    )
    assert words(shown.time) == day
    assert shown.time["datetime"] == "2005-03-03T08:15:00+01:00"
    assert words(others) == pings


def test_count_alone_is_told(site):
    """A file may say how many there were, and nothing of what they said; pages have them, too."""
    site.file("pages/p.md", "Title: Page\nLang: fr\nComments: c/p.json\n\nTexte.\n")
    archive(site, {"count": 1}, "c/p.json")
    site.post("Sans", lang="fr")
    built = site.build()

    assert words(built.page("page/").select_one(".comments")) == "1 commentaire, archivé"
    assert not built.page("archives/2016/10/01/sans/").select(".comments")


def test_comments_are_the_posts_alone(site):
    """Neither listings nor feeds say what was said under a post."""
    site.post("Un", lang="fr", comments="comments/a.json")
    archive(site, THREAD)
    built = site.build()

    told = [name for name, data in built.files().items() if b"Said today" in data]
    assert told == ["archives/2016/10/01/un/index.html"]


def test_change_of_comments_changes_their_post(site):
    """A file of comments that changes, or goes, renders its post again, and no other page."""
    site.post("Un", lang="fr", comments="comments/a.json")
    site.post("Deux", lang="fr")
    archive(site, THREAD)
    site.build()
    assert site.rendered() == []
    archive(site, {"comments": [{"author": "D", "html": "<p>Autre.</p>"}]})
    assert site.rendered() == ["archives/2016/10/01/un/index.html"]
    (site.content / "comments/a.json").unlink()
    assert "001.md:4: there is no file “comments/a.json”" in site.fails()


@pytest.mark.parametrize(("told", "said"), [
    ("{", "“comments/a.json” is no file of comments"),
    ("[]", "it is no table of comments"),
    ({"comments": {}}, "comments stand in a list"),
    ({"comments": ["x"]}, "a comment is no table"),
    ({"comments": [{"author": 7}]}, "are texts, its id a number"),
    ({"comments": [{"id": "7"}]}, "are texts, its id a number"),
    ({"comments": [{"url": "javascript:alert(1)"}]}, "“javascript:alert(1)” is no address of a site"),
    ({"comments": [{"date": "hier"}]}, "hier"),
    ({"count": -1}, "“count” and “pings” are numbers"),
    ({"pings": True}, "“count” and “pings” are numbers"),
    (b"\xff", "'utf-8' codec"),
])  # fmt: skip
def test_file_that_is_none_is_told(site, told, said):
    """What is wrong with a file of comments is an error of its post, and nothing is written."""
    site.post("Un", lang="fr", comments="comments/a.json")
    archive(site, told)
    message = site.fails()

    assert "001.md:4: “comments/a.json” is no file of comments" in message
    assert said in message


def test_answers_stand_only_so_deep(site):
    """A file that nests answers without end is told, whoever made it."""
    told = {"author": "A"}
    for _ in range(60):
        told = {"author": "A", "replies": [told]}
    site.post("Un", lang="fr", comments="comments/a.json")
    archive(site, {"comments": [told]})
    assert "stands too deep" in site.fails()


@pytest.mark.parametrize("name", ["../secret.json", "/etc/hostname", "comments", "nulle-part.json"])
def test_file_is_in_the_content_folder(site, name):
    """Nothing outside the content folder is read, whatever a header says."""
    (site.folder / "secret.json").write_text(json.dumps(THREAD))
    site.post("Un", lang="fr", comments=name)
    (site.content / "comments").mkdir()
    assert f"001.md:4: there is no file “{name}”" in site.fails()


def test_field_that_is_nearly_comments_is_told(site):
    """`Comment:` is nothing that is read; what was meant is said."""
    site.post("Un", lang="fr", comment="comments/a.json", summary_en="In short.")
    assert "did you mean “Comments”?" in site.build().told
