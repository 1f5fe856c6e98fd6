"""Naming a post from another: by its slug, or by `2016/10/12/slug` when several have it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Generic, Protocol, TypeVar


class Dated(Protocol):
    """What a reference needs of a post."""

    slug: str


P = TypeVar("P", bound=Dated)


def dated_slug(post: Dated) -> str:
    """The longest name of a post: `2016/10/12/slug`, or the slug of a page without date."""
    date: datetime.datetime | None = getattr(post, "date", None)
    return f"{date:%Y/%m/%d}/{post.slug}" if date else post.slug


class References(Generic[P]):
    """The posts of a site, to be found by the names that authors give them."""

    def __init__(self, posts: Sequence[P]) -> None:
        self._posts = posts

    @cached_property
    def _by_name(self) -> dict[str, list[P]]:
        """The posts by name: most blogs never ask."""
        found: dict[str, list[P]] = defaultdict(list)
        for post in self._posts:
            for name in {post.slug, dated_slug(post)}:
                found[name].append(post)
        return found

    def find(self, name: str) -> P:
        """The one post that *name* names.

        Raises ValueError when none or several have that name; its text lists them.
        """
        found = self._by_name.get(name.strip("/ "), [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError(f"no published post is named “{name}”")
        names = ", ".join(sorted(dated_slug(post) for post in found))
        raise ValueError(f"“{name}” names several posts: {names}")
