"""Files that are whole or not there: written in one step, with a digest of what is in them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from plugins.rendering.values import DIGEST, digest


def write_sealed(path: Path, magic: bytes, payload: bytes) -> None:
    """Write *payload* at *path*, after *magic*, the name of its form; raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(magic + digest(payload) + payload)
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink()


def read_sealed(path: Path, magic: bytes) -> bytes | None:
    """The payload at *path*; None when there is none, or it is damaged, or of another form."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    at = len(magic) + DIGEST
    payload = content[at:]
    return payload if content[:at] == magic + digest(payload) else None
