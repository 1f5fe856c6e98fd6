"""Tag archives and the list of all tags, in every view."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from plugins.bilingual.generator import Document, DocumentGenerator
from plugins.bilingual.views import ALL, View, view_links
from plugins.tag_archives.concepts import Concept, folded
from plugins.tag_archives.related import related_tags

WEIGHTS = 5


@dataclass(frozen=True)
class TagEntry:
    """A tag in the list of all tags: how many posts in each language, and its weight, 1 to 5."""

    tag: Any
    name: str
    lang: str | None
    url: str
    counts: dict[str, int]
    total: int
    weight: int


class TagArchivesGenerator(DocumentGenerator):
    """One archive a tag and view, in sheets numbered from the oldest; one list of tags a view."""

    def make_documents(self) -> Iterable[Document]:
        """The pages of every tag, then the lists of all tags."""
        tags: dict[Any, list[Any]] = self.context["tag_archives"]
        self._sizes = {tag.slug: len(posts) for tag, posts in tags.items()}
        self._by_slug = {tag.slug: tag for tag in tags}
        self._slugs: dict[int, list[str]] = {}
        self.context["tag_index_views"] = tuple(self.context["tag_views"])
        for tag, views in self.context["tag_archive_views"].items():
            yield from self._archives(tag, views)
        if tags:
            yield from self._lists(tags)

    def _archives(self, tag: Any, views: dict[View, list[Any]]) -> Iterator[Document]:
        label = f"the archive of the tag “{tag.name}”"
        for view, members in views.items():
            url, lang = view.url(tag.url), self._lang(view)
            numbered = {
                "lang": lang,
                "view": view,
                "tag": tag,
                "listing_url": url,
                "view_links": view_links(tag.url, views, view, counted=False),
                "descriptions": descriptions(tag.concept, view, lang),
                "related_tags": [],
                "full": self.settings["TAG_ARCHIVES_CONTENT"] == "full",
            }
            front = numbered | {
                "view_links": view_links(tag.url, views, view, counted=True),
                "related_tags": self._related(tag, members),
            }
            for sheet, more in self.sheets_of(url, members):
                shown = front if sheet.number is None else numbered
                yield Document(sheet.url(url), label, "tag", {**shown, "sheet": sheet, **more})

    def _lang(self, view: View) -> str:
        return view.lang or str(self.settings["DEFAULT_LANG"])

    def _related(self, tag: Any, posts: list[Any]) -> list[Any]:
        most = self.settings["TAG_ARCHIVES_RELATED"]
        if not most:
            return []
        slugs = (self._slugs_of(post) for post in posts)
        return [self._by_slug[slug] for slug in related_tags(tag.slug, slugs, self._sizes, most)]

    def _slugs_of(self, post: Any) -> list[str]:
        """The slugs of a post's tags, asked for by each of them."""
        if id(post) not in self._slugs:
            self._slugs[id(post)] = [tag.slug for tag in post.tags]
        return self._slugs[id(post)]

    def _lists(self, tags: dict[Any, list[Any]]) -> Iterator[Document]:
        views = self.context["tag_views"]
        url = self.settings["TAGS_URL"]
        for view in views:
            lang = self._lang(view)
            yield Document(
                view.url(url),
                "the list of all tags",
                "tags",
                {
                    "lang": lang,
                    "view": view,
                    "letters": letters(self._entries(tags, view, lang)),
                    "view_links": view_links(url, views, view, counted=False),
                },
            )

    def _entries(self, tags: dict[Any, list[Any]], view: View, lang: str) -> list[TagEntry]:
        entries = []
        most = max(len(posts) for posts in tags.values())
        for tag, by_view in self.context["tag_archive_views"].items():
            if view not in by_view:
                continue
            name, name_lang = tag.concept.name(lang)
            total = len(by_view[view])
            counts = {v.lang: len(p) for v, p in by_view.items() if v.lang and view == ALL}
            entries.append(
                TagEntry(
                    tag, name, name_lang, view.url(tag.url), counts, total, weight(total, most)
                )
            )
        return entries


def descriptions(concept: Concept, view: View, lang: str) -> list[tuple[str, str]]:
    """What a tag's page says of it, `(lang, text)`: in *lang* first, and in the others.

    A page of one language keeps to it when the tag is described in it.
    """
    found = sorted(concept.descriptions.items(), key=lambda each: (each[0] != lang, each[0]))
    return found if view == ALL or lang not in concept.descriptions else found[:1]


def weight(count: int, most: int) -> int:
    """How heavy a tag of *count* posts is, 1 to 5, when the heaviest has *most*."""
    if most < 2:
        return 1
    return 1 + round((WEIGHTS - 1) * math.log(count) / math.log(most))


def letters(entries: list[TagEntry]) -> list[tuple[str, list[TagEntry]]]:
    """The entries by initial, A to Z with accents folded; what is no letter comes under #."""
    groups: dict[str, list[TagEntry]] = {}
    for entry in sorted(entries, key=lambda each: (folded(each.name), each.tag.slug)):
        groups.setdefault(initial(entry.name), []).append(entry)
    return sorted(groups.items(), key=lambda group: (group[0] == "#", group[0]))


def initial(name: str) -> str:
    """The letter under which *name* is listed: "É" under "E", "42" under "#"."""
    first = folded(name)[:1].upper()
    return first if first and unicodedata.category(first).startswith("L") else "#"
