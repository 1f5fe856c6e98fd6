"""The site in a browser: Chromium over real servers, at the root and under a sub-path."""

import getpass
import http.client
import http.server
import socket
import subprocess
import time

import pytest
from conftest import IN_CI, program, serving

LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
PAGES = [
    "", "page/1/", "fr/", "en/", "archives/", "fr/archives/2016/", "archives/2016/10/", "tags/", "fr/tags/",
    "archives/tag/accompagnement/", "fr/archives/tag/accompagnement/", "about/", "a-propos/",
    "archives/2018/11/12/la-transformation-numerique-par-le-petit-bout/", "404.html",
    "archives/2012/02/08/consultant-ou-fournisseur/", "archives/2010/11/21/le-lac-en-novembre/",
    "archives/2014/05/05/les-mots-cles-mode-demploi/", "search/", "fr/search/",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(sample, tmp_path_factory):
    """The sample blog at the root of one server, and under a sub-path of it: their addresses."""
    root = tmp_path_factory.mktemp("served")
    (root / "deep").mkdir()
    (root / "deep/blog").symlink_to(sample.output)
    with serving(sample.output) as at_root, serving(root) as above:
        yield [at_root, f"{above}deep/blog/"]


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), LOOKS if IN_CI else LOOKS[::3])
def test_every_kind_of_page_shows_without_fault(chromium, served, width, scheme):
    """No sideways scroll, no message of the browser, no request to another host, no script."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    faults, requests = [], []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108
    for url in PAGES:
        response = page.goto(served[0] + url)
        assert response.ok, url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        assert page.evaluate("getComputedStyle(document.body).display") == "grid", url
    context.close()

    assert faults == []
    assert all(request.url.startswith(served[0]) for request in requests)
    scripts = {request.url for request in requests if request.resource_type == "script"}
    assert {url.rsplit("/", 1)[1] for url in scripts} == {"search.js"}  # of the page to search


def test_pages_work_without_javascript_under_a_sub_path(chromium, served):
    """From home to a tag, its French view, a post, a similar post, and back, by clicks, at any depth."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served[1])
    page.click("text=Tags >> nth=0")
    page.click(".tag-index a:has-text('coaching')")
    assert page.locator("h1").inner_text() == "Browsed by Tag: coaching"
    page.click(".listing-header .view-links a:has-text('Français')")
    assert page.locator("h1").inner_text() == "Parcourir par mot-clé\u00a0: accompagnement"
    page.click(".entry-title a >> nth=0")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.click(".similar-posts a >> nth=0")
    assert page.locator(".post h1").count() == 1
    page.click(".site-name a")
    assert page.url == served[1]
    context.close()


def test_summaries_are_beside_titles_are_marked_links_work(chromium, served):
    """A tag archive shows what the model blog shows: marked titles, summaries, similar posts that open."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(served[0] + "archives/tag/accompagnement/")
    entries = page.locator(".entry")
    assert entries.count() == 9
    for n in range(entries.count()):
        entry = entries.nth(n)
        assert entry.locator("h2 .marker").is_visible()
        assert entry.locator(".other-summary").is_visible()
        href = entry.locator(".similar-posts a").first.evaluate("link => link.href")
        assert page.request.get(href).ok
    heading = page.locator(".entry h2").first.aria_snapshot()
    assert "(in English)" in heading or "(in French)" in heading
    context.close()


def test_keyboard_reaches_the_text_first(chromium, served):
    """The first key goes to a link that skips to the text, visible when it has the focus."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(served[0])
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("href") == "#main_text"
    assert link.bounding_box()["y"] >= 0
    context.close()


def test_nginx_serves_the_site(sample, tmp_path):
    """Nginx serves every kind of file under a sub-path, with the blog's own page for what is not there."""
    nginx = program("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "nginx.conf").write_text(f"""
        user {getpass.getuser()}; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error; events {{}}
        http {{
            include /etc/nginx/mime.types; access_log off;
            client_body_temp_path {tmp_path}/a; proxy_temp_path {tmp_path}/b; fastcgi_temp_path {tmp_path}/c;
            uwsgi_temp_path {tmp_path}/d; scgi_temp_path {tmp_path}/e;
            server {{ listen 127.0.0.1:{port}; error_page 404 /blog/404.html;
                location /blog/ {{ alias {sample.output}/; }} }}
        }}""")  # fmt: skip
    server = subprocess.Popen(
        [nginx, "-c", tmp_path / "nginx.conf", "-p", tmp_path], stderr=subprocess.DEVNULL
    )
    try:
        for path, status, said in (
            ("/blog/", 200, b"Deux rives"),
            ("/blog/fr/archives/tag/accompagnement/", 200, "Parcourir par mot-clé".encode()),
            ("/blog/feeds/all.atom.xml", 200, b"<feed"),
            ("/blog/nowhere/", 404, b"Page not found"),
        ):
            answer = get(port, path)
            assert answer.status == status, path
            assert said in answer.read(), path
    finally:
        server.terminate()
        server.wait(10)


def get(port, path):
    end = time.monotonic() + 10
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            return connection.getresponse()
        except ConnectionRefusedError:
            assert time.monotonic() < end
            time.sleep(0.05)
