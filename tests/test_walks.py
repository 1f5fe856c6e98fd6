"""The whole way of each who uses a blog: an author, as the guide tells it, a reader, a subscriber, a host."""

import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest
from conftest import ROOT, Built, Terminal, program, repository, run, wait_for, words
from test_deploy import free_port
from test_hosting import served
from test_subscribers import Host, Reader

GUIDE = (ROOT / "docs/start.md").read_text("utf-8")
SESSIONS = re.findall(r"^```console\n(.*?)^```$", GUIDE, re.S | re.M)
STEPS = [
    (command, [line.split(": ", 1) for line in dialogue.splitlines()])
    for session in SESSIONS
    for command, dialogue in re.findall(r"^\$ (.*)\n((?:(?!\$).*\n)*)", session, re.M)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The repository, as who begins has it, with a place for the blog on a server."""
    return repository(tmp_path_factory.mktemp("author") / "my-blog")


def typed(folder, command, answers=(), **environment):
    """Type a command of the guide, and the answers that it shows; what is said."""
    name, *rest = command.split()
    terminal = Terminal(*rest, cwd=folder, program=name, **environment)
    for question, answer in answers:
        terminal.expect(question.split(" [")[0], f"{answer}\n")
    said = terminal.rest()
    assert terminal.status() == 0, said
    return said


def steps(start):
    """The answers that the guide shows for a command."""
    return next(answers for command, answers in STEPS if command == start)


def test_the_guide_is_the_way_of_an_author(folder):
    """Each command that the guide tells, in this order; the ones that bring the blog are for git."""
    commands = [command for command, _ in STEPS]

    assert commands[:2] == ["git clone ADDRESS my-blog", "cd my-blog"]
    assert commands[2:] == [
        f"make {each}" for each in ("build", "start", "new", "serve", "publish", "deploy")
    ]


def test_author(folder, tmp_path_factory):
    """From the sample blog to one's own on a server, and to a correction of it, as the guide says."""
    program("rsync")
    assert run("make", "build", cwd=folder).returncode == 0
    typed(folder, "make start", steps("make start"))
    typed(folder, "make new", steps("make new"))
    (post,) = folder.glob("content/*/une-pomme-par-jour.md")
    text = post.read_text("utf-8")
    assert {"Lang: fr", "Tags: pommes", "Summary_en:"} <= set(text.splitlines())
    body = re.search(r"```markdown\n(.*?)```", GUIDE, re.S)[1]
    text = text.replace("Summary_en:", "Summary_en: Why I eat an apple a day.") + body
    post.write_text(text, "utf-8")
    shown(folder, post)
    assert run("make", "check", cwd=folder).returncode == 0

    post.write_text(text.replace("Status: draft\n", ""), "utf-8")
    done = run("make", "publish", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    built = Built(folder / "public", "")
    (url,) = [url for url in built.pages() if url.endswith("/une-pomme-par-jour/")]
    assert words(built.page(url).select_one(".prose p")).startswith("Celle de ce matin")
    assert built.page(url).select_one(".other-summary[lang=en]")
    assert set(built.titles("")) == {"Une pomme par jour", "Bienvenue", "Welcome"}

    sent(folder, post, url, tmp_path_factory.mktemp("server"))


def shown(folder, post):
    """The preview shows the draft, marked as one, and follows it."""
    port = str(free_port())
    command = [sys.executable, "-m", "invoke", "serve", "--port", port]
    preview = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True
    )

    def page():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    wait_for(lambda: "Une pomme par jour" in page(), 40)
    assert 'class="unpublished"' in page()
    text = post.read_text("utf-8")
    post.write_text(text.replace("Une pomme par jour", "Deux pommes par jour"), "utf-8")
    wait_for(lambda: "Deux pommes par jour" in page())
    post.write_text(text, "utf-8")
    os.killpg(preview.pid, signal.SIGINT)  # as Ctrl-C does
    assert preview.wait(20) in (0, 130)


def sent(folder, post, url, server):
    """`make deploy` sends the blog to the server, then what is corrected in it, and no more."""
    settings = folder / "publishconf.py"
    told = re.search(r"```python\n(HOSTING_TARGETS.*)\n```", GUIDE)[1]
    target = told.replace("me@example.org:/srv/blog/", f"{server}/")
    settings.write_text(settings.read_text("utf-8") + target + "\n", "utf-8")
    assert run("make", "deploy", cwd=folder).returncode == 0
    there = Built(server, "")
    before = {path: path.stat().st_mtime_ns for path in server.rglob("*.html")}
    assert "presque" in there.page(url).get_text()

    post.write_text(post.read_text("utf-8").replace("presque", "à peu près"), "utf-8")
    done = run("make", "deploy", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "à peu près" in Built(server, "").page(url).get_text().replace("\u00a0", " ")
    after = {path: path.stat().st_mtime_ns for path in server.rglob("*.html")}
    changed = {path.relative_to(server).as_posix() for path in after if after[path] != before[path]}
    assert f"{url}index.html" in changed
    assert "feeds/index.html" not in changed
    post.write_text(post.read_text("utf-8") + "\n[nulle part]({filename}/2001/rien.md)\n", "utf-8")
    failed = run("make", "deploy", cwd=folder)
    assert failed.returncode != 0
    assert "leads to no file" in failed.stderr
    assert Built(server, "").page(url) == there.page(url)


def test_reader(sample, chromium):
    """From home to a tag, its other language, a post, a similar one, what one searches, and what is not there."""
    with served("nginx", sample.output, "https://deux-rives.example") as asked:
        assert asked("/")[0] == 200  # it has begun
        address = f"http://127.0.0.1:{asked.port}/"
        context = chromium.new_context(locale="fr-CH")
        page = context.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.click(".entry .tag-list a, .entry footer a >> nth=0")
        assert "/archives/tag/" in page.url
        tag = page.url
        page.click(".listing-header .view-links a:has-text('Français')")
        assert page.url == tag.replace("/archives/", "/fr/archives/")
        assert page.locator("html").get_attribute("lang") == "fr"
        page.click(".entry-title a >> nth=0")
        read = page.locator("h1").inner_text()
        page.click(".similar-posts a >> nth=0")
        assert page.locator("h1").inner_text() != read
        page.click("a[href$='search/'] >> nth=0")
        page.fill("input[type=search]", "accompagnement")
        page.keyboard.press("Enter")
        found = page.locator(".search-results .entry-title a, .search-results h2 a, .results a")
        found.first.wait_for()
        found.first.click()
        assert page.locator(".post h1").count() == 1
        assert page.goto(f"{address}fr/nulle-part/").status == 404
        assert page.locator("h1").inner_text() == "Page introuvable"
        page.click("main a >> nth=0")
        assert page.locator(".post h1").count() == 1
        assert faults == []
        context.close()


def test_subscriber(site, tmp_path):
    """Someone who reads French subscribes, gets a new post once, sees its correction, and moves along."""
    site.post("Un", lang="fr", path="1.md")
    site.post("Two", lang="en", path="2.md", summary_fr="Deux, en bref.")
    here, there = Host(site.folder / "output"), Host(site.folder / "output")
    try:
        site.build(SITEURL=here.url)
        reader = Reader(tmp_path / "reader", f"{here.url}/feeds/read-fr.atom.xml")
        assert [item.title for item in reader.reload()] == ["Two [en]", "Un"]

        site.post(
            "Three", "Before.", lang="en", path="3.md", date="2017-01-01", summary_fr="Trois."
        )
        site.build(SITEURL=here.url)
        first, *older = reader.reload()
        assert (first.title, len(older)) == ("Three [en]", 2)
        assert "Trois." in first.content

        site.post("Three", "After.", lang="en", path="3.md", date="2017-01-01",
                  modified="2017-01-02", summary_fr="Trois, enfin.")  # fmt: skip
        built = site.build(SITEURL=here.url)
        os.utime(built.output / "feeds/read-fr.atom.xml", (2e9, 2e9))  # not in the same second
        corrected, *others = reader.reload()
        assert (corrected.number, others) == (first.number, older)
        assert "Trois, enfin." in corrected.content

        site.build(SITEURL=there.url)
        here.moved_to = there.url
        assert [item.number for item in reader.reload()] == [
            each.number for each in (first, *older)
        ]
        reader.subscribe(f"{there.url}/feeds/read-fr.atom.xml")
        assert [item.number for item in reader.reload()] == [
            each.number for each in (first, *older)
        ]
    finally:
        here.close()
        there.close()


@pytest.mark.parametrize("server", ["apache", "nginx", "caddy"])
def test_host(site, server):
    """Each server answers with pages, feeds of their type, old addresses, and in each language that there is nothing."""
    site.post("Un pont", lang="fr", slug="pont", tags="lac", aliases="/2009/vieux/")
    site.post("A bridge", lang="en", slug="bridge", tags="lac")
    built = site.build(SITEURL="https://deux-rives.example")
    with served(server, built.output, "https://deux-rives.example") as asked:
        for url in ("/", "/fr/", "/archives/2016/10/01/pont/", "/en/archives/tag/lac/", "/tags/"):
            assert asked(url)[0] == 200, url
        assert asked.headers("/feeds/fr.atom.xml")["Content-Type"].startswith(
            "application/atom+xml"
        )
        status, led = asked("/2009/vieux/")
        leads = led if status == 301 else asked.page("/2009/vieux/")[1]
        assert "/archives/2016/10/01/pont/" in leads
        for url, words_ in (("/fr/rien/", "Page introuvable"), ("/nothing/", "Page not found")):
            status, text = asked.page(url)
            assert status == 404
            assert words_ in text
