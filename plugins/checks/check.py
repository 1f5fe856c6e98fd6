"""Everything that is wrong or poorer in a blog, at once; nothing is written.

The rules of a build, and those that read every word: languages, summaries, headings, marks, tags.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from plugins.bilingual.commands import ask, status_of
from plugins.checks.whole import FORMATS


def check(file: str, options: argparse.Namespace) -> int:
    """Check the blog whose settings are in *file*; the exit status."""
    asked = "debt" if options.debt else "all"
    ask(file, "checks", CHECKS_ASKED=asked, CHECKS_FORMAT=options.format)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the blog; the exit status is 1 when there is an error."""
    parser = argparse.ArgumentParser(prog="python -m plugins checks.check", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    parser.add_argument("--format", choices=FORMATS, default="text", help="for people or programs")
    parser.add_argument("--debt", action="store_true", help="what readers of each language miss")
    options = parser.parse_args(arguments)
    return status_of(partial(check, options=options), options.settings, "interrupted")


if __name__ == "__main__":
    sys.exit(main())
