"""What plugins remember from build to build, to save work: plain values by name.

The context's `remembered`. A value that is damaged, or of other code or settings, is not there;
a plugin must give the same result without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plugins.rendering.sealed import read_sealed, write_sealed
from plugins.rendering.values import Codec

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
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_sealed(self._path, MAGIC, CODEC.pack(self._values))
            self._changed = False
        except OSError:
            return

    def _read(self) -> dict[str, Any]:
        payload = read_sealed(self._path, MAGIC)
        try:
            values = {} if payload is None else CODEC.unpack(payload)
        except ValueError:
            return {}
        return values if isinstance(values, dict) else {}
