"""Why a post's similar posts are what they are: every candidate, and what each part gave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from plugins.bilingual.references import References, dated_slug
from plugins.similar_posts.choosing import chosen
from plugins.similar_posts.comparing import OTHERS, OWN, TAGS, Lists, compared
from plugins.similar_posts.scoring import ALIKE, Post, Posts
from plugins.similar_posts.terms import Weights, common

WORDS = 6  # in common that are told


class Asked(NamedTuple):
    """What an author wants to know: of which post, and how many candidates to tell."""

    name: str
    most: int


def answered(
    asked: Asked,
    articles: Sequence[Any],
    posts: Sequence[Post],
    most: int,
    weights: Callable[[Any], Weights],
) -> int:
    """Tell why the post that was *asked* for has its similar posts; the exit status.

    *posts* are what scoring needs of the *articles*, *most* how many are shown, *weights* gives
    what the words of an article tell of it.
    """
    try:
        article = References(articles).find(asked.name)
    except ValueError as error:
        print(f"{error}; write its slug, or 2016/10/12/slug", file=sys.stderr)
        return 1
    place = next(at for at, each in enumerate(articles) if each is article)
    print(*told(asked, articles, Posts(posts), place, most, weights), sep="\n")
    return 0


def told(
    asked: Asked,
    articles: Sequence[Any],
    posts: Posts,
    place: int,
    most: int,
    weights: Callable[[Any], Weights],
) -> list[str]:
    """The candidates of the post at a *place*, those that are shown first, in lines."""
    every = compared(posts, [place], max(1, len(articles) - 1))
    shown = chosen(posts, [place], every, most)[0]
    candidates = _in_order(every)
    lines = [f"{_name(articles[place])}: {_counted(len(candidates), 'candidate')}, by the tags"]
    lines[0] += f" {', '.join(posts.tags(place)) or '(none)'}"
    lines += _languages(posts, place, every, most, shown)
    lines += ["", "   points = (words + tags) x nearness"]
    mine = weights(articles[place])
    rest = [each for each in candidates if each not in shown]
    for at, other in enumerate([*shown, *rest][: max(asked.most, len(shown))], start=1):
        words, tags, nearness = posts.parts(place, other)
        points = posts.parts(place, other).score / 100 / ALIKE
        lines.append(
            f"{at if at <= len(shown) else '-':>2} {points:6.3f} = "
            f"({words / ALIKE:6.3f} + {tags / ALIKE:.2f}) x {nearness / 100:.2f}"
            f"  {_name(articles[other])}"
        )
        lines.append(_reasons(posts, place, other, common(mine, weights(articles[other]))))
    left = len(candidates) - max(asked.most, len(shown))
    return [*lines, *([f"   and {_counted(left, 'candidate')} more"] if left > 0 else [])]


def _reasons(posts: Posts, place: int, other: int, words: Sequence[str]) -> str:
    """The tags and the words that two posts have in common."""
    shared = [tag for tag in posts.posts[place].tags if tag in posts.posts[other].tags]
    pin = "pinned; " if posts.posts[other].key in posts.posts[place].pinned else ""
    told_words = f"; words: {', '.join(words[:WORDS])}" if words else ""
    return f"      {pin}tags: {', '.join(shared) or 'none'}{told_words}"


def _languages(
    posts: Posts, place: int, lists: Lists, most: int, shown: Sequence[int]
) -> list[str]:
    """Why so many of those shown are in another language."""
    foreign = sum(posts.langs[each] != posts.langs[place] for each in shown)
    by_tags = [each for each in lists.places[0, TAGS, :most].tolist() if each >= 0]
    among = sum(posts.langs[each] != posts.langs[place] for each in by_tags)
    if not among and not foreign:
        return []
    return [
        f"{foreign} of {len(shown)} in another language: "
        f"among the {len(by_tags)} that share most tags are {among}"
    ]


def _in_order(lists: Lists) -> list[int]:
    """All candidates, the best score first."""
    places = np.concatenate([lists.places[0, OWN], lists.places[0, OTHERS]])
    orders = np.concatenate([lists.orders[0, OWN], lists.orders[0, OTHERS]])
    return [int(each) for each in places[np.argsort(-orders, kind="stable")] if each >= 0]


def _name(article: Any) -> str:
    return f"{dated_slug(article)} [{article.lang}]"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
