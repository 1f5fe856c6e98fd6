"""The sample blog of the repository: which files are its own, and where it goes.

It is kept for the tests, which are about it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

DIGESTS = Path(__file__).with_name("sample.sha256")  # as sha256sum writes and checks them
KEPT = Path("tests/sample")
PARTS = ("content", "pelicanconf.py")


def own_files(content: Path) -> list[str]:
    """The files of the *content* that the sample has not, or not so: the author's own, sorted."""
    sample = dict(_sample())
    return [name for name in _files_in(content) if sample.get(name) != _digest(content / name)]


def keep(root: Path) -> None:
    """Have a copy of the sample where tests look for it, unless it is there already."""
    kept = root / KEPT
    if kept.is_dir() or not kept.parent.is_dir():
        return
    aside = kept.with_name(".sample.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, aside / part)
        else:
            shutil.copyfile(root / part, aside / part)
    aside.rename(kept)


def remove(content: Path) -> None:
    """Remove the sample's files from the *content*, and the folders that are empty then."""
    for name, _ in _sample():
        (content / name).unlink(missing_ok=True)
    for folder in sorted((path for path in content.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _sample() -> Iterator[tuple[str, str]]:
    for line in DIGESTS.read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def _files_in(content: Path) -> list[str]:
    names = (path.relative_to(content) for path in content.rglob("*") if path.is_file())
    return sorted(name.as_posix() for name in names if not name.name.startswith("."))


def _digest(path: Path) -> str:
    """Of the file as it is kept: with the ends of lines that the repository has."""
    held = path.read_bytes()
    return hashlib.sha256(held if b"\0" in held else held.replace(b"\r\n", b"\n")).hexdigest()
