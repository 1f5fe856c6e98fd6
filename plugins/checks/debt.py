"""The bilingual debt: how much of a blog those who read one language can follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """A published post: its file, its language, the languages that it has summaries or twins in.

    *linked* is how many posts and pages link to it.
    """

    path: str
    lang: str
    also: frozenset[str]
    linked: int = 0


def debt(posts: Iterable[Post], lang: str) -> tuple[Counter[str], list[Post]]:
    """How many *posts* readers of *lang* have "written" in it and by "summary"; those they lack.

    The most linked come first.
    """
    counts: Counter[str] = Counter()
    lacking = []
    for post in posts:
        if post.lang == lang:
            counts["written"] += 1
        elif lang in post.also:
            counts["summary"] += 1
        else:
            lacking.append(post)
    return counts, sorted(lacking, key=lambda post: (-post.linked, post.path))


def told_debt(posts: Sequence[Post], lang: str, name: str, prefix: str) -> Iterator[str]:
    """The lines that say it of the language *lang*, whose *name* is given."""
    counts, lacking = debt(posts, lang)
    followed = counts.total()
    share = f" ({followed / len(posts):.0%})" if posts else ""
    yield (
        f"{name}: {followed:,} of {len(posts):,} posts can be followed{share}:"
        f" {counts['written']:,} written in it, {counts['summary']:,} by a summary or a translation"
    )
    for post in lacking:
        links = f"  linked from {post.linked:,}" if post.linked else ""
        yield f"  {prefix}{post.path}: no summary in “{lang}”{links}"
