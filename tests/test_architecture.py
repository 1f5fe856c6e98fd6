"""The rules of the house: who imports whom, and what the code never does."""

import ast
import importlib
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


NO_SUBJECT = re.compile(r"utils?|helpers?|managers?|data|common_\w+|misc|process_\w+|base")
LONGEST = 50  # lines of a function, its docstring too: about thirty is long already


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_have_a_subject_and_functions_end(path):
    """No module is called for having no name; no function needs a map."""
    assert not NO_SUBJECT.fullmatch(path.stem)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert not NO_SUBJECT.fullmatch(node.name), node.name
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < LONGEST, node.name


def test_settings_bear_the_name_of_their_plugin():
    """SIMILAR_POSTS_MAX_COUNT is of `similar_posts`; what readers have in their addresses has Pelican's form."""
    for path in (ROOT / "plugins").glob("*/__init__.py"):
        plugin = importlib.import_module(f"plugins.{path.parent.name}")
        for name in getattr(plugin, "DEFAULTS", {}):
            own = name.startswith((f"{path.parent.name.upper()}_", "LANGUAGES"))
            assert own or name in ("ARCHIVES_URL", "TAGS_URL", "THEME_OVERRIDES"), name


def test_exceptions_to_the_rules_say_why():
    """Each rule that is not followed has its reason beside it, or that of the one above."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    ignored = text.split("\nignore = [")[1].split("]")[0].strip().splitlines()

    assert "#" in ignored[0]
    assert sum("#" in line for line in ignored) >= len(ignored) / 2


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
