"""Everything is reached, seen and in order from the keyboard; nothing is lost in large letters."""

import pytest
from conftest import IN_CI
from test_browser import PAGES, served  # noqa: F401  (a fixture)

# What can have the focus, in the order of the page. Of the radios of one name one alone is stopped at.
STOPS = """() => {
    const seen = new Set();
    return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
        .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled)
        .filter(each => each.type !== "radio" || (!seen.has(each.name) && seen.add(each.name)))
        .map(each => { window.stops ??= []; window.stops.push(each); return each.outerHTML.slice(0, 120) });
}"""
# Where the focus is, and whether it can be seen: a ring around it, nothing over it, on the screen.
FOCUS = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const style = getComputedStyle(here);
    const box = [...here.getClientRects()].find(each => each.width && each.height);
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!box) return [window.stops.indexOf(here), "has no place"];
    const x = box.x + Math.min(box.width, 20) / 2, y = box.y + Math.min(box.height, 20) / 2;
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return [window.stops.indexOf(here), "is off the screen"];
    const top = document.elementFromPoint(x, y);
    const free = top && (here.contains(top) || top.contains(here));
    const at = here.type === "radio" ? window.stops.findIndex(each => each.name === here.name && each.type === "radio") : window.stops.indexOf(here);
    return [at, ringed ? free ? "" : "is under something" : "has no ring"];
}"""
# Texts that their box cuts off, but those that are for ears only.
CUT = """() => [...document.querySelectorAll("body *")]
    .filter(each => !each.closest(".visually-hidden, [hidden]") && /hidden|clip/.test(getComputedStyle(each).overflow))
    .filter(each => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
    .map(each => each.outerHTML.slice(0, 80))"""


MOST = 120  # stops of a page: lists are the same all the way


def walked(page):
    """Tabs through a page: what is wrong with it, as far as the keyboard goes."""
    stops = page.evaluate(STOPS)
    for expected, stop in enumerate(stops[:MOST]):
        page.keyboard.press("Tab")
        at, fault = page.evaluate(FOCUS) or (-1, "")
        if at != expected:
            return f"{stop} is not reached in its turn"
        if fault:
            return f"{stop} {fault}"
    return ""


@pytest.mark.thorough
@pytest.mark.parametrize("width", [360, 1280] if IN_CI else [1280])
def test_keyboard_reaches_everything(chromium, served, width):  # noqa: F811
    """On every kind of page each link and control has the focus once, in order, and shows it."""
    page = chromium.new_page(viewport={"width": width, "height": 800})
    found = {}
    for url in PAGES if IN_CI else PAGES[::3]:
        page.goto(served[0] + url)
        page.wait_for_load_state("networkidle")
        found[url] = walked(page)
    page.close()

    assert {url: fault for url, fault in found.items() if fault} == {}


def test_keyboard_faults_are_found(chromium):
    """A page with each fault has it found: the check can fail."""
    page = chromium.new_page()
    for body, said in (
        ("<a href='#'>a</a><a href='#' tabindex='-1'>b</a>", ">b</a> is not reached"),
        ("<a href='#' style='outline: none'>a</a>", "has no ring"),
        ("<a href='#' style='position: fixed; left: -99px'>a</a>", "is off the screen"),
        ("<a href='#'>a</a><p style='position: fixed; inset: 0'>b</p>", "is under something"),
        ("<a href='#' tabindex='2'>a</a><a href='#' tabindex='1'>b</a>", ">a</a> is not reached"),
    ):
        page.goto("about:blank")
        page.set_content(f"<style>:focus {{ outline: 2px solid }}</style>{body}")
        assert said in walked(page), body
    page.close()


@pytest.mark.thorough
def test_large_letters_lose_nothing(chromium, served):  # noqa: F811
    """With text of twice the size no box cuts its text off (WCAG 1.4.4)."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    for url in PAGES:
        page.goto(served[0] + url)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(CUT) == [], url
    page.set_content("<p style='width: 9px; overflow: hidden'>Texte</p>")
    assert len(page.evaluate(CUT)) == 1
    page.close()
