"""Sections of a text, from a mark to the one that closes it, found in one pass.

A pattern with both in it looks for the end anew from each beginning: a text with many that never
end would take hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Match = re.Match[str]


def replaced(
    text: str,
    opening: re.Pattern[str],
    closing: Callable[[Match], str],
    put: Callable[[Match, str, str], str],
) -> str:
    r"""*text* with what *put* gives in the place of each section; a section has none within.

    *closing* is the text, in any case, that ends what *opening* has begun; *put* gets the match of
    the beginning, what stands between, and the whole.

    >>> bold = re.compile(r"\[b\]")
    >>> replaced("a [b]c[/B] [b]", bold, lambda _: "[/b]", lambda _, inner, whole: inner.upper())
    'a C [b]'
    """
    out: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for found in opening.finditer(text):
        end = closing(found).lower()
        if found.start() < at or end in unclosed:
            continue
        closed = re.compile(re.escape(end), re.IGNORECASE).search(text, found.end())
        if closed is None:
            unclosed.add(end)
            continue
        inner, whole = text[found.end() : closed.start()], text[found.start() : closed.end()]
        out += [text[at : found.start()], put(found, inner, whole)]
        at = closed.end()
    return "".join([*out, text[at:]])
