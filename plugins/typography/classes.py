"""typogrify's `amp` and `caps`: ampersands and abbreviations in English, for a style sheet.

These filters are given text only, never tags: they take a `>` in an attribute for its end, and
capitals in formulas for words.
"""

from __future__ import annotations

import re

from typogrify.filters import amp, caps

from plugins.typography.conventions import Style
from plugins.typography.walk import Walk

MARKUP = re.compile(r"(&\#?\w+;|</?span[^<>]*>)")


class _Classes:
    """What is done to English texts."""

    def run(self, text: str, ends: bool) -> str:
        """*text* as it is."""
        return text

    def piece(self, text: str) -> str:
        """*text* with its ampersands and abbreviations in spans."""
        return "<".join(map(_classed, text.split("<")))  # a bare one makes `amp` quadratic


def _classed(text: str) -> str:
    if "&" in text:
        text = amp(text)
    parts = MARKUP.split(text)
    return "".join(part if at % 2 else caps(part) for at, part in enumerate(parts))


def with_classes(html: str, locale: str, style: Style) -> str:
    """*html*, an English fragment, with `<span class="amp">` and `<span class="caps">`.

    Passages in other languages have none, nor has a fragment in another language.
    """
    locale = style.locale(locale)
    return Walk(locale, _of_locale, style.locale).over(html) if _of_locale(locale) else html


def _of_locale(locale: str) -> _Classes | None:
    return _Classes() if locale.startswith("en") else None
