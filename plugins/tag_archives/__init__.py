"""Tag archives: a tag is one concept with a name per language, and a page per view.

Templates get: `tag_index_views` (the views that have a list of all tags), `tag_name`; on tags
`concept` (names, descriptions) and `archived`; on an archive `tag`, `sheet`, `view_links`,
`descriptions`, `related_tags`; on the list of all tags `letters`. Plugins also get
`tag_archives` (posts by tag) and `tag_views` (posts with tags by view).
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pelican import signals
from pelican.utils import slugify

from plugins.bilingual.fragments import Rewriting
from plugins.bilingual.links import PLACE
from plugins.bilingual.problems import Problem
from plugins.bilingual.views import views_of
from plugins.tag_archives.concepts import Concept, Typed, Vocabulary, concepts_of
from plugins.tag_archives.generator import TagArchivesGenerator
from plugins.tag_archives.tags import Tag
from plugins.tag_archives.vocabulary import NAME, read_vocabulary

DEFAULTS = {
    "TAG_ARCHIVES_CONTENT": "summary",
    "TAG_ARCHIVES_RELATED": 6,
    "TAGS_URL": "tags/",
}
STOCK = {"TAG_SAVE_AS": ""}  # Pelican's own tag pages, one language only, are off

TAG_LINK = re.compile(r"[{|]tag[|}]")


def prepare(pelican: Any) -> None:
    """Complete the settings; Pelican's own tag pages are off."""
    for key, value in DEFAULTS.items():
        pelican.settings.setdefault(key, value)
    pelican.settings.update(STOCK)


def understand_tags(generator: Any) -> None:
    """Replace the tags of every article by the concepts that they name."""
    vocabulary = Vocabulary(_declared(generator))
    articles = [
        article
        for article in (*generator.articles, *generator.hidden_articles, *generator.drafts)
        if getattr(article, "tags", None)
    ]
    typed = [
        Typed(tag.name, article.lang, article.relative_source_path, _line(article))
        for article in articles
        for tag in article.tags
    ]
    meanings, findings = concepts_of(typed, vocabulary, _slugify(generator.settings))
    generator.context["problems"].extend(
        Problem(each.typed.path, each.typed.line, each.message, each.cure, each.level)
        for each in findings
    )
    tags = {concept.slug: Tag(concept, generator.settings) for concept in meanings.values()}
    for article in (*generator.articles, *generator.hidden_articles, *generator.drafts):
        point_tag_links(article, vocabulary, _slugify(generator.settings))
    for article in articles:
        known = (meanings.get((tag.name, article.lang)) for tag in article.tags)
        article.tags = list(
            {concept.slug: tags[concept.slug] for concept in known if concept}.values()
        )


def point_tag_links(article: Any, vocabulary: Vocabulary, slugify: Callable[[str], str]) -> None:
    """Links such as `{tag}coaching` lead to the concept that the name names."""

    def link(address: str) -> str:
        place = PLACE.match(address)
        if not place or place["what"] != "tag":
            return address
        name = unquote(html.unescape(place["path"]))
        try:
            concept = vocabulary.find(name, article.lang)
        except ValueError:
            return address  # the check of links tells it
        return f"{{tag}}{concept.slug if concept else slugify(name)}{address[place.end() :]}"

    if not any(TAG_LINK.match(each) for each in article.links):
        return
    point = Rewriting(link, under=0)
    article._content = point(article._content)
    article.summaries = {lang: point(text) for lang, text in article.summaries.items()}
    article.links = [link(each) for each in article.links]


def gather(generator: Any) -> None:
    """Say which posts each tag has, and which old addresses lead to it."""
    archives: dict[str, list[Any]] = defaultdict(list)
    tags: dict[str, Any] = {}
    for article in generator.articles:
        for tag in getattr(article, "tags", ()):
            tags[tag.slug] = tag
            tag.archived = True
            archives[tag.slug].append(article)
    context = generator.context
    context["tag_archives"] = {tags[slug]: archives[slug] for slug in sorted(tags)}
    tagged = [article for article in generator.articles if getattr(article, "tags", ())]
    context["tag_views"] = views_of(tagged, context["languages"])
    context["tags"] = list(context["tag_archives"].items())
    generator.tags = {}  # its generate_tags would go through every post for every tag
    context.setdefault("redirects", []).extend(_redirects(generator))


def keep_private(generator: Any) -> None:
    """The vocabulary is for the author: it is not copied with the files beside it."""
    context = generator.context
    context["static_content"].pop(NAME, None)
    generator.staticfiles[:] = [
        each for each in generator.staticfiles if each.relative_source_path != NAME
    ]


def add_generator(pelican: Any) -> type[TagArchivesGenerator]:
    """The generator of the tag pages."""
    return TagArchivesGenerator


def _declared(generator: Any) -> list[Concept]:
    path = Path(generator.settings["PATH"]) / NAME
    if not path.is_file():
        return []
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(NAME, line, "the file is not UTF-8", "save it as UTF-8")
        generator.context["problems"].append(problem)
        return []
    concepts, problems = read_vocabulary(text, list(generator.context["languages"]))
    generator.context["problems"].extend(problems)
    return concepts


def _line(article: Any) -> int:
    return int(article.notes.lines.get("tags", 1))


def _slugify(settings: dict[str, Any]) -> Callable[[str], str]:
    subs = settings.get("TAG_REGEX_SUBSTITUTIONS", settings["SLUG_REGEX_SUBSTITUTIONS"])
    return cache(lambda name: str(slugify(name, regex_subs=subs)))


def _redirects(generator: Any) -> list[tuple[str, str, str]]:
    """The addresses of aliases, in every view, and where they lead: `(old, new, origin)`."""
    archives = generator.context["tag_archives"]
    slug_of = _slugify(generator.settings)
    taken = {tag.slug for tag in archives}
    found = []
    for tag, posts in archives.items():
        aliases = dict.fromkeys(slug_of(alias) for alias in tag.concept.aliases)
        for alias in aliases:
            if not alias or alias in taken:
                continue
            old = generator.settings["TAG_URL"].format(slug=alias)
            for view in views_of(posts, generator.context["languages"]):
                found.append((view.url(old), view.url(tag.url), NAME))
    return found


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.article_generator_pretaxonomy.connect(understand_tags)
    signals.article_generator_finalized.connect(gather)
    signals.static_generator_finalized.connect(keep_private)
    signals.get_generators.connect(add_generator)
