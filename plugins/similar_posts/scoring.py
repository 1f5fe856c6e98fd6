"""How similar two posts are: the likeness of their words, the tags they share, and their dates.

Whole numbers only, so that all machines agree, and so that comparing two posts alone gives exactly
what comparing all of them at once does. A score depends on these two posts and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plugins.similar_posts.terms import LENGTH
from plugins.similar_posts.vectors import Vectors

MOST_TAGS = 30  # of a post; more would cost more than they tell
ALIKE = LENGTH * LENGTH  # the likeness of a text with itself
OF_A_TAG = ALIKE // 50  # what a shared tag counts for beside the likeness of words
FURTHEST = 2**15 - 1  # days; beyond, all are as far
# What a score keeps of itself, in hundredths: half, when two posts are a thousand days apart.
NEARNESS = np.array(
    [round(100 * 2 ** (-days.bit_length() / 10)) for days in range(FURTHEST + 1)], dtype=np.int64
)
DAY = 86_400  # seconds
PLACES = 2**21  # more than there are posts


class Post(NamedTuple):
    """What scoring needs of a post: *key* is unique and breaks ties; *moment* is in seconds.

    *tags* are concepts' slugs (the first thirty count). *never* are keys not to show
    (translations, exclusions); *pinned* are keys to show first, whatever they share.
    *term_vector* is what `terms.term_vector` makes of its words, or nothing. Lists, so that a
    post that was remembered is equal to itself.
    """

    key: str
    lang: str
    moment: float
    tags: list[str]
    never: list[str]
    pinned: list[str]
    term_vector: bytes


class Parts(NamedTuple):
    """What a score is made of: (*words* + *tags*) x *nearness* / 100, or 0 if that is less."""

    words: int
    tags: int
    nearness: int

    @property
    def score(self) -> int:
        """The score, in hundredths of the units of its parts."""
        return max(0, self.words + self.tags) * self.nearness


class Posts:
    """Posts by their places in a sequence, and the order in which any two of them come.

    An order is a number for each pair, larger for what comes earlier, never equal for two posts
    beside a third: by score, then by days between, then by key.
    """

    def __init__(self, posts: Sequence[Post]) -> None:
        self.posts = posts
        self._members: dict[str, list[int]] = {}
        self.keys = [post.key for post in posts]
        langs: dict[str, int] = {}
        self.langs = np.array([langs.setdefault(post.lang, len(langs)) for post in posts])
        self.moments = np.array([post.moment for post in posts], dtype=np.float64)
        self.days = (self.moments // DAY).astype(np.int64)
        self.ranks = np.empty(len(posts), dtype=np.int64)
        self.ranks[sorted(range(len(posts)), key=self.keys.__getitem__)] = range(len(posts))

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each post, by its key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def in_time(self) -> list[int]:
        """The places of the posts in the order of time; of one moment, in that of their keys."""
        in_time: list[int] = np.lexsort((self.ranks, self.moments)).tolist()
        return in_time

    def tags(self, place: int) -> Sequence[str]:
        """The tags of a post that count."""
        return self.posts[place].tags[:MOST_TAGS]

    def members(self, tags: Iterable[str]) -> dict[str, list[int]]:
        """The places of the posts of each of some tags, in the order of time."""
        asked = list(tags)
        missing: dict[str, list[int]] = {tag: [] for tag in asked if tag not in self._members}
        if missing:
            posts = self.posts
            for place in self.in_time:
                for tag in posts[place].tags[:MOST_TAGS]:
                    if tag in missing:
                        missing[tag].append(place)
            self._members |= missing
        return {tag: self._members[tag] for tag in asked}

    @cached_property
    def vectors(self) -> Vectors:
        """The words of the posts."""
        return Vectors([post.term_vector for post in self.posts])

    def tagged(self, places: Sequence[int], tags: dict[str, int]) -> NDArray[np.float32]:
        """Which of the *tags*, by column, some posts bear."""
        found = np.zeros((len(places), len(tags)), dtype=np.float32)
        for row, place in enumerate(places):
            for tag in self.posts[place].tags[:MOST_TAGS]:
                if tag in tags:
                    found[row, tags[tag]] = 1
        return found

    def shared(self, one: int, other: int) -> int:
        """How many tags two posts share."""
        return len(set(self.tags(one)).intersection(self.tags(other)))

    def orders(self, rows: Any, columns: Any, likeness: Any, shared: Any) -> tuple[Any, Any]:
        """How posts come beside others, by score, and by number of tags shared alone.

        The places *rows* and *columns* go together as numpy broadcasts them; *likeness* of
        words and the number of tags *shared* are for each pair.
        """
        apart = np.minimum(np.abs(self.days[rows] - self.days[columns]), FURTHEST)
        scores = np.maximum(likeness + OF_A_TAG * shared, 0) * NEARNESS[apart]
        last = (FURTHEST - apart) * PLACES + (PLACES - 1 - self.ranks[columns])
        scale = (FURTHEST + 1) * PLACES
        return scores * scale + last, shared * scale + last

    def parts(self, one: int, other: int) -> Parts:
        """What the score of two posts is made of."""
        apart = min(abs(int(self.days[one] - self.days[other])), FURTHEST)
        tags = OF_A_TAG * self.shared(one, other)
        return Parts(int(self.vectors.products_with(one, [other])[0]), tags, int(NEARNESS[apart]))
