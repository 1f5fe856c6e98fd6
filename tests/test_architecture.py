"""The rules of the house: who imports whom, and what the code never does."""

import ast
import re

import pytest
from conftest import ROOT

GLUE = {"__init__", "reader", "writer", "generator", "tags", "excerpts", "publish"}
GLUE |= {
    "cached",
    "contents",
    "keeping",
    "static",
    "strangers",
}  # what Pelican's generators hand over, kept
GLUE |= {
    "blog",
    "build",
    "commands",
    "deploy",
    "guids",
    "live",
    "preview",
    "websub",
}  # the commands
COMMANDS = {
    "authoring": {"tag_archives", "typography"},
    "checks": {"tag_archives"},
    "wordpress_import": {"authoring", "tag_archives"},
}  # besides
MODULES = sorted((ROOT / "plugins").rglob("*.py"))


def imports(path):
    """The names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    """`bilingual` imports no plugin; the others import it, or themselves; only glue knows Pelican.

    What looks after tags, `authoring` and `checks`, also knows `tag_archives`; an import writes as an
    author does.
    """
    own = path.relative_to(ROOT / "plugins").parts[0]
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "plugins" and len(parts) > 1:
            assert parts[1] in {own, "bilingual"} | COMMANDS.get(own, set()), name
        if parts[0] == "pelican":
            assert path.stem in GLUE, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_are_described_and_short(path):
    """Each module says in a docstring what it gives, and fits a few screens."""
    text = path.read_text("utf-8")

    assert ast.get_docstring(ast.parse(text)), path
    assert len(text.splitlines()) <= 250


def test_no_locale_and_no_patching():
    """Nothing sets the machine's locale; nothing is assigned to Pelican's modules or classes."""
    for path in MODULES:
        text = path.read_text("utf-8")
        assert "setlocale" not in text, path
        assert not re.search(
            r"^\s*(?:pelican|Pelican|Article|Content|Writer|Tag|signals)\.[\w.]+ = ", text, re.M
        ), path


def test_templates_have_no_words_of_their_own():
    """A template shows no literal word: all come from the translations."""
    for path in (ROOT / "theme/templates").rglob("*.html"):
        text = re.sub(
            r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>|&\w+;", " ", path.read_text("utf-8"), flags=re.S
        )
        assert not re.search(r"[^\W\d_]{2,}", text), (path, re.findall(r"[^\W\d_]{2,}", text))


def test_templates_and_partials_are_short():
    """A page fills blocks in forty lines at most, a partial shows one thing in twenty-five."""
    for path in (ROOT / "theme/templates").glob("*.html"):
        assert len(path.read_text("utf-8").splitlines()) <= 40, path
    for path in (ROOT / "theme/templates/partials").glob("*.html"):
        assert len(path.read_text("utf-8").splitlines()) <= 25, path


def test_stylesheet_keeps_its_rules():
    """One stylesheet in layers: no id selectors, no !important, nothing from elsewhere."""
    sheets = list((ROOT / "theme/static").rglob("*.css"))
    text = sheets[0].read_text("utf-8")

    assert len(sheets) == 1
    assert text.count("!important") == 0
    assert not re.search(r"(?m)^\s*#[\w-]+[^;]*{", text)
    assert "url(" not in text
    assert "@import" not in text


def test_nothing_from_third_parties():
    """The theme loads nothing from another host; two pages have a script, JSON-LD being none."""
    for path in (ROOT / "theme").rglob("*"):
        if path.suffix in {".html", ".css", ".svg"}:
            text = path.read_text("utf-8").replace("http://www.w3.org/", "")
            scripts = re.sub(r'<script type="(application/ld\+json|text/html)"', "", text).count(
                "<script"
            )
            assert scripts == (path.name in ("search.html", "texts.html")), path
            assert not re.search(r"(?:src|href)=[\"']?https?://", text), path


def test_lock_names_no_host():
    """The lock has a hash for every file, and no address of any."""
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?:|--index|--find-links|--trusted-host", text)
