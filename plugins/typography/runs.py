"""A run: the text of a block between the tags in it, changed as one and put back in its places."""

from __future__ import annotations

import re
from bisect import bisect_left
from html import unescape
from typing import Protocol

from plugins.typography.marks import AMP, GT, LT, OBJECT, OTHER, SPACES, TAG

SENTINEL = re.compile(f"[{TAG}{OBJECT}]")
RESERVED = re.compile(f"([{TAG}-{OTHER}])")
WORD = re.compile(rf"(\w+|[{AMP}{LT}{GT}{OTHER}])")
MARKS = frozenset(SPACES + "'\"«»“”‘’‹›…–—-.,;:!?()[]{}/%‰€$£¥°§©®™")
ESCAPED = {"&": AMP, "<": LT, ">": GT}
KEPT = re.compile(f"[{AMP}{LT}{GT}{OTHER}]")  # entities that no rule changes


class Changes(Protocol):
    """What is done to texts in one language."""

    def run(self, text: str, ends: bool) -> str:
        """A run of *text*, changed; it has one character for each tag or thing in it.

        *ends*: whether a block ends with it.
        """

    def piece(self, text: str) -> str:
        """A piece of text between two tags, changed last: it may gain markup."""


class Run:
    """The text of a block, or of a passage in another language, between the tags in it.

    What is between two tags has a slot in *out*, filled when the run ends.
    """

    def __init__(self, out: list[str], changes: Changes | None) -> None:
        self.out = out
        self.changes = changes
        self.parts: list[str] = []
        self.length = 0
        self.entities: dict[int, str] = {}  # as typed, by the place of their character
        self.all_kept = True  # no rule changes any of them
        self.slots: list[int] = []
        self.resume()

    def text(self, text: str) -> None:
        """Some text, or the character of a tag or thing."""
        self.parts.append(text)
        self.length += len(text)

    def entity(self, source: str) -> None:
        """A character that is typed as an entity, *source*."""
        char = unescape(source)
        self.entities[self.length] = source
        known = len(char) == 1 and (char in MARKS or char.isalnum())
        self.all_kept &= not known
        self.text(char if known else ESCAPED.get(char, OTHER))

    def mark(self, char: str, source: str) -> None:
        """A tag, or a thing that is no text: its *source* goes out as it is."""
        self.text(char)
        self.out.append(source)
        self.resume()

    def resume(self) -> None:
        """Go on in a new slot."""
        self.slots.append(len(self.out))
        self.out.append("")

    def end(self, ends: bool) -> None:
        """Change the text and fill the slots; *ends*: whether a block ends here."""
        typed = "".join(self.parts)
        if not typed:
            return
        changes = None if typed.isspace() else self.changes
        done = changes.run(typed, ends) if changes else typed
        if self.entities and self.all_kept:
            sources = iter(self.entities.values())
            done = KEPT.sub(lambda kept: next(sources), done)
        elif self.entities:
            done = self._with_entities(typed, done)
        pieces = SENTINEL.split(done) if len(self.slots) > 1 else [done]
        for slot, text in zip(self.slots, pieces, strict=True):
            self.out[slot] = changes.piece(text) if changes and text else text

    def _with_entities(self, typed: str, done: str) -> str:
        """*done* with each entity as it was typed, but for those that a rule changed."""
        pieces, at = [], 0
        places = [*self.entities, len(typed)]  # in order
        passed = 0
        for before, after in zip(WORD.split(typed), WORD.split(done), strict=True):
            end = at + len(before)
            if places[passed] < end:
                pieces.append(self._as_typed(before, at, after))
                passed = bisect_left(places, end)
            else:
                pieces.append(after)
            at = end
        return "".join(pieces)

    def _as_typed(self, before: str, start: int, after: str) -> str:
        """*after* with the entities of *before*, which begins at *start*, where they agree."""
        chars, at = [], 0
        for char in after:
            if char not in SPACES:
                while before[at : at + 1] in SPACES and at < len(before):
                    at += 1  # a space that went
            if before[at : at + 1] == char:
                chars.append(self.entities.get(start + at, char))
                at += 1
            else:
                chars.append(char)
                at += char not in SPACES or before[at : at + 1] in SPACES  # or it is a new one
        return "".join(chars)
