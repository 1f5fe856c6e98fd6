"""A whole folder exchanged in one step: who reads the site sees the old one or the new one.

Beside the published tree lies a second one, the spare: what was published before. An install
brings it up to date, by hard links to the files that stay and by new files, exchanges the two
in one call of the system, and leaves the other as the next spare: what it costs depends on
what changed, not on the size of the site. The record of the spare is removed before the spare
is touched and written after; without one, the spare is made again from nothing. So whatever
kills an install leaves one of the two sites whole.

A program that stays in the folder itself (a shell, a container that it is mounted into) stays
in what becomes the spare; one that opens files by their path sees the new site.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG
from typing import Any

from plugins.rendering.aside import InstallError
from plugins.rendering.changes import Change, own, prune, remove
from plugins.rendering.records import Record, Records, folder_of, inode_of, spare_of, survey

AT_WORKING_FOLDER = -100  # linux/fcntl.h: AT_FDCWD
RENAME_EXCHANGE = 2  # linux/fs.h; macOS has the same number for RENAME_SWAP
IMPOSSIBLE = {
    errno.EINVAL,  # not on this file system
    errno.ENOSYS,  # not in this system
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.EPERM,  # no hard links here, or system calls are filtered
    errno.EBUSY,  # the destination is a mount point
    errno.EXDEV,  # so is a folder in it
    errno.EMLINK,
}


def exchange(one: Path, other: Path) -> None:
    """Exchange the names of two folders of one disk, in one step; OSError where it cannot be."""
    system: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(system, "renameat2"):
        here = AT_WORKING_FOLDER
        failed = system.renameat2(here, first, here, second, RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(system, "renamex_np"):
        failed = system.renamex_np(first, second, RENAME_EXCHANGE)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(one))
    if failed:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(one))


def exchanged(change: Change, records: Records) -> bool:
    """Put a change in place in one step; False where that cannot be, and nothing is changed."""
    destination, spare = change.destination, spare_of(change.destination)
    try:
        if not destination.exists():
            if not moved_whole(change, records):
                _brought_up_to_date(spare, change, records)
                os.rename(spare, destination)
            return True
        late = _brought_up_to_date(spare, change, records)
        exchange(spare, destination)
        _carry(late, spare, destination)
    except OSError as error:
        if error.errno not in IMPOSSIBLE:
            raise
        records.forget(spare)
        shutil.rmtree(spare, ignore_errors=True)
        return False
    return True


def bring_back(destination: Path, records: Records) -> None:
    """Fetch what is not ours from the old tree, where a killed install may have left it."""
    spare = spare_of(destination)
    for name in records.of(destination).others:
        if os.path.lexists(spare / name):
            _refuse_both(name, spare, destination)
            _move(name, spare, destination)


def moved_whole(change: Change, records: Records) -> bool:
    """Have what was prepared be the destination, which is not there, if it is just that."""
    prepared = change.prepared
    held = survey(prepared, Record(), change.names)
    if held.foreign or held.others or any(_is_shared(f"{prepared}/{n}") for n in change.names):
        return False
    records.write(replace(held, stamps={}))
    os.rename(prepared, change.destination)
    return True


def _is_shared(path: str) -> bool:
    status = os.lstat(path)
    return status.st_nlink > 1 or not S_ISREG(status.st_mode)


def _brought_up_to_date(spare: Path, change: Change, records: Records) -> tuple[str, ...]:
    """Make *spare* the new state; gives the names that can be moved to it only afterwards."""
    known = records.of(spare)
    held = survey(spare, known, change.names) if known.tree else Record()
    for name in sorted(set(held.others) & set(change.found.others)):
        _refuse_both(name, spare, change.destination)
    records.forget(spare)
    try:
        if not known.tree:
            _made_anew(spare, change.destination)
        new, late = _filled(spare, change, known, held)
    except (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError):
        _made_anew(spare, change.destination)  # it was not what its record said
        new, late = _filled(spare, change, Record(), Record())
    records.write(new)
    return late


def _made_anew(spare: Path, destination: Path) -> None:
    """Have an empty *spare*; OSError when it could not be exchanged."""
    if os.path.lexists(spare):
        shutil.rmtree(spare)
    spare.mkdir()
    if destination.exists():
        other = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
        try:
            exchange(spare, other)  # as cheap a way as any to know
            exchange(spare, other)
        finally:
            other.rmdir()
        shutil.copymode(destination, spare)


def _filled(
    spare: Path, change: Change, known: Record, held: Record
) -> tuple[Record, tuple[str, ...]]:
    """Bring *spare*, which holds *held*, to the new state: its record, and what is to be moved."""
    found = change.found
    kept = {name: found.files[name] for name in change.names.difference(change.changed)}
    put_here = {name: held.foreign[name] for name in held.foreign.keys() - known.foreign.keys()}
    have, goal = held.files | held.foreign, kept | found.foreign
    for name in have.keys() - goal.keys() - put_here.keys() - set(change.changed):
        remove(name, spare)
    late = list(found.others)
    for name, inode in goal.items():
        if have.get(name) == inode:
            continue
        try:
            _link(name, change.destination, spare, name in have)
        except OSError as error:
            if name not in found.foreign or error.errno not in IMPOSSIBLE:
                raise
            late.append(name)  # a file that only its owner may link to
    files = kept | {name: own(change.prepared / name) for name in change.changed}
    for name in change.changed:
        _link(name, change.prepared, spare, name in have)
    foreign = {name: inode for name, inode in found.foreign.items() if name not in late}
    others = tuple(sorted({*late, *held.others}))
    record = Record(inode_of(spare), files, put_here | foreign, others, held.stamps)
    return record, tuple(late)


def _link(name: str, source: Path, target: Path, is_there: bool) -> None:
    """Give a file the same name in another tree, in place of another if one *is_there*."""
    folder = f"{target}/{folder_of(name)}"
    if is_there:
        os.unlink(f"{target}/{name}")
    elif not os.path.isdir(folder):
        os.makedirs(folder)
    os.link(f"{source}/{name}", f"{target}/{name}", follow_symlinks=False)


def _carry(names: tuple[str, ...], spare: Path, destination: Path) -> None:
    """Move what is not ours from the old tree to the new one; or undo the exchange."""
    moved = []
    try:
        for name in names:
            _move(name, spare, destination)
            moved.append(name)
    except OSError as error:
        try:
            for each in moved:
                _move(each, destination, spare)
            exchange(spare, destination)
        except OSError:  # nothing may be removed then
            raise InstallError(f"{spare} holds files of {destination}: move them there") from error
        raise OSError(errno.EBUSY, error.strerror, error.filename) from error


def _move(name: str, source: Path, target: Path) -> None:
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    os.rename(source / name, target / name)
    prune(folder_of(name), source)


def _refuse_both(name: str, spare: Path, destination: Path) -> None:
    if os.path.lexists(spare / name) and os.path.lexists(destination / name):
        raise InstallError(f"{spare / name} and {destination / name} both exist: move one away")
