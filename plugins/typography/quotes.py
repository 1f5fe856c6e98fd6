"""Straight quotes, set by what stands around them and by what is already open.

Quotes that are typed as they should be stay, and count for the depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from plugins.typography.marks import SPACES, TAG

# Quotes with the tags among them: what is around such a cluster decides for all that is in it.
CLUSTER = re.compile(rf"(?:[\"'“”«»‘‹›]|’(?={TAG}*+[\"']))[\"'“”«»‘’‹›{TAG}]*+")
BLANK = frozenset(["", *SPACES])  # "": an end of the text
OPENS_AFTER = BLANK | set("([{«“‘‹—–-/=¿¡")
CLOSES_BEFORE = BLANK | set(".,;:!?…)]}»”›—–-/")
SMALL = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d+)?$|[½¼¾⅓⅔⅛⅜⅝⅞]$")  # so many feet, inches, minutes
FEET = re.compile(r"\d'\d{1,2}$")
FEW = re.compile(r"\d\d?(?!\d)|x\d")  # after feet: 6'2, 12'x14
CLOSERS = {"«": "»", "“": "”", "‘": "’", "‹": "›", "'": "’"}
STRAIGHT = frozenset("\"'")
NEAR = 4  # open quotes that are looked at: deeper nests are no prose


def set_quotes(text: str, pairs: Sequence[str]) -> str:
    """*text* with its straight quotes set; *pairs* are those of the double ones, by depth."""
    return _Quotes(text, pairs).set()


class _Place(NamedTuple):
    """Where a quote is: *at*, between two characters, other quotes *beside* it or not."""

    at: int
    beside: bool
    before: str
    after: str

    @property
    def starts(self) -> bool:
        """Whether it stands where words start."""
        return self.before in OPENS_AFTER

    @property
    def ends(self) -> bool:
        """Whether it stands where words end."""
        return self.after in CLOSES_BEFORE

    @property
    def is_alone(self) -> bool:
        """Whether it has spaces on both sides."""
        return not self.beside and self.before in BLANK and self.after in BLANK


class _Quotes:
    """The quotes of one text, set from left to right."""

    def __init__(self, text: str, pairs: Sequence[str]) -> None:
        self.text = text
        self.pairs = pairs
        self.open: list[tuple[str, str]] = []  # what is open: as typed, and what closes it
        self.doubles = text.count('"')  # still to come
        self.clusters = list(CLUSTER.finditer(text))
        self.last_closer = max(
            (each.start() for each in self.clusters if "'" in each[0] and self._closes(each)),
            default=-1,
        )

    def set(self) -> str:
        """The text, set."""
        done: list[str] = []
        end = 0
        for cluster in self.clusters:
            done.append(self.text[end : cluster.start()])
            done.append(self._cluster(cluster))
            end = cluster.end()
        return "".join((*done, self.text[end:]))

    def _around(self, cluster: re.Match[str]) -> tuple[str, str]:
        """The characters before and after a cluster, tags set aside; "" at an end."""
        start, end = cluster.span()
        while start and self.text[start - 1] == TAG:
            start -= 1
        return self.text[start - 1 : start], self.text[end : end + 1]

    def _closes(self, cluster: re.Match[str]) -> bool:
        before, after = self._around(cluster)
        return after in CLOSES_BEFORE and (before not in OPENS_AFTER or before in "—–")

    def _cluster(self, cluster: re.Match[str]) -> str:
        before, beyond = self._around(cluster)
        quotes = [char for char in cluster[0] if char != TAG]
        beside = len(quotes) > 1
        if beside and before in BLANK and beyond in BLANK and STRAIGHT.issuperset(quotes):
            return cluster[0]  # no quotes of anything
        done: list[str] = []
        following = iter([*quotes[1:], ""])
        for at, char in enumerate(cluster[0], cluster.start()):
            if char == TAG:
                done.append(char)
                continue
            after = next(following)
            if after in STRAIGHT or not after:
                after = beyond
            place = _Place(at, beside, before, after)
            if char == '"':
                self.doubles -= 1
                mark = self._double(place)
            elif char == "'":
                mark = self._single(place)
            else:
                mark = char
                self._count(char, place.ends)
            done.append(mark)
            # After an elision a quotation may open: l'"eau".
            before = "(" if mark == "’" and before.isalpha() and not place.ends else mark
        return "".join(done)

    def _double(self, place: _Place) -> str:
        if place.before.isnumeric() and self._is_prime(place.at):
            return "″"
        opens = place.starts
        if place.starts == place.ends:
            opens = not self._is_open('"')
            if opens and place.is_alone and not self._another(place.at):
                return '"'
        return self._open_double() if opens else self._close_double()

    def _is_prime(self, at: int) -> bool:
        """Whether the double quote at *at*, after a digit, means inches or seconds."""
        typed = self.text[max(0, at - 12) : at]
        if not self._is_open('"'):
            return bool(SMALL.search(typed))
        following = self._another(at)
        if not following or not SMALL.search(typed):
            return False
        one_closes = self.doubles % 2 == 1 and not self.text[following - 1].isnumeric()
        return one_closes or bool(FEET.search(typed))

    def _another(self, at: int) -> int:
        """Where the next double quote is; 0 if there is none near."""
        return max(0, self.text.find('"', at + 1, at + 400))

    def _single(self, place: _Place) -> str:
        typed = self.text[max(0, place.at - 12) : place.at]
        if place.before.isnumeric() and SMALL.search(typed):
            if FEW.match(self.text, place.at + 1) or (place.ends and not self._is_open("'")):
                return "′"
        elif place.is_alone:
            return "'"
        elif self._opens_single(place):
            self.open.append(("'", "’"))
            return "‘"
        if place.ends:
            self._count("’", ends=True)
        return "’"

    def _opens_single(self, place: _Place) -> bool:
        """Whether it can open a quotation, and something later can close it; or it is elision."""
        closes = place.ends and self._is_open("'")
        return place.starts and self.last_closer > place.at and not closes

    def _is_open(self, typed: str) -> bool:
        return any(each[0] == typed for each in self.open[-NEAR:])

    def _count(self, mark: str, ends: bool) -> None:
        """Note a quote that is set: it opens, or closes what it can close."""
        if mark in CLOSERS:
            self.open.append((mark, CLOSERS[mark]))
        elif mark != "’" or ends:
            self._close(lambda each: each[1] == mark and each[0] != '"')

    def _open_double(self) -> str:
        near = [closer for _, closer in self.open[-NEAR:]]
        free = [pair for pair in self.pairs if pair[1] not in near]
        pair = free[0] if free else next(pair for pair in self.pairs if pair[1] != near[-1])
        self.open.append(('"', pair[1]))
        return pair[0]

    def _close_double(self) -> str:
        closer = self._close(lambda each: each[0] == '"') or self._close(lambda each: True)
        return closer or self.pairs[0][1]

    def _close(self, fits: Callable[[tuple[str, str]], bool]) -> str:
        """Close the innermost open quote that *fits*, and what is open in it; "" if none does."""
        for back, each in enumerate(reversed(self.open[-NEAR:]), 1):
            if fits(each):
                del self.open[-back:]
                return each[1]
        return ""
