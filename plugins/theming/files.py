"""The files of a theme that a site publishes, and what stands for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

DIGEST = 4  # bytes: it tells one state of a theme from the one before


def digest_of(paths: Iterable[Path]) -> str:
    """What stands for the names and bytes of the files in some folders, in hexadecimal digits."""
    state = blake2b(digest_size=DIGEST)
    for path in paths:
        for name, file in _files(path):
            content = blake2b(file.read_bytes()).digest()
            state.update(len(name).to_bytes(4, "big") + name + content)
    return state.hexdigest()


def own_stylesheets(folder: Path) -> list[str]:
    """The stylesheets in `static/css/` of an author's *folder*, from `static/`, by name."""
    static = folder / "static"
    return [path.relative_to(static).as_posix() for path in sorted(static.glob("css/*.css"))]


def _files(path: Path) -> Iterator[tuple[bytes, Path]]:
    """The files in a folder, or that one file, with their names in it."""
    if path.is_file():
        yield os.fsencode(path.name), path
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        yield os.fsencode(file.relative_to(path)), file
