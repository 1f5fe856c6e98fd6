"""What one does with the blog: `invoke --list` shows it, `invoke --help TASK` explains it."""

import os
import subprocess
import sys
from pathlib import Path

from invoke import Exit, task

os.chdir(Path(__file__).parent)  # from whatever folder one types

PIN = (
    "piptools compile --quiet --generate-hashes --strip-extras --no-header --no-annotate"
    " --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links"
)  # so that no host is recorded


OPTIONS = {
    "all_": "render every page, whatever has not changed",
    "force": "install the site even if it loses most of its files",
    "verbose": "say where the time went",
}


def flags(**chosen):
    """The options that were chosen, as a module takes them."""
    names = (name.replace("_", "-") for name, is_chosen in chosen.items() if is_chosen)
    return "".join(f" --{name}" for name in names)


def run(command):
    """Run a module of this environment; Ctrl-C is its own to answer, its status is ours."""
    process = subprocess.Popen([sys.executable, "-m", *command.split()])
    while process.returncode is None:
        try:
            process.wait()
        except KeyboardInterrupt:
            continue
    if process.returncode:
        raise Exit(code=process.returncode)


@task(help=OPTIONS)
def build(c, all_=False, force=False, verbose=False):
    """Build the blog into output/, changing only what changed."""
    run(f"plugins.rendering.build -s pelicanconf.py{flags(all=all_, force=force, verbose=verbose)}")


@task(help=OPTIONS)
def publish(c, all_=False, force=False, verbose=False):
    """Build the blog for the public into public/: checked, then installed at once."""
    run(f"plugins.rendering.build -s publishconf.py{flags(all=all_, force=force, verbose=verbose)}")


@task(help={"port": "the port to serve on, on this machine only"})
def serve(c, port=8000):
    """Preview the blog with its drafts, up to date at every save; Ctrl-C ends it."""
    run(f"plugins.rendering.preview --port {port}")


@task(help={"dry_run": "only say which feeds the hub would be told of"})
def ping(c, dry_run=False):
    """Tell the hub which feeds have changed, once the site is where subscribers find it."""
    run(f"plugins.language_feeds.websub -s publishconf.py{flags(dry_run=dry_run)}")


@task(help={"dry_run": "say what would be written, and write nothing"})
def guids(c, dry_run=False):
    """Write into each post the id that feeds know it by, so that its file can be renamed."""
    run(f"plugins.authoring.guids{flags(dry_run=dry_run)}")


@task
def lint(c):
    """Check the code's form and types."""
    run("ruff check")
    run("ruff format --check")
    run("mypy")


@task(pre=[lint])
def test(c):
    """Check the code, then run every test."""
    run("pytest")


@task(help={"full": "every size, the peers fetched, and the page of results"})
def benchmark(c, full=False):
    """Measure what typography, similar posts, feeds and builds cost, and how that grows."""
    for part in ("similar_posts", "typography", "feeds"):
        run(f"benchmarks.{part}")
    run(f"benchmarks.speed {'--full --fetch' if full else '--posts 200 --runs 1'}")


@task
def screenshots(c):
    """Take the README's pictures of the site again, with Chromium."""
    run("docs.screenshots")


@task
def lock(c):
    """Pin the dependencies of pyproject.toml again, with the hashes of their files."""
    run(f"{PIN} -o requirements.txt pyproject.toml")
    run(f"{PIN} --extra test -o requirements-test.txt pyproject.toml")


@task
def clean(c):
    """Remove what builds have made: output/, public/ and what they remember."""
    c.run("rm -rf output public .cache .output* .public*")
