"""What is similar to each post of a blog, as values that can be remembered.

With what was found before some edits, only those posts are compared again beside which another
may come now. The result is that of comparing all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from plugins.similar_posts.choosing import chosen
from plugins.similar_posts.comparing import Lists, compared
from plugins.similar_posts.edits import Edits
from plugins.similar_posts.scoring import PLACES, Post, Posts
from plugins.similar_posts.terms import OF_DIGEST

SPARE = 3  # posts that a list has beyond those shown, for when one of these goes
FEW = 5  # edits, of a hundred posts: beyond, comparing all anew costs less than finding whom


class Found(NamedTuple):
    """Posts, their lists, and which are shown: plain values.

    *posts* are as `plain` gives them. *places*, *orders* and *bounds* are the arrays of `Lists`
    as bytes, orders without their part that only tells apart posts of one score; *shown* are
    places.
    """

    most: int
    posts: list[list[Any]]
    places: bytes
    orders: bytes
    bounds: bytes
    shown: list[list[int]]


def found(posts: Sequence[Post], most: int, before: Found | None = None) -> Found:
    """At most *most* similar posts of each; faster with what was found *before*."""
    now = list(map(plain, posts))
    if before and before.most == most and before.posts == now:
        return before
    if not most:
        return Found(most, now, b"", b"", b"", [[] for _ in posts])
    blog = Posts(posts)
    edits = Edits(blog, now, before.posts) if before and before.most == most else None
    if before and edits and len(edits.changed) <= 1 + len(posts) * FEW // 100:
        lists, touched, wanted = edits.applied(_lists(before), most)
        for array, new in zip(lists, compared(blog, wanted, most + SPARE), strict=True):
            array[wanted] = new
        shown = edits.renumbered(before.shown)
    else:
        touched = list(range(len(posts)))
        lists, shown = compared(blog, touched, most + SPARE), [[] for _ in posts]
    some = Lists(*(array[touched] for array in lists))
    for place, similar in zip(touched, chosen(blog, touched, some, most), strict=True):
        shown[place] = similar
    places = lists.places.astype(np.int32).tobytes()
    orders, bounds = ((array // PLACES).tobytes() for array in lists[1:])
    return Found(most, now, places, orders, bounds, shown)


def plain(post: Post) -> list[Any]:
    """What a post's similar posts depend on; its words by their digest."""
    *values, vector = post
    return [*values, vector[-OF_DIGEST:]]


def _lists(before: Found) -> Lists:
    """The lists of *before*, their orders as they were kept."""
    shape = len(before.posts), 3, before.most + SPARE
    orders, bounds = (
        np.frombuffer(each, dtype=np.int64) for each in (before.orders, before.bounds)
    )
    places = np.frombuffer(before.places, dtype=np.int32).astype(np.int64)
    return Lists(places.reshape(shape), orders.reshape(shape), bounds.reshape(shape[:2]))
