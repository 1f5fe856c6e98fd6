"""A file replaced whole, or not at all."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def replace(path: str, content: bytes) -> None:
    """Give the file at *path* this *content*; its mode, and a link to it, stay as they are.

    Killed at any moment, it leaves the old file or the new one. OSError when it cannot be written.
    """
    target = os.path.realpath(path)
    mode = stat.S_IMODE(os.stat(target).st_mode)
    handle, part = tempfile.mkstemp(".part", ".", os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.chmod(part, mode)
        os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


@contextmanager
def uninterrupted() -> Iterator[None]:
    """What is done within is done whole: KeyboardInterrupt, if it comes, comes after."""
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            raise KeyboardInterrupt
