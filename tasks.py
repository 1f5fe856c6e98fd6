"""What one does with the blog: `invoke --list` shows it, `invoke --help TASK` explains it."""

import os
import shlex
import sys
from pathlib import Path

from invoke import task

os.chdir(Path(__file__).parent)  # from whatever folder one types

PYTHON = shlex.quote(sys.executable)
PELICAN = f"{PYTHON} -m pelican --fatal errors"
PIN = (
    "pip-compile --quiet --generate-hashes --strip-extras --no-header --no-annotate --allow-unsafe"
    " --no-emit-index-url --no-emit-trusted-host --no-emit-find-links"  # no host is recorded
)


@task
def build(c):
    """Build the blog into output/, changing only what changed."""
    c.run(f"{PELICAN} -s pelicanconf.py")


@task
def publish(c):
    """Build the blog for the public into public/: checked, then installed at once."""
    c.run(f"{PELICAN} -s publishconf.py")


@task(help={"port": "the port to serve on, on this machine only"})
def serve(c, port=8000):
    """Preview the blog with its drafts, built again at every save; Ctrl-C ends it."""
    c.run(f"{PYTHON} -m plugins.rendering.preview --port {port}")


@task
def lint(c):
    """Check the code's form and types."""
    c.run("ruff check && ruff format --check && mypy")


@task(pre=[lint])
def test(c):
    """Check the code, then run every test."""
    c.run("pytest")


@task
def benchmark(c):
    """Measure how the cost of similar posts grows with the blog."""
    c.run(f"{PYTHON} benchmarks/similar_posts.py")


@task
def lock(c):
    """Pin the dependencies of pyproject.toml again, with the hashes of their files."""
    c.run(f"{PIN} -o requirements.txt pyproject.toml")
    c.run(f"{PIN} --extra test -o requirements-test.txt pyproject.toml")


@task
def clean(c):
    """Remove what builds have made: output/, public/ and what they remember."""
    c.run("rm -rf output public .cache .output* .public*")
