"""The theme's address, an author's own templates, styles and words over it, and other themes."""

import re
import shutil
from pathlib import Path

import pelican
import pytest
from conftest import ROOT, serving, wait_for
from test_preview import Running, edit

from plugins.bilingual.stock import stock_pages
from plugins.bilingual.views import sheets

STOCK = Path(pelican.__file__).parent / "themes"
POST = "archives/2016/10/01/un/"


@pytest.fixture
def blog(site):
    """A blog of two posts, with a theme and a folder of its author's own."""
    shutil.copytree(ROOT / "theme", site.folder / "theme")
    site.settings.update(THEME=str(site.folder / "theme"), THEME_OVERRIDES=str(site.folder / "own"))
    site.post("Un", "Texte.", lang="fr", tags="lac", summary_en="In short.")
    site.post("Two", "Text.", lang="en", tags="lac")
    return site


def own(blog, path, text):
    """Write a file of the author's."""
    file = blog.folder / "own" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def styles(page):
    """The addresses of a page's stylesheets."""
    return [link["href"] for link in page.select("link[rel=stylesheet]")]


def test_theme_has_another_address_when_a_byte_is_another(blog):
    """A stylesheet that changed is at an address that no browser keeps; the old one is gone."""
    first = blog.build()
    [before] = styles(first.page(POST))
    assert re.fullmatch(r"(\.\./){5}theme/[0-9a-f]{8}/css/style\.css", before)
    assert blog.rendered() == []

    edit(blog.folder / "theme/static/css/style.css", "--measure: 34rem", "--measure: 35rem")
    second = blog.build()
    [after] = styles(second.page(POST))
    pages = second.pages()

    assert after != before
    assert all(after.split("/")[-3] in styles(page)[0] for page in pages.values())
    assert len({name.split("/")[1] for name in second.files() if name.startswith("theme/")}) == 1
    assert (
        "/theme/*\n  Cache-Control: max-age=31536000, immutable\n"
        in second.files()["_headers"].decode()
    )


def test_texts_are_not_read_again_for_a_stylesheet(blog):
    """What a text becomes does not depend on the theme's files."""
    blog.build()
    kept = sorted((blog.folder / "cache/content").iterdir())
    edit(blog.folder / "theme/static/css/style.css", "--measure: 34rem", "--measure: 35rem")
    blog.build()

    assert sorted((blog.folder / "cache/content").iterdir()) == kept


def test_theme_at_the_root_of_the_site_stays_there(blog):
    """Files that must be where they are, such as a favicon, get no digest."""
    (blog.folder / "theme/static/favicon.ico").write_bytes(b"x")

    assert blog.build(THEME_STATIC_DIR=".").exists("favicon.ico")


def test_own_style_goes_after_the_themes(blog, chromium):
    """Colours and measure of an author's stylesheet win, by a plain rule, and are published."""
    own(blog, "static/css/mine.css", ":root { --link: #900; --measure: 20rem }\nh1 { color: #060 }")
    own(blog, "static/fonts/mine.txt", "A font.")
    built = blog.build()
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    with serving(built.output) as address:
        page.goto(address + POST)

    colour = "getComputedStyle(document.querySelector('{}')).color"
    assert page.evaluate(colour.format("h1")) == "rgb(0, 102, 0)"
    assert page.evaluate(colour.format(".tag-list a")) == "rgb(153, 0, 0)"
    assert page.evaluate("main_text.offsetWidth / parseFloat(getComputedStyle(main_text).fontSize)") < 21  # fmt: skip
    page.close()
    names = [name.split("/", 2)[2] for name in built.files() if name.startswith("theme/")]
    assert {"css/mine.css", "css/style.css", "fonts/mine.txt"} <= set(names)


def test_own_template_goes_before_the_themes(blog):
    """A template of an author's extends the theme's, a partial takes its place."""
    own(blog, "templates/article.html", '{% extends "!theme/article.html" %}\n'
        "{% block content %}{{ super() }}<p id='mine'>{{ article.lang }}</p>{% endblock %}")  # fmt: skip
    own(blog, "templates/partials/site_footer.html", "<footer>Mine</footer>")
    page = blog.build().page(POST)

    assert page.select_one("#mine").get_text() == "fr"
    assert page.select_one(".e-content")
    assert page.select("footer")[-1].get_text() == "Mine"


def test_own_words_go_before_the_themes(blog):
    """A word, or a form of a plural, is said as the author says it; the others stay."""
    own(blog, "translations/fr.toml", 'tags = "Étiquettes"\n[in_language]\nen = "en anglais !"\n')
    built = blog.build()

    assert built.page("fr/tags/").h1.get_text() == "Étiquettes"
    assert built.page("tags/").h1.get_text() == "Tags"
    assert built.page("fr/404.html").h1.get_text() == "Page introuvable"

    own(blog, "translations/fr.toml", 'tags = "Étiquettes {x}"\n')
    assert "tags needs the words in braces" in blog.fails()


def test_own_folder_may_be_missing(blog):
    """Nothing has to be there; the folder of the settings is not in the repository."""
    assert not (ROOT / "overrides").exists()
    assert blog.build().files() == blog.build(THEME_OVERRIDES="").files()


def test_preview_shows_what_is_the_authors_at_every_save(blog):
    """Styles, templates and words of the author's are followed as the theme's are."""
    style = own(blog, "static/css/mine.css", "h1 { color: #060 }")
    (blog.folder / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\n"
        f"THEME_OVERRIDES = {str(blog.folder / 'own')!r}\n"
    )
    running = Running("--port", 0, "--settings", blog.folder / "conf.py", "--content", blog.content)
    try:
        assert "theme/css/mine.css" in running.ask("/" + POST).text
        style.write_text("h1 { color: #006 }")
        wait_for(lambda: "#006" in running.ask("/theme/css/mine.css").text)
        own(blog, "templates/partials/site_footer.html", "<footer>Mine</footer>")
        wait_for(lambda: "<footer>Mine" in running.ask("/" + POST).text)
        own(blog, "translations/fr.toml", 'tags = "Étiquettes"')
        wait_for(lambda: "Étiquettes" in running.ask("/fr/tags/").text)
        own(blog, "static/css/other.css", "")
        wait_for(lambda: "theme/css/other.css" in running.ask("/" + POST).text)
    finally:
        running.end()


def test_what_can_be_changed_is_told():
    """Every value of the stylesheet is in the page about themes, and no other."""
    style = (ROOT / "theme/static/css/style.css").read_text("utf-8")
    tokens = style.split("@layer tokens {")[1].split("\n}\n")[0]
    told = (ROOT / "docs/theme.md").read_text("utf-8")
    table = "".join(line for line in told.splitlines() if line.startswith("| `--"))

    assert set(re.findall(r"`(--[\w-]+)`", table)) == set(re.findall(r"(--[\w-]+):", tokens))
    assert set(re.findall(r"(--[\w-]+):", told)) <= set(re.findall(r"(--[\w-]+):", tokens))


# Themes of strangers


@pytest.fixture
def stranger(site):
    """A blog of six posts, with what a theme of Pelican's own asks for."""
    site.settings.update(
        CATEGORY_SAVE_AS="category/{slug}.html",
        AUTHOR_SAVE_AS="author/{slug}.html",
        SITESUBTITLE={"fr": "Deux rives", "en": "Two shores"},
        DEFAULT_PAGINATION=2,
        RENDERING_CHECK_LINKS=True,
    )
    for number in range(4):
        body = "Un *pas*[^1].\n\n[^1]: Une note."
        site.post(
            f"Un & {number}", body, lang="fr", tags="l'eau, bridges", summary_en="In *short*."
        )
    site.post("Two", "Text.", lang="en", tags="bridges", aliases="/old/two/")
    site.file("about.md", "Title: About\nDate: 2016-11-01\nLang: en\nCategory: News\n\nText.")
    site.file("pages/a.md", "Title: A\nLang: fr\n\nTexte.")
    return site


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_themes_of_pelican_render(stranger, theme):
    """Every post, view, tag, year and feed is there, in Pelican's own themes, each link with an end."""
    built = stranger.build(THEME=str(STOCK / theme))

    post = built.page("archives/2016/10/01/un-0/")
    assert post.html["lang"] == "fr"
    assert post.select_one("article em").get_text() == "pas"
    view = built.page("fr/archives/tag/bridges/")
    assert view.html["lang"] == "fr"
    assert "&lt;" not in str(view)
    assert built.exists("category/news.html")
    assert built.exists("author/deux-rives.html")
    assert "Two shores" in built.page("").get_text()
    for year in ("archives/2016/", "en/archives/2016/10/"):
        assert "2016" in built.page(year).select_one("h2, section h1").get_text()
    assert built.page("old/two/").a["href"] == "../../archives/2016/10/05/two/"
    assert len(built.feed("fr").entries) == 4
    assert not built.exists("search/")  # it has no such template


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_themes_of_pelican_lead_to_every_post(stranger, theme):
    """From the first page the older ones are reached by the theme's own links."""
    built = stranger.build(THEME=str(STOCK / theme))
    seen, url = [], "fr/"
    while url is not None:
        page = built.page(url)
        seen += [
            a["href"].rsplit("/", 2)[-2] for a in page.select('[rel="bookmark"], #featured h1 a')
        ]
        older = [a["href"] for a in page.select("nav a, .paginator a") if "page/" in a["href"]]
        numbers = [int(re.search(r"page/(\d+)", each)[1]) for each in older]
        here = re.search(r"page/(\d+)", url)
        lower = [n for n in numbers if not here or n < int(here[1])]
        url = f"fr/page/{max(lower)}/" if lower else None

    assert seen == ["un-3", "un-2", "un-1", "un-0"]


def test_pages_count_from_the_newest_and_keep_their_addresses():
    """A stranger's page 1 is the listing's own, its last the one with the oldest posts."""
    posts = list(range(7, 0, -1))
    told = stock_pages("fr/", posts, list(sheets(posts, 2)), 2)
    pages = [each["articles_page"] for each in told]

    assert [page.url for page in pages] == ["fr/", "fr/page/2/", "fr/page/1/"]
    assert [page.number for page in pages] == [1, 2, 3]
    assert [list(page.object_list) for page in pages] == [[7, 6, 5], [4, 3], [2, 1]]
    assert [page.has_next() for page in pages] == [True, True, False]
    assert [page.has_previous() for page in pages] == [False, True, True]
    assert told[1]["articles_next_page"] == pages[2]
    assert told[1]["articles_previous_page"] == pages[0]
    assert (pages[1].next_page_number(), pages[1].previous_page_number()) == (3, 1)
    assert told[0]["articles_paginator"].page_range == [1, 2, 3]
