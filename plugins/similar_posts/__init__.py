"""Similar Posts: under each post, those that share its tags, in whatever language, and why.

Templates get `article.similar_posts`: values with the similar `article` and the tags that it
`shares`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pelican import signals

from plugins.bilingual.references import References
from plugins.similar_posts.scoring import Post, Similar, similar_posts

NAME = "similar_posts"
DEFAULTS = {"SIMILAR_POSTS_MAX_COUNT": 5}


class SimilarPost(NamedTuple):
    """A similar *article*, and the tags that it *shares*; none when it was pinned without."""

    article: Any
    shares: tuple[Any, ...]


def prepare(pelican: Any) -> None:
    """Complete the settings."""
    for key, value in DEFAULTS.items():
        pelican.settings.setdefault(key, value)


def add_similar_posts(generator: Any) -> None:
    """Give each published article its similar ones."""
    articles = generator.articles
    references = References(articles)
    posts = [_plain(article, references) for article in articles]
    for hidden in generator.hidden_articles:
        _preferences(hidden, references)  # what is wrong in them is told too
    remembered = generator.context.get("remembered")
    before = (remembered.get(NAME) if remembered else None) or Found([], [], [])
    found = Found(*before)
    if found.posts != posts:
        found = _found(posts, generator.settings["SIMILAR_POSTS_MAX_COUNT"], found)
        if remembered:
            remembered.set(NAME, list(found))
    for article, similar in zip(articles, found.similar, strict=True):
        own = {tag.slug: tag for tag in getattr(article, "tags", ())}
        shared = {way: tuple([own[slug] for slug in found.ways[way]]) for way in similar[1::2]}
        article.similar_posts = [
            SimilarPost(articles[at], shared[way])
            for at, way in zip(similar[::2], similar[1::2], strict=True)
        ]


class Found(NamedTuple):
    """Posts and what is similar to each, as plain values that can be remembered.

    *posts* are what `_plain` gives; *ways* the sets of tags that posts share, each once. *similar*
    has, for each post, the place of every similar one in *posts*, and of what they share in *ways*.
    """

    posts: list[list[Any]]
    ways: list[list[str]]
    similar: list[list[int]]


def _found(plain: list[list[Any]], most: int, before: Found) -> Found:
    """What is similar to each post, of which much may have been found *before*."""
    posts = [_post(*each) for each in plain]
    chosen = similar_posts(posts, most, _known(before))
    places = {post.key: at for at, post in enumerate(posts)}
    ways: dict[tuple[str, ...], int] = {}
    similar = [
        [
            number
            for each in chosen[post.key]
            for number in (places[each.key], ways.setdefault(each.shares, len(ways)))
        ]
        for post in posts
    ]
    return Found(plain, [list(way) for way in ways], similar)


def _known(before: Found) -> dict[str, tuple[Post, tuple[Similar, ...]]]:
    """What was found of posts, by their keys."""
    posts = [_post(*each) for each in before.posts]
    ways = [tuple(way) for way in before.ways]
    return {
        post.key: (
            post,
            tuple(
                Similar(posts[at].key, ways[way])
                for at, way in zip(similar[::2], similar[1::2], strict=True)
            ),
        )
        for post, similar in zip(posts, before.similar, strict=True)
    }


def _key(article: Any) -> str:
    """A unique key that sorts by slug."""
    return f"{article.slug} {article.relative_source_path}"


def _plain(article: Any, references: References[Any]) -> list[Any]:
    """What the similar posts of an article depend on, as values that can be remembered."""
    pinned: list[str] = []
    excluded = sorted(map(_key, article.translations)) if article.translations else []
    for sign, other in _preferences(article, references) if article.similar else ():
        (pinned if sign == "+" else excluded).append(_key(other))
    moment = article.date.timestamp()
    slugs = [tag.slug for tag in getattr(article, "tags", ())]
    return [_key(article), article.lang, moment, slugs, excluded, pinned]


def _post(
    key: str, lang: str, moment: float, tags: list[str], excluded: list[str], pinned: list[str]
) -> Post:
    never = frozenset([key, *excluded])
    return Post(key, lang, moment, tuple(tags), never, tuple(p for p in pinned if p not in never))


def _preferences(article: Any, references: References[Any]) -> list[tuple[str, Any]]:
    """The posts that the header's `Similar` pins (+) or excludes (-)."""
    found = []
    for typed in article.similar:
        sign, name = typed[:1], typed[1:].strip()
        if sign not in "+-":
            cure = f"write +{typed} to pin it, -{typed} to exclude it"
            article.notes.add("similar", f"Similar: “{typed}” has no sign", cure)
            continue
        try:
            found.append((sign, references.find(name)))
        except ValueError as error:
            cure = "write the slug of a published post, or 2016/10/12/slug"
            article.notes.add("similar", f"Similar: {error}", cure)
    return found


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.article_generator_finalized.connect(add_similar_posts)
