"""Related tags: those that posts most often bear together with one tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def related_tags(
    tag: T, posts: Iterable[Sequence[T]], sizes: Mapping[T, int], most: int
) -> list[T]:
    """At most *most* tags that *posts*, all bearing *tag*, bear too; the closest first.

    Closeness is how many posts bear both, over how many bear either (*sizes* counts the
    posts of each tag), so that a tag on every post is not related to all; ties by tag.
    """
    together = Counter(other for tags in posts for other in tags if other != tag)
    return sorted(
        together,
        key=lambda other: (
            -together[other] / (sizes[tag] + sizes[other] - together[other]),
            str(other),
        ),
    )[:most]
