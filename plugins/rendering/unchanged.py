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
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from plugins.rendering.looking import beside, content_of, is_fresh, result_of, state_of

MOST_NOTES = 16  # of builds with other arguments
OF_TERMINALS = {"_", "COLUMNS", "LINES", "OLDPWD", "SHLVL"}  # variables that differ in one shell


class Note(NamedTuple):
    """What a build was made from: *sources*, folders and files; what it made: *names* in *output*.

    *fresh* are the files in *sources* whose times cannot tell, with digests of their content.
    *around* is the day and the environment: settings, plugins and themes may ask for them.
    *began* and *due* are in seconds since 1970: the clock must not have gone back before the
    one, nor reached the other, when a scheduled post is to appear.
    """

    sources: list[str]
    fresh: dict[str, str]
    output: str
    installed: str
    state: str
    around: str = ""
    began: float = 0.0
    due: float | None = None
    names: Sequence[str] = ()
    result: str = ""


def note_path(folder: Path, arguments: Sequence[str]) -> Path:
    """Where the note of a build with these *arguments* is, for the same Python and folder."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    typed = "\0".join([sys.version, sys.prefix, os.getcwd(), epoch, *arguments])
    return folder / f"{blake2b(typed.encode(), digest_size=16).hexdigest()}.unchanged"


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
    began = time.time()
    try:
        kept = json.loads(path.read_text("utf-8"))
        note = Note(**kept)
    except (OSError, ValueError, TypeError):
        return None
    if around() != note.around or now < note.began or (note.due is not None and now >= note.due):
        return None
    look_at_output = beside(lambda: result_of(note.output, note.names))
    same = installed() == note.installed and state_of(note.sources) == note.state
    same = same and all(content_of(file) == known for file, known in note.fresh.items())
    if look_at_output() != note.result or not same:
        return None
    fresh = {file: known for file, known in note.fresh.items() if is_fresh(file, began)}
    if len(fresh) < len(note.fresh):
        leave_note(path, note._replace(fresh=fresh))
    return note


def leave_note(path: Path, note: Note) -> None:
    """Keep a note; a disk that does not take it only costs the next build its time."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(note._asdict()), "utf-8")
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
