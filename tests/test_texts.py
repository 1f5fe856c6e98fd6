"""The texts of one language alone, on a page that mixes them: chosen by the reader, without a script."""

from contextlib import ExitStack

import pytest
from conftest import serving
from test_sample import theme  # noqa: F401  (a fixture)

TAG = "archives/tag/lac/"
MIXED = ["", "page/1/", TAG, "archives/tag/lac/page/1/"]
SEEN = """names => Object.fromEntries([...document.querySelectorAll("main .entry")].map(each => [
    each.querySelector(".entry-title a").textContent,
    [...each.querySelectorAll(".prose, .other-summary, .read-more")]
        .filter(part => part.checkVisibility()).map(part => part.lang),
]))"""


@pytest.fixture
def blog(site):
    """Posts of two languages, two on a page, not each with a summary in the other."""
    for number in range(3):
        site.post(f"Un {number}", "Texte.", lang="fr", tags="lac", summary_en="In short.")
        site.post(f"Two {number}", "Text.", lang="en", tags="lac", summary_fr="En bref.")
    site.post("Seul", "Texte.", lang="fr", tags="lac")
    site.settings["DEFAULT_PAGINATION"] = 2
    return site


@pytest.fixture
def address():
    """A server of a built site: a function to have its address."""
    with ExitStack() as servers:
        yield lambda built: servers.enter_context(serving(built.output))


def test_choice_is_on_pages_that_mix_languages(blog):
    """Home and tag archives of all posts have it, numbered pages too; others have nothing to hide."""
    pages = blog.build().pages()

    assert {url for url, page in pages.items() if page.select(".texts")} >= set(MIXED)
    assert not any(page.select(".texts") for url, page in pages.items() if url.startswith(("fr/", "en/", "archives/2")))  # fmt: skip
    for url in MIXED:
        [choice] = pages[url].select(".texts")
        assert choice.has_attr("hidden")  # where there is no style, it would do nothing
        assert [label.get_text(strip=True) for label in choice.select("label")] == [
            "All", "Français", "English",
        ]  # fmt: skip
        assert not pages[url].select("script:not([type])")


def test_blog_of_one_language_has_no_choice(site):
    """Where all is in one language there is nothing to choose."""
    site.post("Two", tags="lac")
    pages = site.build(LANGUAGES={"en": {}}).pages()

    assert TAG in pages
    assert not any(page.select(".texts") for page in pages.values())


@pytest.mark.parametrize("content", ["full", "summary"])
def test_texts_of_one_language_are_put_away_without_a_script(blog, address, chromium, content):
    """Titles stay, with what is written of each post in the language that was chosen."""
    base = address(blog.build(TAG_ARCHIVES_CONTENT=content))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + TAG)
    more = [] if content == "full" else ["{}"]

    def read(lang):
        return [lang] + [each.format(lang) for each in more]

    assert page.evaluate(SEEN) == {
        "Seul": read("fr"), "Two 2": ["fr", *read("en")], "Un 2": ["en", *read("fr")],
    }  # fmt: skip
    page.get_by_label("English").check()
    assert page.evaluate(SEEN) == {"Seul": [], "Two 2": read("en"), "Un 2": ["en"]}
    page.keyboard.press("ArrowUp")  # a reader of the keyboard goes from one to the other
    assert page.evaluate(SEEN) == {"Seul": read("fr"), "Two 2": ["fr"], "Un 2": read("fr")}
    page.get_by_label("All", exact=True).check()
    assert page.evaluate(SEEN)["Un 2"] == ["en", *read("fr")]
    context.close()


def test_third_language_can_be_chosen(site, theme, address, chromium):  # noqa: F811
    """A language that the theme has never heard of is chosen as the others are."""
    languages = {code: {"name": code.upper()} for code in ("fr", "en", "de")}
    for code in languages:
        site.post(f"Post {code}", lang=code, tags="lac", **{f"summary_{other}": "S." for other in languages if other != code})  # fmt: skip
    base = address(site.build(THEME=str(theme), LANGUAGES=languages, TAG_ARCHIVES_CONTENT="full"))
    page = chromium.new_page()
    page.goto(base + TAG)
    page.get_by_label("DE").check()

    assert set(map(tuple, page.evaluate(SEEN).values())) == {("de",)}
    page.close()


def test_choice_is_remembered_if_the_author_wishes(blog, address, chromium):
    """With the script a choice holds on every mixed page, before any text is seen; the policy lets it run."""
    built = blog.build(LISTINGS_REMEMBER=True)
    assert "script-src 'self'" in built.files()["_headers"].decode()
    base = address(built)
    context = chromium.new_context()
    page = context.new_page()
    page.goto(base)
    page.get_by_label("English").check()
    for url in MIXED:
        page.goto(base + url)
        assert page.get_by_label("English").is_checked()
        assert {lang for langs in page.evaluate(SEEN).values() for lang in langs} <= {"en"}
    page.get_by_label("All", exact=True).check()
    page.goto(base)
    assert page.get_by_label("All", exact=True).is_checked()
    context.close()


def test_nothing_breaks_where_nothing_may_be_kept(blog, address, chromium):
    """A browser that refuses to remember shows the page, and the choice works on it."""
    base = address(blog.build(LISTINGS_REMEMBER=True))
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(base)
    page.get_by_label("Français").check()

    assert page.evaluate(SEEN)["Two 2"] == ["fr"]
    assert faults == []
    context.close()
