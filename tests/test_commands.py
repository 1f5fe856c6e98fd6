"""What one types: make, invoke, pelican, from anywhere, on any folder of posts."""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest
from conftest import ROOT, Built, pelican, repository, run, wait_for

from benchmarks.corpus import Corpus
from plugins.rendering.links import broken_links

INVOKE = [sys.executable, "-m", "invoke"]


@pytest.fixture
def copy(tmp_path):
    """A copy of the repository, without what builds make."""
    return repository(tmp_path / "repository")


def test_list_reads_as_a_manual():
    """`invoke --list` says what each task does."""
    told = run(*INVOKE, "--list").stdout

    for name in (
        "build",
        "publish",
        "serve",
        "guids",
        "test",
        "lint",
        "clean",
        "benchmark",
        "lock",
    ):
        line = next(line for line in told.splitlines() if line.split()[:1] == [name])
        assert len(line.split()) > 4


def test_tasks_have_no_logic():
    """A task is at most six lines below its head: what is said is said by the plugins."""
    tree = ast.parse((ROOT / "tasks.py").read_text("utf-8"))
    tasks = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]

    assert len(tasks) > 10
    for each in tasks:
        assert each.end_lineno - each.body[0].lineno < 6, each.name


def test_build_and_publish(copy):
    """`invoke build` writes output/, `invoke publish` writes public/, `invoke clean` removes them."""
    assert run(*INVOKE, "build", cwd=copy).returncode == 0
    assert run(*INVOKE, "publish", cwd=copy).returncode == 0
    told = run(*INVOKE, "build", "--all", "--verbose", cwd=copy).stdout
    assert "0 written" in told
    assert "rendering pages" in told
    assert run(*INVOKE, "publish", "--force", cwd=copy).returncode == 0
    assert Built(copy / "output", "").files().keys() == Built(copy / "public", "").files().keys()
    assert broken_links(copy / "public") == []

    (copy / ".public.pinged.json").touch()
    assert run(*INVOKE, "clean", cwd=copy).returncode == 0
    left = {path.name for path in copy.iterdir()}
    assert not {"output", "public", ".cache", ".public.pinged.json"} & left


def test_build_that_fails_says_so_and_ends_with_a_status(copy):
    """An author's mistake: the message, no traceback, a status that is not 0."""
    (copy / "content/2016/faux.md").write_text("Title: Faux\nDate: hier\n\nTexte.")
    done = run(*INVOKE, "build", cwd=copy)

    assert done.returncode == 1
    assert (
        "content/2016/faux.md:2: “hier” is not a date; write it as 2016-10-12 10:30" in done.stderr
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert not (copy / "output").exists()


def test_interrupted_build_leaves_nothing_and_is_no_success(copy):
    """Ctrl-C in the middle of a build ends it with 130, without a trace in words or on disk."""
    build = subprocess.Popen(
        [*INVOKE, "build"], cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    )  # fmt: skip
    wait_for(lambda: list(copy.glob(".output-*")) or build.poll() is not None)
    os.killpg(build.pid, signal.SIGINT)
    said = build.communicate(timeout=30)[0]

    assert build.returncode == 130, said
    assert "Traceback" not in said
    assert not list(copy.glob(".output-*"))
    assert not (copy / "output").exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["serve", "--port", "abc"], "“abc” is no port; type one such as 8000"),
        (["similar", "slug", "--most", "-3"], "“-3” is no number of posts; type one such as 10"),
        (["check", "--format", "xml"], "invalid choice: 'xml'"),
    ],
)  # fmt: skip
def test_mistyped_options_are_said_plainly(typed, told):
    """A value that cannot be is told with what to type, without a traceback."""
    done = run(*INVOKE, *typed)

    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_mistyped_task_is_said_plainly():
    """A task that does not exist is named, without a traceback."""
    done = run(*INVOKE, "biuld")

    assert done.returncode != 0
    assert "biuld" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("langs", [[], ["fr"], ["fr", "en"]], ids=len)
def test_any_folder_of_posts_builds_from_any_directory(tmp_path, langs):
    """A plain Pelican blog, with titles, dates and tags, in none, one or two languages, builds."""
    posts = tmp_path / "somewhere/posts"
    posts.mkdir(parents=True)
    for n in range(4):
        lang = f"Lang: {langs[n % len(langs)]}\n" if langs else ""
        (posts / f"{n}.md").write_text(
            f"Title: Post {n}\nDate: 2020-01-0{n + 1}\nTags: one, two\n{lang}\nText.\n"
        )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = pelican(posts, "-s", ROOT / "pelicanconf.py", "-o", tmp_path / "out", cwd=elsewhere)

    assert done.returncode == 0, done.stderr
    assert "error:" not in done.stdout + done.stderr
    built = Built(tmp_path / "out", "")
    assert built.titles("") == [f"Post {n}" for n in (3, 2, 1, 0)]
    assert built.titles("archives/tag/one/") == built.titles("")
    assert broken_links(built.output) == []


def test_pelican_with_a_relative_settings_file(tmp_path):
    """`pelican CONTENT -s pelicanconf.py -o OUT`, typed in the repository, builds elsewhere."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_text("Title: A\nDate: 2020-01-01\n\nText.\n")
    done = pelican(
        tmp_path / "posts", "-s", "pelicanconf.py", "-o", tmp_path / "out", "--fatal", "errors"
    )

    assert done.returncode == 0, done.stderr
    assert Built(tmp_path / "out", "").titles("") == ["A"]


@pytest.mark.thorough
def test_lint_checks_the_code(copy):
    """`invoke lint` passes on the code as it is, and fails on a name that does not exist."""
    assert run(*INVOKE, "lint", cwd=copy).returncode == 0

    (copy / "plugins/wrong.py").write_text('"""Wrong."""\n\nnothing\n')
    assert run(*INVOKE, "lint", cwd=copy).returncode != 0


@pytest.mark.thorough
def test_lock_pins_again_without_hosts(copy):
    """`invoke lock` writes both files again, every package with its hashes and no address."""
    done = run(*INVOKE, "lock", cwd=copy)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"no registry of packages could be reached: {done.stderr[-200:]}")

    assert done.returncode == 0, done.stderr
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (copy / name).read_text("utf-8")
        assert "pelican==" in text
        assert "https:" not in text


def test_serve_previews_and_ends(copy):
    """`invoke serve --port 0` serves the blog with its drafts, and Ctrl-C ends it without a trace."""
    server = subprocess.Popen(
        [*INVOKE, "serve", "--port", "0"], cwd=copy, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    said = ""
    while "Preview at http://127.0.0.1:" not in said:
        line = server.stdout.readline()
        assert line, said
        said += line
    os.killpg(server.pid, signal.SIGINT)
    said += server.communicate(timeout=20)[0]

    assert "Traceback" not in said
    assert not (copy / "output").exists()


def test_makefile_knows_every_task():
    """Each task of Invoke is a target of make, and `make` alone lists them."""
    tasks = {name.partition(".")[0] for name in run(*INVOKE, "--complete").stdout.split()}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY"))

    assert tasks <= set(phony.split())


def test_make_hands_over(copy):
    """`make build` is `invoke build`: with an environment there, it builds."""
    make = shutil.which("make")
    if not make:
        pytest.skip("make is not installed")
    done = subprocess.run(
        [make, "build"], cwd=copy, env=os.environ, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert (copy / "output/index.html").exists()


def test_benchmark_runs():
    """The benchmark of similar posts measures the sizes that it is given."""
    told = run(sys.executable, "-m", "benchmarks.similar_posts", "50", "100").stdout

    assert [line.split()[0] for line in told.splitlines()] == ["posts", "50", "100"]
    assert all(
        re.fullmatch(r"\d+ +\d+\.\d\d +\d+\.\d{3}( +\d+){4}", line)
        for line in told.splitlines()[1:]
    )


@pytest.mark.thorough
def test_benchmark_of_feeds_runs():
    """The benchmark of feeds builds a blog with them and without, and tells their share."""
    told = run(sys.executable, "-m", "benchmarks.feeds", "--posts", "4", "--runs", "1").stdout

    assert re.search(r"^with feeds +[\d.]+ +[\d.]+\nwithout +[\d.]+ +[\d.]+$", told, re.M)
    assert re.search(r"^share +-?[\d.]+% +-?[\d.]+%$", told, re.M)


def test_benchmark_of_typography_runs():
    """The benchmark of typography sets Markdown and typogrify beside it, then longer texts."""
    told = run(sys.executable, "-m", "benchmarks.typography", "--posts", "3", "1", "2").stdout

    assert re.findall(r"^  (\w+).* [\d.]+$", told, re.M) == [
        "Markdown", "typogrify", "typeset", "typeset", "amp",
    ]  # fmt: skip
    assert re.search(r"^prose +[\d.]+ \([\d.]+\) +[\d.]+ \([\d.]+\)$", told, re.M)


def test_corpus_is_a_blog(site):
    """The posts that benchmarks use build, in both languages, and are the same each time."""
    posts = list(Corpus(12).posts())
    for post in posts:
        site.file(f"{post.name}.md", post.text)
    built = site.build()

    assert posts == list(Corpus(12).posts())
    assert {entry.link.split("/")[-2] for entry in built.feed("all").entries} == {
        post.name for post in posts
    }
    assert {post.lang for post in posts} == {"fr", "en"}
