"""Which posts are similar: those that share most tags; among equals, the nearest in time.

Posts sharing two tags or more are found through the pairs of tags that posts bear; of those
sharing one, only the neighbours in time are looked at. So the cost of a post hardly grows
with the blog.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple

MOST_TAGS = 30  # of a post; pairs of more would cost more than they tell


class Post(NamedTuple):
    """What scoring needs of a post: *key* is unique and breaks ties; *moment* is in seconds.

    *tags* are concepts' slugs (the first thirty count). *never* are keys not to show
    (translations, exclusions); *pinned* are keys to show first, whatever they share.
    """

    key: str
    lang: str
    moment: float
    tags: tuple[str, ...]
    never: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()


class Similar(NamedTuple):
    """A similar post's *key*, and the tags that it *shares*, in the order of the post's own."""

    key: str
    shares: tuple[str, ...]


Known = Mapping[str, tuple[Post, tuple[Similar, ...]]]


@dataclass
class _Index:
    """Posts, as positions in the order of time, by tag and by pair of tags."""

    by_tag: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_pair: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, position: int, tags: Sequence[str]) -> None:
        """Index the post at *position*, which bears the *tags*, sorted."""
        for tag in tags:
            self.by_tag[tag].append(position)
        for pair in combinations(tags, 2):
            self.by_pair[pair].append(position)


def similar_posts(
    posts: Iterable[Post], max_count: int, known: Known | None = None
) -> dict[str, tuple[Similar, ...]]:
    """For each post's key, at most *max_count* similar posts, the most similar first.

    A post that shares no tag is not similar, but pinned ones are shown first. When any post
    in the same language qualifies, at least one is shown: the best takes the last place.

    *known* is what another blog's posts were, and what was similar to each: so far as it is the
    same blog, only posts that share a tag with one that changed are compared again.
    """
    ordered = sorted(posts, key=lambda post: (post.moment, post.key))
    known = known or {}
    again = _to_compare(ordered, known)
    kept = {post.key: known[post.key][1] for post in ordered if post.key not in again}
    return kept | (_compared(ordered, again, max_count) if again else {})


def _compared(
    ordered: Sequence[Post], wanted: set[str], max_count: int
) -> dict[str, tuple[Similar, ...]]:
    """What is similar to the posts whose keys are *wanted*, of all posts in the order of time."""
    tags = [tuple(sorted(set(post.tags[:MOST_TAGS]))) for post in ordered]
    everyone, in_lang = _Index(), defaultdict[str, _Index](_Index)
    for position, post in enumerate(ordered):
        everyone.add(position, tags[position])
        in_lang[post.lang].add(position, tags[position])
    position_of = {post.key: position for position, post in enumerate(ordered)}
    chosen = {}
    for position, post in enumerate(ordered):
        if post.key not in wanted:
            continue
        candidates = _Candidates(ordered, tags, position)
        pins = (position_of[key] for key in post.pinned if key in position_of)
        best = list(dict.fromkeys(chain(pins, candidates.best(everyone, max_count))))[:max_count]
        if max_count and all(ordered[other].lang != post.lang for other in best):
            best[max_count - 1 :] = candidates.best(in_lang[post.lang], 1) or best[max_count - 1 :]
        chosen[post.key] = tuple(
            Similar(ordered[other].key, _shared(post.tags, tags[other])) for other in best
        )
    return chosen


def _to_compare(posts: Sequence[Post], known: Known) -> set[str]:
    """The keys of the posts for which what is *known* may not hold any more.

    What is similar to a post depends on the posts that share a tag with it, and on its pins.
    """
    now = {post.key: post for post in posts}
    before = {key: post for key, (post, _) in known.items()}
    changed = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    tags = {
        tag for each in (now, before) for key in changed if key in each for tag in each[key].tags
    }
    return {
        post.key
        for post in posts
        if post.key in changed
        or not (tags.isdisjoint(post.tags) and changed.isdisjoint(post.pinned))
    }


def _shared(mine: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(tag for tag in mine if tag in others)


@dataclass(frozen=True)
class _Candidates:
    """The posts that may be similar to the one at *position*."""

    ordered: Sequence[Post]
    tags: Sequence[tuple[str, ...]]
    position: int

    def best(self, index: _Index, most: int) -> list[int]:
        """The *most* best of the posts in *index*."""
        pairs = combinations(self.tags[self.position], 2)
        together = Counter(chain.from_iterable(index.by_pair.get(pair, ()) for pair in pairs))
        found: list[int] = []
        for shared in sorted(set(together.values()), reverse=True):
            group = sorted(other for other, count in together.items() if count == shared)
            found += self._nearest([group], most - len(found), found)
            if len(found) >= most:
                return found
        groups = [index.by_tag.get(tag, []) for tag in self.tags[self.position]]
        return found + self._nearest(groups, most - len(found), found)

    def _nearest(self, groups: Iterable[list[int]], most: int, taken: list[int]) -> list[int]:
        """The *most* nearest in time of the posts in *groups* that are not *taken*."""
        near: set[int] = set()
        for group in groups:
            at = bisect_left(group, self.position)
            for side in (range(at - 1, -1, -1), range(at, len(group))):
                near.update(self._first(map(group.__getitem__, side), most, taken))
        return sorted(near, key=self._distance)[:most]

    def _first(self, side: Iterator[int], most: int, taken: list[int]) -> Iterator[int]:
        """The first *most* of *side* that qualify, and those of the same moment as the last."""
        last = None
        for other in side:
            moment = self.ordered[other].moment
            if most <= 0 and moment != last:
                return
            if other not in taken and self._qualifies(other):
                most, last = most - 1, moment
                yield other

    def _qualifies(self, other: int) -> bool:
        post = self.ordered[self.position]
        return other != self.position and self.ordered[other].key not in post.never

    def _distance(self, other: int) -> tuple[float, str]:
        """Nearest in time first, then by key: no tie is left."""
        post, candidate = self.ordered[self.position], self.ordered[other]
        return abs(candidate.moment - post.moment), candidate.key
