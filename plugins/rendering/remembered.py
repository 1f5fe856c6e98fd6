"""What plugins remember from build to build, to save work: plain values by name.

The context's `remembered`. A value that is damaged, or of other code or settings, is not there;
a plugin must give the same result without it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugins.rendering.values import DIGEST, Codec, digest

MAGIC = b"passerelle remembered 1\n"
CODEC = Codec({})


class Remembered:
    """Values by name, kept in the file *path*; they are written only when one was set."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = self._read()
        self._changed = False

    def get(self, name: str) -> Any:
        """The value of that name, or None."""
        return self._values.get(name)

    def set(self, name: str, value: Any) -> None:
        """Remember *value*, made of lists, texts, numbers and the like."""
        self._values[name] = value
        self._changed = True

    def save(self) -> None:
        """Keep the values; a disk that does not take them only costs the next build its time."""
        if not self._changed:
            return
        payload = CODEC.pack(self._values)
        part = self._path.with_suffix(f".{os.getpid()}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(MAGIC + digest(payload) + payload)
            os.replace(part, self._path)
            self._changed = False
        except OSError:
            with suppress(OSError):
                part.unlink()

    def _read(self) -> dict[str, Any]:
        try:
            content = self._path.read_bytes()
            head, payload = content[: len(MAGIC) + DIGEST], content[len(MAGIC) + DIGEST :]
            values = CODEC.unpack(payload) if head == MAGIC + digest(payload) else {}
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}
