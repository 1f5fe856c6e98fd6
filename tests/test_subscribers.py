"""The subscriber's walk with newsboat, a feed reader: every feed is read, and no post comes twice.

newsboat reads Atom and RSS. It does not read JSON Feed ("XML root node is NULL"): of that form only
the ids and titles are compared here, with those that newsboat has read.
"""

import functools
import json
import shutil
import sqlite3
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import feedparser
import pytest
from conftest import ROOT, program, run
from lxml import etree

from plugins.bilingual.identity import entry_id

AUTHORITY = "deux-rives.example,2008"
POSTS = {
    "2016/un.md": {
        "title": "Un & l’autre <b>",
        "lang": "fr",
        "tags": "lac",
        "date": "2016-10-01 10:00",
        "summary_en": "In *short*.",
        "title_en": "One",
    },
    "2016/two.md": {
        "title": "Two",
        "lang": "en",
        "tags": "lac",
        "date": "2016-10-02 10:00",
        "summary_fr": "En bref.",
    },
    "2017/trois.md": {
        "title": "Trois",
        "lang": "fr",
        "date": "2017-03-05 10:00",
        "guid": "http://old.example/?p=123",
    },
    "2017/four.md": {"title": "Four", "lang": "en", "tags": "bridges", "date": "2017-04-01 10:00"},
}
UN, UN_MARKED = "Un & l’autre <b>", "Un & l’autre <b> [fr]"
ALL = ["Four [en]", "Trois [fr]", "Two [en]", UN_MARKED]
FEEDS = {
    "all.atom.xml": ALL,
    "all.rss.xml": ALL,
    "fr.atom.xml": ["Trois", UN],
    "fr.rss.xml": ["Trois", UN],
    "en.atom.xml": ["Four", "Two"],
    "read-fr.atom.xml": ["Trois", "Two [en]", UN],
    "read-en.atom.xml": ["Four", "Two", "One"],
    "tag/lac.atom.xml": ["Two [en]", UN_MARKED],
    "tag/lac.fr.atom.xml": [UN],
    "archive/2017.xml": ALL[:2],
    "archive/2016.xml": ALL[2:],
    "archive/fr-2016.xml": [UN],
}


class Host(ThreadingHTTPServer):
    """A web server of a folder, on this machine, at a port that the system chooses."""

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), functools.partial(Answer, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.moved_to = ""
        self.conditional = False  # dates of files are in seconds: two builds may be in one
        self.answers = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Answer(SimpleHTTPRequestHandler):
    """An answer of a `Host`: a file, or where it is now."""

    def send_head(self):
        if self.server.moved_to:
            self.send_response(301)
            self.send_header("Location", self.server.moved_to + self.path)
            self.end_headers()
            return None
        if not self.server.conditional:
            del self.headers["If-Modified-Since"]
        return super().send_head()

    def log_request(self, code="-", size="-"):
        self.server.answers.append(int(code))


class Item(NamedTuple):
    """An entry as newsboat keeps it: its number and its id, what it shows."""

    number: int
    guid: str
    title: str
    content: str
    unread: bool


class Reader:
    """newsboat with files of its own: one of its subscribers."""

    def __init__(self, folder, *urls):
        self.program = program("newsboat")
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "config").touch()
        self.subscribe(*urls)

    def subscribe(self, *urls):
        (self.folder / "urls").write_text("".join(f"{url}\n" for url in urls), "utf-8")

    def subscriptions(self):
        return [line.split()[0] for line in (self.folder / "urls").read_text("utf-8").splitlines()]

    def run(self, *arguments):
        done = run(
            *(self.program, "-C", "config", "-c", "cache.db", "-u", "urls", *arguments),
            cwd=self.folder,
            HOME=str(self.folder),
            XDG_CONFIG_HOME=str(self.folder),
            XDG_DATA_HOME=str(self.folder),
            LC_ALL="C.UTF-8",
            no_proxy="*",
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def reload(self):
        """Ask for its feeds: all items that newsboat has, newest first."""
        self.run("-x", "reload")
        cache = sqlite3.connect(self.folder / "cache.db")
        rows = cache.execute(
            "SELECT id, guid, title, content, unread FROM rss_item ORDER BY pubDate DESC, id"
        )
        items = [Item(*row) for row in rows]
        cache.close()
        return items


class Readers:
    """A subscriber of each kind of feed; each has read its feed once."""

    def __init__(self, folder, url):
        self.of = {name: Reader(folder / name, f"{url}/feeds/{name}") for name in FEEDS}
        self.before = self.reload()

    def reload(self):
        return {name: reader.reload() for name, reader in self.of.items()}

    def new(self):
        """The titles that each is shown as new after it has asked again; nothing may be lost."""
        found = {}
        for name, items in self.reload().items():
            known = {item.number for item in self.before[name]}
            assert known <= {item.number for item in items}
            if titles := [item.title for item in items if item.number not in known]:
                found[name] = titles
        return found


@pytest.fixture
def host(site):
    """The host of what the site builds; it knows its own address."""
    server = Host(site.folder / "output")
    site.settings["SITEURL"] = server.url
    yield server
    server.close()


@pytest.fixture
def readers(site, host, tmp_path):
    """The posts, built, and their subscribers."""
    write(site)
    site.build()
    return Readers(tmp_path / "readers", host.url)


def write(site, **changed):
    """Write the posts, each with what is *changed* in it, by path."""
    for path, fields in POSTS.items():
        site.post(path=path, **fields | changed.get(path, {}))


def test_every_kind_of_feed_is_read(readers):
    """Each feed gives a reader its posts, each once, newest first, with the titles meant for it."""
    read = {name: [item.title for item in items] for name, items in readers.before.items()}

    assert read == FEEDS


def test_a_post_has_one_id_in_every_feed_and_form(readers, site):
    """A post's id is the same string in each feed, and in Atom, RSS and JSON."""
    ids = {name: [item.guid for item in items] for name, items in readers.before.items()}
    items = json.loads((site.folder / "output/feeds/all.json").read_text("utf-8"))["items"]

    assert ids["all.atom.xml"] == ids["all.rss.xml"] == [item["id"] for item in items]
    assert [item["title"] for item in items] == ALL
    assert ids["fr.atom.xml"] == ids["fr.rss.xml"]
    assert {id_ for some in ids.values() for id_ in some} == set(ids["all.atom.xml"])
    assert "http://old.example/?p=123" in ids["read-fr.atom.xml"]


def test_who_takes_every_feed_gets_no_post_twice(readers, host, tmp_path):
    """Newsboat knows entries by their ids alone: in as many feeds as may be, a post is one entry."""
    reader = Reader(tmp_path / "together", *(f"{host.url}/feeds/{name}" for name in FEEDS))

    assert len(reader.reload()) == len(POSTS)


def test_who_moves_to_another_feed_meets_nothing_new(readers, host):
    """From Atom to RSS, or from all to a language: no post that one has is new again."""
    reader = readers.of["all.atom.xml"]
    reader.subscribe(f"{host.url}/feeds/all.rss.xml", f"{host.url}/feeds/fr.atom.xml")
    numbers = {item.number for item in reader.reload()}

    assert numbers == {item.number for item in readers.before["all.atom.xml"]}


def test_list_of_feeds_is_imported(readers, site, host, tmp_path):
    """Newsboat imports each feed of the list once: all that there are, in their Atom form."""
    feeds = site.folder / "output/feeds"
    reader = Reader(tmp_path / "importer")
    reader.run("-i", feeds / "feeds.opml")
    imported = reader.subscriptions()
    there = [path.relative_to(feeds).as_posix() for path in feeds.rglob("*.atom.xml")]

    assert imported == etree.parse(feeds / "feeds.opml").xpath("//@xmlUrl")
    assert sorted(imported) == sorted(f"{host.url}/feeds/{name}" for name in there)
    assert len(reader.reload()) == len(POSTS)


def of_each(field, *values):
    """A change of one *field* in all posts."""
    return {path: {field: value} for path, value in zip(POSTS, values * len(POSTS), strict=False)}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "changed",
    [
        {},
        of_each("title", "Autre", "Other"),
        {"2016/un.md": {"title_en": "Another"}, "2016/two.md": {"title_fr": "Deux"}},
        of_each("slug", "a", "b", "c", "d"),
        of_each("tags", "swimming, Éducation"),
        of_each("date", "2016-02-03 20:00", "2016-02-04", "2017-01-01", "2017-01-02"),
        of_each("modified", "2018-01-01"),
        of_each("summary", "Autrement dit."),
        {"2016/un.md": {"summary_en": "Otherwise."}, "2016/two.md": {"summary_fr": "Autrement."}},
        of_each("author", "Someone else"),
    ],
    ids=[
        "nothing",
        "title",
        "other-title",
        "slug",
        "tags",
        "date",
        "modified",
        "summary",
        "other-summary",
        "author",
    ],
)
def test_no_edit_makes_an_entry_new(readers, site, changed):
    """After a build, whatever was edited in the posts, a reader shows nothing as new."""
    write(site, **changed)
    site.build()

    assert readers.new() == {}


def test_no_setting_makes_an_entry_new(readers, site):
    """Another theme, other addresses, another order of languages: a reader shows nothing as new."""
    theme = site.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    for lang in ("fr", "en"):
        words = theme / f"translations/{lang}.toml"
        words.write_text(words.read_text("utf-8").replace("read_more = ", 'read_more = "§" #'))
    built = site.build(
        THEME=str(theme),
        LANGUAGES={"en": {"name": "English"}, "fr": {"name": "Français"}},
        DEFAULT_LANG="fr",
        TIMEZONE="America/Montreal",
        ARTICLE_URL="{slug}/",
        ARTICLE_SAVE_AS="{slug}/index.html",
        SITENAME="Une rive",
    )

    assert readers.new() == {}
    assert "§" in built.feed("read-en").entries[-1].content[0].value


def test_a_new_post_is_new_once_in_each_feed_that_holds_it(readers, site):
    """A post more is one entry more where it belongs, and none elsewhere."""
    site.post("Cinq", lang="fr", tags="lac", summary_en="Five.", date="2017-05-01", path="5.md")
    site.build()

    assert readers.new() == {
        "all.atom.xml": ["Cinq [fr]"],
        "all.rss.xml": ["Cinq [fr]"],
        "fr.atom.xml": ["Cinq"],
        "fr.rss.xml": ["Cinq"],
        "read-fr.atom.xml": ["Cinq"],
        "read-en.atom.xml": ["Cinq [fr]"],
        "tag/lac.atom.xml": ["Cinq [fr]"],
        "tag/lac.fr.atom.xml": ["Cinq"],
        "archive/2017.xml": ["Cinq [fr]"],
    }


def test_a_summary_brings_a_post_into_the_reading_feed_alone(readers, site):
    """A summary added in the other language is new to those who could not read the post."""
    write(site, **{"2017/four.md": {"summary_fr": "Quatre, en bref.", "title_fr": "Quatre"}})
    site.build()

    assert readers.new() == {"read-fr.atom.xml": ["Quatre"]}


def test_an_edited_post_is_updated_in_place(readers, site):
    """What newsboat shows of an edited post is its new text, under the number that it had."""
    site.post(path="2016/two.md", body="Better.", modified="2017-06-01", **POSTS["2016/two.md"])
    site.build()
    assert readers.new() == {}

    better = {
        name
        for name, items in readers.reload().items()
        if any("Better." in item.content for item in items)
    }
    assert better == {name for name, titles in FEEDS.items() if {"Two", "Two [en]"} & {*titles}} - {
        "read-fr.atom.xml"  # it holds the summary alone
    }


def test_renaming_a_file_without_guid_gives_the_post_once_more(readers, site):
    """The id of a post without a `Guid` is made of its path: this is what the build warns of."""
    (site.content / "2016/un.md").rename(site.content / "2016/one.md")
    site.build()

    assert readers.new() == {
        name: titles[-1:] for name, titles in FEEDS.items() if titles[-1] in (UN, UN_MARKED, "One")
    }


def test_renaming_a_file_with_its_guid_makes_nothing_new(readers, site):
    """Once the id that a post has is its `Guid`, readers notice neither that nor a new name."""
    guids = {path: {"guid": entry_id(AUTHORITY, path)} | POSTS[path] for path in POSTS}
    write(site, **guids)
    site.build()
    assert readers.new() == {}

    for path in POSTS:
        (site.content / path).rename(site.content / path.replace("/", "-"))
    site.build()
    assert readers.new() == {}


def test_moving_to_another_domain_makes_nothing_new(readers, site, host, tmp_path):
    """At another address, led there or subscribed there anew, a reader shows nothing as new."""
    ids = {name: ids_at(host, name) for name in FEEDS}
    there = Host(site.folder / "output")
    try:
        site.build(SITEURL=there.url)
        host.moved_to = there.url
        assert readers.new() == {}

        for name, reader in readers.of.items():
            reader.subscribe(f"{there.url}/feeds/{name}")
        assert readers.new() == {}
        assert {name: ids_at(there, name) for name in FEEDS} == ids
        assert there.url in (site.folder / "output/feeds/all.atom.xml").read_text("utf-8")
    finally:
        there.close()


def ids_at(host, name):
    """The id of a feed and those of its entries, as a feed parser finds them."""
    feed = feedparser.parse(f"{host.url}/feeds/{name}")
    assert not feed.bozo, feed.get("bozo_exception")
    return feed.feed.get("id"), [entry.id for entry in feed.entries]


def test_an_unchanged_feed_is_not_sent_again(readers, site, host):
    """A build leaves feeds that have not changed as old as they were: newsboat gets no second copy."""
    readers.reload()  # newsboat keeps the date of a feed that it knows already
    host.conditional = True
    host.answers.clear()
    site.build()

    assert readers.new() == {}
    assert host.answers == [304] * len(FEEDS)
