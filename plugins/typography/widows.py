"""No line with a short word alone at the end of a paragraph."""

from __future__ import annotations

import re

from plugins.typography.marks import FULL, HELD, NARROW, OBJECT, TAG

BINDS = re.compile(rf"[{FULL}{NARROW}]{TAG}*+(?![;:!?»…])")  # other than a mark
LETTER = re.compile(r"\w")
MANY = 3  # spaces that are left to break a line at


def bind_last_word(text: str, longest: int) -> str:
    """*text* with a no-break space before its last word if that has *longest* letters at most.

    A short text, and one whose end is bound already, stay as they are.
    """
    end = len(text.rstrip(f" \n{TAG}"))
    space = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    word = text[space + 1 : end]
    if space < 0 or len(LETTER.findall(word)) > longest or BINDS.search(word):
        return text
    if OBJECT in word or HELD in word or not LETTER.search(word):
        return text
    if text.count(" ", 0, space) + text.count("\n", 0, space) < MANY:
        return text
    return f"{text[:space]}{FULL}{text[space + 1 :]}"
