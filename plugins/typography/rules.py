"""Rules of typography, a table a locale: text in, text out, one line a rule.

They touch marks and spaces that are there and add no space before a mark. U+E000 stands for a
tag, U+FFFC for code or a passage in another language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

TAG, OBJECT = "\ue000", "\ufffc"
FINE, FULL = "\u202f", "\u00a0"  # no-break spaces: narrow, and a word's
SPACES = f"[ {FINE}{FULL}]"
OPENS = re.compile(rf"(?:^|[\s(\[«“‘—–{FINE}{FULL}])$")  # what an opening quote stands after

Rule = tuple[re.Pattern[str], str]

SHARED: list[Rule] = [
    (re.compile(r"\.{3}(?!\.)"), "…"),  # Bon... → Bon…
    (re.compile(rf"(?<=\w)'(?=[\w«“{TAG}{OBJECT}])"), "’"),  # l'eau, don't, l'<em>eau</em>
]
FRENCH: list[Rule] = [
    (re.compile(rf"{SPACES}+([;!?]+)(?![-)(])"), rf"{FINE}\1"),  # Quoi ?! (Lexique, Impr. nat.)
    (re.compile(rf"{SPACES}+:(?=[\s{TAG}]|$)"), f"{FULL}:"),  # Voici : rien (Lexique)
    (re.compile(rf"«{SPACES}+"), f"«{FULL}"),  # « Viens (Lexique)
    (re.compile(rf"{SPACES}+»"), f"{FULL}»"),  # viens » (Lexique)
]
ENGLISH: list[Rule] = [
    (re.compile(r"(?<![\w'])'(?=\d\ds\b)"), "’"),  # the '90s (Chicago Manual)
    (re.compile(r"(?<![\w'’])'(?=\w)"), "‘"),  # a 'word' between single quotes
    (re.compile(r"(?<=[\w.,!?…])'(?!\w)"), "’"),  # the writers' room, 'word'
]


@dataclass(frozen=True)
class Convention:
    """A locale's rules and the quotes that it writes for straight ones."""

    rules: tuple[Rule, ...]
    opening: str
    closing: str

    def __call__(self, text: str) -> str:
        """*text*, set by the convention."""
        for pattern, replacement in self.rules:
            text = pattern.sub(replacement, text)
        return _quoted(text, self.opening, self.closing) if '"' in text else text


CONVENTIONS: dict[str, Callable[[str], str]] = {
    "fr": Convention((*SHARED, *FRENCH), f"«{FULL}", f"{FULL}»"),
    "fr-CH": Convention((*SHARED, *FRENCH), "«", "»"),
    "fr-CA": Convention((*SHARED, *FRENCH), f"«{FULL}", f"{FULL}»"),
    "en-US": Convention((*SHARED, *ENGLISH), "“", "”"),
    "en-GB": Convention((*SHARED, *ENGLISH), "“", "”"),
}


def _quoted(text: str, opening: str, closing: str) -> str:
    """Straight double quotes, curled by what stands before them; inches stay (5" wide)."""
    first, *parts = text.split('"')
    written, before, opened = [first], first.rstrip(TAG)[-1:], False
    for part in parts:
        if OPENS.search(before):
            written.append(opening)
            opened = True
        elif before.isdigit() and not opened:
            written.append('"')
        else:
            written.append(closing)
            opened = False
        written.append(part)
        before = part.rstrip(TAG)[-1:] or written[-2][-1:]
    return "".join(written)
