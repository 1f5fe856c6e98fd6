"""Writes into each post the id that feeds know it by, so that files can be renamed.

Without a `Guid` the id of a post comes from its file's path; with one it stays whatever becomes of
the file. Nothing else in a file changes.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from pelican.readers import MarkdownReader, default_metadata, parse_path_metadata, path_metadata

from plugins.authoring.blog import posts_of, prefix_of, settings_of
from plugins.authoring.files import replace, uninterrupted
from plugins.authoring.headers import RefusedError, header_of, is_one_line, with_field
from plugins.authoring.ids import Known, Outcome, Post, account, by_hand, doubled
from plugins.bilingual.commands import status_of
from plugins.bilingual.identity import checked_authority, entry_id
from plugins.bilingual.problems import Problem


def known(post: Post, settings: Any) -> Known:
    """The id of *post* as it is; OSError or RefusedError when its file says nothing sure."""
    written: Any = ""
    if isinstance(post.reader, MarkdownReader):
        with open(post.stands, "rb") as file:
            guid = header_of(file.read()).fields.get("guid")
        written = guid.text if guid else ""
    else:
        try:
            written = post.reader.read(os.path.join(settings["PATH"], post.path))[1].get("guid")
        except OSError:
            raise
        except Exception as error:  # whatever another reader does not like
            raise RefusedError(1, f"it cannot be read ({error})", "mend it") from error
    id_ = str(written or "") or unwritten(post, settings)
    if not written and not is_one_line(id_):
        message = f"the settings give it “{id_}” for a Guid, which is not of one line"
        raise RefusedError(1, message, "write it there with single spaces")
    return Known(post, id_, bool(written))


def unwritten(post: Post, settings: Any) -> str:
    """The id of a *post* whose file gives none: what the settings give its path, or its path."""
    given = default_metadata(settings) | path_metadata(post.stands, post.path, settings)
    given |= parse_path_metadata(post.path, settings)
    return str(given.get("guid") or entry_id(settings["LANGUAGE_FEEDS_AUTHORITY"], post.path))


def survey(posts: Iterable[Post], settings: Any, outcome: Outcome) -> list[Known]:
    """What is known of *posts*; what is wrong with the others is added to the *outcome*."""
    found = []
    for post in posts:
        try:
            found.append(known(post, settings))
        except RefusedError as error:
            outcome.problems.append(Problem(post.path, error.line, error.message, error.cure))
        except OSError as error:
            outcome.problems.append(_unreachable(post, error))
    return found


def write_ids(found: Sequence[Known], prefix: str, dry_run: bool, outcome: Outcome) -> None:
    """Write the ids into the files that lack them, and say so; a *dry_run* only says so."""
    refused = dict(doubled(found))
    outcome.problems.extend(refused.values())
    for each in found:
        if each.written:
            outcome.had += 1
        elif each in refused:
            continue
        elif not isinstance(each.post.reader, MarkdownReader):
            outcome.by_hand.append(f"{prefix}{each.post.path}: {by_hand(each)}")
        else:
            try:
                if not dry_run:
                    write_id(each)
            except OSError as error:
                outcome.problems.append(_unreachable(each.post, error))
            except ValueError as error:
                message = f"it has just changed ({error})"
                outcome.problems.append(Problem(each.post.path, 1, message, "try again"))
            else:
                outcome.done += 1
                print(f"{prefix}{each.post.path}: Guid: {each.id}", flush=True)


def write_id(known: Known) -> None:
    """Write the id of a Markdown post into its file; OSError when that cannot be."""
    with open(known.post.stands, "rb") as file:
        source = file.read()
    changed = with_field(source, "Guid", known.id)
    with uninterrupted():
        replace(known.post.stands, changed)


def _unreachable(post: Post, error: OSError) -> Problem:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return Problem(
        post.path, 1, f"it cannot be read and replaced ({reason})", "mend that, then try again"
    )


def write_guids(file: str, dry_run: bool) -> int:
    """Write the ids into the posts of the blog whose settings are in *file*; the exit status."""
    settings = settings_of(file)
    checked_authority(settings.setdefault("LANGUAGE_FEEDS_AUTHORITY", ""))
    prefix = prefix_of(settings)
    outcome = Outcome()
    write_ids(survey(posts_of(settings), settings, outcome), prefix, dry_run, outcome)
    if outcome.by_hand:
        print("Add to the files that are not Markdown, by hand:", *outcome.by_hand, sep="\n  ")
    sys.stdout.flush()
    for problem in sorted(outcome.problems):
        print(f"error: {prefix}{problem}", file=sys.stderr)
    print(account(outcome, dry_run))
    return 1 if outcome.problems else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what is missing; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins authoring.guids", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written")
    options = parser.parse_args(arguments)
    interrupted = "interrupted: the files that are named have their Guid; again does the rest"
    act = partial(write_guids, dry_run=options.dry_run)
    return status_of(act, options.settings, interrupted)


if __name__ == "__main__":
    sys.exit(main())
