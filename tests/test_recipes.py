"""Sending at every push and every day: the guide's targets, commands and recipes work as written."""

import os
import re

import pytest
import yaml
from conftest import ROOT, program, repository, run
from test_deploy import Place

from plugins.hosting.manifest import BEGIN
from plugins.hosting.targets import KINDS, checked_targets

GUIDE = (ROOT / "docs/deploying.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.S | re.M)
COMMANDS = [
    line.split("#")[0].split()
    for kind, text in BLOCKS
    if kind == "sh"
    for line in text.splitlines()
]
RECIPES = {path.stem: path for path in sorted((ROOT / "docs/recipes").iterdir())}


def steps_of(name):
    """What a recipe runs, and what it keeps between runs."""
    recipe = yaml.safe_load(RECIPES[name].read_text("utf-8"))
    if name.startswith("gitlab"):
        return recipe["pages"]["script"], recipe["pages"]["cache"]["paths"]
    steps = recipe["jobs"]["publish"]["steps"]
    [kept] = [step["with"] for step in steps if "actions/cache" in step.get("uses", "")]
    return [step["run"] for step in steps if "run" in step], kept["path"].split()


def files_in(folder):
    """What the files in a folder hold, by name; no manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(BEGIN)
    }


def declare(folder, targets):
    """Declare targets in a copy of the repository."""
    conf = folder / "publishconf.py"
    conf.write_text(f"{conf.read_text('utf-8')}\nHOSTING_TARGETS = {targets!r}\n", "utf-8")


def follow(name, folder, **environment):
    """Run what a recipe runs, as its host does: what is said."""
    lines, _ = steps_of(name)
    said = ""
    for script in lines:
        ended = 'trap \'[ -z "$SSH_AGENT_PID" ] || kill "$SSH_AGENT_PID"\' EXIT\n'
        done = run(program("bash"), "-e", "-c", ended + script, cwd=folder, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        said += done.stdout
    return said


def test_targets_of_the_guide_are_real():
    """The guide shows a target of each kind, and all of them are taken."""
    [block] = [text for kind, text in BLOCKS if kind == "python"]
    shown = {}
    exec(block, shown)

    targets = checked_targets(shown["HOSTING_TARGETS"])
    assert {each.kind for each in targets.values()} == set(KINDS)
    assert all(f"| `{kind}` |" in GUIDE for kind in KINDS)
    assert {command[2] for command in COMMANDS if command[0] == "invoke"} <= set(targets)


@pytest.mark.thorough
def test_commands_of_the_guide_run(tmp_path):
    """One after the other, as typed: the dry one sends nothing, the next all, the last nothing."""
    folder = repository(tmp_path / "repository")
    declare(folder, {"server": {"folder": str(tmp_path / "there")}})
    said = []
    for command in COMMANDS:
        done = run(*command, cwd=folder, PATH=f"{folder}/.venv/bin{os.pathsep}{os.environ['PATH']}")
        assert done.returncode == 0, done.stderr
        said.append((done.stdout, len(files_in(tmp_path / "there"))))

    assert len(said) == 3
    assert "+ index.html" in said[0][0]
    assert [count > 300 for _, count in said] == [False, True, True]
    assert said[0][1] == 0
    assert "nothing to send" in said[2][0]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "option", "none"),
    [("github-pages", "-a", "0 pages rendered"), ("gitlab-pages", "-r", "0 written")],
)
def test_recipes_publish_and_keep(name, option, none, tmp_path):
    """A recipe publishes; the next run, in a new checkout, writes nothing with what was kept.

    GitHub keeps the times of files (a tar archive in pax format), GitLab does not (zip).
    """
    program("make")
    folder, before = tmp_path / "repository", tmp_path / "before"
    assert f" {none}" not in follow(name, repository(folder))
    folder.rename(before)
    for path in repository(folder).rglob("*"):
        path.touch()  # as a checkout does
    for pattern in steps_of(name)[1]:
        for path in before.glob(pattern):
            run("cp", option, path, folder)
    said = follow(name, folder)

    assert f" {none}" in said
    assert files_in(folder / "public") == files_in(before / "public")


@pytest.mark.thorough
def test_recipe_sends_to_a_server(tmp_path):
    """The key and the host that the repository's secrets hold are all it takes, and leave no trace."""
    program("make"), program("ssh-agent")
    (tmp_path / "place").mkdir()
    place = Place(tmp_path / "place", "rsync")
    folder, home = repository(tmp_path / "repository"), tmp_path / "home"
    declare(folder, {"server": place.target})
    port = re.search(r"-p (\d+)", place.environment["RSYNC_RSH"])[1]
    shell = f"ssh -p {port} -F none -o UserKnownHostsFile={home}/.ssh/known_hosts -o BatchMode=yes"
    key = (tmp_path / "place/user").read_text()
    with place.stack:
        said = follow(
            "github-deploy",
            folder,
            HOME=str(home),
            KNOWN_HOST=(tmp_path / "place/known").read_text(),
            SSH_KEY=key,
            RSYNC_RSH=shell,
        )

    assert files_in(place.root) == files_in(folder / "public")
    assert "server: 4" in said
    assert not [name for name, held in files_in(folder).items() if key.encode() in held]


def test_recipes_are_named_in_the_guide():
    """Each recipe is linked to from the guide, and says where it goes."""
    assert set(re.findall(r"\(recipes/(.*?)\.yml\)", GUIDE)) == set(RECIPES)
    for path in RECIPES.values():
        assert re.search(r"^# .*Goes to|^# .*\. Goes", path.read_text("utf-8"), re.M), path
