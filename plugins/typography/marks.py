"""The characters that rules are written with, and what a rule is.

In the text that rules see, markup is a character of its own: an inline tag, a thing that is no
text (code, a picture, a passage in another language), the three characters that HTML escapes.
Rules keep these, in their order; they are of Unicode's private use area.

A pattern begins with a character or a set of them, and looks behind it afterwards, wherever it
can: texts are searched for characters several times as fast as for anything else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

NARROW, FULL = "\u202f", "\u00a0"  # no-break spaces: narrow, and as wide as between words

TAG, OBJECT = "\ue000", "\ue001"
AMP, LT, GT = "\ue002", "\ue003", "\ue004"  # &amp; &lt; &gt;
HELD, FACE = "\ue005", "\ue006"  # an address, an emoticon: put aside while the rules run
OTHER = "\ue007"  # what another entity stands for: ←, a soft hyphen

T = f"{TAG}*+"  # any tags between
SPACES = " \t\n\r\f\u00a0\u2002\u2003\u2009\u200a\u202f"
SPACE = f"[{SPACES}]"
S = rf"{SPACE}(?<!{SPACE}{SPACE}){SPACE}*+"  # all the spaces between
END = rf"(?={T}(?:{SPACE}|$|[)\]}}»”’›\"'….,]))"  # what follows a mark that ends a phrase


class Rule(NamedTuple):
    """What to look for, and what to write for it; tried on texts that have one of *needs*."""

    needs: frozenset[str]
    pattern: re.Pattern[str]
    replacement: str


def rule(needs: str, pattern: str, replacement: str) -> Rule:
    """A rule tried on texts that have one of the characters of *needs*."""
    return Rule(frozenset(needs), re.compile(pattern), replacement)
