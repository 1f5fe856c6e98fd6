"""What an install has to change: found before anything is touched, refused when it cannot be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from errno import ENOENT
from itertools import chain
from pathlib import Path
from stat import S_ISREG

from plugins.rendering.aside import InstallError
from plugins.rendering.records import (
    Record,
    folder_of,
    folders_of,
    inode_of,
    is_safe,
    look_again,
    survey,
)


@dataclass(frozen=True)
class Change:
    """From what *destination* holds, as *found*, to the files *names*.

    Those *changed* come from *prepared*; those *stale* were ours and go; the others stay.
    """

    prepared: Path
    destination: Path
    names: frozenset[str]
    found: Record
    changed: tuple[str, ...]
    stale: tuple[str, ...]


def change_to(
    names: Collection[str],
    prepared: Path,
    destination: Path,
    before: Record,
    seen: Collection[str] = (),
) -> Change:
    """What is to be done, *before* being the record of the last install.

    Folders all of whose files are among those *seen* there, with none to come or to go, are
    taken to be as the record tells.

    Raises InstallError when that cannot be, FileNotFoundError when a file is nowhere.
    """
    wanted = frozenset(names)
    new = wanted.intersection(files_in(prepared))
    for name in sorted(wanted - before.files.keys()):
        if not is_safe(name):
            raise InstallError(f"“{name}” is no name of a file in {destination}")
    if seen and before.tree == inode_of(destination):
        near = folders_of(chain(new, wanted.difference(seen), before.files.keys() - wanted))
        found = look_again(destination, before, wanted, near)
    else:
        found = survey(destination, before, wanted)
    _refuse_in_the_way(wanted, destination, found)
    for name in sorted(wanted - found.files.keys() - new):
        raise FileNotFoundError(ENOENT, "neither prepared nor there", str(destination / name))
    changed = sorted(name for name in new if _differ(name, prepared, destination, found))
    stale = sorted((before.files.keys() & found.files.keys()) - wanted, reverse=True)
    return Change(prepared, destination, wanted, found, tuple(changed), tuple(stale))


def own(path: Path) -> int:
    """Have *path* be a file of its own, not one with other names or a link; its inode."""
    status = os.lstat(path)
    if not S_ISREG(status.st_mode) or status.st_nlink > 1:
        copy = path.with_name(f".{os.getpid()}.own")
        shutil.copy2(path, copy)
        os.replace(copy, path)
        status = os.lstat(path)
    return status.st_ino


def remove(name: str, tree: Path) -> None:
    """Remove a file of *tree*, and the folders that it leaves empty."""
    (tree / name).unlink(missing_ok=True)
    prune(folder_of(name), tree)


def prune(folder: str, tree: Path) -> None:
    """Remove a folder of *tree* if it is empty, and those that it leaves empty."""
    with suppress(OSError):
        while folder:
            os.rmdir(tree / folder)
            folder = folder_of(folder)


def clear(folder: Path) -> None:
    """Remove a folder that holds nothing but empty folders: a killed install leaves such.

    Raises OSError when it holds more.
    """
    for inner, _, _ in os.walk(folder, topdown=False):
        os.rmdir(inner)


def files_in(folder: Path) -> Iterator[str]:
    """The names of all files under *folder*, relative to it, with slashes."""
    waiting = [""]
    while waiting:
        within = waiting.pop()
        with suppress(OSError), os.scandir(f"{folder}/{within}") as entries:
            for each in entries:
                if not each.is_dir():
                    yield within + each.name
                elif not each.is_symlink():
                    waiting.append(f"{within}{each.name}/")


def _refuse_in_the_way(names: frozenset[str], destination: Path, found: Record) -> None:
    """Refused when a file that is not ours is where a folder is to be, or the reverse."""
    folders = folders_of(names)
    for name in sorted(folders & names):
        raise InstallError(f"/{name} is a file and a folder at once: give one another address")
    for folder in sorted(folders & found.foreign.keys()):
        name = min(name for name in names if name.startswith(f"{folder}/"))
        raise InstallError(f"{destination / folder} is in the way of /{name}: move it away")
    foreign = {*found.others, *folders_of((*found.foreign, *found.others))}
    for name in sorted(foreign & names):
        raise InstallError(f"{destination / name} is in the way of /{name}: move it away")


def _differ(name: str, prepared: Path, destination: Path, found: Record) -> bool:
    """Whether what was *found* at *name* is no regular file with the bytes of the prepared one."""
    if name not in found.files:
        return True
    status = os.lstat(destination / name)
    if not S_ISREG(status.st_mode) or status.st_size != os.stat(prepared / name).st_size:
        return True
    return (prepared / name).read_bytes() != (destination / name).read_bytes()
