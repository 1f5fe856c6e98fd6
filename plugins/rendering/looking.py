"""What is on the disk, as digests: by names, sizes and times."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from operator import attrgetter

DIGEST = 16  # bytes
TICK = 2_000_000_000  # nanoseconds: what changed as late as this may change again unseen
SKIPPED = {"__pycache__", ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}


def state_of(sources: Iterable[str]) -> str:
    """A digest of what is in *sources*, folders and files, by names, sizes and times."""
    state = blake2b(digest_size=DIGEST)
    for source in sources:
        for folder, names, statuses in _folders(source):
            looks = [(s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for s in statuses]
            state.update(repr((folder, names, looks)).encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def result_of(output: str, names: Iterable[str]) -> str:
    """A digest of the files *names* in the folder *output*, by sizes and times; "" if one is gone.

    Other files that are there are nobody's business.
    """
    looks, inside = array("q"), os.path.join(output, "")
    try:
        for name in names:
            status = os.lstat(inside + name)
            looks.append(status.st_size)
            looks.append(status.st_mtime_ns)
    except OSError:
        return ""
    return blake2b(looks.tobytes(), digest_size=DIGEST).hexdigest()


def is_new(sources: Iterable[str], moment: float) -> bool:
    """Whether something in *sources* changed so close to *moment* (in seconds since 1970).

    A change that came after it could then have the same time.
    """
    late = moment * 1e9 - TICK
    files = (each for source in sources for _, _, of in _folders(source) for each in of)
    return any(max(status.st_mtime_ns, status.st_ctime_ns) > late for status in files)


def _folders(source: str) -> Iterator[tuple[str, list[str], list[os.stat_result]]]:
    """A folder and those in it, each with its files, in a fixed order; or one file.

    What is not there gives none.
    """
    try:
        entries = sorted(os.scandir(source), key=attrgetter("name"))
    except NotADirectoryError:
        yield source, [""], [os.stat(source)]
        return
    except OSError:
        return
    files = [entry for entry in entries if not entry.is_dir()]
    yield source, [entry.name for entry in files], [_status(entry) for entry in files]
    for entry in entries:
        if entry.is_dir() and entry.name not in SKIPPED:
            yield from _folders(entry.path)


def _status(entry: os.DirEntry[str]) -> os.stat_result:
    try:
        return entry.stat()
    except OSError:  # a link that leads nowhere
        return entry.stat(follow_symlinks=False)


def beside(work: Callable[[], str]) -> Callable[[], str]:
    """Begin *work* in a process of its own, where there is fork; gives what gives its result."""
    if not hasattr(os, "fork"):
        return work
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, work().encode())
        finally:
            os._exit(0)
    os.close(writing)

    def result() -> str:
        with os.fdopen(reading, "rb") as pipe:
            text = pipe.read().decode()
        os.waitpid(child, 0)
        return text

    return result
