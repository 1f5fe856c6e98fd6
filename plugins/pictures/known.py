"""What is known of each picture file, so that one that has not changed costs a look."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

from plugins.pictures.measuring import Measured, measured
from plugins.pictures.versions import digest_of

RECENT = 2.0  # seconds: a file that was written again within the grain of a disk's clock


class Picture(NamedTuple):
    """A picture file: what stands for its bytes, and its size, if it has one."""

    digest: str
    size: Measured | None


class Known:
    """Picture files by their paths from the *folder* of the content.

    *before* is what an earlier build knew of them, as `plain` gave it.
    """

    def __init__(self, folder: Path, before: Any) -> None:
        self._folder = folder
        self._before: dict[str, list[Any]] = before or {}
        self.plain: dict[str, list[Any]] = {}

    def picture(self, path: str) -> Picture:
        """The picture in a file; ValueError says in a few words why there is none."""
        file = self._folder / path
        state = file.stat()
        now = [state.st_size, state.st_mtime_ns]
        found = self._before.get(path)
        if found and found[:2] == now:
            _, _, digest, size = found
            picture = Picture(digest, Measured(*size) if size else None)
        else:
            picture = Picture(digest_of(file), measured(file))
        if time.time() - state.st_mtime > RECENT:
            size = list(picture.size) if picture.size else None
            self.plain[path] = [*now, picture.digest, size]
        return picture
