"""Similar Posts: under each post, those that resemble it among those that share its tags, and why.

Templates get `article.similar_posts`: values with the similar `article` and the tags that it
`shares`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pelican import signals
from pelican.contents import Article
from pelican.readers import ensure_metadata_list

from plugins.bilingual import stop
from plugins.bilingual.links import raw_body
from plugins.bilingual.references import References
from plugins.similar_posts.asking import answered
from plugins.similar_posts.finding import Found, found
from plugins.similar_posts.scoring import Post
from plugins.similar_posts.stop_words import STOP_WORDS
from plugins.similar_posts.terms import Weights, term_vector, weights, words

log = logging.getLogger(__name__)

NAME = "similar_posts"
DEFAULTS: dict[str, Any] = {"SIMILAR_POSTS_MAX_COUNT": 5, "SIMILAR_POSTS_STOP_WORDS": {}}


class SimilarPost(NamedTuple):
    """A similar *article*, and the tags that it *shares*; none when it was pinned without."""

    article: Any
    shares: tuple[Any, ...]


def prepare(pelican: Any) -> None:
    """Complete and check the settings."""
    settings = pelican.settings
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    most, more = (settings[key] for key in DEFAULTS)
    if type(most) is not int or most < 0:
        stop(f"SIMILAR_POSTS_MAX_COUNT = {most!r} is not a number of posts; write 0 or more")
    if not (isinstance(more, dict) and all(map(_are_words, more.values()))):
        stop(
            f"SIMILAR_POSTS_STOP_WORDS = {more!r} are not words by language; "
            'write for example {"fr": ["billet", "blog"]}'
        )


def keep_terms(content: Any) -> None:
    """Keep with an article what its words tell: it is read once, and by many processes."""
    if isinstance(content, Article):
        content.term_vector = term_vector(_weights(content))


def add_similar_posts(generator: Any) -> None:
    """Give each published article its similar ones."""
    articles = [*generator.articles, *generator.translations]
    references = References(articles)
    posts = [_post(article, references) for article in articles]
    for hidden in generator.hidden_articles:
        _preferences(hidden, references)  # what is wrong in them is told too
    most = generator.settings["SIMILAR_POSTS_MAX_COUNT"]
    if asked := generator.settings.get("SIMILAR_POSTS_ASKED"):
        raise SystemExit(answered(asked, articles, posts, most, _weights))
    remembered = generator.context.get("remembered")
    before = remembered.get(NAME) if remembered else None
    similar = found(posts, most, Found(*before) if before else None)
    if remembered and list(similar) != before:
        remembered.set(NAME, list(similar))
    slugs = [frozenset(post.tags) for post in posts]
    for article, shown in zip(articles, similar.shown, strict=True):
        tags = _tags(article).items()
        article.similar_posts = [
            SimilarPost(articles[at], tuple([tag for slug, tag in tags if slug in slugs[at]]))
            for at in shown
        ]


def _are_words(typed: Any) -> bool:
    return isinstance(typed, list | tuple) and all(isinstance(word, str) for word in typed)


def _tags(article: Any) -> dict[str, Any]:
    """The tags of an article by their slugs, each once."""
    return {tag.slug: tag for tag in getattr(article, "tags", ())}


def _key(article: Any) -> str:
    """A unique key that sorts by slug."""
    return f"{article.slug} {article.relative_source_path}"


def _post(article: Any, references: References[Any]) -> Post:
    """What the similar posts of an article depend on."""
    pinned: list[str] = []
    never = {*map(_key, article.translations)} if article.translations else set()
    for sign, other in _preferences(article, references) if hasattr(article, "similar") else ():
        if sign == "+":
            pinned.append(_key(other))
        else:
            never.add(_key(other))
    return Post(
        key=_key(article),
        lang=article.lang,
        moment=article.date.timestamp(),
        tags=list(_tags(article)),
        term_vector=article.term_vector,
        never=sorted(never),
        pinned=[each for each in pinned if each not in never and each != _key(article)],
    )


def _preferences(article: Any, references: References[Any]) -> list[tuple[str, Any]]:
    """The posts that the header's `Similar` pins (+) or excludes (-)."""
    found_posts = []
    for typed in ensure_metadata_list(getattr(article, "similar", "")):
        sign, name = typed[:1], typed[1:].strip()
        if sign not in "+-":
            cure = f"write +{typed} to pin it, -{typed} to exclude it"
            _tell(article, f"Similar: “{typed}” has no sign", cure)
            continue
        try:
            found_posts.append((sign, references.find(name)))
        except ValueError as error:
            cure = "write the slug of a published post, or 2016/10/12/slug"
            _tell(article, f"Similar: {error}", cure)
    return found_posts


def _tell(article: Any, message: str, cure: str) -> None:
    """Say what is wrong in the header's `Similar`: with all else, where `bilingual` reads posts."""
    if hasattr(article, "notes"):
        article.notes.add("similar", message, cure)
    else:
        log.error("%s: %s; %s", article.relative_source_path, message, cure)


def _weights(article: Any) -> Weights:
    """What the words of an article tell of it."""
    summaries = getattr(article, "summaries", None) or {
        article.lang: article.metadata.get("summary") or ""
    }
    more: Mapping[str, list[str]] = article.settings["SIMILAR_POSTS_STOP_WORDS"]
    stop_words = _stop_words(tuple((lang, *more[lang]) for lang in sorted(more)))
    return weights(article.lang, article.title, raw_body(article), summaries, stop_words)


@cache
def _stop_words(more: tuple[tuple[str, ...], ...]) -> dict[str, frozenset[str]]:
    """The stop words by language, with those that the settings add."""
    added = {lang: words(" ".join(typed), lang, {lang: ()}) for lang, *typed in more}
    languages = STOP_WORDS.keys() | added.keys()
    return {
        lang: STOP_WORDS.get(lang, frozenset()) | frozenset(added.get(lang, ()))
        for lang in languages
    }


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.content_object_init.connect(keep_terms)
    signals.article_generator_finalized.connect(add_similar_posts)
