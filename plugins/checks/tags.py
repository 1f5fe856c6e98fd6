"""Rules about tags: those that are nearly one, of one post, or nameless for some readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.bilingual.problems import Problem
from plugins.checks.site import WholeSite
from plugins.tag_archives.likeness import alike

FEW = 2  # posts of a tag from which on readers of each language should find it


def tags_are_apart(site: WholeSite) -> Iterator[Problem]:
    """Two tags that differ by a plural alone, in any language."""
    for one, other in alike(site.tagged, _spellings, lambda tag: tag.slug in site.described):
        path, line = _place(site.tagged[other][-1])
        message = f"the tags “{one.slug}” and “{other.slug}” are spelt alike"
        cure = f"`invoke tags.merge {other.slug} {one.slug}`, or describe both in tags.toml"
        yield Problem(path, line, message, cure, "warning")


def tags_are_shared(site: WholeSite) -> Iterator[Problem]:
    """A tag that leads from its one post to that post, and that nobody has described."""
    for tag, posts in site.tagged.items():
        if len(posts) == 1 and tag.slug not in site.described:
            path, line = _place(posts[0])
            message = f"no other post has the tag “{tag.concept.name(posts[0].lang)[0]}”"
            yield Problem(path, line, message, "take a known one: see `invoke tags`", "notice")


def tags_have_names(site: WholeSite) -> Iterator[Problem]:
    """A tag of several posts that has no name in a language of the blog."""
    for tag, posts in site.tagged.items():
        lacking = [lang for lang in site.languages if lang not in tag.concept.names]
        if len(posts) >= FEW and len(lacking) < len(list(site.languages)):
            for lang in lacking:
                path, line = _place(posts[-1])
                message = f"the tag “{tag.slug}” has no name in “{lang}”"
                cure = f"`invoke tags.translate {tag.slug} {lang} NAME`"
                yield Problem(path, line, message, cure, "notice")


def _spellings(tag: Any) -> list[str]:
    return [tag.slug, *tag.concept.names.values(), *tag.concept.aliases]


def _place(article: Any) -> tuple[str, int]:
    return article.relative_source_path, article.notes.lines.get("tags", 1)


TAG_RULES = (tags_are_apart, tags_are_shared, tags_have_names)
