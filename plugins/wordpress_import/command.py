"""Imports a WordPress export: posts, pages, tags, summaries in other languages, ids, addresses.

Nothing is fetched. What an author has changed since the last import stays as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from plugins.bilingual.commands import status_of
from plugins.wordpress_import import report
from plugins.wordpress_import.choices import Choices, day_of, markdown_choice, meta_choice
from plugins.wordpress_import.cleaning import RefusedError
from plugins.wordpress_import.importing import run, spoken_in
from plugins.wordpress_import.site import site_of

BAR = 30  # characters


def act(file: str, options: argparse.Namespace) -> int:
    """Import for the blog whose settings are in *file*; the exit status."""
    paths = [Path(each) for each in options.exports]
    for path in paths:
        if not path.name:
            raise ValueError("which export? write its file: invoke import-wordpress blog.xml")
        if not path.is_file():
            raise ValueError(f"{path}: there is no such file")
    uploads = Path(options.uploads) if options.uploads else None
    if uploads and not uploads.is_dir():
        raise ValueError(f"--uploads: there is no folder {uploads}")
    choices = Choices(
        types=tuple(each.strip() for each in options.types.split(",") if each.strip()),
        author=options.author or "",
        since=day_of(options.since, "--since") if options.since else None,
        categories=options.categories,
        comments=options.comments,
        meta=meta_choice(options.meta),
        keeps_active=options.active_content == "keep",
        restore=options.restore,
        dry_run=options.dry_run,
        **markdown_choice(options.markdown),
    )
    try:
        return _import(file, paths, uploads, choices, options)
    except RefusedError as error:
        raise ValueError(str(error)) from None


def _import(
    file: str,
    paths: list[Path],
    uploads: Path | None,
    choices: Choices,
    options: argparse.Namespace,
) -> int:
    """Import, and say what came of it; the exit status."""
    site = site_of(file, options.content, options.default_lang, spoken_in(paths))
    folder = Path(options.report or site.content.parent / "wordpress-import")
    done = run(
        paths, site, choices, uploads, folder, _bar(sum(p.stat().st_size for p in paths) * 2)
    )
    for name, count in sorted(done.keeper.counts.items()):
        print(f"{count:,} files: {name}")
    if options.dry_run:
        print("a dry run: nothing was written but the report")
    if done.to_look_at:
        print(f"{done.to_look_at:,} texts to look at: {folder / 'report.md'}")
    else:
        print(f"all that was done: {folder / 'report.md'}")
    print(report.last_line(done.index, done.texts))
    return 2 if done.to_look_at else 0


def _bar(total: int) -> partial[None]:
    """What shows how far the reading is, where someone sees it."""
    read = [0, -1]

    def show(size: int) -> None:
        read[0] += size
        share = min(BAR, read[0] * BAR // max(total, 1))
        if share != read[1] and sys.stderr.isatty():
            read[1] = share
            end = "\n" if share == BAR else ""
            print(f"\r[{'#' * share}{'.' * (BAR - share)}]", end=end, file=sys.stderr, flush=True)

    return partial(show)


class Parser(argparse.ArgumentParser):
    """One whose errors end with status 1: 2 says that there are texts to look at."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        self.print_usage(sys.stderr)
        self.exit(1, f"{self.prog}: {message}\n")


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What is typed, as values."""
    parser = Parser(prog="python -m plugins.wordpress_import", description=__doc__)

    add = parser.add_argument
    add("exports", nargs="+", metavar="EXPORT.xml", help="what Tools → Export gave")
    add("-s", "--settings", default="pelicanconf.py", help="settings file")
    add("--content", help="the folder of the posts, if it is not that of the settings")
    add("--uploads", help="a copy of wp-content/uploads, for the files that posts show")
    add("--default-lang", help="the language of posts that name none")
    add(
        "--markdown",
        default="auto",
        metavar="auto|no|until=DAY|ids=FILE",
        help="which posts were typed in Markdown",
    )
    add(
        "--categories",
        default="tags",
        choices=("tags", "keep", "ignore"),
        help="what becomes of them",
    )
    add(
        "--comments",
        default="archive",
        choices=("none", "count", "archive"),
        help="what becomes of them",
    )
    add("--types", default="post,page", help="the types of items that become files")
    add("--author", help="only what this login wrote")
    add("--since", metavar="DAY", help="only what was published from this day on")
    add(
        "--meta",
        action="append",
        default=[],
        metavar="KEY=FIELD",
        help="a custom field that becomes one of the header",
    )
    add(
        "--active-content",
        default="drop",
        choices=("drop", "keep"),
        help="scripts, forms and the like",
    )
    add("--report", help="the folder of the report")
    add("--restore", action="store_true", help="make again what you have taken away")
    add("--dry-run", action="store_true", help="write nothing but the report")
    return parser.parse_intermixed_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Import an export; the exit status: 0 done, 1 refused, 2 done with texts to look at."""
    options = options_of(arguments)
    told = "interrupted: import again, and it ends as if it had not been"
    return status_of(partial(act, options=options), options.settings, told)


if __name__ == "__main__":
    sys.exit(main())
