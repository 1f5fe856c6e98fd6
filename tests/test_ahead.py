"""The page of a text that is being written, shown before the rest of a large blog is run again."""

import re

import pytest
from conftest import ROOT
from pelican.settings import read_settings

from plugins.rendering.following import Live
from plugins.rendering.live import Preview
from plugins.rendering.writer import Job

UN, TWO = "archives/2016/10/01/un/index.html", "archives/2016/10/02/two/index.html"
TROIS = "archives/2016/10/03/trois/index.html"


class Followed:
    """A preview in this process, for which no run of all is soon enough."""

    def __init__(self, site, **settings):
        self.site = site
        self.settings = read_settings(
            str(ROOT / "pelicanconf.py"),
            override={
                "PATH": str(site.content),
                "OUTPUT_PATH": str(site.folder / "output"),
                "CACHE_PATH": str(site.folder / "cache"),
                "BILINGUAL_DRAFTS": True,
                **settings,
            },
        )
        self.live = Live(lambda: Preview(dict(self.settings)), soon=-1)
        self.live.follow([], anew=True)
        assert not self.live.problems

    def save(self, name, *replacing):
        """Save a file with some texts in the place of others; whether only its page is right."""
        path = self.site.content / name
        text = path.read_text("utf-8")
        for old, new in replacing:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        before = self.live.version
        self.live.follow([str(path)])
        assert self.live.version > before
        return self.ahead

    @property
    def ahead(self):
        return self.live._site.ahead

    def page(self, name):
        """What is shown at a name."""
        return self.live.answer("/" + name).content.decode()

    def all_pages(self):
        """Every page, as it is shown."""
        return {name: self.live.answer("/" + name).content for name in self.live._site.jobs}


@pytest.fixture
def blog(site):
    """Two posts in each language, with tags in common."""
    site.post("Un", "Avant, le lac.", lang="fr", slug="un", tags="eau, bois", summary_en="A lake.")
    site.post("Two", "Before, the lake.", lang="en", tags="wood", summary_fr="Un lac.")
    site.post("Trois", "Le train.", lang="fr", tags="eau")
    site.post("Four", "The train.", lang="en", tags="wood")
    site.file("tags.toml", '[wood]\nnames = { en = "wood", fr = "bois" }\n')
    return site


@pytest.fixture
def followed(blog):
    """A preview of it."""
    return Followed(blog)


EDITS = [
    ("001.md", UN, ("Title: Un", "Title: Une ! et « deux »"), "Une"),
    ("001.md", UN, ("A lake.", "A large *lake*..."), "A large <em>lake</em>…"),
    ("002.md", TWO, ("Un lac.", "Un grand lac !"), "Un grand lac"),
    ("001.md", UN, ("Tags: eau, bois", "Tags: bois"), "bois"),
    ("003.md", TROIS, ("Tags: eau", "Tags: eau, bois"), "bois"),
]


@pytest.mark.parametrize(("name", "page", "change", "words"), EDITS)
def test_a_page_ahead_is_what_it_will_be(blog, name, page, change, words):
    """It has the bytes that it has once all is run again, and so has every other page then."""
    followed = Followed(blog, SIMILAR_POSTS_MAX_COUNT=0)
    assert followed.save(name, change) == {page}
    first = followed.page(page)
    assert words in first
    assert followed.ahead == {page}  # to ask for that page has run nothing

    version = followed.live.version
    followed.live.rest()
    assert not followed.ahead
    assert followed.page(page) == first
    assert followed.live.version == version  # so nobody needs to load it again
    assert followed.all_pages() == Followed(blog, SIMILAR_POSTS_MAX_COUNT=0).all_pages()


def test_other_pages_are_never_behind(followed):
    """Whoever asks for another page, a feed or what is not there has all run again first."""
    title = "Un"
    for number, other in enumerate(("index.html", "feeds/all.atom.xml", TWO, "nowhere/")):
        before, title = title, f"Titre{number}"
        assert followed.save("001.md", (f"Title: {before}\n", f"Title: {title}\n")) == {UN}
        assert title in followed.page(UN)
        assert "{" in followed.page("theme/css/style.css")
        assert followed.ahead == {UN}  # a style sheet is what it was
        shown = followed.page(other)
        assert not followed.ahead
        assert title in shown or other in (TWO, "nowhere/")


def test_several_saves_before_the_rest(followed):
    """One more save, of a body or of another text, adds to what is ahead."""
    assert followed.save("002.md", ("Un lac.", "Un étang.")) == {TWO}
    assert followed.save("002.md", ("Before,", "Long before,")) == {TWO}
    assert followed.save("002.md", ("Un étang.", "Un océan.")) == {TWO}
    assert followed.save("001.md", ("A lake.", "A pond.")) == {TWO, UN}
    assert "Un océan." in followed.page(TWO)
    assert "Long before," in followed.page(TWO)
    assert "A pond." in followed.page(UN)
    assert followed.ahead == {TWO, UN}


def test_a_new_tag_leads_to_its_archive_once_there_is_one(followed):
    """First it is shown, with no link; then the page is to be loaded again."""
    assert followed.save("001.md", ("Tags: eau, bois", "Tags: eau, neige")) == {UN}
    assert '<li class="p-category">neige</li>' in followed.page(UN)
    version = followed.live.version
    followed.live.rest()
    assert followed.live.version > version
    assert re.search(r'<a [^>]*href="[^"]*/tag/neige/">neige</a>', followed.page(UN))


@pytest.mark.parametrize(
    "change",
    [
        ("Date: 2016-10-01", "Date: 2016-09-01"),
        ("Lang: fr", "Lang: en"),
        ("Tags: eau, bois", "Tags: eau, !!!"),
        ("Tags: eau, bois\n", ""),
        ("Tags: eau, bois", "Tags: eau, bois\nStatus: hidden"),
        ("Slug: un\n", ""),
        ("Slug: un", "Slug: une"),
        ("Avant,", "Avant, [là]({filename}002.md),"),
        ("A lake.", "A [lake]({filename}002.md)."),
        ("Summary_en", "Summary_de"),
    ],
)
def test_what_concerns_more_than_its_page_is_run_at_once(blog, followed, change):
    """Where a text is, what it belongs to and leads to, and what is wrong with it."""
    assert followed.save("001.md", change) == set()
    again = Live(lambda: Preview(dict(followed.settings)))
    again.follow([], anew=True)
    assert followed.live.problems == again.problems
    if not again.problems:
        assert followed.all_pages() == {
            name: again.answer("/" + name).content for name in again._site.jobs
        }


def test_soon_is_at_once(blog):
    """A blog that is run in no time is run at once."""
    followed = Followed(blog)
    followed.live._soon = 60
    assert followed.save("001.md", ("A lake.", "A pond.")) == set()
    assert "A pond." in followed.page("index.html")


def test_what_is_wrong_is_told_after_the_page(followed):
    """A mistake elsewhere that only a run of all finds is shown above the page then."""
    followed.save("001.md", ("A lake.", "A pond."))
    (followed.site.content / "009.md").write_text("Title: X\n\nNo date.\n")
    version = followed.live.version
    followed.live.rest()
    assert "009.md" in followed.live.problems
    assert followed.live.version > version
    assert "A pond." in followed.page(UN)


def test_a_page_that_fails_after_a_run_is_told(followed, monkeypatch):
    """Not to whoever waits for nothing: a pause of the author does not end the preview."""
    followed.save("001.md", ("A lake.", "A pond."))
    assert "A pond." in followed.page(UN)
    version = followed.live.version

    def fail(self, siteurl, shared):
        raise ValueError("no such thing")

    with monkeypatch.context() as patched:
        patched.setattr(Job, "render", fail)
        followed.live.rest()
        assert followed.live.version > version
        assert "no such thing" in followed.live.answer("/" + UN).problems
    assert "A pond." in followed.page(UN)


def test_a_summary_is_what_it_is_now(followed):
    """Also where a theme of Pelican's own kind asks for it, before and after."""
    followed.site.post("Cinq", "Corps.", lang="fr", summary="Un mot.", path="cinq.md")
    followed.live.follow([str(followed.site.content / "cinq.md")])
    [text] = [each for each in followed.live._site._texts() if each.slug == "cinq"]
    assert text.summary == "<p>Un mot.</p>"
    assert followed.save("cinq.md", ("Un mot.", "Deux mots."))
    assert text.summary == "<p>Deux mots.</p>"


@pytest.mark.parametrize("status", ["draft", "hidden"])
def test_a_page_that_is_not_listed_is_ahead_too(blog, status):
    """A draft and a hidden post, most of all, are what an author writes at."""
    blog.post("Neuf", "Brouillon.", lang="fr", status=status, slug="neuf", path="neuf.md")
    followed = Followed(blog)
    [page] = followed.save("neuf.md", ("Title: Neuf", "Title: Tout neuf"))
    assert "Tout neuf" in followed.page(page)
    assert followed.ahead == {page}
    followed.live.rest()
    assert "Tout neuf" in followed.page(page)
