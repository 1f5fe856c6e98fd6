"""Tags that are spelt alike, and so may be one: they differ by a plural alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from plugins.tag_archives.concepts import folded

T = TypeVar("T")


def singular(name: str) -> str:
    """A folded *name* without the plurals of its words.

    >>> singular("lieux communs") == singular("lieu commun")
    True
    """
    return " ".join(word.rstrip("sx") if len(word) > 3 else word for word in name.split())


def alike(
    tags: Iterable[T], spellings: Callable[[T], Iterable[str]], described: Callable[[T], bool]
) -> list[tuple[T, T]]:
    """Pairs of *tags* of which two *spellings* differ by a plural alone, in any language.

    The first of a pair came first. Of two that are *described* somebody has decided that they
    are two.
    """
    found: dict[tuple[int, int], tuple[T, T]] = {}
    first: dict[str, T] = {}
    for tag in tags:
        for name in sorted({singular(folded(each)) for each in spellings(tag)}):
            other = first.setdefault(name, tag)
            if other is not tag and not (described(other) and described(tag)):
                found.setdefault((id(other), id(tag)), (other, tag))
    return list(found.values())
