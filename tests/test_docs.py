"""The documentation is true: each setting and task is in it, each command in it runs."""

import ast
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest
from conftest import PIXEL, ROOT, program, repository, run
from PIL import Image

from docs.screenshots import BROWSERS, SHOTS, main
from plugins.checks.whole import CHOSEN
from plugins.similar_posts.comparing import NEIGHBOURS
from plugins.similar_posts.scoring import ALIKE, NEARNESS, OF_A_TAG
from plugins.similar_posts.terms import LONG

README = (ROOT / "README.md").read_text("utf-8")
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/__init__.py"))
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.S | re.M)
COMMANDS = [
    line.split("#")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
]
NOT_LOADED = {"authoring", "rendering", "wordpress_import"}  # commands, a PELICAN_CLASS
ENDLESS = {
    "make test": "it is what runs this test",
}


@pytest.mark.parametrize("plugin", PLUGINS)
def test_every_setting_is_in_the_readme(plugin):
    """Each setting of each plugin stands in the README with its value."""
    for key, value in getattr(importlib.import_module(f"plugins.{plugin}"), "DEFAULTS", {}).items():
        assert f"`{key}`" in README, key
        told = repr(value).replace("'", '"')
        to_be_set = f"`{key}` (to be set"
        assert f"`{key}` (`{told}" in README or (not value and to_be_set in README), (key, told)


def test_every_plugin_is_in_the_readme_and_in_the_settings():
    """Each plugin has its line in the README; those to be loaded are in PLUGINS."""
    conf = (ROOT / "pelicanconf.py").read_text("utf-8")
    for plugin in PLUGINS:
        assert f"| `{plugin}` |" in README
        assert (f'"plugins.{plugin}"' in conf) == (plugin not in NOT_LOADED)


def test_every_task_is_in_the_readme():
    """Each task is in the README's table of commands."""
    told = run(sys.executable, "-m", "invoke", "--complete").stdout.split()
    assert {"new", "tags", "tags.merge"} <= set(told)
    for name in set(told) - {"tags.list"}:  # the same as `tags`
        short = f"`{name}`" if "." in name else f"`make {name}`"
        assert short in README or f"`invoke {name}`" in README, name


def test_every_setting_of_the_settings_file_is_explained():
    """Each line of pelicanconf.py belongs to a group that a comment explains."""
    groups = (ROOT / "pelicanconf.py").read_text("utf-8").split("\n\n")

    first = next(n for n, group in enumerate(groups) if "SITENAME" in group)
    assert all(group.startswith("# ") for group in groups[first:])


@pytest.mark.thorough
def test_pictures_in_the_readme_are_those_that_are_taken(tmp_path):
    """Each is of the sample site, in the size that is kept, and light enough for the README."""
    program(*BROWSERS)
    done = run(sys.executable, "-m", "docs.screenshots", "--to", tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"docs/([\w-]+)\.png", README)) == set(SHOTS)
    for name in SHOTS:
        with (
            Image.open(tmp_path / f"{name}.png") as new,
            Image.open(ROOT / f"docs/{name}.png") as kept,
        ):
            assert new.size == kept.size
            assert len(new.convert("L").getcolors()) > 10  # it is of something
        assert (ROOT / f"docs/{name}.png").stat().st_size < 100_000


def test_pictures_are_not_taken_without_a_browser(monkeypatch, capsys, tmp_path):
    """What is missing is said, and nothing written."""
    monkeypatch.setattr(sys, "argv", ["screenshots", "--to", str(tmp_path)])
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main() == 1
    assert "install one of chromium" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_codes_in_the_readme_are_real(site):
    """The two ways of writing that the README shows give the same post, the tags the tag it says."""
    shown = next(block for kind, block in BLOCKS if "│" in block)
    left, right = zip(*(line.split("│") for line in shown.splitlines()), strict=True)
    site.file("2016/a.md", "\n".join(line.rstrip() for line in left))
    site.file("2016/b.md", "\n".join(line.rstrip()[2:] for line in right) + "\n").write_text(
        "\n".join(line.rstrip()[2:] for line in right).replace("Date:", "Slug: b\nDate:")
    )
    site.file("tags.toml", next(block for kind, block in BLOCKS if kind == "toml"))
    built = site.build()
    first, second = (
        built.page(f"archives/2016/10/12/{slug}/").article
        for slug in ("une-passerelle-entre-deux-publics", "b")
    )

    assert first.header == second.header
    assert first.blockquote == second.blockquote
    assert built.exists("archives/tag/mentoring/")


def test_addresses_in_the_readme_are_real(sample):
    """Each address in the README's table answers, with a real slug and year."""
    table = README.split("## Addresses")[1].split("One rule")[0]
    addresses = re.findall(r"`(/[^`…]*)`", table)
    assert len(addresses) > 12
    for address in addresses:
        url = address.lstrip("/").replace(
            "2016/10/12/slug", "2016/10/12/une-passerelle-entre-deux-publics"
        )
        url = url.replace("slug", "accompagnement")
        assert sample.exists(url or "index.html"), address


@pytest.mark.parametrize("command", [each for each in COMMANDS if each and each not in ENDLESS])
def test_commands_in_the_readme_run(command, tmp_path):
    """Each command of the README runs as typed, in a copy of the repository."""
    folder = repository(tmp_path / "repository")
    command = command.replace("CONTENT", "content").replace("OUT", "out")
    environment = os.environ | {"PATH": f"{folder}/.venv/bin:{os.environ['PATH']}"}
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_is_said_once():
    """The newest changes are those of the project's version, which stands in no other file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert re.findall(r"(?m)^## (.*)$", changes)[0] == project["version"]
    for path in [*(ROOT / "plugins").rglob("*.py"), ROOT / "tasks.py", ROOT / "README.md"]:
        assert project["version"] not in path.read_text("utf-8"), path


def test_public_functions_say_what_they_give():
    """Every public function, method and class of the plugins has a docstring."""
    for path in (ROOT / "plugins").rglob("*.py"):
        module = ast.parse(path.read_text("utf-8"))
        classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
        for node in [*module.body, *(each for owner in classes for each in owner.body)]:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


AUTHORING = (ROOT / "docs/authoring.md").read_text("utf-8")


@pytest.mark.thorough
@pytest.mark.parametrize(
    "command", re.findall(r"^(invoke \S+ [^# ].*?)(?: +#.*)?$", AUTHORING, re.M)
)
def test_commands_of_authors_run(command, tmp_path):
    """Each example of the page about them does what it says, on the sample blog."""
    folder = repository(tmp_path / "repository")
    done = run(sys.executable, "-m", *shlex.split(command), cwd=folder)

    assert done.returncode == 0, done.stderr
    expected = {"check": "", "start": "begins a post", "new": "a draft"}.get(
        command.split()[1], "would change"
    )
    assert expected in done.stdout


MOVING = (ROOT / "docs/moving-from-wordpress.md").read_text("utf-8")


@pytest.mark.thorough
def test_move_from_wordpress_goes_as_its_page_says(tmp_path):
    """Each command of the page, one after another, on an export and its uploads; then the blog is there."""
    folder = repository(tmp_path / "repository")
    shutil.copy(ROOT / "tests/data/wordpress.xml", folder / "blog.xml")
    (folder / "uploads/2016/10").mkdir(parents=True)
    for name in ("pont", "bouee"):
        (folder / f"uploads/2016/10/{name}.png").write_bytes(PIXEL)
    shutil.copy(folder / "blog.xml", folder / "more.xml")
    blog = [
        "--title=Deux rives",
        "--author=Rive",
        "--address=deux-rives.example",
        "--languages=fr, en-GB",
    ]
    done = run(
        sys.executable, "-m", "invoke", "start", *blog, "--timezone=Europe/Zurich", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    commands = re.findall(r"^((?:invoke|python|make) [^#\n]*?)(?: +#.*)?$", MOVING, re.M)
    assert len(commands) == 6
    for command in commands:
        if command == "make serve":  # it does not end
            continue
        program, *rest = shlex.split(command.replace("make ", "invoke "))
        module = [] if program == "python" else ["-m", program]
        done = run(sys.executable, *module, *rest, cwd=folder)
        assert done.returncode == (2 if "import" in command else 0), (
            command,
            done.stdout,
            done.stderr,
        )
    report = (folder / "wordpress-import/report.md").read_text("utf-8")
    assert report.endswith("86 items in the export, 86 accounted for\n")  # of two files, one twice
    assert (folder / "public/archives/2005/03/02/le-lac-gele/index.html").is_file()


def test_options_of_imports_are_all_told():
    """The page's table has every option of the command, with what it is if not given, and no other."""
    told = run(sys.executable, "-m", "plugins.wordpress_import", "--help").stdout
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", told, re.M)) - {"--settings", "--help"}
    assert (
        set(
            re.findall(
                r"`(--[a-z-]+)", MOVING.split("What becomes of what")[0].split("| option |")[1]
            )
        )
        == options
    )
    task = run(sys.executable, "-m", "invoke", "--help", "import-wordpress").stdout
    assert {each for each in options if each not in task} == set()


def test_settings_of_checks_are_real(site):
    """The settings that the page shows are taken; each rule that can be chosen is in its table."""
    site.post("Un", lang="fr", summary_en="In short.")
    [block] = re.findall(r"```python\n(.*?)```", AUTHORING, re.S)
    chosen: dict[str, object] = {}
    exec(block, chosen)
    site.build(**{name: value for name, value in chosen.items() if name.startswith("CHECKS_")})
    assert set(re.findall(r"^\| `([a-z-]+)` \|", AUTHORING, re.M)) == CHOSEN


SIMILAR = (ROOT / "docs/similar-posts.md").read_text("utf-8")


def test_the_worked_example_of_similar_posts_is_true():
    """What the page on similar posts shows is what the command tells of the sample blog."""
    ((command, shown),) = re.findall(r"^```console\n\$ (invoke .*)\n([^`]*)```$", SIMILAR, re.M)
    done = run(sys.executable, "-m", *shlex.split(command))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == shown


def test_the_rules_of_similar_posts_are_those_of_the_code():
    """The numbers that the page tells are those that count."""
    assert f"the {NEIGHBOURS} before the\n   post and the {NEIGHBOURS} after it" in SIMILAR
    assert f"adds {OF_A_TAG / ALIKE:.2f}," in SIMILAR
    assert f"fewer than {['four', 'five'][LONG - 4]} letters" in SIMILAR
    assert (NEARNESS[1000], NEARNESS[100]) == (50, 62)


MAP = (ROOT / "plugins/README.md").read_text("utf-8")


def test_the_map_of_the_code_is_of_this_code():
    """Every plugin has its line on where to begin; every module that is named is there."""
    assert set(re.findall(r"(?m)^\| `(\w+)` \|", MAP)) == set(PLUGINS)
    for target in re.findall(r"\]\(([^)#]+)\)", MAP):
        assert (ROOT / "plugins" / target).exists(), target
    picture = MAP.split("```")[1]
    named = re.findall(r"\b([a-z_]+)/(?!output|public)([a-z_]+)", picture)
    named = [(plugin, module) for plugin, module in named if plugin in PLUGINS]
    assert len(named) > 10
    for plugin, module in named:
        assert (ROOT / f"plugins/{plugin}/{module}.py").exists(), (plugin, module)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    """Each page leads to files that are there, and is led to by the README or another page."""
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", re.sub(r"`[^`\n]+`|^```.*?^```$", "", text, flags=re.S | re.M)):  # fmt: skip
        assert (page.parent / target).exists(), target
    others = [README, MAP, *(each.read_text("utf-8") for each in page.parent.glob("*.md"))]
    assert any(f"({page.name})" in each or f"docs/{page.name})" in each for each in others)
