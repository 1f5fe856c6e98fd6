"""What some edits of a blog change in the lists of its posts.

A list tells the first posts beside one, and its bound what the others are worth at most: so what
an edited post is worth now is put in its place or forgotten, and only a list that has become too
short is to be made again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from plugins.similar_posts import comparing
from plugins.similar_posts.comparing import OTHERS, OWN, TAGS, Lists
from plugins.similar_posts.scoring import MOST_TAGS, PLACES, Posts
from plugins.similar_posts.vectors import Numbers


class _Pairs(NamedTuple):
    """Posts, and beside each another."""

    rows: Numbers
    columns: Numbers


class Edits:
    """How a blog of *before* became that of *now*; both are posts as `finding.plain` gives them.

    Places are those of now; a post that is gone has a place below -1. *changed* are the posts
    that are new, not the same any more, or gone.
    """

    def __init__(self, blog: Posts, now: list[list[Any]], before: list[list[Any]]) -> None:
        self.blog, self.now, self.before = blog, now, before
        places = {post[0]: place for place, post in enumerate(before)}
        was = [places.get(post[0], -1) for post in now]
        self.was = np.array(was, dtype=np.int64)
        self.now_at = np.array([*range(-2, -2 - len(before), -1), -1], dtype=np.int64)
        self.now_at[self.was[self.was >= 0]] = np.flatnonzero(self.was >= 0)
        self.edited = [place for place, at in enumerate(was) if at < 0 or before[at] != now[place]]
        self.changed = {*self.edited, *self.now_at[self.now_at < -1].tolist()}

    def renumbered(self, shown: Sequence[Sequence[int]]) -> list[list[int]]:
        """What was *shown* under each post, by the posts of now."""
        if self.was.tolist() == list(range(len(self.before))):
            return list(map(list, shown))
        now_at = self.now_at.tolist()
        return [[now_at[each] for each in shown[at]] if at >= 0 else [] for at in self.was.tolist()]

    def applied(self, old: Lists, most: int) -> tuple[Lists, list[int], list[int]]:
        """The lists as they are now; the posts whose lists changed; those to compare again.

        A list of fewer than *most* posts is too short, if there are others.
        """
        lists = self._renumbered(old)
        wanted = set(self.edited)
        pinned = {self.now[place][0] for place in self.edited}
        touched = {
            place
            for place, post in enumerate(self.blog.posts)
            if post.pinned and not pinned.isdisjoint(post.pinned)
        }
        lost, gained = (_joined(each) for each in zip(*self._by_tag(), strict=True))
        if len(lost.rows):
            hit = (lists.places[lost.rows] == lost.columns[:, None, None]).any(axis=(1, 2))
            wanted.update(lost.rows[hit].tolist())
        changed = np.array(sorted(self.changed), dtype=np.int64)
        holding = np.flatnonzero(np.isin(lists.places, changed).any(axis=(1, 2)))
        entering = self._entering(lists, gained)
        for place in {*holding.tolist(), *entering} - wanted:
            if self._merged(lists, place, entering.get(place, ()), most):
                touched.add(place)
            else:
                wanted.add(place)
        return lists, sorted(touched | wanted), sorted(wanted)

    def _renumbered(self, old: Lists) -> Lists:
        """Lists by the posts of now; those of a post that is new are empty.

        A bound has forgotten of which post it was, and is set as for the first of its score.
        """
        if not len(self.before):
            old = Lists(*(np.full((1, *each.shape[1:]), -1, dtype=np.int64) for each in old))
        new = self.was < 0
        places = np.where(new[:, None, None], -1, self.now_at[old.places[self.was]])
        ranks = PLACES - 1 - self.blog.ranks[np.maximum(places, 0)]
        orders = np.where(places == -1, -1, old.orders[self.was] * PLACES + ranks)
        bounds = old.bounds[self.was]
        last = bounds * PLACES + PLACES - 1
        return Lists(places, orders, np.where(new[:, None] | (bounds < 0), -1, last))

    def _by_tag(self) -> Iterator[tuple[_Pairs, _Pairs]]:
        """Neighbours by a tag that posts lost, all unchanged, and those that they gained."""
        nothing = _Pairs(*np.zeros((2, 0), dtype=np.int64))
        yield nothing, nothing
        old = self._changed_before()
        tags = {tag for place in self.edited for tag in self.blog.tags(place)} | old.keys()
        for tag, places in self.blog.members(sorted(tags)).items():
            members = np.array(places, dtype=np.int64)
            is_changed = np.isin(members, self.edited)
            yield self._differences(members, is_changed, sorted(old.get(tag, ())))

    def _changed_before(self) -> dict[str, list[tuple[float, str]]]:
        """The moments and keys, as they were, of what changed, by the tags that it had."""
        found = defaultdict(list)
        for place in self.changed:
            at = -2 - place if place < 0 else int(self.was[place])
            if at >= 0:
                key, _, moment, tags, *_ = self.before[at]
                for tag in tags[:MOST_TAGS]:
                    found[tag].append((moment, key))
        return found

    def _differences(
        self, members: Numbers, is_changed: Any, old: Sequence[tuple[float, str]]
    ) -> tuple[_Pairs, _Pairs]:
        """What the posts of one tag lost and gained that did not change themselves.

        They are in the same order as before, but *old*, what changed, stood elsewhere among them:
        so neighbours at the ends may differ.
        """
        kept = members[~is_changed]
        now = np.flatnonzero(~is_changed)
        blog = self.blog

        def when(place: int) -> tuple[float, str]:
            return blog.posts[place].moment, blog.keys[place]

        stood = np.array([bisect_left(kept, each, key=when) for each in old], dtype=np.int64)
        before = np.arange(len(kept)) + np.searchsorted(stood, np.arange(len(kept)), "right")
        ends = [_ends(order) for order in (before, now)]
        (left_before, right_before), (left_now, right_now) = ends
        lost = [*_spans(left_before, left_now), *_spans(right_now, right_before)]
        gained = [*_spans(left_now, left_before), *_spans(right_before, right_now)]
        beside = [
            _Pairs(kept[first:last], np.full(last - first, members[at]))
            for at in np.flatnonzero(is_changed).tolist()
            for first, last in [_within(now, at)]
        ]
        return (
            _joined(_Pairs(kept[row], kept[column]) for row, column in lost),
            _joined([*(_Pairs(kept[row], kept[column]) for row, column in gained), *beside]),
        )

    def _entering(self, lists: Lists, gained: _Pairs) -> dict[int, list[tuple[int, int, int]]]:
        """What belongs into a list: the list, its place, its order, by post."""
        blog = self.blog
        rows, columns = np.divmod(np.unique(gained.rows * PLACES + gained.columns), PLACES)
        entering: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        if not len(rows):
            return entering
        likeness = blog.vectors.products_of_pairs(rows, columns)
        shared = np.array(list(map(blog.shared, rows.tolist(), columns.tolist())))
        by_score, by_tags = blog.orders(rows, columns, likeness, shared)
        same = blog.langs[rows] == blog.langs[columns]
        by_lang = np.where(same, OWN, OTHERS)
        for lists_of, orders in ((by_lang, by_score), (np.full(len(rows), TAGS), by_tags)):
            for at in np.flatnonzero(orders > lists.bounds[rows, lists_of]).tolist():
                row, column = int(rows[at]), int(columns[at])
                if blog.keys[column] not in blog.posts[row].never:
                    entering[row].append((int(lists_of[at]), column, int(orders[at])))
        return entering

    def _merged(
        self, lists: Lists, place: int, entering: Iterable[tuple[int, int, int]], most: int
    ) -> bool:
        """Put what is *entering* into the lists of a post, what changed out; whether one can."""
        for which in range(3):
            places, orders = lists.places[place, which], lists.orders[place, which]
            known = {
                other: order
                for other, order in zip(places.tolist(), orders.tolist(), strict=True)
                if other != -1 and other not in self.changed
            }
            known |= {other: order for where, other, order in entering if where == which}
            best = sorted(known, key=known.__getitem__, reverse=True)
            if len(best) < most and lists.bounds[place, which] >= 0:
                return False
            places[:], orders[:] = -1, -1
            for at, other in enumerate(best[: len(places)]):
                places[at], orders[at] = other, known[other]
            if len(best) > len(places):
                lists.bounds[place, which] = orders[-1]
        return True


def _ends(order: Numbers) -> tuple[Numbers, Numbers]:
    """Where among posts in an *order* the neighbours of each begin and end."""
    near = comparing.NEIGHBOURS
    return np.searchsorted(order, order - near), np.searchsorted(order, order + near, "right")


def _within(order: Numbers, at: int) -> tuple[int, int]:
    """Where among posts in an *order* the neighbours of a place in it begin and end."""
    near = comparing.NEIGHBOURS
    first, last = np.searchsorted(order, [at - near, at + near + 1])
    return int(first), int(last)


def _spans(begins: Numbers, ends: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """All places from where a span of a row begins to before it ends, with the row."""
    rows = np.flatnonzero(begins < ends)
    while len(rows):
        yield rows, begins[rows]
        begins = begins + 1
        rows = rows[begins[rows] < ends[rows]]


def _joined(pairs: Iterable[_Pairs]) -> _Pairs:
    parts = [np.zeros((2, 0), dtype=np.int64), *(np.stack(each) for each in pairs)]
    return _Pairs(*np.concatenate(parts, axis=1))
