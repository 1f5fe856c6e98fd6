"""typogrify's `amp` and `caps`: ampersands and abbreviations in English, for a style sheet.

These filters are given text only, never tags: they take a `>` in an attribute for its end, and
capitals in formulas for words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from typogrify.filters import amp, caps

from plugins.typography.conventions import Convention, Style, convention
from plugins.typography.html import PLAIN, typeset
from plugins.typography.runs import Changes
from plugins.typography.walk import Walk

MARKUP = re.compile(r"(&\#?\w+;|</?span[^<>]*>)")
LIKE_CAPS = re.compile(r"[A-Z](?:\d*|\.\s?)[A-Z]")  # what `caps` can find holds such a piece


@dataclass(frozen=True)
class _Classes:
    """What is done to English texts: all that their *convention* does, then the classes."""

    convention: Convention

    def run(self, text: str, ends: bool) -> str:
        """*text*, set."""
        return self.convention.run(text, ends)

    def piece(self, text: str) -> str:
        """*text* with its ampersands and abbreviations in spans."""
        if "&" not in text and not LIKE_CAPS.search(text):
            return text
        return "<".join(map(_classed, text.split("<")))  # a bare one makes `amp` quadratic


def _classed(text: str) -> str:
    if "&" in text:
        text = amp(text)
    parts = MARKUP.split(text)
    return "".join(part if at % 2 else caps(part) for at, part in enumerate(parts))


def typeset_with_classes(html: str, locale: str, style: Style = PLAIN) -> str:
    """*html* as `typeset` gives it, with `<span class="amp">` and `<span class="caps">` if English.

    Passages in other languages have none, nor has a fragment in another language.
    """
    locale = style.locale(locale)
    if not _is_english(locale):
        return typeset(html, locale, style)
    return Walk(locale, partial(_changes, style=style), style.locale).over(html)


def _changes(locale: str, style: Style) -> Changes | None:
    found = convention(locale, style)
    return _Classes(found) if found and _is_english(locale) else found


def _is_english(locale: str) -> bool:
    return locale.startswith("en")
