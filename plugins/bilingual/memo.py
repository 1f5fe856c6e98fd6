"""Pieces of pages that several pages show, each made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable


class Memo:
    """Texts by key, for as long as the templates of one build live.

    A key names everything that its text varies with. It may hold articles and tags themselves:
    they are compared as objects, and live as long as their texts.
    """

    def __init__(self) -> None:
        self._texts: dict[tuple[Hashable, ...], str] = {}

    def __call__(self, key: tuple[Hashable, ...], make: Callable[[], str]) -> str:
        """The text of *key*: what *make* gave when it was first asked for."""
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = make()
        return text
