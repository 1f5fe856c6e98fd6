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
    articles = {_key(article): article for article in generator.articles}
    references = References(generator.articles)
    posts = [_post(article, references) for article in generator.articles]
    remembered = generator.context.get("remembered")
    known = _known(remembered.get(NAME)) if remembered else {}
    chosen = similar_posts(posts, generator.settings["SIMILAR_POSTS_MAX_COUNT"], known)
    if remembered and known != (found := {post.key: (post, chosen[post.key]) for post in posts}):
        remembered.set(NAME, [_plain(*each) for each in found.values()])
    for hidden in generator.hidden_articles:
        _preferences(hidden, references)  # what is wrong in them is told too
    for key, similar in chosen.items():
        tags = {tag.slug: tag for tag in getattr(articles[key], "tags", ())}
        articles[key].similar_posts = [
            SimilarPost(articles[each.key], tuple(tags[slug] for slug in each.shares))
            for each in similar
        ]


def _plain(post: Post, similar: tuple[Similar, ...]) -> list[Any]:
    """A post and what is similar to it, as plain values to remember."""
    of_post = [post.key, post.lang, post.moment, list(post.tags), sorted(post.never)]
    return [*of_post, list(post.pinned), [[each.key, list(each.shares)] for each in similar]]


def _known(plain: list[Any] | None) -> dict[str, tuple[Post, tuple[Similar, ...]]]:
    """What was remembered of posts, by their keys."""
    return {
        key: (
            Post(key, lang, moment, tuple(tags), frozenset(never), tuple(pinned)),
            tuple(Similar(other, tuple(shares)) for other, shares in similar),
        )
        for key, lang, moment, tags, never, pinned, similar in plain or ()
    }


def _key(article: Any) -> str:
    """A unique key that sorts by slug."""
    return f"{article.slug} {article.relative_source_path}"


def _post(article: Any, references: References[Any]) -> Post:
    pinned: list[str] = []
    excluded = [_key(article), *map(_key, article.translations)]
    for sign, other in _preferences(article, references):
        (pinned if sign == "+" else excluded).append(_key(other))
    return Post(
        key=_key(article),
        lang=article.lang,
        moment=article.date.timestamp(),
        tags=tuple(tag.slug for tag in getattr(article, "tags", ())),
        never=frozenset(excluded),
        pinned=tuple(key for key in pinned if key not in excluded),
    )


def _preferences(article: Any, references: References[Any]) -> list[tuple[str, Any]]:
    """The posts that the header's `Similar` pins (+) or excludes (-)."""
    found = []
    for typed in getattr(article, "similar", ()):
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
