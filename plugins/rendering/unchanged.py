"""Knowing, without Pelican, that a build would change nothing.

A build that ends well leaves a note: which folders and files it was made from, as they were when
it began, and the site as it was when it ended. While all of that is so, there is nothing to do.
Imports nothing of Pelican, since that alone takes as long as looking.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

MOST_NOTES = 16  # of builds with other arguments
TICK = 2_000_000_000  # nanoseconds: what changed as late as this may change again unseen
SKIPPED = {"__pycache__", ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
OF_TERMINALS = {"_", "COLUMNS", "LINES", "OLDPWD", "SHLVL"}  # variables that differ in one shell


@dataclass(frozen=True)
class Note:
    """What a build was made from: *sources*, folders and files; what it made: the *output*.

    *around* is the day and the environment: settings, plugins and themes may ask for them.
    *began* and *due* are in seconds since 1970: the clock must not have gone back before the
    one, nor reached the other, when a scheduled post is to appear.
    """

    sources: tuple[str, ...]
    output: str
    began: float
    due: float | None
    installed: str
    around: str
    state: str
    result: str
    files: int


def note_path(folder: Path, arguments: Sequence[str]) -> Path:
    """Where the note of a build with these *arguments* is, for the same Python and folder."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    typed = "\0".join([sys.version, sys.prefix, os.getcwd(), epoch, *arguments])
    return folder / f"{blake2b(typed.encode(), digest_size=16).hexdigest()}.unchanged"


def state_of(sources: Iterable[str]) -> tuple[str, int]:
    """A digest of what is in *sources*, by names, sizes and times; and the number of files."""
    return _digest(sources, lambda of: (of.st_size, of.st_mtime_ns, of.st_ctime_ns, of.st_ino))


def result_of(output: str) -> tuple[str, int]:
    """A digest of what is in the folder *output*, by names, sizes and times; and how many files."""
    return _digest([output], lambda of: (of.st_size, of.st_mtime_ns))


def is_new(sources: Iterable[str], moment: float) -> bool:
    """Whether something in *sources* changed so close to *moment* (in seconds since 1970).

    A change that came after it could then have the same time.
    """
    late = moment * 1e9 - TICK
    files = (status for source in sources for _, of in _folders(source) for _, status in of)
    return any(max(status.st_mtime_ns, status.st_ctime_ns) > late for status in files)


def _digest(
    sources: Iterable[str], looks: Callable[[os.stat_result], tuple[int, ...]]
) -> tuple[str, int]:
    state, count = blake2b(digest_size=16), 0
    for source in sources:
        for folder, files in _folders(source):
            count += len(files)
            seen = repr((folder, [(name, looks(status)) for name, status in files]))
            state.update(seen.encode("utf-8", "surrogateescape"))
    return state.hexdigest(), count


def _folders(source: str) -> Iterator[tuple[str, list[tuple[str, os.stat_result]]]]:
    """A folder and those in it, each with its files, in a fixed order; or one file.

    What is not there gives none.
    """
    try:
        entries = sorted(os.scandir(source), key=lambda entry: entry.name)
    except NotADirectoryError:
        yield source, [("", os.stat(source))]
        return
    except OSError:
        return
    yield source, [(each.name, _status(each)) for each in entries if not each.is_dir()]
    for entry in entries:
        if entry.is_dir() and entry.name not in SKIPPED:
            yield from _folders(entry.path)


def _status(entry: os.DirEntry[str]) -> os.stat_result:
    try:
        return entry.stat()
    except OSError:  # a link that leads nowhere
        return entry.stat(follow_symlinks=False)


def installed() -> str:
    """A digest of the names and versions of what is installed, from the names of its folders."""
    places = {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    names: set[str] = set()
    for place in places:
        if os.path.isdir(place):
            names |= {name for name in os.listdir(place) if name.endswith((".dist-info", ".pth"))}
    return blake2b("\n".join(sorted(names)).encode(), digest_size=16).hexdigest()


def around() -> str:
    """A digest of the day and of the environment's variables."""
    variables = [f"{key}={os.environ[key]}" for key in sorted(os.environ.keys() - OF_TERMINALS)]
    text = "\0".join([time.strftime("%Y-%m-%d"), *variables])
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def code_in_use() -> list[str]:
    """The files of the modules loaded that are neither Python's own nor installed packages."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return sorted({os.path.abspath(file) for file in files if file and not _of_others(file)})


def _of_others(file: str) -> bool:
    """Whether a file of code is Python's own or installed: a prefix may hold a project too."""
    folders = file.split(os.sep)
    own = file.startswith(os.path.dirname(os.__file__) + os.sep)
    return own or "site-packages" in folders or "dist-packages" in folders


def nothing_to_do(path: Path, now: float) -> Note | None:
    """The note at *path*, when all that it says still holds at *now*; otherwise None."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        note = Note(**{**kept, "sources": tuple(kept["sources"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if around() != note.around or now < note.began or (note.due is not None and now >= note.due):
        return None
    look_at_output = beside(lambda: result_of(note.output)[0])
    same = installed() == note.installed and state_of(note.sources)[0] == note.state
    return note if look_at_output() == note.result and same else None


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


def leave_note(path: Path, note: Note) -> None:
    """Keep a note; a disk that does not take it only costs the next build its time."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(asdict(note)), "utf-8")
        os.replace(part, path)
        notes = sorted(path.parent.glob("*.unchanged"), key=lambda each: each.stat().st_mtime_ns)
        for old in notes[:-MOST_NOTES]:
            old.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)


def moment() -> float:
    """Now, or the moment that the environment's SOURCE_DATE_EPOCH sets, in seconds since 1970."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return float(epoch) if epoch.isdigit() else time.time()
