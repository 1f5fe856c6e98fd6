"""Preparing aside, installing at once."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Built, pelican
from jinja2 import DictLoader, Environment, TemplateSyntaxError

from plugins.bilingual.workers import in_parallel
from plugins.rendering.claims import Claims
from plugins.rendering.compiled import Compiled
from plugins.rendering.links import broken_links
from plugins.rendering.remembered import Remembered


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_unchanged_pages_keep_their_file_and_time(site):
    """A second build touches only what changed."""
    site.post("Un", lang="fr", path="a.md")
    site.post("Deux", lang="fr", path="b.md")
    output = site.build().output
    for path in stamps(output):
        os.utime(path, (1e9, 1e9))
    site.post("Deux", "Autre texte.", path="b.md", lang="fr", date="2016-10-02 10:00")
    site.build()

    touched = {
        path.relative_to(output).as_posix()
        for path, time in stamps(output).items()
        if time > 2e18 / 2 + 1
    }
    assert "archives/2016/10/02/deux/index.html" in touched
    assert "feeds/all.atom.xml" in touched
    assert not {path for path in touched if "/01/un/" in path or path.startswith(("theme/", "404"))}


def test_stale_pages_go_and_strangers_stay(site):
    """What the last build wrote and this one did not is removed; other files stay."""
    post = site.post("Un", lang="fr", tags="x")
    site.post("Deux", lang="fr")
    output = site.build().output
    (output / "CNAME").write_text("example.org")
    (output / "archives/mine.txt").write_text("mine")
    post.unlink()
    built = site.build()

    assert not (output / "archives/2016/10/01").exists()
    assert not (output / "archives/tag").exists()
    assert built.exists("archives/2016/10/02/deux/")
    assert (output / "CNAME").exists()
    assert (output / "archives/mine.txt").exists()


def test_failed_build_leaves_the_site_as_it_was(site):
    """A build that fails in the middle of rendering changes nothing and leaves nothing behind."""
    site.post("Un", lang="fr")
    output = site.build().output
    before = stamps(output)
    broken = site.folder / "overrides"
    broken.mkdir()
    (broken / "tags.html").write_text("{{ nothing.at.all }}")
    site.post("Deux", lang="fr", tags="x")
    told = site.fails(THEME_TEMPLATES_OVERRIDES=[str(broken)])

    assert "tags.html:1: UndefinedError: 'nothing' is undefined (in the page" in told
    assert stamps(output) == before
    left = {path.name for path in site.folder.iterdir() if path.name.startswith(".")}
    assert left == {".output.written.json", ".output.pages"}


def test_publishing_refuses_broken_links(site):
    """With RENDERING_CHECK_LINKS a page whose fragment does not exist keeps the site from changing."""
    site.post("Un", lang="fr", body="[plus bas](#rien)")

    told = site.fails(RENDERING_CHECK_LINKS=True)

    assert "archives/2016/10/01/un/index.html: the link “#rien” leads nowhere" in told


def test_links_are_followed_like_a_browser(tmp_path):
    """Links of every form are followed to files and fragments; other sites are not."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text(
        '<a id="x" href="../b.html#y"></a><a href="?q#x"></a><a href=\'/a/\'></a><a href="b.html"></a>'
        '<a href="https://example.org/x"></a><a href="../b.html#no"></a><a href="mailto:x"></a>'
    )
    (tmp_path / "b.html").write_text("<p id=\"y\" title=\"<a href='no' id='no'>\"></p>")

    assert broken_links(tmp_path) == [("a/index.html", "b.html"), ("a/index.html", "../b.html#no")]


def test_moment_of_the_build_is_given_by_source_date_epoch(site, tmp_path):
    """A scheduled post is published when its moment has come, by the clock or SOURCE_DATE_EPOCH."""
    site.post("Demain", lang="fr", date="2030-01-01 08:00")
    found = []
    for epoch in ("1000000000", "1900000000"):
        out = tmp_path / epoch
        done = pelican(
            site.content,
            "-s",
            ROOT / "pelicanconf.py",
            "-o",
            out,
            "-e",
            f'CACHE_PATH="{tmp_path}/c"',
            SOURCE_DATE_EPOCH=epoch,
        )
        assert done.returncode == 0, done.stderr
        found.append(Built(out, "").exists("archives/2030/01/01/demain/"))

    assert found == [False, True]


def test_wrong_source_date_epoch_is_said_plainly(site, monkeypatch):
    """A SOURCE_DATE_EPOCH that is no number stops the build with a word."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")

    assert 'SOURCE_DATE_EPOCH="tomorrow" is not a number' in site.fails()


@pytest.mark.parametrize("from_back", [False, True])
def test_blocks_are_claimed_in_order(from_back):
    """A process alone takes all blocks, from the end that it begins with."""
    numbers = list(Claims(5).taken(from_back))

    assert numbers == ([4, 3, 2, 1, 0] if from_back else [0, 1, 2, 3, 4])


def test_each_block_is_claimed_once():
    """Processes that take blocks from both ends at the same time do each once, whatever their pace."""
    claims = Claims(500)

    def work(part):
        return (bytes([worker, number // 256, number % 256]) for worker in part for number in claims.taken(worker % 2 == 1))  # fmt: skip

    found = [int.from_bytes(message[1:]) for message in in_parallel(work, [[0], [1], [2], [3]])]

    assert sorted(found) == list(range(500))


@pytest.fixture
def compiled(monkeypatch):
    """The names of the templates that are compiled."""
    names = []
    compile_ = Environment.compile

    def noted(self, source, name=None, *rest, **more):
        names.append(name)
        return compile_(self, source, name, *rest, **more)

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def test_templates_are_compiled_once(site, compiled):
    """A build compiles the templates that changed since the last; those that it asks for, once."""
    theme = site.folder / "theme"
    shutil.copytree(ROOT / "theme", theme)
    chosen = {"THEME": str(theme), "RENDERING_PROCESSES": 1, "SEARCH_INDEX": False}
    post = site.post("Un", lang="fr")
    site.build(**chosen)
    assert "article.html" in compiled
    assert len(compiled) == len(set(compiled))
    compiled.clear()
    post.write_text(post.read_text("utf-8") + "Encore.", "utf-8")
    site.build(**chosen)
    assert compiled == []

    article = theme / "templates/article.html"
    block = "{% block content %}"
    article.write_text(article.read_text("utf-8").replace(block, f"{block}<!-- new -->"), "utf-8")
    built = site.build(**chosen)
    assert compiled == ["article.html"]
    assert "<!-- new -->" in str(built.page("archives/2016/10/01/un/"))


def test_damaged_templates_are_compiled_again(site, compiled):
    """What was kept of templates is whole, or nothing."""
    post = site.post("Un", lang="fr")
    site.build()
    for path in (site.folder / "cache/content").glob("*.remembered"):
        content = path.read_bytes()
        path.write_bytes(content[:2000] + b"damaged" + content[2007:])
    compiled.clear()
    post.write_text(post.read_text("utf-8") + "Encore.", "utf-8")
    site.build()

    assert "article.html" in compiled


def test_templates_of_other_extensions_are_others():
    """What Jinja's extensions made of a template is not what it is without them."""
    shared = Compiled(Remembered(Path("nowhere")))
    loader = DictLoader({"a": "{% do 1 %}ok"})
    plain = Environment(loader=loader, bytecode_cache=shared)
    more = Environment(loader=loader, bytecode_cache=shared, extensions=["jinja2.ext.do"])

    assert more.get_template("a").render() == "ok"
    with pytest.raises(TemplateSyntaxError):
        plain.get_template("a")
