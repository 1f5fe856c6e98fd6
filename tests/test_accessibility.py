"""What checkers find: axe in a real browser, on every kind of page; the Nu checker, on every page."""

import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import IN_CI, ROOT, program
from test_browser import LOOKS, PAGES, served  # noqa: F401  (a fixture)

from benchmarks.corpus import Corpus
from benchmarks.formats import write_posts

# WCAG 2.2 to level AA, the contrast of level AAA, and what axe calls best practice.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"]
}
CHECKER = ROOT / ".ci/node_modules/vnu-jar/build/dist/vnu.jar"


def violations(page):
    """What axe finds on a page: the rule, and the first element."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "scheme"), LOOKS[::3])
def test_axe_finds_nothing(chromium, served, width, scheme):  # noqa: F811
    """No kind of page has a fault, on a telephone or a desk, light or dark."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    found = {}
    for url in [*PAGES, "feeds/", "fr/feeds/", "fr/404.html", "search/?q=lac"]:
        page.goto(served[0] + url)
        if "?" in url:
            page.wait_for_selector(".search-results .entry")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found[url] = violations(page)
    context.close()

    assert {url: faults for url, faults in found.items() if faults} == {}


def test_axe_finds_what_is_wrong(chromium):
    """A page with faults has them found: the check can fail."""
    page = chromium.new_page()
    page.set_content(
        "<main><h1>A</h1><p style='color: #bbb'>Text.</p><img src='a.png'></main>"
        "<nav><a href='/'>a</a><br><a href='/' style='display: inline-block; line-height: 9px'>b</a></nav>"
    )
    found = {rule for rule, _ in violations(page)}
    page.close()

    assert {"image-alt", "color-contrast", "html-has-lang", "target-size"} <= found


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_nothing_is_wider_than_the_screen(chromium, served, width, size):  # noqa: F811
    """At 320 pixels, or with text twice as large, no page scrolls sideways (WCAG 1.4.10, 1.4.4)."""
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for url in PAGES:
        page.goto(served[0] + url)
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    context.close()


def check(*what):
    """What the Nu checker says of files and folders of HTML; without it the test is skipped."""
    java = program("java")
    if not CHECKER.exists():
        message = (
            f"{CHECKER.relative_to(ROOT)} is not there; `npm install --prefix .ci vnu-jar` gets it"
        )
        (pytest.fail if IN_CI else pytest.skip)(message)
    command = [java, "-jar", CHECKER, "--errors-only", "--skip-non-html", *what]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr.splitlines()


def test_nu_checker_finds_nothing(sample, site):
    """Every page of the sample blog, and of a generated one, is HTML without an error."""
    write_posts(Corpus(40).posts(), "passerelle", site.content)
    generated = site.build()

    assert check(sample.output, generated.output) == []


def test_nu_checker_finds_what_is_wrong(tmp_path):
    """A page with a fault has it found: the check can fail."""
    page = tmp_path / "a.html"
    page.write_text("<!DOCTYPE html><html lang='fr'><title>A</title><p><ul></ul></p>")

    assert any("No “p” element in scope" in line or "No p element" in line for line in check(page))
