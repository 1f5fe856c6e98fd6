"""What lies beside a published folder: a place to prepare its files in, and a lock.

Locks are `flock`: they end with the process that holds them, so that none is ever stale. Where
there is no `flock` (Windows, some network disks) nothing is locked.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

A_DAY = 86_400  # seconds
PATIENCE = 10.0  # seconds: an install takes less
RANDOM = r"[a-z0-9_]{8}"  # the end of the names that are made here, and by tempfile


class InstallError(ValueError):
    """Why nothing was installed, in one line for the author."""


def place_of(destination: Path) -> Path:
    """The folder itself: where *destination* leads when it is a symbolic link."""
    return Path(os.path.realpath(destination)) if destination.is_symlink() else destination


@contextmanager
def prepared_aside(destination: Path) -> Iterator[Path]:
    """A new folder on the disk of *destination*, gone at the end whatever happens.

    Those that killed builds left there go too, once no process that writes there is alive.
    """
    destination = place_of(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{destination.name}-"
    for left in sorted(destination.parent.iterdir()):
        if re.fullmatch(re.escape(prefix) + RANDOM, left.name) and _abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    around = destination.parent / f"{prefix}{secrets.token_hex(4)}"
    held = None
    try:  # from here on, so that no interruption leaves the folder there
        around.mkdir()
        held = os.open(around / "lock.new", os.O_RDWR | os.O_CREAT)
        _locked(held)
        os.rename(around / "lock.new", around / "lock")  # never there and not held
        site = around / "site"
        site.mkdir()  # with the rights of any new folder: it may become the published one
        yield site
    finally:
        shutil.rmtree(around / "site", ignore_errors=True)
        shutil.rmtree(around, ignore_errors=True)
        if held is not None:
            os.close(held)


@contextmanager
def alone(destination: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold *destination* for this process; wait *patience* seconds for another, then InstallError.

    For a whole build too, when what it prepares depends on what it found there.
    """
    destination = place_of(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    path = destination.parent / f".{destination.name}.lock"
    end = time.monotonic() + patience
    while (held := _holding(path)) is None:
        if time.monotonic() >= end:
            raise InstallError(f"another build is at work on {destination}: try again after it")
        time.sleep(0.02)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()  # while it is held: who waits for it sees that it is gone
        os.close(held)


def _holding(path: Path) -> int | None:
    """The lock file *path*, open and locked; None when another process has it."""
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    with suppress(FileNotFoundError):
        if _locked(held) and os.path.samestat(os.fstat(held), os.stat(path)):
            return held
    os.close(held)
    return None


def _locked(held: int) -> bool:
    """Whether an open file is now locked by this process, or cannot be by any."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
    return True


def _abandoned(folder: Path) -> bool:
    """Whether no living process prepares a site in *folder*."""
    try:
        old = time.time() - folder.stat().st_mtime > A_DAY
        held = os.open(folder / "lock", os.O_RDWR)
    except OSError:
        return folder.is_dir() and old
    try:
        return old if fcntl is None else _locked(held)
    finally:
        os.close(held)
