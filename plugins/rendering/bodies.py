"""Files of bodies, one after the other, that are only ever appended to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


class Bodies:
    """The bodies in *folder* that builds of one *fingerprint* wrote, each in a file of its own.

    *files* are those that are open, by name: one that another build removes stays readable.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self.files: dict[str, int] = {}
        self._mine: str | None = None
        self._end = 0

    def open(self, names: Iterable[str]) -> None:
        """Open the files of these names, as far as they are there."""
        for name in names:
            try:
                self.files[name] = os.open(self._folder / os.path.basename(name), os.O_RDONLY)
            except OSError:
                continue

    def append(self, body: bytes) -> tuple[str, int]:
        """Write a body; the file that it is in, and where. Raises OSError when the disk is full."""
        name, start = self._begun(), self._end
        os.lseek(self.files[name], start, os.SEEK_SET)
        while body:
            written = os.write(self.files[name], body)
            body = body[written:]
            self._end += written
        return name, start

    def read(self, name: str, offset: int, length: int) -> bytes | None:
        """The bytes at a place, fewer where the file ends; None when it is not open.

        Other processes may read the same open file, where the system allows that.
        """
        if name not in self.files:
            return None
        try:
            if hasattr(os, "pread"):
                return os.pread(self.files[name], length, offset)
            os.lseek(self.files[name], offset, os.SEEK_SET)
            return os.read(self.files[name], length)
        except OSError:
            return None

    def begin_another(self) -> None:
        """Append to a new file from now on."""
        self._mine = None

    def close(self) -> None:
        """Close all files."""
        for descriptor in self.files.values():
            os.close(descriptor)
        self.files = {}

    def _begun(self) -> str:
        """The name of the file to append to; a new one the first time."""
        if self._mine is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{self._fingerprint}-{os.urandom(8).hex()}.bodies"
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
            self.files[name] = os.open(self._folder / name, flags, 0o644)
            self._mine, self._end = name, 0
        return self._mine
