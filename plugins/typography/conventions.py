"""A locale's convention: its rules in their order, as one function from text to text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from plugins.typography.english import ENGLISH, English
from plugins.typography.french import SWISS, French, french
from plugins.typography.held import Held
from plugins.typography.marks import NARROW, Rule
from plugins.typography.quotes import set_quotes
from plugins.typography.widows import bind_last_word

LOCALES = {each.lower(): each for each in (*french(SWISS[0], NARROW), *ENGLISH)}
ALONE = {"fr": "fr", "en": "en-US"}  # the locale of a language without a country
ELSEWHERE = {"fr": "fr", "en": "en-GB"}  # and in other countries


@dataclass(frozen=True)
class Style:
    """What a site chooses: *swiss*, the convention of fr-CH, one of SWISS; the *narrow* space.

    *locales* are the site's own for a language, `(("fr", "fr-CH"),)`; *last_words*: whether a
    short last word is bound to the one before.
    """

    swiss: str = "none"
    narrow: str = NARROW
    locales: tuple[tuple[str, str], ...] = ()
    last_words: bool = False

    def locale(self, lang: str, around: str = "") -> str:
        """The locale by which a text in *lang* is set, *around* being that of its surroundings.

        `fr` in a fr-CH text is fr-CH; elsewhere it is the site's own.
        """
        lang = _normal(lang)
        if lang == around.partition("-")[0]:
            return around
        chosen = _normal(dict(self.locales).get(lang, lang))
        language, _, country = chosen.partition("-")
        return LOCALES.get(chosen) or (ELSEWHERE if country else ALONE).get(language, chosen)


def _normal(lang: str) -> str:
    return lang.replace("_", "-").lower()


@dataclass(frozen=True)
class Convention:
    """A locale's rules: those before quotes are set, the quotes by depth, those after.

    *last_word*: how many letters the last word of a block has that is bound to the one before.
    """

    before: Sequence[Rule]
    quotes: Sequence[str]
    after: Sequence[Rule]
    last_word: int

    def run(self, text: str, ends: bool) -> str:
        """*text*, set; *ends*: whether it is the end of a block."""
        marks = set(text)
        held = Held()
        text = held.put_aside(text, marks)
        text = _applied(self.before, text, marks)
        if '"' in text or "'" in text:
            text = set_quotes(text, self.quotes)
            marks.update(text)
        text = _applied(self.after, text, marks)
        if ends and self.last_word:
            text = bind_last_word(text, self.last_word)
        return held.put_back(text)

    def piece(self, text: str) -> str:
        """*text* as it is: typography adds no markup."""
        return text


def _applied(rules: Sequence[Rule], text: str, marks: set[str]) -> str:
    for needs, pattern, replacement in rules:
        # Most rules that are tried find nothing: `search` tells that sooner than `sub`.
        if not needs.isdisjoint(marks) and pattern.search(text):
            text = pattern.sub(replacement, text)
            marks.update(replacement)
    return text


@cache
def convention(locale: str, style: Style) -> Convention | None:
    """The convention of *locale* in a *style*; None for a locale without one."""
    locales: dict[str, French | English] = {**french(style.swiss, style.narrow), **ENGLISH}
    values = locales.get(locale)
    if values is None:
        return None
    return Convention(
        values.before_quotes(),
        values.quotes,
        values.after_quotes(),
        values.last_word if style.last_words else 0,
    )
