"""A site prepared aside, put in place: an install that fails or is killed harms nothing.

What did not change keeps its file and its time, what the last install wrote and this one does
not is removed last, and files that no install wrote stay.

Files are flushed by the system when it sees fit, not one by one: on some file systems, after a
power cut within the half minute that follows, files that were new may be empty. Remove the
folder and what is remembered of it then, and build again.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.rendering.aside import InstallError, alone, place_of
from plugins.rendering.changes import Change, change_to, clear, own, remove
from plugins.rendering.exchanging import bring_back, exchanged, moved_whole
from plugins.rendering.records import Records, folders_of, inode_of

MANY = 10  # files: fewer may go without a question
TURNS = {"html": 1, "xml": 2}  # pages after what they show, feeds and maps after pages


@dataclass(frozen=True)
class Installed:
    """How many files an install wrote, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def install(
    prepared: Path,
    names: Collection[str],
    destination: Path,
    *,
    at_once: bool,
    locked: bool = False,
    seen: Collection[str] = (),
) -> Installed:
    """Make *destination* hold the files *names*: those in *prepared*, the others as they are.

    With *at_once* the whole folder is exchanged in one step, where the system can; else file by
    file: new ones, then changed ones, then removals. Who holds `alone(destination)` already
    says *locked*; those of *names* that were just *seen* there, as they were installed, need
    not all be looked for again.

    Raises InstallError when something is in the way, FileNotFoundError when a file is neither
    prepared nor there, OSError when, say, the disk is full. The site is then as it was or, file
    by file, in between, and the next install makes it whole.
    """
    destination = place_of(destination)
    with nullcontext() if locked else alone(destination):
        if destination.exists() and not destination.is_dir():
            raise InstallError(f"{destination} is not a folder: move it away")
        records = Records(destination)
        bring_back(destination, records)
        before = records.published()
        change = change_to(names, prepared, destination, before, () if at_once else seen)
        if change.changed or change.stale:
            if not (at_once and exchanged(change, records)):
                _put_in_order(change, records)
        elif change.found.tree and change.found != before:
            records.write(change.found)
    written = len(change.changed)
    return Installed(written, len(change.names) - written, len(change.stale))


def shrinks(before: int, after: int) -> bool:
    """Whether a site of *before* files that becomes one of *after* looks like a mistake."""
    return before > MANY and after * 10 < before


def plainly(error: OSError) -> str:
    """What the system refused, in one line."""
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename else what


def _put_in_order(change: Change, records: Records) -> None:
    """Move what changed into place, each file when what it needs is there; then remove."""
    destination, found = change.destination, change.found
    if not destination.exists() and moved_whole(change, records):
        return
    destination.mkdir(parents=True, exist_ok=True)
    found = replace(found, tree=inode_of(destination))
    files = found.files | dict.fromkeys(change.changed, 0)
    records.write(replace(found, files=files, stamps={}))  # what may be there if it is killed
    in_the_way = _in_the_way(change)
    for name in in_the_way:
        remove(name, destination)
    for name in sorted(change.changed, key=lambda name: _turn(name, name in found.files)):
        files[name] = own(change.prepared / name)
        (destination / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(change.prepared / name, destination / name)
        except IsADirectoryError:
            clear(destination / name)
            os.replace(change.prepared / name, destination / name)
    for name in change.stale:
        if name not in in_the_way:
            remove(name, destination)
        del files[name]
    records.write(replace(found, files=files))


def _in_the_way(change: Change) -> set[str]:
    """Stale files where a folder is to be, or in a folder where a file is to be."""
    changed, folders = set(change.changed), folders_of(change.changed)
    return {name for name in change.stale if name in folders or folders_of([name]) & changed}


def _turn(name: str, is_there: bool) -> tuple[bool, int, int, str]:
    """When a file is put in place: new ones first, what pages show before them, feeds last."""
    return is_there, TURNS.get(name.rpartition(".")[2], 0), -name.count("/"), name
