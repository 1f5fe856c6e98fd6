"""What an edit renders again, and what it leaves; that the bytes are right is among the laws."""

import sys
import time

import pytest
from conftest import ROOT, Built, pelican, run

TAGS = ["lac", "swimming", "Éducation", "bridges"]
LANGS = {"fr": "en", "en": "fr"}


def many(site, count=30):
    """A blog of *count* posts of two languages under four tags, three on a page; its settings.

    No index of all texts is made: whatever changes, it does.
    """
    for number in range(count):
        lang = ("fr", "en")[number % 2]
        tags = ", ".join(TAGS[at] for at in range(4) if number % (at + 2) == 0)
        summary = {f"summary_{LANGS[lang]}": "In short.", "summary": "Own."} if number % 3 else {}
        date = f"2016-{number % 12 + 1:02}-05 10:00"
        site.post(f"Post {number}", lang=lang, tags=tags, date=date, slug=f"p{number}", **summary)
    return {
        "DEFAULT_PAGINATION": 3,
        "LISTINGS_CONTENT": "summary",
        "TAG_ARCHIVES_CONTENT": "summary",
        "SEARCH_INDEX": False,
    }


def test_nothing_is_rendered_when_nothing_changed(site):
    """A second build renders no page, nor does one after every file was touched."""
    chosen = many(site)
    assert len(site.rendered(**chosen)) > 100
    assert site.rendered(**chosen) == []

    for path in site.content.glob("*.md"):
        path.touch()
    assert site.rendered(**chosen) == []


def test_a_body_is_in_few_pages(site):
    """An edited body renders its own page and the feeds that hold it: the files that change."""
    chosen = many(site)
    before = site.build(**chosen).files()
    path = site.content / "013.md"
    path.write_text(path.read_text("utf-8") + "\nEncore.\n", "utf-8")

    rendered = site.rendered(**chosen)
    after = site.build(**chosen).files()

    assert "archives/2016/01/05/p12/index.html" in rendered
    assert rendered == sorted(name for name in after if before[name] != after[name])


def test_a_new_post_is_in_few_pages(site):
    """A new post with tags renders hardly more pages than it changes."""
    chosen = many(site, 60)
    before = site.build(**chosen).files()
    site.post("Nouveau", lang="fr", tags="lac, bridges", date="2016-12-20 10:00", slug="nouveau")

    rendered = site.rendered(**chosen)
    after = site.build(**chosen).files()
    changed = [name for name in after if before.get(name) != after[name]]

    assert set(changed) <= set(rendered)
    assert len(rendered) <= 1.1 * len(changed)
    assert len(changed) < len(after) / 3


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_post_more_leaves_the_pages_of_other_months(site, lang):
    """They lead to its month and its year, which are the same with a post more."""
    for month in (1, 2):
        for year in (2015, 2016):
            date = f"{year}-{month:02}-03 10:00"
            site.post(f"P{month}{year}", lang=lang, date=date, path=f"{year}{month}.md")
    site.build()
    site.post("P9", lang=lang, date="2016-02-05 10:00", path="9.md")
    rendered = [name for name in site.rendered() if name.startswith("archives/2")]

    assert "archives/2016/02/index.html" in rendered
    assert not {name for name in rendered if "/2015/" in name or "/2016/01/index" in name}


def test_an_output_that_was_tampered_with_is_made_anew(site):
    """A page that someone changed or removed in the output is rendered again."""
    chosen = many(site, 6)
    built = site.build(**chosen)
    before = built.files()
    (built.output / "index.html").write_text("mine")
    (built.output / "tags/index.html").unlink()

    assert site.build(**chosen).files() == before


def test_a_scheduled_post_appears_when_it_is_due(site, monkeypatch):
    """A post of the future is read again when its moment has come, and not before."""
    site.post("Now", lang="en", date="2016-10-01 10:00")
    site.post("Later", lang="fr", date="2016-10-02 10:00")
    seen = []
    for moment in ("1475390000", "1475390001", "1475400000", "1475390000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        seen.append(site.build().exists("archives/2016/10/02/later/"))

    assert seen == [False, False, True, False]


@pytest.mark.thorough
def test_one_process_gives_the_same_bytes(site):
    """What is rendered in one process equals what is rendered in two."""
    chosen = many(site, 60)
    outputs = []
    for processes in (1, 2, 3):
        folder = site.folder / str(processes)
        site.build(
            RENDERING_PROCESSES=processes, OUTPUT_PATH=str(folder),
            CACHE_PATH=str(site.folder / f"cache{processes}"), **chosen,
        )  # fmt: skip
        outputs.append(Built(folder, "").files())

    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.thorough
def test_the_sample_is_made_once(tmp_path):
    """Nothing of the sample blog, its pictures and pages, is rendered twice."""
    told = []
    for _ in range(2):
        done = pelican(
            "-s", "pelicanconf.py", "-o", tmp_path / "output", "--cache-path", tmp_path / "cache"
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)

    assert "; 0 pages rendered;" in told[1]


def test_a_template_among_the_posts_is_a_dependency(site):
    """A page of TEMPLATE_PAGES, whose template lies in the content folder, follows its text."""
    site.post("Post", lang="en")
    site.file("about.txt", "One.")
    site.build(TEMPLATE_PAGES={"about.txt": "about.txt"})
    site.file("about.txt", "Two.")

    assert site.build(TEMPLATE_PAGES={"about.txt": "about.txt"}).files()["about.txt"] == b"Two."


def test_all_files_of_a_plugin_are_dependencies(site):
    """A template that a plugin brings in its folder, included by another, makes pages anew."""
    plugin = site.folder / "shouting"
    (plugin / "templates").mkdir(parents=True)
    (plugin / "__init__.py").write_text("""
from jinja2 import FileSystemLoader
from pelican import signals


def add(generator):
    generator.env.loader.loaders.append(FileSystemLoader(__file__[:-11] + "templates"))


def register():
    signals.generator_init.connect(add)
""")
    shout, own = plugin / "templates/shout.html", site.folder / "own"
    own.mkdir()
    (own / "article.html").write_text("{% include 'shout.html' %}")
    site.post("Post", lang="en", slug="post")
    chosen = {
        "PLUGIN_PATHS": [str(site.folder)],
        "PLUGINS": ["plugins.bilingual", "plugins.listings", "shouting"],
        "THEME_TEMPLATES_OVERRIDES": [str(own)],
    }
    shout.write_text("Hey!")
    site.build(**chosen)
    shout.write_text("Ho!")

    assert site.build(**chosen).files()["archives/2016/10/01/post/index.html"] == b"Ho!"


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["nothing", "environment", "plugin", "elsewhere"])
def test_nothing_is_done_only_when_nothing_can_have_changed(site, kind):
    """A build ends at once when nothing changed; not when a variable did, or a plugin may see more."""
    post = site.post("Post", lang="en", path="../posts/1.md")
    (site.folder / "looking.py").write_text("def register(): ...")
    plugins = ["plugins.bilingual", "plugins.listings", *(["looking"] if kind == "plugin" else [])]
    conf = site.folder / "conf.py"
    conf.write_text(
        f"import os, sys\nsys.path[:0] = [{str(ROOT)!r}, {str(site.folder)!r}]\n"
        "from pelicanconf import *\n"
        f"THEME, CACHE_PATH, PLUGINS = {str(ROOT / 'theme')!r}, 'cache', {plugins!r}\n"
        "ARTICLE_PATHS = ['../posts']\n"
        "SITENAME = os.environ['SITENAME']\n"
    )
    time.sleep(2.1)  # what is newer might change again unseen
    command = [sys.executable, "-m", "plugins", "rendering.build", site.content, "-s", conf]
    command += ["-o", site.folder / "output"]
    run(*command, SITENAME="One")
    if kind == "elsewhere":
        post.write_text(post.read_text("utf-8") + "Encore.", "utf-8")
    told = run(*command, SITENAME="Two" if kind == "environment" else "One").stdout
    title = Built(site.folder / "output", "").page("").title.get_text()

    assert ("Nothing has changed" in told) == (kind == "nothing")
    assert ("Two" in title) == (kind == "environment")
