"""Blocks of work that processes take one by one, so that none waits for another at the end."""

from __future__ import annotations

import mmap
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # no fork there, either: one process does all
    fcntl = None  # type: ignore[assignment]

ENDS = struct.Struct("=QQ")  # how far blocks are taken from the front, and from the back


class Claims:
    """The numbers of *count* blocks, each given to the first process that asks.

    Made before processes are; one that is killed leaves the others free to go on (fcntl(2)).
    """

    def __init__(self, count: int) -> None:
        self._lock = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the claims)
        self._ends = mmap.mmap(-1, ENDS.size)
        ENDS.pack_into(self._ends, 0, 0, count)

    def taken(self, from_back: bool) -> Iterator[int]:
        """The numbers of blocks, from the front or *from_back*, until all are taken.

        Processes that go towards each other share neighbours only where they meet.
        """
        while True:
            with self._locked():
                front, back = ENDS.unpack_from(self._ends)
                if front == back:
                    return
                number = back - 1 if from_back else front
                ends = (front, back - 1) if from_back else (front + 1, back)
                ENDS.pack_into(self._ends, 0, *ends)
            yield number

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if fcntl is None:
            yield
            return
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)
