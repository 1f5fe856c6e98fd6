"""The text in a file's bytes, and what in them is no text."""

from __future__ import annotations

import re

from plugins.bilingual.problems import Remark

NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # control characters


def text_of(content: bytes) -> tuple[str, list[Remark]]:
    """The text of *content*, without a mark at its beginning, and its problems; never raises."""
    problems: list[Remark] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append((line, "the file is not UTF-8", "save it as UTF-8", "error"))
        text = content.decode("utf-8-sig", errors="replace")
    if stray := NOT_TEXT.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        problems.append(
            (line, f"a control character (U+{ord(stray[0]):04X})", "delete it", "error")
        )
        text = NOT_TEXT.sub("", text)
    return text, problems
