"""What is on the disk, as digests: by names, sizes and times; by content where times cannot tell.

A file that changes twice within one tick of its clock keeps its times. So those of a file tell
only once they are older than a tick.
"""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b, file_digest
from operator import attrgetter

DIGEST = 16  # bytes
TICK = 2_000_000_000  # nanoseconds: of the slowest clock, that of FAT
ROUND = 10_000_000  # nanoseconds: other clocks tick as often; coarse ones give multiples of it
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


def fresh_in(sources: Iterable[str], code: Collection[str], began: float) -> dict[str, str] | None:
    """The files in *sources* whose times cannot tell yet, each with a digest of its content.

    None when even that cannot tell what a build has read that *began* then, in seconds since
    1970: a file changed since, or is *code*, which was loaded before, or has a coarse clock.
    """
    begun, now = began * 1e9 - ROUND, time.time_ns()  # a clock may be a tick late
    fresh: dict[str, str] = {}
    for source in sources:
        for folder, names, statuses in _folders(source):
            for name, status in zip(names, statuses, strict=True):
                if not _is_fresh(status, began):
                    continue
                since = any(begun <= at <= now for at in (status.st_mtime_ns, status.st_ctime_ns))
                if since or source in code or status.st_ctime_ns % ROUND == 0:
                    return None
                path = os.path.join(folder, name) if name else folder
                fresh[path] = content_of(path)
    return fresh


def is_fresh(path: str, moment: float) -> bool:
    """Whether a file changed so shortly before *moment* that it may change again unseen."""
    try:
        return _is_fresh(os.stat(path), moment)
    except OSError:
        return True


def _is_fresh(status: os.stat_result, moment: float) -> bool:
    return max(status.st_mtime_ns, status.st_ctime_ns) > moment * 1e9 - TICK


def content_of(path: str) -> str:
    """A digest of the bytes of a file; "" when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file_digest(file, lambda: blake2b(digest_size=DIGEST)).hexdigest()
    except OSError:
        return ""


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
    files = [entry for entry in entries if not _is_folder(entry)]
    yield source, [entry.name for entry in files], [_status(entry) for entry in files]
    for entry in entries:
        if _is_folder(entry) and entry.name not in SKIPPED and not leads_up(entry.path):
            yield from _folders(entry.path)


def leads_up(path: str) -> bool:
    """Whether a folder is a link to one that it is in, which one would follow for ever."""
    if not os.path.islink(path):
        return False
    target, parent = os.path.realpath(path), os.path.realpath(os.path.dirname(path))
    return os.path.commonpath([target, parent]) == target


def unfit(folder: str) -> str:
    """Why the posts in a *folder* cannot be looked for; nothing when they can."""
    if not os.path.isdir(folder):
        return f"{folder}: there is no such folder"
    inner = (os.path.join(parent, name) for parent, names, _ in os.walk(folder) for name in names)
    cure = "the link leads to a folder that it is in; take it away"
    return "\n".join(f"{path}: {cure}" for path in sorted(inner) if leads_up(path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


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
