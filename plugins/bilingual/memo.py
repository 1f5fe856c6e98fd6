"""Pieces of pages that several pages show, each made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable


class Memo:
    """Texts by key, for as long as the templates of one build live.

    A key names everything that its text varies with. It may hold articles and tags themselves:
    they are compared as objects, and live as long as their texts.
    """

    def __init__(self) -> None:
        # As UTF-8: half of the room of a text with a curly apostrophe, and soon read back.
        self._texts: dict[tuple[Hashable, ...], bytes] = {}

    def __call__(self, key: tuple[Hashable, ...], make: Callable[[], str]) -> str:
        """The text of *key*: what *make* gave when it was first asked for."""
        kept = self._texts.get(key)
        if kept is not None:
            return kept.decode()
        text = make()
        self._texts[key] = text.encode()
        return text
