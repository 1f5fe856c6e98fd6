"""Everything that is wrong or poorer in a blog, at once; nothing is written.

The rules of a build, and those that read every word: languages, summaries, headings, marks, tags.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pelican import Pelican
from pelican.settings import read_settings

from plugins.bilingual.commands import status_of
from plugins.checks.whole import FORMATS


def check(file: str, options: argparse.Namespace) -> int:
    """Check the blog whose settings are in *file*; the exit status."""
    settings = read_settings(file)
    settings["CHECKS_ASKED"] = "debt" if options.debt else "all"
    settings["CHECKS_FORMAT"] = options.format
    settings["OUTPUT_PATH"] = str(Path(settings["CACHE_PATH"], "checked", "output"))
    Path(settings["OUTPUT_PATH"]).parent.mkdir(parents=True, exist_ok=True)
    builder = settings["PELICAN_CLASS"] if isinstance(settings["PELICAN_CLASS"], type) else Pelican
    builder(settings).run()
    raise ValueError("the settings have no “plugins.checks” among PLUGINS")


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
