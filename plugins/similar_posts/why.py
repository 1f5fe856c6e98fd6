"""Tells why a post's similar posts are what they are; nothing is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pelican import Pelican
from pelican.settings import read_settings

from plugins.bilingual.commands import status_of
from plugins.similar_posts.asking import Asked

FEW = 10


def ask(file: str, options: argparse.Namespace) -> int:
    """Ask the blog whose settings are in *file*; the exit status."""
    settings = read_settings(file)
    settings["SIMILAR_POSTS_ASKED"] = Asked(options.slug, options.most)
    settings["OUTPUT_PATH"] = str(Path(settings["CACHE_PATH"], "asked", "output"))
    Path(settings["OUTPUT_PATH"]).parent.mkdir(parents=True, exist_ok=True)
    builder = settings["PELICAN_CLASS"] if isinstance(settings["PELICAN_CLASS"], type) else Pelican
    builder(settings).run()
    raise ValueError("the settings have no “plugins.similar_posts” among PLUGINS")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell why; the exit status is 1 when there is no such post."""
    parser = argparse.ArgumentParser(
        prog="python -m plugins similar_posts.why", description=__doc__
    )
    parser.add_argument("slug", help="of a published post, or 2016/10/12/slug")
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    parser.add_argument("--most", type=int, default=FEW, metavar="N", help="candidates to tell")
    options = parser.parse_args(arguments)
    return status_of(partial(ask, options=options), options.settings, "interrupted")


if __name__ == "__main__":
    sys.exit(main())
