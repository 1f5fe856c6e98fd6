"""`start` begins a blog of one's own: settings, first posts, the sample kept for the tests."""

import hashlib
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Terminal, program, repository, run
from hypothesis import given
from hypothesis import strategies as st

from plugins.authoring import sample, start
from plugins.authoring.settings_file import with_settings
from plugins.authoring.welcome import TAGS

GIVEN = {
    "title": "Mon carnet",
    "author": "Zoé",
    "address": "carnet.example/blog/",
    "languages": "fr-CH, en",
    "timezone": "America/Montreal",
}


def held(folder):
    """What the files in a folder hold, by name; no environment, nothing that Python compiles."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".venv", "__pycache__"} & set(path.parts)
    }


def options(given):
    """Options of the command."""
    return [f"--{name}={value}" for name, value in given.items()]


@pytest.fixture
def folder(tmp_path):
    """A copy of the repository."""
    return repository(tmp_path / "repository")


@pytest.fixture
def begin(folder, capsys):
    """The command, in the copy; gives status and what it says."""

    def begin(**given):
        capsys.readouterr()
        status = start.main(["-s", str(folder / "pelicanconf.py"), *options(GIVEN | given)])
        said = "".join(capsys.readouterr())
        assert "Traceback" not in said
        return status, said

    return begin


def test_the_blog_is_ones_own(folder, begin):
    """Settings say what was given, everything else as before; a post a language; the sample is kept."""
    before = held(folder)
    status, said = begin()
    after = held(folder)
    settings = {"__file__": str(folder / "pelicanconf.py")}
    conf = (
        after["pelicanconf.py"]
        .decode()
        .replace("from plugins.rendering import Passerelle", "Passerelle = 1")
    )
    exec(conf, settings)

    assert status == 0
    year = next(name for name in after if name.endswith("bienvenue.md")).split("/")[1]
    assert {name for name in after if name.startswith("content/")} == {
        f"content/{year}/bienvenue.md", f"content/{year}/welcome.md", "content/tags.toml",
    }  # fmt: skip
    assert f"  content/{year}/welcome.md" in said
    assert {
        key: settings[key] for key in ("SITENAME", "SITESUBTITLE", "SITEURL", "AUTHOR", "TIMEZONE", "DEFAULT_LANG")
    } == {
        "SITENAME": "Mon carnet", "SITESUBTITLE": "", "SITEURL": "https://carnet.example/blog",
        "AUTHOR": "Zoé", "TIMEZONE": "America/Montreal", "DEFAULT_LANG": "fr",
    }  # fmt: skip
    assert settings["LANGUAGES"] == {
        "fr": {"name": "Français", "locale": "fr-CH"}, "en": {"name": "English", "locale": "en-US"},
    }  # fmt: skip
    assert re.fullmatch(r"carnet\.example,\d{4}-\d\d-\d\d", settings["LANGUAGE_FEEDS_AUTHORITY"])
    kept = {
        name.removeprefix("tests/sample/"): text
        for name, text in after.items()
        if "tests/sample/" in name
    }
    assert kept == {
        name: text for name, text in before.items() if name.startswith(("content/", "pelicanconf"))
    }
    assert {name: text for name, text in before.items() if name not in kept} == {
        name: text for name, text in after.items() if name in before and name not in kept
    }


@pytest.mark.thorough
def test_the_new_blog_builds_and_is_tested(folder, begin):
    """`make build` and `make check` find nothing wrong; tests are about the sample, and the blog."""
    assert begin()[0] == 0
    make = program("make")
    built = run(make, "build", cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "2 published" in built.stdout
    assert "WARNING" not in built.stdout + built.stderr
    assert "Nothing to say: all is well" in run(make, "check", cwd=folder).stdout
    pages = [
        next((folder / "output/archives").rglob(f"{slug}/index.html")) for slug in TAGS.values()
    ]
    for page, other in zip(pages, reversed(pages), strict=True):
        assert other.parent.name in page.read_text("utf-8").partition('class="similar-posts')[2]

    # The whole suite takes minutes: here some that read the sample, and the one about the blog.
    # The whole suite takes minutes: here some that read the sample, and the one about the blog.
    tests = (
        "tests/test_own_blog.py",
        "tests/test_docs.py::test_addresses_in_the_readme_are_real",
        "tests/test_sample.py::test_sample_has_what_it_promises",
        "tests/test_start.py::test_the_list_of_the_sample_is_true",
    )
    command = [sys.executable, "-m", "pytest", "-n", "0", *tests]
    done = run(*command, cwd=folder)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\[100%\]", done.stdout)


@pytest.mark.thorough
def test_a_build_of_the_sample_is_no_hindrance(folder):
    """Typed in the repository after a build, the next build has the new blog and no more."""
    for command in (["build"], ["start", *options(GIVEN)], ["build"], ["publish"]):
        done = run(sys.executable, "-m", "invoke", *command, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

    assert not list((folder / "output").rglob("deux-langues*"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/2026/mine.md", "Title: Mine\n\nText.\n"),
        ("content/2008/hello-from-the-other-shore.md", "Title: Changed\n\nText.\n"),
        ("content/images/mine.jpg", "…"),
    ],
)
def test_ones_own_posts_are_not_lost(folder, begin, name, text):
    """With a file that is new or changed nothing is done, and it is named."""
    (folder / name).write_text(text)
    before = held(folder)
    status, said = begin()

    assert status == 1
    assert f"{name}: not of the sample blog" in said
    assert held(folder) == before


def test_a_blog_is_begun_once(folder, begin):
    """The second time it is one's own."""
    assert begin()[0] == 0
    before = held(folder)
    status, said = begin(title="Another")

    assert status == 1
    assert "not of the sample blog" in said
    assert held(folder) == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "a blog needs a title: give one with --title"),
        ({"address": ""}, "a blog needs an address: give one with --address"),
        ({"address": "mailto:me@example.org"}, "is no address of a site; write it like https://example.org"),
        ({"address": "https://example.org/?p=1"}, "is no address of a site"),
        ({"address": "localhost"}, "is no address of a site"),
        ({"address": "https://a b.example"}, "is no address of a site"),
        ({"address": "https://[x.example"}, "is no address of a site"),
        ({"languages": "fr, de"}, "“de” is no language that is set here; write some of: en-GB, en-US, fr, fr-CA, fr-CH"),
        ({"languages": "fr, fr-CH"}, "names one language twice"),
        ({"languages": "fr"}, "a blog has two languages here"),
        ({"timezone": "Europe/Zuric"}, "did you mean Europe/Zurich?"),
        ({"timezone": "zzz"}, "write one like Europe/Zurich"),
        ({"timezone": "../x"}, "is no time zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(folder, begin, wrong, told):
    """A plain line, a status, and nothing changed."""
    before = held(folder)
    status, said = begin(**wrong)

    assert status == 1
    assert told in said
    assert held(folder) == before


def test_settings_that_are_not_there_are_said(folder, begin):
    """A settings file that was changed too much, or is no Python, is left alone."""
    conf = folder / "pelicanconf.py"
    text = conf.read_text("utf-8")
    for changed, told in (
        (text.replace("AUTHOR =", "WRITER ="), "it gives no value to AUTHOR"),
        (f"{text}\n(", "is no Python"),
    ):
        conf.write_text(changed, "utf-8")
        before = held(folder)
        status, said = begin()
        assert status == 1
        assert told in said
        assert held(folder) == before


@pytest.mark.parametrize("at", ["keep", "_write", "remove", "mkdir"])
def test_what_was_interrupted_can_be_begun_again(folder, begin, monkeypatch, at):
    """At any step: nothing of the author's is lost, and the next time it is done."""

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    where = {"_write": start, "mkdir": Path}.get(at, sample)
    with monkeypatch.context() as patched:
        patched.setattr(where, at, interrupt)
        status, said = begin()
    assert status == 130
    assert "the same command begins again" in said
    status, said = begin()
    assert status == 0, said
    assert len(list((folder / "content").rglob("*.md"))) == 2
    assert (folder / "tests/sample/content/tags.toml").exists()


def test_what_is_not_given_is_asked(folder):
    """At a terminal each is asked, what cannot be again, and the usual is there to be taken."""
    terminal = Terminal("authoring.start", "--timezone=Europe/Paris", cwd=folder)
    terminal.expect("Title of the blog: ", "\n")
    terminal.expect("a blog needs a title")
    terminal.expect("Title of the blog: ", "Mon carnet\n")
    terminal.expect("Author [Mon carnet]: ", "\n")
    terminal.expect("Its address, https://…: ", "carnet\n")
    terminal.expect("is no address of a site")
    terminal.expect("Its address, https://…: ", "carnet.example\n")
    terminal.expect("Languages, the main one first [fr, en-GB]: ", "\n")
    terminal.expect("Mon carnet: its settings are in pelicanconf.py")
    assert terminal.status() == 0


@pytest.mark.parametrize("key", ["Ctrl-C", "Ctrl-D"])
def test_leaving_changes_nothing(folder, key):
    """Whoever leaves a question has begun nothing, and sees no traceback."""
    before = held(folder)
    terminal = Terminal("authoring.start", "--title=Mon carnet", cwd=folder)
    terminal.expect("Author [Mon carnet]: ", "\x04" if key == "Ctrl-D" else None)
    if key == "Ctrl-C":
        time.sleep(0.5)  # until the question waits
        os.killpg(terminal.process.pid, signal.SIGINT)
    terminal.expect("interrupted")
    assert terminal.status() == 130
    assert "Traceback" not in terminal.seen
    assert held(folder) == before


def test_the_list_of_the_sample_is_true():
    """Each file with its digest, as `sha256sum` writes it in content/."""
    content = ROOT / "content"
    names = sorted(
        path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file()
    )
    digests = [hashlib.sha256((content / name).read_bytes()).hexdigest() for name in names]
    told = sample.DIGESTS.read_text("utf-8").splitlines()

    assert sorted(told, key=lambda line: line[66:]) == [
        f"{digest}  {name}" for digest, name in zip(digests, names, strict=True)
    ]
    assert sample.own_files(content) == []


def test_other_ends_of_lines_are_no_change(folder):
    """A checkout on Windows ends lines in its own way: it is the sample all the same."""
    for path in (folder / "content").rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert sample.own_files(folder / "content") == []


def test_without_tests_none_is_kept(folder, begin):
    """A copy of the program without its tests needs no sample."""
    shutil.rmtree(folder / "tests")
    assert begin()[0] == 0
    assert not (folder / "tests").exists()


LINES = st.lists(
    st.sampled_from(["# A = 1\n", "\n", "C = {\n    1: 2,\n}\n", 'D = "A = 3"\n', "E, F = 1, 2\n"])
)


@given(LINES, LINES, st.text(), st.dictionaries(st.text(), st.text(), max_size=3))
def test_only_what_is_given_changes_in_a_settings_file(before, after, text, table):
    """Values are what they were, every other line stays as it is, whatever is in a string."""
    around = "".join(before), "".join(after)
    changed = with_settings(
        f"{around[0]}A = (\n  1,\n)\nB = 2  # two\n{around[1]}", {"A": text, "B": table}
    )
    values = {}
    exec(changed, values)

    assert (values["A"], values["B"]) == (text, table)
    assert changed.startswith(around[0])
    assert changed.endswith(around[1])
