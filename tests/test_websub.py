"""WebSub: the hub is told of the feeds that changed, and of no other."""

import json
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode

import pytest
from conftest import ROOT, run, wait_for
from hypothesis import given
from hypothesis import strategies as st

from plugins.language_feeds.hub import checked_hub, is_told, ping_form, state_of, told_by
from plugins.language_feeds.websub import main

SITE = "https://deux-rives.example"
FORMS = (".atom.xml", ".json", ".rss.xml")
FEEDS = [f"{SITE}/feeds/{name}{form}" for name in ("all", "en", "fr") for form in FORMS]
FEEDS += [f"{SITE}/feeds/read-{lang}.atom.xml" for lang in ("en", "fr")]


class Hub(ThreadingHTTPServer):
    """A hub on this machine: *asked* are the forms it got; *answers* gives those that are no 204."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.answers, self.held = [], {}, threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hub"

    def feeds(self):
        """The feeds told of since this was last asked."""
        told = [form["hub.url"][0] for _, form in self.asked]
        self.asked.clear()
        return told


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append((dict(self.headers), form))
        answer = self.server.answers.get(form["hub.url"][0], 204)
        if answer == "hold":
            self.server.held.wait(20)
        elif answer == "hang up":
            self.close_connection = True
        else:
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

    def do_GET(self):
        self.server.asked.append((dict(self.headers), {"hub.url": ["a page was asked for"]}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def hub(monkeypatch):
    """A hub that answers."""
    monkeypatch.setenv("no_proxy", "*")
    server = Hub()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.held.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def blog(site, hub):
    """A published blog with a post in each language: `ping()` is the command."""
    site.post("Un", lang="fr", path="un.md", summary_en="In short.")
    site.post("Two", lang="en", path="two.md", summary_fr="En bref.")
    site.build()
    site.conf = site.folder / "conf.py"
    site.state = site.folder / ".output.pinged.json"

    def configure(**settings):
        chosen = {"PATH": str(site.content), "OUTPUT_PATH": str(site.folder / "output")}
        chosen |= {"THEME": str(ROOT / "theme"), "LANGUAGE_FEEDS_HUB": hub.url, **settings}
        lines = [f"{name} = {value!r}" for name, value in chosen.items()]
        site.conf.write_text("\n".join(["from pelicanconf import *", *lines, ""]))

    def ping(*arguments):
        site.capture.readouterr()
        status = main(["-s", str(site.conf), *arguments])
        said = site.capture.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    site.configure, site.ping = configure, ping
    configure()
    return site


def test_first_time_tells_of_every_feed(blog, hub):
    """The hub gets a form a feed, which says `publish` and the feed's address in both ways."""
    status, said, _ = blog.ping()

    assert status == 0
    assert said.splitlines() == [
        *(f"told: {feed}" for feed in FEEDS),
        "Feeds: 11 told, 0 unchanged",
    ]
    assert [form for _, form in hub.asked] == [
        {"hub.mode": ["publish"], "hub.url": [feed], "hub.topic": [feed]} for feed in FEEDS
    ]
    assert {headers["Content-Type"] for headers, _ in hub.asked} == {
        "application/x-www-form-urlencoded"
    }


def test_only_what_changed_is_told(blog, hub):
    """A post changed in French: the feed in English is not told of; nothing changed: none is."""
    blog.ping()
    hub.feeds()
    assert blog.ping()[:2] == (0, "Feeds: 0 told, 11 unchanged\n")
    assert hub.feeds() == []

    blog.post("Un, encore", lang="fr", path="un.md", date="2016-10-01 10:00")
    blog.build()
    blog.ping()
    assert hub.feeds() == [feed for feed in FEEDS if "/en." not in feed]


def test_feeds_are_told_under_a_sub_path_too(blog, hub):
    """The address is that of the site, its path included, and another address is another feed."""
    blog.ping()
    hub.feeds()
    blog.configure(SITEURL="https://new.example/blog")
    blog.ping()

    assert hub.feeds() == [feed.replace(SITE, "https://new.example/blog") for feed in FEEDS]


def test_other_kinds_are_feeds_and_archives_are_not(blog, hub):
    """A tag's feeds are told of; past years, and what is no feed, are not."""
    folder = blog.folder / "output/feeds"
    for name in ("tag/été.fr.atom.xml", "archive/2016.xml", "list.opml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    blog.ping()

    assert set(hub.feeds()) == {
        *FEEDS,
        f"{SITE}/feeds/tag/%C3%A9t%C3%A9.fr.atom.xml",
    }


def test_what_was_told_is_beside_the_site(blog):
    """The state is outside the published folder, and no part of it is left."""
    before = {path.name for path in blog.folder.iterdir()}
    blog.ping()

    after = {path.name for path in blog.folder.iterdir()} - {"__pycache__"}
    assert after - before == {".output.pinged.json"}
    assert not list((blog.folder / "output").rglob("*pinged*"))
    assert list(json.loads(blog.state.read_bytes())["feeds"]) == FEEDS


@pytest.mark.parametrize(
    "state",
    [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"null", b'{"hub": 1}', b'{"feeds": {"a": "b"}}'],
    ids=["empty", "cut", "list", "no text", "deep", "null", "hub", "foreign"],
)
def test_damaged_state_is_an_empty_one(blog, hub, state):
    """Whatever the state has become, everything is told again, and it is a state again."""
    blog.state.write_bytes(state)

    assert blog.ping()[0] == 0
    assert hub.feeds() == FEEDS
    assert blog.ping()[1] == "Feeds: 0 told, 11 unchanged\n"


def test_another_hub_is_told_of_everything(blog, hub):
    """What one hub was told, another was not."""
    blog.ping()
    hub.feeds()
    blog.configure(LANGUAGE_FEEDS_HUB=f"{hub.url}?key=1")
    blog.ping()

    assert hub.feeds() == FEEDS


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(400, "400 Bad Request"), (503, "503 Service Unavailable"), (302, "302 Found, it has moved to /elsewhere"),
     (308, "308 Permanent Redirect, it has moved to /elsewhere"), ("hang up", "closed connection")],
)  # fmt: skip
def test_refused_feed_is_told_the_next_time(blog, hub, answer, reason):
    """A refusal is said with its reason; the other feeds are told; the refused one again, later."""
    hub.answers[FEEDS[1]] = answer
    status, said, wrong = blog.ping()

    assert status == 1
    assert f"error: {hub.url} was not told of {FEEDS[1]}: " in wrong
    assert reason in wrong
    assert "Feeds: 10 told, 0 unchanged, 1 to be told the next time" in said
    assert hub.feeds() == FEEDS
    hub.answers.clear()
    assert blog.ping()[0] == 0
    assert hub.feeds() == [FEEDS[1]]


def test_hub_that_is_away_is_not_asked_for_ever(blog, hub):
    """After three connections that fail in a row the rest waits for the next time."""
    for number in range(4):
        (blog.folder / f"output/feeds/x{number}.atom.xml").write_text("x")
    blog.configure(LANGUAGE_FEEDS_HUB="http://127.0.0.1:1/")
    status, said, wrong = blog.ping()

    assert status == 1
    assert wrong.count("Connection refused") == 3
    assert wrong.endswith("the hub is away: the rest was not tried\n")
    assert said == "Feeds: 0 told, 0 unchanged, 15 to be told the next time\n"
    blog.configure()
    assert blog.ping()[0] == 0
    assert len(hub.feeds()) == 15


def test_refusals_are_no_absence(blog, hub):
    """A hub that refuses every feed is there: each is tried."""
    hub.answers |= dict.fromkeys([*FEEDS, f"{SITE}/feeds/x.json"], 403)
    (blog.folder / "output/feeds/x.json").write_text("x")
    blog.ping()

    assert len(hub.feeds()) == 12


def test_dry_run_tells_nobody(blog, hub):
    """`--dry-run` lists the feeds that changed, asks no hub, and keeps nothing."""
    status, said, _ = blog.ping("--dry-run")

    assert status == 0
    assert said.splitlines() == [*(f"to tell: {feed}" for feed in FEEDS), "Feeds: 11 to tell"]
    assert hub.feeds() == []
    assert not blog.state.exists()


def test_interrupted_it_keeps_what_was_told(blog, hub):
    """Ctrl-C ends it without a traceback; the next time tells the rest."""
    hub.answers[FEEDS[1]] = "hold"
    process = subprocess.Popen(
        [sys.executable, "-m", "plugins", "language_feeds.websub", "-s", blog.conf],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for(lambda: len(hub.asked) == 2 or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=20)

    assert process.returncode == 130, wrong
    assert said == f"told: {FEEDS[0]}\n"
    assert wrong == "interrupted: again tells the hub of the rest\n"
    hub.answers.clear()
    hub.feeds()
    assert blog.ping()[0] == 0
    assert hub.feeds() == FEEDS[1:]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"LANGUAGE_FEEDS_HUB": ""}, "no hub: set LANGUAGE_FEEDS_HUB"),
        ({"LANGUAGE_FEEDS_HUB": "hub.example"}, "is not the address of a hub"),
        ({"SITEURL": ""}, "set SITEURL"),
        (
            {"OUTPUT_PATH": "/nowhere/public"},
            "/nowhere/public: there is no such folder; publish first",
        ),
    ],
    ids=["no hub", "no address", "no site", "not published"],
)
def test_settings_that_cannot_work_are_told(blog, hub, settings, told):
    """Without a hub, an address or a site, what to do is said, and the status is 1."""
    blog.configure(**settings)
    status, _, wrong = blog.ping()

    assert status == 1
    assert told in wrong
    assert hub.feeds() == []


def test_settings_file_that_is_not_there_is_told(blog):
    """A settings file that does not exist is named."""
    blog.conf.unlink()

    assert "conf.py: there is no such file" in blog.ping()[2]


def test_hub_that_is_none_stops_the_build(site):
    """A hub that cannot be one is told before anything is written."""
    assert 'LANGUAGE_FEEDS_HUB = "ftp://hub.example/"' in site.fails(
        LANGUAGE_FEEDS_HUB="ftp://hub.example/"
    )


@pytest.mark.parametrize("hub", ["", "https://hub.example/", "http://127.0.0.1:8080/a?b=c"])
def test_addresses_of_hubs(hub):
    """An http or https address is one, and none at all is no hub."""
    assert checked_hub(hub) == hub


@pytest.mark.parametrize(
    "hub", ["hub", "//hub/", "http:///", "https://h:port/", "http://[", "https://u:p@hub/",
            "https://hub/ a", "https://hüb/", "file:///x", "https://hub/\n", 5],
)  # fmt: skip
def test_what_is_no_address_of_a_hub(hub):
    """What cannot be asked is refused, with what to write."""
    with pytest.raises(ValueError, match="write one such as"):
        checked_hub(hub)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("all.atom.xml", True), ("tag/a.fr.rss.xml", True), ("fr.json", True), ("feeds.opml", False),
     ("archive/2019.xml", False), ("archive/fr-2019.xml", False), ("tag/archive.json", True)],
)  # fmt: skip
def test_which_files_are_told(name, expected):
    """Feeds are, in their three forms; archives are not."""
    assert is_told(name) is expected


def test_form_is_as_hubs_read_it():
    """An address in the form is whole, whatever is in it."""
    feed = "https://x.example/a?b=c&d=é"

    assert ping_form(feed).decode() == urlencode(
        {"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}
    )


@given(st.dictionaries(st.text(), st.text()), st.text())
def test_state_is_read_as_it_was_kept(told, hub):
    """What was kept for a hub is what is known of it, and nothing for another."""
    assert told_by(state_of(told, hub), hub) == told
    assert told_by(state_of(told, hub), hub + "x") == {}


@given(st.binary())
def test_any_bytes_are_a_state(state):
    """No state, however damaged, is an error."""
    assert isinstance(told_by(state, "https://hub.example/"), dict)


def test_task_says_what_to_set():
    """`invoke ping` of a blog without a hub says what to set, and is no success."""
    done = run(sys.executable, "-m", "invoke", "ping")

    assert done.returncode == 1
    assert "set LANGUAGE_FEEDS_HUB" in done.stderr
    assert "Traceback" not in done.stderr
