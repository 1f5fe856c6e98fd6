"""Laws of feeds on any blog: what an entry holds, in whose language, and when history changes."""

import json
import re
import tomllib
from typing import NamedTuple

import feedparser
import pytest
from bs4 import BeautifulSoup
from conftest import IN_CI, ROOT, Site
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from signs import SIGNS, signed

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OTHER = {"fr": "en", "en": "fr"}
STATUSES = ["published", "published", "published", "draft", "hidden", "scheduled"]
AUTHORITY = "deux-rives.example,2008"


class Post(NamedTuple):
    """A post of a random blog."""

    lang: str
    year: int
    day: int
    status: str
    tags: list[str]
    summary: bool
    title: bool
    guid: bool


posts = st.builds(
    Post,
    lang=st.sampled_from(["fr", "en"]),
    year=st.integers(2014, 2016),
    day=st.integers(1, 3),
    status=st.sampled_from(STATUSES),
    tags=st.lists(st.sampled_from(["lac", "été"]), unique=True),
    summary=st.booleans(),
    title=st.booleans(),
    guid=st.booleans(),
)
blogs = st.lists(posts, min_size=1, max_size=9)
few = settings(
    max_examples=16 if IN_CI else 4, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def built(folder, capture, blog, **chosen):
    """The blog, built: every text of post *n* bears its number and the sign of its language."""
    site = Site(folder)
    site.capture = capture
    for n, post in enumerate(blog):
        other = OTHER[post.lang]
        fields = {"summary": signed("own", post.lang), "slug": f"p{n}", "lang": post.lang}
        if post.status in ("draft", "hidden"):
            fields["status"] = post.status
        year = 2999 if post.status == "scheduled" else post.year
        if post.tags:
            fields["tags"] = ", ".join(post.tags)
        if post.summary:
            fields[f"summary_{other}"] = f"{signed('short', other)} {n}."
        if post.title:
            fields[f"title_{other}"] = f"{signed('called', other)} {n}"
        if post.guid:
            fields["guid"] = f"http://old.example/?p={n}"
        site.post(
            f"{signed('title', post.lang)} {n}",
            f"{signed('body', post.lang)} {n}.",
            path=f"{n}.md",
            date=f"{year}-02-0{post.day} 10:00",
            **fields,
        )
    return site.build(**chosen)


def number(url):
    """The number of the post at an address."""
    return int(re.search(r"/p(\d+)/$", url)[1])


def numbers(feed):
    return [number(entry.link) for entry in feed.entries]


def holding(names, built):
    """Those of the feeds that exist, parsed, by name."""
    return {name: built.feed(name) for name in names if built.exists(f"feeds/{name}.atom.xml")}


@pytest.mark.thorough
@given(blogs)
@few
def test_each_feed_holds_what_it_promises(tmp_path_factory, capfd, blog):
    """On any blog each feed holds its posts and no others, in the languages of its readers."""
    site = built(tmp_path_factory.mktemp("any"), capfd, blog)
    published = [n for n, post in enumerate(blog) if post.status == "published"]
    for name, feed in holding(("all", "fr", "en"), site).items():
        assert sorted(numbers(feed)) == [n for n in published if name in ("all", blog[n].lang)]
        for entry in feed.entries:
            check_whole(entry, blog[number(entry.link)], marked=name == "all")
    for lang in SIGNS.keys() & OTHER.keys():
        expected = [n for n in published if blog[n].lang == lang or blog[n].summary]
        feed = holding([f"read-{lang}"], site).get(f"read-{lang}")
        assert sorted(numbers(feed) if feed else []) == (expected if feed else [])
        assert bool(feed) == bool(expected)
        if feed:
            tree = etree.parse(site.output / f"feeds/read-{lang}.atom.xml")
            check_reading(feed, tree, lang, blog, numbers(site.feed("all")))
    check_ids(site, blog)


def check_whole(entry, post, marked):
    """A post begins with its summary in the other language, if it has one, and follows whole."""
    n, lang, other = number(entry.link), post.lang, OTHER[post.lang]
    content = BeautifulSoup(entry.content[0].value, "html.parser")
    summary = content.blockquote
    assert entry.title == f"{signed('title', lang)} {n}" + (f" [{lang}]" if marked else "")
    assert bool(summary) == post.summary
    if summary:
        assert content.find(True) is summary
        assert summary["lang"] == other
        assert summary.get_text().strip() == f"[{other}] {signed('short', other)} {n}."
        summary.extract()
    assert content.get_text().strip() == f"{signed('body', lang)} {n}."
    assert entry.summary == f"<p>{signed('own', lang)}</p>"


def check_reading(feed, tree, lang, blog, order):
    """For readers of *lang*: its posts whole, of others the summary, a title, a link; in the *order* of all."""
    words = tomllib.loads((ROOT / f"theme/translations/{lang}.toml").read_text("utf-8"))
    other = OTHER[lang]
    read = numbers(feed)
    assert read == [n for n in order if n in read]
    assert {entry.get(LANG) for entry in tree.iter(f"{ATOM}entry")} == {lang}
    assert tree.getroot().get(LANG) == lang
    for entry in feed.entries:
        n = number(entry.link)
        post = blog[n]
        content = entry.content[0].value
        assert SIGNS[other] not in content + entry.summary
        assert entry.content[0].language == entry.summary_detail.language == lang
        if post.lang == lang:
            assert content == f"<p>{signed('body', lang)} {n}.</p>"
            assert entry.title == f"{signed('title', lang)} {n}"
            continue
        summary, link = BeautifulSoup(content, "html.parser").find_all("p")
        assert summary.get_text() == f"{signed('short', lang)} {n}."
        assert (link.a["href"], link.a["hreflang"]) == (entry.link, other)
        assert link.get_text() == f"{words['read_more']} ({words['in_language'][other]})"
        assert entry.title_detail.language == (lang if post.title else other)
        assert entry.title == (
            f"{signed('called', lang)} {n}"
            if post.title
            else f"{signed('title', other)} {n} [{other}]"
        )


def check_ids(site, blog):
    """Whatever document holds a post, it is published, and its id its `Guid` or that of its file."""
    ids = {}
    for path in (site.output / "feeds").rglob("*.xml"):
        ids[path] = [
            (entry.link, entry.id) for entry in feedparser.parse(path.read_bytes()).entries
        ]
    for path in (site.output / "feeds").rglob("*.json"):
        ids[path] = [(item["url"], item["id"]) for item in json.loads(path.read_bytes())["items"]]
    for path, pairs in ids.items():
        for url, id_ in pairs:
            n = number(url)
            guid = f"http://old.example/?p={n}" if blog[n].guid else f"tag:{AUTHORITY}:{n}.md"
            assert (id_, blog[n].status) == (guid, "published"), path


# Closed years


@pytest.fixture
def years(site):
    """Posts in both languages in each of three years."""
    for year in (2014, 2015, 2016):
        for lang in ("fr", "en"):
            site.post(
                f"{lang} {year}",
                path=f"{year}-{lang}.md",
                lang=lang,
                date=f"{year}-05-01",
                tags="t",
            )
    site.build()
    return site


def history(output):
    """The documents of history: their bytes, and when they were written."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (output / "feeds/archive").iterdir()
    }


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("path", "date", "changed"),
    [
        ("new.md", "2017-01-01", {"2016", "fr-2016", "2017", "fr-2017"}),
        ("new.md", "2016-06-01", {"2016", "fr-2016"}),
        ("2015-fr.md", "2015-05-01", {"2015", "fr-2015"}),
        ("new.md", "2014-06-01", {"2014", "fr-2014"}),
    ],
    ids=["a new year", "a new post", "an edited post", "an old post"],
)
def test_a_year_of_history_changes_with_its_own_posts_only(years, tmp_path, path, date, changed):
    """A year's document keeps its bytes and its date unless its posts change, as in a clean build."""
    before = history(years.folder / "output")
    years.post("Autre", "Other text.", path=path, lang="fr", date=date, tags="t")
    after = history(years.build().output)
    years.build(OUTPUT_PATH=str(tmp_path / "clean"))
    clean = history(tmp_path / "clean")

    different = {name.removesuffix(".xml") for name in after if after[name] != before.get(name)}
    assert different == changed
    assert {name: clean[name][0] for name in clean} == {name: after[name][0] for name in after}


def test_a_year_is_closed_when_another_begins(years):
    """The newest year is no archive document yet; older ones are, and name their neighbours."""

    def said(name):
        text = history(years.folder / "output")[name][0].decode()
        return ("<fh:archive/>" in text, re.findall(r'rel="((?:prev|next)-archive)"', text))

    assert said("2016.xml") == said("en-2016.xml") == (False, ["prev-archive"])
    assert said("2015.xml") == said("fr-2015.xml") == (True, ["prev-archive", "next-archive"])
    assert said("2014.xml") == said("fr-2014.xml") == (True, ["next-archive"])
