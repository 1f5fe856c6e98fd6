"""The preview: a real process, asked by a real client, while files are saved."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import ROOT, program, wait_for

from plugins.rendering.watching import Watcher

UN, TWO = "/archives/2016/10/01/un/", "/archives/2016/10/02/two/"
COMMAND = [sys.executable, "-m", "plugins", "rendering.preview"]


class Running:
    """A preview that runs: what it says, and what it answers."""

    def __init__(self, *arguments, cwd=ROOT):
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        threading.Thread(target=self._listen, daemon=True).start()
        wait_for(lambda: "Preview at" in self.said)
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)/ ", self.said)[1])

    def _listen(self):
        for line in self.process.stdout:
            self.said += line

    def ask(self, path, method="GET", **headers):
        """The response at an address, with its body as `text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
        except ConnectionError:  # it begins anew
            time.sleep(0.1)
            assert self.process.poll() is None, self.said
            return self.ask(path, method, **headers)
        response.text = response.read().decode("utf-8", "replace")
        return response

    def alert(self, path=UN):
        """What is shown above a page."""
        found = re.search(r'<pre role="alert".*?>(.*?)</pre>', self.ask(path).text, re.S)
        return found[1] if found else ""

    def end(self, sent=signal.SIGINT):
        """Interrupt it: its status."""
        self.process.send_signal(sent)
        return self.process.wait(10)


@pytest.fixture
def blog(site):
    """A blog with settings and a theme of its own, to break."""
    shutil.copytree(ROOT / "theme", site.folder / "theme")
    (site.folder / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\n"
        f"THEME = {str(site.folder / 'theme')!r}\nSITENAME = 'First'\n"
        f"SITEURL = 'https://example.org/deep'\n"
    )
    site.post("Un", "Avant.", lang="fr", status="draft", tags="x")
    site.post("Two", "Before.", lang="en", tags="x")
    return site


@pytest.fixture
def preview(blog):
    """The preview of that blog."""
    running = Running("--port", 0, "--settings", blog.folder / "conf.py", "--content", blog.content)
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGTERM)
    assert "Traceback" not in running.said


def edit(path, old, new):
    """Save a file with one text in the place of another."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_drafts_are_shown_and_marked_in_a_preview_only(site):
    """A preview shows drafts and scheduled posts, marked; a build writes neither."""
    site.post("Un", lang="fr", status="draft")
    site.post("Two", lang="en", date="2999-01-01")
    site.file("pages/a.md", "Title: A\nStatus: draft\n\nText.")
    plain = site.build()
    assert not plain.exists("archives/2016/10/01/un/")
    assert not plain.exists("archives/2999/01/01/two/")
    assert not plain.exists("a/")

    seen = site.build(BILINGUAL_DRAFTS=True)
    assert (
        seen.page("archives/2016/10/01/un/")
        .select_one(".unpublished")
        .get_text()
        .startswith("Brouillon")
    )
    assert (
        seen.page("archives/2999/01/01/two/")
        .select_one(".unpublished")
        .get_text()
        .startswith("Scheduled")
    )
    assert seen.exists("a/")


def test_saves_are_shown_and_nothing_is_written(blog, preview):
    """The preview shows saved bodies, titles, new, renamed and deleted posts; it writes no output."""
    assert "Avant." in preview.ask(UN).text
    assert "Brouillon" in preview.ask(UN).text
    edit(blog.content / "001.md", "Avant.", "Après.")
    wait_for(lambda: "Après." in preview.ask(UN).text)
    edit(blog.content / "002.md", "Title: Two", "Title: Second\nSlug: two")
    wait_for(lambda: "Second" in preview.ask("/").text)
    blog.post("Trois", lang="fr", path="later/new.md")
    wait_for(lambda: preview.ask("/archives/2016/10/03/trois/").status == 200)
    (blog.content / "later").rename(blog.content / "moved")
    (blog.content / "002.md").unlink()
    wait_for(lambda: preview.ask(TWO).status == 404)

    assert preview.ask("/archives/2016/10/03/trois/").status == 200
    assert not (blog.folder / "output").exists()
    assert not (ROOT / "output" / UN.strip("/")).exists()


def test_similar_posts_follow_what_is_written(blog, preview):
    """What a new body makes similar is shown once the author has paused."""

    def similar():
        return re.findall(
            r'<li><a href="[^"]*/(\w+)/"', preview.ask(UN).text.partition("similar-posts")[2]
        )

    blog.post("Lac", "Avant, le lac gelait.", lang="fr", tags="x", path="lac.md")
    blog.post("Train", "Le train roule.", lang="fr", tags="x", path="train.md")
    edit(blog.content / "001.md", "Avant.", "Avant, le lac.")
    wait_for(lambda: "Avant, le lac." in preview.ask(UN).text)
    wait_for(lambda: similar()[:1] == ["lac"])

    edit(blog.content / "001.md", "Avant, le lac.", "Ce train roule lentement.")
    wait_for(lambda: "lentement" in preview.ask(UN).text)
    wait_for(lambda: similar()[:1] == ["train"])


def test_saves_by_any_editor_are_shown(blog, preview):
    """A save by renaming is a save; copies, locks and traces that editors leave are not."""
    page = preview.ask(UN).text
    for name in ("001.md~", ".001.md.swp", "#001.md#", "4913", "001.md.tmp"):
        blog.file(name, "Title: Trace\n\n")
    (blog.content / "001.md.tmp").unlink()
    (blog.content / ".#001.md").symlink_to("me@here.1")
    version = re.search(r'\("(\d+)"\)', page)[1]
    assert preview.ask(UN).text == page
    post = blog.content / "001.md"
    for n in (1, 2):
        blog.file(".001.md.new", re.sub(r"Avant\d*", f"Avant{n}", post.read_text()))
        (blog.content / ".001.md.new").replace(post)
        wait_for(lambda n=n: f"Avant{n}." in preview.ask(UN).text)
    post.write_text("")
    post.write_text("Title: Un\nDate: 2016-10-01\nLang: fr\n\nEncore.")
    wait_for(lambda: "Encore." in preview.ask(UN).text)

    assert preview.ask(f"/.passerelle/changes?{version}").text != version


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("content/001.md", "2016-10-01", "demain", r"001\.md:2: .*is not a date"),
        ("conf.py", "SITENAME = ", "SITENAME = = ", r"conf\.py:5: SyntaxError"),
        ("theme/templates/base.html", "{% block", "{% blok", r"base\.html:\d+: .*blok"),
        ("theme/templates/base.html", "<head>", "<head>{{ no.thing }}", r"base\.html:\d+: .*no"),
        ("theme/translations/fr.toml", 'plural = "', "plural = ", r"fr\.toml: .*line \d+"),
        ("content/tags.toml", "[x]", "[x", r"tags\.toml:1: not TOML"),
    ],
    ids=["post", "settings", "template-syntax", "template-name", "translation", "tags"],
)
def test_mistakes_are_shown_over_the_last_good_pages(blog, preview, name, old, new, told):
    """A mistake is shown with its file and line above the page as it was, until it is mended."""
    blog.file("tags.toml", '[x]\nnames = { fr = "Ixe", en = "Ex" }\n')
    wait_for(lambda: "Ixe" in preview.ask(UN).text)
    path = blog.folder / name
    edit(path, old, new)
    wait_for(lambda: re.search(told, preview.alert()))
    assert "Avant." in preview.ask(UN).text
    edit(path, new, old)
    wait_for(lambda: not preview.alert())

    assert "Avant." in preview.ask(UN).text


def test_posts_that_are_not_text_are_told(blog, preview):
    """A post that is not UTF-8 is told with its name; pages stay until it is mended."""
    assert preview.ask(UN).status == 200
    post = blog.file("003.md", "Title: Trois\nDate: 2016-10-03\nLang: fr\n\nÉté.".encode("latin-1"))
    wait_for(lambda: "003.md" in preview.alert())
    assert "Avant." in preview.ask(UN).text
    post.write_bytes(post.read_bytes().decode("latin-1").encode())
    wait_for(lambda: not preview.alert())

    assert preview.ask("/archives/2016/10/03/trois/").status == 200


@pytest.mark.thorough
@pytest.mark.parametrize("broken", ["settings", "content", "code"])
def test_preview_of_what_is_broken_from_the_start(blog, broken):
    """A blog that is broken when the preview begins is told in the browser, and read once mended."""
    path, old, new = {
        "settings": (blog.folder / "conf.py", "SITENAME = ", "SITENAME = = "),
        "content": (blog.content / "001.md", "2016-10-01", "demain"),
        "code": (blog.folder / "conf.py", "SITENAME = ", "PLUGINS = ['nowhere']; SITENAME = "),
    }[broken]
    edit(path, old, new)
    preview = Running("--port", 0, "--settings", blog.folder / "conf.py", "--content", blog.content)
    try:
        response = preview.ask("/")
        assert response.status == 500
        assert preview.alert("/")
        edit(path, new, old)
        wait_for(lambda: "Avant." in preview.ask(UN).text)
        edit(blog.folder / "theme/templates/base.html", "<head>", "<head><!-- seen -->")
        wait_for(lambda: "<!-- seen -->" in preview.ask(UN).text)
    finally:
        assert preview.end() == 0
    assert "Traceback" not in preview.said


def test_all_that_makes_a_page_is_followed(blog, preview):
    """Templates, translations, styles, settings, described tags, pages and files are followed."""
    assert "First" in preview.ask(UN).text
    edit(blog.folder / "theme/templates/article.html", "{% block", "{# x #}<!-- seen -->{% block")
    edit(blog.folder / "theme/templates/base.html", "<head>", "<head><!-- seen -->")
    wait_for(lambda: "<!-- seen -->" in preview.ask(UN).text)
    with (blog.folder / "theme/static/css/style.css").open("a") as sheet:
        sheet.write("/* seen */")
    wait_for(lambda: "/* seen */" in preview.ask("/theme/css/style.css").text)
    edit(blog.folder / "theme/translations/fr.toml", "Brouillon", "Ébauche")
    wait_for(lambda: "Ébauche" in preview.ask(UN).text)
    edit(blog.folder / "conf.py", "First", "Renamed")
    wait_for(lambda: "Renamed" in preview.ask(UN).text)
    blog.file("tags.toml", '[x]\nnames = { fr = "Ixe", en = "Ex" }\n')
    wait_for(lambda: "Ixe" in preview.ask(UN).text)
    blog.file("pages/a.md", "Title: A\nLang: en\n\nPage.")
    wait_for(lambda: "Page." in preview.ask("/a/").text)
    blog.file("images/a.svg", "<svg/>")
    wait_for(lambda: preview.ask("/images/a.svg").text == "<svg/>")

    assert not preview.alert()


def test_other_code_begins_the_preview_anew(blog, preview):
    """A file that the settings import is code: the preview begins anew at the same address."""
    version = preview.ask("/.passerelle/changes?0").text
    (blog.folder / "other.py").write_text("NAME = (")
    wait_for(lambda: "other.py:1" in preview.alert())
    (blog.folder / "other.py").write_text("NAME = 'Elsewhere'")
    wait_for(lambda: preview.said.count("Preview at") == 2)
    wait_for(lambda: preview.process.poll() is None and "Avant." in preview.ask(UN).text)

    assert int(preview.ask("/.passerelle/changes?0").text) > int(version)


def test_only_the_site_is_served(blog, preview):
    """No listing, nothing outside the site; unknown addresses get the blog's own page for them."""
    (blog.content / "secret.txt").write_text("secret")
    for path in (
        "/../../conf.py", "/%2e%2e/%2e%2e/conf.py", "/..%2fconf.py", "//etc/passwd", "/%2fetc/passwd",
        "/archives/2016/%00", "/secret.txt", "/theme/css/", "/theme/..%5c..%5cconf.py", "/deeper/",
        str(blog.folder / "conf.py"),
    ):  # fmt: skip
        response = preview.ask(path)
        assert response.status == 404, path
        assert "Page introuvable" in response.text


def test_addresses_are_those_of_the_site(blog, preview):
    """Pages answer under the path of the blog and without it, folders with and without a slash."""
    assert preview.ask("/deep" + UN).text == preview.ask(UN).text
    assert preview.ask(UN.rstrip("/")).getheader("Location") == UN
    assert preview.ask("/deep").getheader("Location") == "/deep/"
    assert preview.ask(UN + "?a=b").status == 200


def test_answers_have_types_and_heads(blog, preview):
    """Files have the types of a server of the web; heads and conditions are no trouble."""
    kinds = {
        "/": "text/html; charset=utf-8",
        "/feeds/all.atom.xml": "application/xml; charset=utf-8",
        "/theme/css/style.css": "text/css; charset=utf-8",
    }
    for path, kind in kinds.items():
        assert preview.ask(path).getheader("Content-Type") == kind
        head = preview.ask(path, "HEAD", **{"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"})
        assert (head.status, head.text) == (200, "")
        assert preview.ask(path, **{"If-None-Match": "*"}).text


def test_many_readers_and_saves_at_once(blog, preview):
    """While saves are taken in, every answer is a whole page as it was at some moment."""
    post = blog.content / "001.md"
    preview.ask(UN)

    def ask(_):
        return [preview.ask(UN).text for _ in range(12)]

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(ask, range(8))
        for n in range(6):
            edit(post, "Avant", f"Avant{n}")
            edit(post, "Title: Un", f"Slug: un\nTitle: Un{n}" if not n else f"Title: Un{n}")
        pages = [page for each in answers for page in each]
    wait_for(lambda: "Avant543210." in preview.ask(UN).text)

    assert all("Avant" in page and page.rstrip().endswith("</html>") for page in pages)
    assert not preview.alert()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_preview_ends_cleanly(blog, sent):
    """Interrupted, even while it reads for the first time, the preview ends with status 0."""
    for number in range(200):
        blog.file(f"more/{number}.md", f"Title: N{number}\nLang: en\nDate: 2015-01-01\n\nText.")
    preview = Running("--port", 0, "--settings", blog.folder / "conf.py", "--content", blog.content)

    assert preview.end(sent) == 0
    assert "Traceback" not in preview.said


def test_content_is_found_from_any_folder(blog):
    """A folder of content is relative to where one types; the first request waits for the reading."""
    preview = Running("--port", 0, "--content", "content", cwd=blog.folder)

    assert "Avant." in preview.ask(UN).text
    assert preview.end() == 0


def test_a_file_in_a_new_folder_is_told(tmp_path):
    """What is put into a folder as it is made is told, deep as it may be."""
    watcher, told = Watcher(), set()
    watcher.look_at([str(tmp_path)], str(tmp_path / "settings.py"))
    for number in range(20):
        path = tmp_path / f"{number}" / "a" / "b" / "post.md"
        path.parent.mkdir(parents=True)
        path.write_text("Text.")
        wait_for(lambda path=path: told.update(watcher.changes(0.1)) or str(path) in told)


@pytest.mark.parametrize("port", ["-1", "65536", "one"])
def test_impossible_ports_are_said_plainly(port):
    """What is no port is said in a word."""
    done = subprocess.run(
        [*COMMAND, f"--port={port}"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert f"“{port}” is no port; type one such as 8000" in done.stderr


def test_port_in_use_is_said_plainly(site):
    """A port that is taken is said without a traceback, with another to try."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--port", str(port), "--content", site.content],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert f"port {port} cannot be used" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_browser_loads_pages_again_by_itself(blog, preview):
    """In a browser a saved page loads by itself, and a mistake shows at any width, then goes."""
    path = program("chromium", "chromium-browser", "google-chrome")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (not needed without a browser)

    post = blog.content / "001.md"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 640})
        page.goto(f"http://127.0.0.1:{preview.port}{UN}")
        page.get_by_text("Avant.").wait_for()
        edit(post, "Avant.", "Après.")
        page.get_by_text("Après.").wait_for()
        edit(post, "2016-10-01", "demain")
        page.get_by_role("alert").wait_for()
        shown = page.get_by_role("alert").inner_text()
        wide = page.evaluate("document.documentElement.scrollWidth")
        if folder := os.environ.get("SHOTS"):
            for width in (360, 1280):
                for scheme in ("light", "dark"):
                    page.set_viewport_size({"width": width, "height": 640})
                    page.emulate_media(color_scheme=scheme)
                    page.screenshot(path=f"{folder}/{width}-{scheme}.png")
        edit(post, "demain", "2016-10-01")
        page.get_by_role("alert").wait_for(state="detached")
        browser.close()

    assert "001.md:2: " in shown
    assert wide == 360
