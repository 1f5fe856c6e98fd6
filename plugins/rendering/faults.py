"""What an error says to a person: the file and the line of theirs where it happened."""

from __future__ import annotations

import os
import traceback

from jinja2 import TemplateError


def fault(error: BaseException) -> str:
    """What an error says, and the line of the template or the file where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    where = next((f for f in reversed(frames) if f.filename.endswith((".html", ".xml"))), None)
    if isinstance(error, TemplateError) and getattr(error, "lineno", None):
        file = getattr(error, "filename", None) or getattr(error, "name", "a template")
        return f"error: {_near(str(file))}:{error.lineno}: {error}"  # type: ignore[attr-defined]
    if where is None and frames:
        where = frames[-1]
    place = f"{_near(where.filename)}:{where.lineno}: " if where else ""
    if isinstance(error, SyntaxError) and error.filename:
        place = f"{_near(error.filename)}:{error.lineno}: "
    return f"error: {place}{type(error).__name__}: {error}"


def _near(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
