"""The site fixture: posts written in the test, built by the real Pelican with the real settings."""

import atexit
import base64
import functools
import http.server
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import feedparser
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import HealthCheck, Phase, settings
from pelican.settings import read_settings

HERE = Path(__file__).parents[1]
SAMPLE = HERE / "tests/sample"  # where the sample blog is kept when another has been begun
IN_CI = bool(os.environ.get("CI"))


def whole() -> Path:
    """The repository with its sample blog: itself, or a copy when there is another blog in it."""
    if not SAMPLE.is_dir():
        return HERE
    folder = Path(tempfile.mkdtemp(prefix="passerelle-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    unwanted = shutil.ignore_patterns(
        *(".git", ".venv", "content", "overrides", "output", "public", "sample")
    )
    shutil.copytree(HERE, folder, ignore=unwanted, dirs_exist_ok=True)
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    return folder


ROOT = whole()

# The smallest picture: a PNG of one black pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="
)

slow_builds = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "default", max_examples=25, deadline=None, suppress_health_check=slow_builds
)
settings.register_profile("ci", max_examples=40, deadline=None, suppress_health_check=slow_builds)
settings.register_profile(  # to be asked for, for as long as one waits: pytest --hypothesis-profile=long
    "long",
    max_examples=1_000_000,
    deadline=None,
    suppress_health_check=slow_builds,
    phases=[Phase.generate],
)
settings.load_profile("ci" if IN_CI else "default")


# A file is run by one process: these take minutes, and begun last one would end alone (which is why
# pytest-xdist must not put files with few tests last).
LONGEST = (
    *(
        "test_laws.py",
        "test_thousand.py",
        "test_mutations.py",
        "test_build.py",
        "test_accessibility.py",
    ),
    *("test_deploy.py", "test_feed_laws.py", "test_keyboard.py", "test_search.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; `thorough` tests are for CI."""
    skipped = pytest.mark.skip(reason="thorough, so it takes long: CI=1 make test runs it, too")
    for item in items:
        if not IN_CI and item.get_closest_marker("thorough"):
            item.add_marker(skipped)
    order = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


def program(*names: str) -> str:
    """The path of the first of these programs; without one the test is skipped, in CI it fails."""
    folders = os.pathsep.join([os.environ["PATH"], "/usr/sbin"])  # where Debian puts servers
    for name in names:
        if found := shutil.which(name, path=folders):
            return found
    message = f"{' or '.join(names)} is not installed"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


class Built:
    """A built site, to look into."""

    def __init__(self, output: Path, told: str) -> None:
        self.output = output
        self.told = told
        self._pages: dict[str, BeautifulSoup] = {}

    def page(self, url: str) -> BeautifulSoup:
        """The page at an address of the site, parsed."""
        path = self.output / (url + "index.html" if url.endswith("/") or not url else url)
        return BeautifulSoup(path.read_text("utf-8"), "html.parser")

    def pages(self) -> dict[str, BeautifulSoup]:
        """Every page of the site by its address."""
        if not self._pages:
            for path in sorted(self.output.rglob("*.html")):
                url = path.relative_to(self.output).as_posix().removesuffix("index.html")
                self._pages[url] = self.page(url)
        return self._pages

    def exists(self, url: str) -> bool:
        """Whether the site answers at that address."""
        return (self.output / (url + "index.html" if url.endswith("/") else url)).is_file()

    def feed(self, name: str) -> feedparser.FeedParserDict:
        """A feed, read by a feed parser."""
        feed = feedparser.parse((self.output / "feeds" / f"{name}.atom.xml").read_bytes())
        assert not feed.bozo, feed.get("bozo_exception")
        return feed

    def files(self) -> dict[str, bytes]:
        """Every file of the site with its bytes."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }

    def titles(self, url: str) -> list[str]:
        """The titles of the posts that a listing shows whole or in part, in order."""
        return [link.get_text() for link in self.page(url).select(".entry-title a")]


class Site:
    """A blog in a temporary folder, with the repository's settings and theme."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.content.mkdir(parents=True)
        self.settings: dict[str, object] = {}
        self._number = 0

    def post(self, title: str, body: str = "Text.", path: str = "", **fields: str) -> Path:
        """Write a post; header fields by name, `date` by default one day after the last."""
        self._number += 1
        fields = {"date": f"2016-10-{self._number:02} 10:00", **fields}
        header = "".join(f"{name.capitalize()}: {value}\n" for name, value in fields.items())
        return self.file(path or f"{self._number:03}.md", f"Title: {title}\n{header}\n{body}\n")

    def file(self, path: str, text: str | bytes) -> Path:
        """Write any file into the content folder."""
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def build(self, **overrides: object) -> Built:
        """Build the site in this process; a build that fails fails the test."""
        status, told = self.attempt(overrides)
        assert status == 0, told
        return Built(self.folder / "output", told)

    def fails(self, **overrides: object) -> str:
        """Build a site that cannot be: what is told. Nothing may have been written."""
        before = Built(self.folder / "output", "").files()
        status, told = self.attempt(overrides)
        assert status == 1, told
        assert Built(self.folder / "output", "").files() == before
        assert "Traceback" not in told
        return told

    def attempt(self, overrides: dict[str, object]) -> tuple[int, str]:
        """Build the site, whether it can be or not: the status, and what is told."""
        settings = read_settings(
            str(ROOT / "pelicanconf.py"),
            override={
                "PATH": str(self.content),
                "OUTPUT_PATH": str(self.folder / "output"),
                "CACHE_PATH": str(self.folder / "cache"),
                **self.settings,
                **overrides,
            },
        )
        self.capture.readouterr()
        try:
            self.last = settings["PELICAN_CLASS"](settings)
            self.last.run()
            status = 0
        except SystemExit as stopped:
            status = stopped.code
        captured = self.capture.readouterr()
        return status, captured.out + captured.err

    def rendered(self, **overrides: object) -> list[str]:
        """Build the site in this process: the files of the pages that were rendered."""
        self.build(**overrides)
        return sorted(self.last.pages_rendered)

    capture: pytest.CaptureFixture[str]


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    """An empty blog."""
    blog = Site(tmp_path / "blog")
    blog.capture = capsys
    return blog


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    """Run a command and keep what it says."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def repository(folder: Path) -> Path:
    """A copy of the repository in a new *folder*, with an environment, without what builds make."""
    unwanted = shutil.ignore_patterns(".*", "output", "public", "__pycache__", "node_modules")
    shutil.copytree(ROOT, folder, ignore=unwanted)
    scripts = folder / ".venv/bin"
    scripts.mkdir(parents=True)
    for name in ("invoke", "pelican", "python"):
        module = "" if name == "python" else f"-m {name}"
        (scripts / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        (scripts / name).chmod(0o755)
    for stamp in ("ready", "ready-to-test"):
        (folder / ".venv" / stamp).touch()
    return folder


class Terminal:
    """A command at a terminal, of the plugins or of a *program*: what it says, and answers typed."""

    def __init__(
        self, *command: str | Path, cwd: Path = ROOT, program: str = "", **environment: str
    ) -> None:
        self.end, there = pty.openpty()
        first = [program] if program else [sys.executable, "-m", "plugins"]
        self.process = subprocess.Popen(
            [*first, *command], cwd=cwd, stdin=there, stdout=there, stderr=there, close_fds=True,
            env=os.environ | {"EDITOR": "", "VISUAL": ""} | environment, start_new_session=True,
        )  # fmt: skip
        os.close(there)
        self.seen = ""

    def expect(self, words: str, answer: str | None = None) -> None:
        """Wait until *words* are shown, then type the *answer*."""
        until = time.monotonic() + 30
        while words not in self.seen:
            assert time.monotonic() < until, self.seen
            if select.select([self.end], [], [], 0.1)[0]:
                try:
                    self.seen += os.read(self.end, 4096).decode()
                except OSError:  # it has ended
                    assert words in self.seen, self.seen
        self.seen = self.seen.partition(words)[2]
        if answer is not None:
            os.write(self.end, answer.encode())

    def rest(self) -> str:
        """What it says until it ends."""
        while True:
            try:
                said = os.read(self.end, 4096)
            except OSError:  # it has ended
                return self.seen
            self.seen += said.decode()

    def status(self) -> int:
        """How it ended."""
        status = self.process.wait(30)
        os.close(self.end)
        return status


def pelican(*arguments: str | Path, cwd: Path = ROOT, **environment: str):
    """Run the `pelican` command."""
    return run(sys.executable, "-m", "pelican", *arguments, cwd=cwd, **environment)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the files of a folder, and says nothing of it."""

    def log_message(self, format, *args):
        """Nothing."""


@contextmanager
def serving(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """A server of the files in *folder*, on this machine alone: its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def wait_for(holds, seconds: float = 20) -> None:
    """Wait until a condition holds; when it never does, the test fails."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The repository's own blog, built as `make build` does."""
    folder = tmp_path_factory.mktemp("sample")
    done = pelican(
        "--fatal", "errors", "-s", "pelicanconf.py", "-o", folder / "output",
        "-e", f'CACHE_PATH="{folder}/cache"',
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(folder / "output", done.stdout + done.stderr)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory):
    """Build posts with stock Pelican, in a process of its own: `stock({"a.md": text}, **settings)`."""

    def build(files: dict[str, str], **chosen: object) -> Built:
        folder = tmp_path_factory.mktemp("stock")
        for name, text in files.items():
            path = folder / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        lines = [f"{key} = {value!r}" for key, value in {"TIMEZONE": "UTC", **chosen}.items()]
        (folder / "conf.py").write_text("\n".join(lines), "utf-8")
        done = pelican("content", "-s", "conf.py", "-o", "output", cwd=folder)
        assert done.returncode == 0, done.stderr
        return Built(folder / "output", done.stdout + done.stderr)

    return build


def words(element: Tag) -> str:
    """The text of an element, each run of space as one."""
    return re.sub(r"[ \n]+", " ", element.get_text()).strip()


def text_nodes(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Every piece of visible text of a page with the language that it has by the nearest `lang`."""
    found = []
    for string in page.find_all(string=True):
        inside = [parent.name for parent in string.parents]
        if (
            not string.strip()
            or {"script", "style"} & set(inside)
            or type(string).__name__ != "NavigableString"
        ):
            continue
        spoken = next(
            (p["lang"] for p in string.parents if isinstance(p, Tag) and p.get("lang")), ""
        )
        found.append((str(string), spoken))
    return found


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    path = program("chromium", "chromium-browser", "google-chrome")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (not needed without a browser)

    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
