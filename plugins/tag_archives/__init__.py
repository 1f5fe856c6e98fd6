"""Tag archives: a tag is one concept with a name per language, and a page per view.

Templates get: `tag_index_views` (the views that have a list of all tags), `tag_name`; on tags
`concept` (names, descriptions) and `archived`; on an archive `tag`, `sheet`, `view_links`,
`descriptions`, `related_tags`; on the list of all tags `letters`. Plugins also get
`tag_archives` (posts by tag), `tag_archive_views` (the same by view), `tag_views` (posts with
tags by view); `retelling` gets what it makes of the tags of one post.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pelican import signals
from pelican.utils import slugify

from plugins import bilingual
from plugins.bilingual.fragments import Rewriting
from plugins.bilingual.links import PLACE
from plugins.bilingual.problems import Problem
from plugins.bilingual.redirects import Redirect
from plugins.bilingual.views import ALL, views_of, views_of_each
from plugins.tag_archives.concepts import Concept, Place, Typed, Vocabulary, concepts_of
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
    templates = pelican.settings["DIRECT_TEMPLATES"]
    pelican.settings["DIRECT_TEMPLATES"] = [name for name in templates if name != "tags"]


def understand_tags(generator: Any) -> None:
    """Replace the tags of every article by the concepts that they name."""
    vocabulary = Vocabulary(_declared(generator))
    generator.context["tags_described"] = frozenset(vocabulary.concepts)
    slug_of = _slugify(generator.settings)
    every = [*generator.articles, *generator.hidden_articles, *generator.drafts]
    articles = [article for article in every if getattr(article, "tags", None)]
    names = _names(articles)
    meanings, findings = concepts_of(_typed(articles, names), vocabulary, slug_of)
    generator.context["problems"].extend(
        Problem(*each.place, each.message, each.cure, each.level) for each in findings
    )
    for article in every:
        point_tag_links(article, vocabulary, slug_of)
    tags = {concept.slug: Tag(concept, generator.settings) for concept in meanings.values()}
    meant: dict[str, dict[int, Tag]] = {
        lang: {
            key: tags[meanings[name, lang].slug]
            for key, name in names.items()
            if (name, lang) in meanings
        }
        for lang in {article.lang for article in articles}
    }
    for article in articles:
        known = meant[article.lang]
        found = [known[key] for key in map(id, article.tags) if key in known]
        article.tags = list({id(tag): tag for tag in found}.values())

    def retold(article: Any, typed: list[Any]) -> list[Tag] | None:
        """The tags of an article whose file has those *typed* now; None if one means nothing."""
        texts = [Typed(tag.name, article.lang, [("", 1)]) for tag in typed]
        meanings, _ = concepts_of(texts, vocabulary, slug_of)
        if len(meanings) < len({each.text for each in texts}):
            return None
        found = [meanings[each.text, each.lang] for each in texts]
        by_slug = {
            each.slug: tags.get(each.slug) or Tag(each, generator.settings) for each in found
        }
        return list(by_slug.values())

    generator.context.setdefault("retelling", {})["tags"] = retold


def _names(articles: list[Any]) -> dict[int, str]:
    """The texts of the tags of *articles*, by the identity of Pelican's objects.

    Most posts share them, and to ask one for its text, or to look it up, takes a call.
    """
    objects = {id(tag): tag for article in articles for tag in article.tags}
    return {key: tag.name for key, tag in objects.items()}


def _typed(articles: list[Any], names: dict[int, str]) -> Iterable[Typed]:
    """The tags of *articles* as authors typed them, with their places in the order of paths."""
    places: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for article in sorted(articles, key=attrgetter("relative_source_path")):
        place = article.relative_source_path, int(article.notes.lines.get("tags", 1))
        in_lang = places[article.lang]
        for key in map(id, article.tags):
            in_lang[names[key]].append(place)
    return (
        Typed(text, lang, found) for lang, texts in places.items() for text, found in texts.items()
    )


def point_tag_links(article: Any, vocabulary: Vocabulary, slugify: Callable[[str], str]) -> None:
    """Links such as `{tag}coaching` lead to the concept that the name names."""
    if not any(map(TAG_LINK.match, article.links)):
        return

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

    point = Rewriting(link, under=0)
    article._content = point(article._content)
    article.summaries = {lang: point(text) for lang, text in article.summaries.items()}
    article.links = [link(each) for each in article.links]


def gather(generator: Any) -> None:
    """Say which posts each tag has, and which old addresses lead to it."""
    context = generator.context
    languages = context["languages"]
    tagged = [article for article in generator.articles if getattr(article, "tags", ())]
    # By identity, since there is one object a concept: to hash a tag takes calls.
    tags = {id(tag): tag for article in tagged for tag in article.tags}
    views = views_of_each(tagged, lambda article: map(id, article.tags), languages)
    by_slug = sorted(tags, key=lambda key: str(tags[key].slug))
    for tag in tags.values():
        tag.archived = True
    context["tag_archive_views"] = {tags[key]: views[key] for key in by_slug}
    context["tag_archives"] = {tags[key]: views[key][ALL] for key in by_slug}
    context["tag_views"] = views_of(tagged, languages)
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


def _slugify(settings: dict[str, Any]) -> Callable[[str], str]:
    subs = settings.get("TAG_REGEX_SUBSTITUTIONS", settings["SLUG_REGEX_SUBSTITUTIONS"])
    return cache(lambda name: str(slugify(name, regex_subs=subs)))


def _redirects(generator: Any) -> list[Redirect]:
    """The addresses of aliases, in every view, and where they lead."""
    archives = generator.context["tag_archive_views"]
    slug_of = _slugify(generator.settings)
    taken = {tag.slug for tag in archives}
    found = []
    for tag, views in archives.items():
        aliases = dict.fromkeys(slug_of(alias) for alias in tag.concept.aliases)
        for alias in aliases:
            if not alias or alias in taken:
                continue
            old = generator.settings["TAG_URL"].format(slug=alias)
            for view in views:
                found.append(Redirect(view.url(old), view.url(tag.url), NAME))
    return found


def take_from_pages(generator: Any) -> None:
    """A page has no tags, since archives are of posts: those in its header are told, and go."""
    for page in (*generator.pages, *generator.hidden_pages, *generator.draft_pages):
        if getattr(page, "tags", ()):
            page.tags = []
            cure = "take the line away, or make it a post"
            page.notes.add("tags", "a page has no tags: their archives list posts", cure, "warning")


def register() -> None:
    """Connect to Pelican's signals, `bilingual` too: what it reads is what is shown here."""
    bilingual.register()
    signals.initialized.connect(prepare)
    signals.article_generator_pretaxonomy.connect(understand_tags)
    signals.article_generator_finalized.connect(gather)
    signals.page_generator_finalized.connect(take_from_pages)
    signals.static_generator_finalized.connect(keep_private)
    signals.get_generators.connect(add_generator)
