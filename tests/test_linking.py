"""The measure of similar posts: what blogs link to, read from files as public blogs have them."""

import re
import sys

import pytest
from conftest import ROOT, run

from benchmarks.blogs import Blog, entries
from benchmarks.linking import METHODS, posts_of, rate
from plugins.similar_posts.stop_words import STOP_WORDS
from plugins.similar_posts.terms import words

FILES = {
    "_posts/2016-10-01-lake.md": "---\ntitle: \"The lake\"\ntags: [swimming, 'Water']\n---\n"
    "Cold water. As I said in [the towel story](/2016/10/02/towel/#end), one swims.\n",
    "_posts/2016-10-02-towel.md": "---\ntitle: Towels\ntags:\n  - swimming\n  - things\n"
    "description: What dries\n---\n{% include x.html %}A towel and cold water.\n",
    "2016/10/03/train/index.md": "title: Trains\ndate: 2016-10-03\ntags: swimming\n\n"
    "Go {filename}, see [other](https://elsewhere.example/lake/) <a href='https://www.blog.example/"
    "archives/lake.html'>by the <em>pier</em></a> and [again]({filename}/x/2016-10-01-lake.md).\n",
    "_posts/2016-10-04-draft.md": "---\ntitle: Draft\ndraft: true\n---\nNot yet.\n",
    "_posts/no-date.md": "---\ntitle: No date\n---\nNever.\n",
}


@pytest.fixture
def folder(tmp_path):
    """A blog whose files have headers and links of several sorts."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_posts_are_read_without_their_links(folder):
    """Titles, tags, dates are found; what leads to other posts is taken out, words and address."""
    lake, towel, train = entries(Blog("x", "", "_posts/*.md|20*/**/*.md", "blog.example"), folder)

    assert [each.name for each in (lake, towel, train)] == ["lake", "towel", "train"]
    assert (lake.title, towel.summary) == ("The lake", "What dries")
    assert (lake.tags, towel.tags) == (["swimming", "water"], ["swimming", "things"])
    assert (lake.links, towel.links, train.links) == ({1}, set(), {0})
    assert str(train.date) == "2016-10-03"
    assert words(lake.html, "en") == ["cold", "water", "swims"]
    assert not {"pier", "again"} & set(words(train.html, "en"))
    assert "other" in train.html  # it leads elsewhere


def test_rates_are_shares_of_posts_that_link(folder):
    """A method that shows what is linked has rate 1, one that shows nothing 0."""
    blog = entries(Blog("x", "", "_posts/*.md", "blog.example"), folder)
    posts = posts_of(blog, bilingual=False)

    assert rate(lambda _, asked: {place: [1] for place in asked}, posts, {0: {1}, 1: {0}}) == 0.5
    assert all(rate(shown, posts, {0: {1}}) == 1 for shown in list(METHODS.values())[:2])


def test_a_blog_made_bilingual_has_words_of_two_languages(folder):
    """Each post is in one of two languages with a summary in the other, and keeps its words."""
    blog = entries(Blog("x", "", "_posts/*.md|20*/**/*.md", "blog.example"), folder)
    posts = posts_of(blog * 4, bilingual=True)

    assert {post.lang for post in posts} <= {"fr", "en"}
    assert all(post.term_vector for post in posts)
    assert STOP_WORDS.keys() == {"fr", "en"}


def test_the_measure_runs(folder):
    """It tells the rates of each method on a blog, and says which blogs are not there."""
    command = [sys.executable, "-m", "benchmarks.linking"]
    options = ["--posts", "_posts/*.md", "--host", "blog.example"]
    told = run(*command, "--folder", folder, *options, cwd=ROOT).stdout

    assert "2 posts, 1 link to another" in told
    assert re.findall(r"^  (.+?) {2,}[01]\.\d{3} +[01]\.\d{3}$", told, re.M) == 2 * list(METHODS)

    done = run(*command, "--work", folder, cwd=ROOT)
    assert done.returncode == 1
    assert "eev.ee is not there, and is left out; --fetch gets it" in done.stdout
    assert "no blog with links" in done.stderr
