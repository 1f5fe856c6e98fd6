"""Each plugin by itself, in a site of stock Pelican with a theme of its own: docs/extending.md says how."""

import re

import pytest
from conftest import ROOT, pelican

POSTS = {
    "lac.md": ("Au lac", "fr", "2016-10-12", "lac, nage", 'Il a dit : "l\'été !" On nage dans le lac.'),
    "lake.md": ("By the lake", "en", "2016-10-13", "lac, swim", 'He said "it\'s summer"... A swim in the lake.'),
    "boat.md": ("A boat", "en", "2016-10-14", "lac, boats", "Boats of wood."),
    "swim.md": ("A swim", "en", "2016-10-15", "swim, lac", "We swim in the lake again."),
}  # fmt: skip


def files(**more):
    """The four posts, in two languages, with more lines in the headers of some."""
    return {
        name: f"Title: {title}\nLang: {lang}\nDate: {date}\nCategory: water\nTags: {tags}\n"
        f"{more.get(name[:-3], '')}\n{text}\n"
        for name, (title, lang, date, tags, text) in POSTS.items()
    }


def conf(plugin, **settings):
    """Settings as such a site has them, with one plugin, found where this project is."""
    return {"PLUGIN_PATHS": [str(ROOT)], "PLUGINS": [f"plugins.{plugin}"], "SITENAME": "Stock",
            "SITEURL": "https://stock.example", "FEED_ALL_ATOM": "feeds/all.atom.xml", **settings}  # fmt: skip


LANGUAGES = {
    "fr": {"name": "Français", "locale": "fr"},
    "en": {"name": "English", "locale": "en-US"},
}


@pytest.fixture
def theme(tmp_path):
    """What goes before the theme's templates: similar posts under an article."""
    snippet = re.search(
        r"```html\+jinja\n(.*?)```", (ROOT / "docs/extending.md").read_text("utf-8"), re.S
    )
    (tmp_path / "article.html").write_text(snippet[1], "utf-8")
    return {"THEME_TEMPLATES_OVERRIDES": [str(tmp_path)]}


def test_similar_posts_alone(stock, theme):
    """Stock Pelican's reader, theme and addresses stay; each post gets its similar ones."""
    built = stock(files(boat="Similar: +by-the-lake, -au-lac\n"), **conf("similar_posts", **theme))

    assert [link.get_text() for link in built.page("a-swim.html").select(".similar-posts a")] == [
        "By the lake", "A boat", "Au lac",
    ]  # fmt: skip
    boat = built.page("a-boat.html").select(".similar-posts a")
    assert [link["href"] for link in boat] == ["https://stock.example/by-the-lake.html", "https://stock.example/a-swim.html"]  # fmt: skip
    assert built.exists("au-lac-fr.html")


def test_wrong_preferences_are_logged(stock, tmp_path):
    """Without the reader that collects problems, what is wrong in `Similar` is Pelican's to tell."""
    told = stock(files(boat="Similar: +nowhere\n"), **conf("similar_posts")).told

    assert "boat.md: Similar: no published post is named “nowhere”" in " ".join(told.split())


def test_tag_archives_alone(stock):
    """Tags are concepts, with a page in each view, in the stock theme, at its addresses."""
    vocabulary = '[lac]\nnames = { fr = "lac", en = "lake" }\naliases = ["pond"]\n'
    built = stock(files() | {"tags.toml": vocabulary}, **conf("tag_archives", LANGUAGES=LANGUAGES))

    def shown(url):
        return [
            link.get_text() for link in built.page(url).select("[rel=bookmark], #featured h1 a")
        ]

    assert shown("tag/lac.html") == ["A swim", "A boat", "By the lake", "Au lac"]
    assert shown("fr/tag/lac.html") == ["Au lac"]
    assert shown("en/tag/swim.html") == ["A swim", "By the lake"]
    assert built.exists("tags/")
    assert not built.exists("tags.html")
    assert not built.exists("tags.toml")


def test_language_feeds_alone(stock):
    """The feeds of every language, under lasting ids, in the place of Pelican's own."""
    chosen = {"LANGUAGES": LANGUAGES, "LANGUAGE_FEEDS_AUTHORITY": "stock.example,2016"}
    built = stock(files(lac="Summary_en: A lake.\n"), **conf("language_feeds", **chosen))

    assert [entry.title for entry in built.feed("fr").entries] == ["Au lac"]
    assert [entry.title for entry in built.feed("read-en").entries] == ["A swim", "A boat", "By the lake", "Au lac [fr]"]  # fmt: skip
    assert built.feed("all").entries[3].id == "tag:stock.example,2016:lac.md"
    assert built.feed("fr").feed.language == "fr"


def test_typography_alone(stock):
    """Each text by the rules of its language, read by Pelican's own reader."""
    built = stock(files(), **conf("typography"))

    french = built.page("au-lac-fr.html").select_one(".entry-content").get_text()
    assert "Il a dit\u00a0: «\u00a0l’été\u202f!\u00a0» On nage dans le\u00a0lac." in french
    english = built.page("by-the-lake.html").select_one(".entry-content").get_text()
    assert "He said “it’s summer”…" in english


def test_rendering_alone(stock, tmp_path):
    """The same bytes as stock Pelican's, and only what changed is rendered again."""
    plain = stock(files(), **conf("typography", PLUGINS=[]))
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    for name, text in files().items():
        (site / "content" / name).write_text(text, "utf-8")
    lines = [f"{key} = {value!r}" for key, value in conf("", PLUGINS=[]).items()]
    lines += ["TIMEZONE = 'UTC'", f"import sys; sys.path.insert(0, {str(ROOT)!r})"]
    lines += ["from plugins.rendering import Passerelle", "PELICAN_CLASS = Passerelle"]
    (site / "conf.py").write_text("\n".join(lines), "utf-8")
    first = pelican("content", "-s", "conf.py", "-o", "output", cwd=site)
    made = {path.relative_to(site / "output").as_posix(): path.read_bytes() for path in (site / "output").rglob("*") if path.is_file()}  # fmt: skip
    boat = site / "content/boat.md"
    boat.write_text(boat.read_text("utf-8") + "\nOr of steel.\n", "utf-8")
    again = pelican("content", "-s", "conf.py", "-o", "output", cwd=site)

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    assert made == plain.files()
    rendered = [int(re.search(r"(\d+) pages? rendered", each.stdout)[1]) for each in (first, again)]
    assert 0 < rendered[1] <= rendered[0] / 2


@pytest.mark.parametrize("plugin", ["bilingual", "tag_archives", "language_feeds"])
def test_what_is_wrong_is_logged_without_checks(stock, plugin):
    """Where no plugin checks the content, its problems are logged, with file, line and cure."""
    settings = {"LANGUAGES": LANGUAGES, "LANGUAGE_FEEDS_AUTHORITY": "stock.example,2016"}
    told = stock(files(lac="Summary_de: Ein See.\n"), **conf(plugin, **settings)).told

    assert "lac.md:6: “summary_de” is in a language that the site" in " ".join(told.split())
