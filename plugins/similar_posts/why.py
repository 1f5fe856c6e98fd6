"""Tells why a post's similar posts are what they are; nothing is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from plugins.bilingual.commands import ask, status_of
from plugins.similar_posts.asking import Asked

FEW = 10


def count(text: str) -> int:
    """A number of posts as typed; argparse tells when it is none."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no number of posts; type one such as 10")
    return int(text)


def why(file: str, options: argparse.Namespace) -> int:
    """Ask the blog whose settings are in *file*; the exit status."""
    ask(file, "similar_posts", SIMILAR_POSTS_ASKED=Asked(options.slug, options.most))


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell why; the exit status is 1 when there is no such post."""
    parser = argparse.ArgumentParser(
        prog="python -m plugins similar_posts.why", description=__doc__
    )
    parser.add_argument("slug", help="of a published post, or 2016/10/12/slug")
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    parser.add_argument("--most", type=count, default=FEW, metavar="N", help="candidates to tell")
    options = parser.parse_args(arguments)
    return status_of(partial(why, options=options), options.settings, "interrupted")


if __name__ == "__main__":
    sys.exit(main())
