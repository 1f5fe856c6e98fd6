"""Which posts come first beside each: in its language, in the others, and by tags alone.

Only posts that share a tag are compared; of a tag with many posts, only neighbours in time. So the
cost of a post hardly grows with the blog.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from plugins.similar_posts.scoring import Posts
from plugins.similar_posts.vectors import Numbers

AT_ONCE = 256  # posts
NEIGHBOURS = 128  # on either side, of the posts of a tag
OWN, OTHERS, TAGS = range(3)  # the three lists of a post


class Lists(NamedTuple):
    """The first posts beside each, as places (-1: none), each with its order.

    Both are arrays of posts x three lists x places to fill. No post that is not in a list has a
    larger order than its *bounds* say (posts x three lists); -1: there is no other post.
    """

    places: Numbers
    orders: Numbers
    bounds: Numbers


class _Found(NamedTuple):
    """Pairs of posts in one of the lists."""

    rows: Numbers
    columns: Numbers
    orders: Numbers


def compared(posts: Posts, wanted: Sequence[int], most: int) -> Lists:
    """The first *most* posts beside each of the *wanted*, in the order of these."""
    asked = np.zeros(len(posts.posts), dtype=bool)
    asked[list(wanted)] = True
    found: list[list[_Found]] = [[], [], []]
    for members, rows in _blocks(posts, wanted, asked):
        for several, pairs in zip(found, _block(posts, members, rows, most), strict=True):
            several.append(pairs)
    at = np.full(len(posts.posts), -1, dtype=np.int64)
    at[list(wanted)] = np.arange(len(wanted))
    places, orders = np.full((2, len(wanted), 3, most), -1, dtype=np.int64)
    for which, parts in enumerate(found):
        if parts:
            pairs = _Found(*map(np.concatenate, zip(*parts, strict=True)))
            _fill(places[:, which], orders[:, which], at, pairs)
    return Lists(places, orders, orders[:, :, -1].copy())


def _blocks(
    posts: Posts, wanted: Sequence[int], asked: NDArray[np.bool_]
) -> Iterator[tuple[Sequence[int], Numbers]]:
    """The posts of each tag in parts, as places, and which in the part are asked for.

    Before and behind these are their neighbours.
    """
    tags = dict.fromkeys(tag for place in wanted for tag in posts.tags(place))
    for members in posts.members(tags).values():
        rows = np.flatnonzero(asked[members]) if len(members) > 1 else np.array([], dtype=np.int64)
        while len(rows):
            together = rows[rows < rows[0] + AT_ONCE]
            rows = rows[len(together) :]
            before = max(0, int(together[0]) - NEIGHBOURS)
            yield members[before : int(together[-1]) + NEIGHBOURS + 1], together - before


def _block(posts: Posts, members: Sequence[int], inside: Numbers, most: int) -> Iterator[_Found]:
    """The pairs of one part that may come first, list by list."""
    columns = np.array(members)
    rows = columns[inside]
    tags = dict.fromkeys(chain.from_iterable(map(posts.tags, rows.tolist())))
    tagged = posts.tagged(members, {tag: at for at, tag in enumerate(tags)})
    likeness = posts.vectors.products(columns, inside)
    shared = (tagged[inside] @ tagged.T).astype(np.int64)
    scored, by_tags = posts.orders(rows[:, None], columns[None, :], likeness, shared)
    apart = np.abs(inside[:, None] - np.arange(len(members))[None, :])
    allowed = (apart > 0) & (apart <= NEIGHBOURS)
    for row, place in enumerate(rows.tolist()):
        for key in posts.posts[place].never:
            if key in posts.place:
                allowed[row, columns == posts.place[key]] = False
    same = posts.langs[rows][:, None] == posts.langs[columns][None, :]
    for orders in (
        np.where(allowed & same, scored, -1),
        np.where(allowed & ~same, scored, -1),
        np.where(allowed, by_tags, -1),
    ):
        yield _best(rows, columns, orders, most)


def _best(rows: Numbers, columns: Numbers, orders: Numbers, most: int) -> _Found:
    """The *most* largest of each row."""
    width = orders.shape[1]
    if most < width:
        chosen = np.argpartition(orders, width - most, axis=1)[:, width - most :]
    else:
        chosen = np.broadcast_to(np.arange(width), orders.shape)
    found = np.take_along_axis(orders, chosen, axis=1)
    row, at = np.nonzero(found >= 0)
    return _Found(rows[row], columns[chosen[row, at]], found[row, at])


def _fill(places: Numbers, orders: Numbers, at: Numbers, found: _Found) -> None:
    """Put the largest of what was *found* for each post into its list.

    Two posts that share two tags were found twice.
    """
    order = np.lexsort((-found.orders, found.rows))
    rows, columns, values = (each[order] for each in found)
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    rows, columns, values = rows[new], columns[new], values[new]
    begins = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])[: len(rows)]
    place = np.arange(len(rows)) - np.repeat(begins, np.diff(np.r_[begins, len(rows)]))
    fits = place < places.shape[1]
    places[at[rows[fits]], place[fits]] = columns[fits]
    orders[at[rows[fits]], place[fits]] = values[fits]
