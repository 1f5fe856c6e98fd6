"""Which posts are shown under each as similar.

Tags say in which languages they are: as many of another as among the posts that share most tags,
but one in the post's own when there is one. Scores say which posts of each language. What the
author pinned comes first.
"""

from __future__ import annotations

from collections.abc import Sequence

from plugins.similar_posts.comparing import OTHERS, OWN, Lists
from plugins.similar_posts.scoring import Posts


def chosen(posts: Posts, places: Sequence[int], lists: Lists, most: int) -> list[list[int]]:
    """The places of at most *most* similar posts, the most similar first, of each of *places*.

    The *lists* are theirs, in the same order.
    """
    found = []
    langs = posts.langs.tolist()
    filled = zip(places, lists.places.tolist(), lists.orders.tolist(), strict=True)
    for place, three, orders in filled:
        own, others, by_tags = ([each for each in one if each >= 0][:most] for one in three)
        foreign = sum(langs[each] != langs[place] for each in by_tags)
        foreign = min(foreign, len(by_tags) - bool(own))
        best = [*own[: len(by_tags) - foreign], *others[:foreign]]
        order = dict(zip(three[OWN] + three[OTHERS], orders[OWN] + orders[OTHERS], strict=True))
        best.sort(key=order.__getitem__, reverse=True)
        found.append(_with_pins(posts, place, best, own, most))
    return found


def _with_pins(
    posts: Posts, place: int, best: list[int], own: Sequence[int], most: int
) -> list[int]:
    """The *best* after the author's pins; still one in the *own* language."""
    pins = [posts.place[key] for key in posts.posts[place].pinned if key in posts.place]
    if not pins:
        return best
    shown = list(dict.fromkeys([*pins, *best]))[:most]
    if most and own and all(posts.langs[each] != posts.langs[place] for each in shown):
        shown[most - 1 :] = own[:1]
    return shown
