"""What was written into a published folder, as a record beside it tells, and as it is now.

A record belongs to one tree of files, known by its inode: when two trees are exchanged, each
keeps its own. It is a hint and never trusted further than it can be seen to hold: damaged, or
with names that lead out of the folder, it only makes that files are not known to be ours.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

SETTLED = 2_000_000_000  # nanoseconds: the time of a folder changed later tells nothing yet


@dataclass(frozen=True)
class Record:
    """What one tree holds.

    *files* are ours, *foreign* are not (names, with their inodes); *others* are whole folders
    that are not ours; *stamps* are the times at which our folders were seen to hold just that.
    """

    tree: int = 0  # 0: none, or unknown
    files: dict[str, int] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    stamps: dict[str, int] = field(default_factory=dict)


class Records:
    """The records beside *destination*: one of its tree, one of that which it was before."""

    def __init__(self, destination: Path) -> None:
        names = (f".{destination.name}.written.json", f".{destination.name}-next.written.json")
        self.destination = destination
        self.kept = {path: _read(path) for path in map(destination.parent.joinpath, names)}

    def of(self, tree: Path) -> Record:
        """The record of *tree*; an empty one when there is none."""
        inode = inode_of(tree)
        return next((each for each in self.kept.values() if inode and each.tree == inode), Record())

    def published(self) -> Record:
        """The record of the destination, or when none is its own (it was copied), any names."""
        known = self.of(self.destination)
        if known.tree:
            return known
        spare = self.of(spare_of(self.destination))
        left = [each for each in self.kept.values() if each.files and each is not spare]
        return Record(files=dict.fromkeys(left[0].files, 0)) if left else Record()

    def write(self, record: Record) -> None:
        """Keep *record* instead of the last one of its tree."""
        taken = inode_of(self.destination)
        path = min(
            self.kept,
            key=lambda each: (
                self.kept[each].tree != record.tree,
                0 != self.kept[each].tree == taken,
            ),
        )
        part = path.with_suffix(".part")
        try:
            part.write_text(json.dumps(vars(record), separators=(",", ":")), "ascii")
            os.replace(part, path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self.kept[path] = record

    def forget(self, tree: Path) -> None:
        """Have no record of *tree*, which is about to change."""
        inode = inode_of(tree)
        for path, record in self.kept.items():
            if inode and record.tree == inode:
                path.unlink(missing_ok=True)
                self.kept[path] = Record()


def spare_of(destination: Path) -> Path:
    """The tree that is brought to the next state, then exchanged with *destination*."""
    return destination.parent / f".{destination.name}-next"


def inode_of(path: Path) -> int:
    """The inode of a folder; 0 when it is none."""
    return path.stat().st_ino if path.is_dir() and not path.is_symlink() else 0


def is_safe(name: str) -> bool:
    """Whether *name* is that of a file inside a folder, whatever the folder."""
    around = f"/{name}/"
    if "//" in around or "/./" in around or "/../" in around or "\0" in name:
        return False
    return os.sep == "/" or not {"\\", ":"} & set(name)


def folders_of(names: Iterable[str]) -> set[str]:
    """The folders that files of these names are in, at any depth; the top one is ""."""
    found = {""}
    level = {name.rpartition("/")[0] for name in names}
    while level := level - found:
        found |= level
        level = {name.rpartition("/")[0] for name in level}
    return found


def folder_of(name: str) -> str:
    """The name of the folder that *name* is in."""
    return name.rpartition("/")[0]


def survey(tree: Path, record: Record, names: Collection[str]) -> Record:
    """What *tree* holds now; ours are *names* and those of its *record*.

    Folders whose time is that of the record are not read again. No symbolic link is followed.
    """
    ours = record.files.keys() | set(names)
    folders = folders_of(chain(ours, record.foreign))
    top, settled = str(tree), time.time_ns() - SETTLED
    trusted: set[str] = set()
    read: set[str] = set()
    entries: list[tuple[str, int, bool]] = []
    stamps: dict[str, int] = {}
    for folder in sorted(folders):  # a folder comes before those in it
        if folder and (above := folder_of(folder)) not in trusted and above not in read:
            continue
        path = f"{top}/{folder}" if folder else top
        time_of_change = _time_of_folder(path)
        if time_of_change is None:
            continue
        if time_of_change < settled:
            stamps[folder] = time_of_change
        if time_of_change == record.stamps.get(folder):
            trusted.add(folder)
        else:
            read.add(folder)
            entries += _entries(path, f"{folder}/" if folder else "")
    for known in (record.files, record.foreign):
        entries += [
            (name, inode, False)
            for name, inode in known.items()
            if name.rpartition("/")[0] in trusted
        ]
    entries += [(name, 0, True) for name in record.others if folder_of(name) in trusted]
    return _record(inode_of(tree), entries, ours, folders, stamps)


def look_again(tree: Path, record: Record, names: Collection[str], near: set[str]) -> Record:
    """The *record* of *tree*, with the folders *near* as they are now; *names* are ours, too."""
    ours = record.files.keys() | set(names)
    entries = [(name, 0, True) for name in record.others if folder_of(name) not in near]
    for known in (record.files, record.foreign):
        entries += [
            (name, inode, False)
            for name, inode in known.items()
            if name.rpartition("/")[0] not in near
        ]
    for folder in sorted(near):
        path = f"{tree}/{folder}" if folder else str(tree)
        if _time_of_folder(path) is not None:
            entries += _entries(path, f"{folder}/" if folder else "")
    stamps = {folder: time for folder, time in record.stamps.items() if folder not in near}
    folders = folders_of(chain(ours, record.foreign))
    return _record(record.tree, entries, ours, folders, stamps)


def _record(
    tree: int,
    entries: Collection[tuple[str, int, bool]],
    ours: Collection[str],
    folders: Collection[str],
    stamps: dict[str, int],
) -> Record:
    return Record(
        tree,
        {name: inode for name, inode, is_folder in entries if name in ours and not is_folder},
        {name: inode for name, inode, is_folder in entries if name not in ours and not is_folder},
        tuple(sorted(name for name, _, is_folder in entries if is_folder and name not in folders)),
        stamps,
    )


def _entries(path: str, before: str) -> list[tuple[str, int, bool]]:
    """What the folder *path* holds: names after *before*, inodes, and whether they are folders."""
    with os.scandir(path) as entries:
        return [
            (before + each.name, each.inode(), each.is_dir(follow_symlinks=False))
            for each in entries
        ]


def _time_of_folder(path: str) -> int | None:
    """When entries of the folder *path* last changed; None when it is no folder."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_ctime_ns if stat.S_ISDIR(status.st_mode) else None


def _read(path: Path) -> Record:
    """The record at *path*; what is no name or number there is left out, and times with it."""
    try:
        value: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Record()
    if isinstance(value, list):  # as written by the first versions
        value = {"files": dict.fromkeys((name for name in value if isinstance(name, str)), 0)}
    if not isinstance(value, dict):
        return Record()
    tree, others = value.get("tree"), value.get("others")
    files, foreign = _inodes(value.get("files")), _inodes(value.get("foreign"))
    others = others if isinstance(others, list) else []
    whole = all(isinstance(name, str) and is_safe(name) for name in others)
    whole = whole and files == value.get("files") and foreign == value.get("foreign")
    return Record(
        tree if isinstance(tree, int) else 0,
        files,
        foreign,
        tuple(others) if whole else (),
        _numbers(value.get("stamps")) if whole else {},
    )


def _numbers(value: Any) -> dict[str, int]:
    found = value.items() if isinstance(value, dict) else ()
    return {name: number for name, number in found if type(number) is int}


def _inodes(value: Any) -> dict[str, int]:
    return {name: inode for name, inode in _numbers(value).items() if is_safe(name)}
