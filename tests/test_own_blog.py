"""The blog in this folder, whoever's it is: it builds for the public without an error."""

import re
import sys

from conftest import HERE, run

from plugins.rendering.links import broken_links


def test_the_blog_builds(tmp_path):
    """With its own settings, theme and posts: no error, no link that leads nowhere, pages that say their language."""
    output, cache = tmp_path / "output", tmp_path / "cache"
    done = run(
        sys.executable, "-m", "pelican", "-s", "publishconf.py", "-o", output, "--fatal", "errors",
        "-e", f'CACHE_PATH="{cache}"', cwd=HERE,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    pages = sorted(output.rglob("*.html"))
    assert output / "index.html" in pages
    assert not list(broken_links(output))
    for page in pages:
        assert re.search(r'<html[^>]* lang="[\w-]+"', page.read_text("utf-8")), page
