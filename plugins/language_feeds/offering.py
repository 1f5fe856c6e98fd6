"""What tells readers of the feeds: links for templates, the pages about them, the list in OPML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from plugins.bilingual.generator import Document
from plugins.bilingual.views import ALL, View, view_links
from plugins.language_feeds.documents import FeedList
from plugins.language_feeds.opml import Subscription


class FeedLink(NamedTuple):
    """A feed as templates link to it: its title, its address, the view that it follows.

    *home* is the page that it follows, *forms* are its other forms, `(name, address)`. Of a
    *reading* feed the view's language is that of its readers.
    """

    title: str
    url: str
    view: View
    home: str
    forms: tuple[tuple[str, str], ...] = ()
    reading: bool = False


@dataclass(frozen=True)
class Offer:
    """The feeds of a site: of all posts and of languages, reading feeds, those of each tag.

    *has_page* is whether the theme has a template for the page about them.
    """

    settings: Mapping[str, Any]
    languages: Sequence[str]
    views: Sequence[View]
    feeds: list[FeedLink]
    reading: list[FeedLink]
    tags: dict[Any, list[FeedLink]]
    has_page: bool

    def to_templates(self) -> dict[str, Any]:
        """What templates get.

        `feeds` and `reading_feeds`; `feeds_of`, those to tell of on a page in one language (None:
        in several); `feeds_pages`, the page about feeds for the readers of each language.
        """
        of_site = [*self.feeds, *self.reading]
        return {
            "feeds": self.feeds,
            "reading_feeds": self.reading,
            "feeds_of": {
                lang: [link for link in of_site if lang is None or link.view.lang in (None, lang)]
                for lang in (None, *self.languages)
            },
            "feeds_pages": {lang: self._view_for(lang).url(self._folder) for lang in self.languages}
            if self.feeds and self.has_page
            else {},
        }

    def documents(self) -> Iterator[Document]:
        """A page about the feeds in each view, and the list of all feeds for programs."""
        if not self.feeds:
            return
        opml_url = f"{self._folder}feeds.opml"
        links: dict[View, list[Any]] = {view: [] for view in self.views}
        for view in self.views if self.has_page else ():
            lang = view.lang or self.settings["DEFAULT_LANG"]
            variables = {
                "lang": lang,
                "view": view,
                "main_feeds": self._main_first(view),
                "tag_feeds": self._by_name(lang),
                "opml_url": opml_url,
                "view_links": view_links(self._folder, links, view, counted=False),
            }
            yield Document(view.url(self._folder), "the page about feeds", "feeds", variables)
        yield Document(opml_url, "the list of feeds", self._list(), relative=False)

    @property
    def _folder(self) -> str:
        return str(self.settings["LANGUAGE_FEEDS_FOLDER"])

    def _view_for(self, lang: str) -> View:
        """The view of the page for readers of *lang*: that of all where it speaks *lang* itself."""
        view = View(lang)
        return ALL if lang == self.settings["DEFAULT_LANG"] or view not in self.views else view

    def _main_first(self, view: View) -> tuple[FeedLink, ...]:
        """The feeds of the site, those of the readers of *view* first."""

        def place(link: FeedLink) -> tuple[bool, bool, bool]:
            return link.view != view, link.view != ALL, not link.reading

        return tuple(sorted([*self.feeds, *self.reading], key=place))

    def _by_name(self, lang: str) -> tuple[tuple[Any, tuple[FeedLink, ...]], ...]:
        """The tags with their feeds, in the order of their names for readers of *lang*."""
        ordered = sorted(
            self.tags, key=lambda tag: (_plain(tag.concept.name(lang)[0]), str(tag.slug))
        )
        return tuple((tag, tuple(self.tags[tag])) for tag in ordered)

    def _list(self) -> FeedList:
        name = str(self.settings["SITENAME"])
        words = (self.settings.get("BILINGUAL_STRINGS") or {}).get(self.settings["DEFAULT_LANG"])
        of_tags = [link for links in self.tags.values() for link in links]
        groups = (
            ("", [*self.feeds, *self.reading]),
            (words.text("tags") if words else "Tags", of_tags),
        )
        return FeedList(
            name, tuple((group, tuple(map(self._subscription, some))) for group, some in groups)
        )

    def _subscription(self, link: FeedLink) -> Subscription:
        url = f"{self.settings['SITEURL']}/{link.url}"
        return Subscription(link.title, link.view.lang, url, link.home)


def _plain(name: str) -> str:
    """A name without case, accents and punctuation, for sorting."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name.casefold())))
