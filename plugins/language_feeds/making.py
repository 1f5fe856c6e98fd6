"""Articles made into entries, each once for every feed that holds it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import escape

from plugins.bilingual.excerpts import own_summary, summaries_of
from plugins.bilingual.identity import identity
from plugins.bilingual.linked import with_languages
from plugins.bilingual.links import absolute, moved, raw_body
from plugins.bilingual.strings import Strings
from plugins.language_feeds.atom import atom_entry, marked_entry
from plugins.language_feeds.content import brief, for_feeds
from plugins.language_feeds.entries import (
    Category,
    Entry,
    Text,
    are_too_long,
    content_html,
)
from plugins.language_feeds.json_feed import json_item
from plugins.language_feeds.rss import rss_item


class Entries:
    """The entries of a site's articles, written in each form when a feed asks for them.

    The *environment*'s memo, while pages are rendered, keeps what it has made: an entry is the
    same, byte for byte, in all feeds of a form.
    """

    def __init__(
        self, settings: Mapping[str, Any], languages: Mapping[str, Any], environment: Any
    ) -> None:
        self._settings = settings
        self._languages = languages
        self._environment = environment
        self._siteurl: str = settings["SITEURL"]
        self._scheme = urlsplit(self._siteurl).scheme or "https"
        self._strings: Mapping[str, Strings] = settings.get("BILINGUAL_STRINGS") or {}

    def whole(self, article: Any, form: str, marked: bool) -> str:
        """The entry of *article* in a form; its title *marked* in a feed of several languages."""
        if form == "atom":  # the form of most feeds: kept once for both
            entry = self._memo(("feed entry", article), lambda: atom_entry(self._whole(article)))
            return marked_entry(entry, article.lang) if marked else entry
        item = {"rss": rss_item, "json": json_item}[form]
        return self._memo(
            ("feed item", form, marked, article), lambda: item(self._whole(article), marked)
        )

    def for_readers_of(self, lang: str, article: Any) -> str:
        """The entry of *article* in Atom for those who read *lang*: whole, or its summary in it."""
        return self._memo(
            ("reading entry", lang, article), lambda: atom_entry(self._read(article, lang))
        )

    def _memo(self, key: tuple[Hashable, ...], make: Callable[[], str]) -> str:
        text: str = self._environment.memo(key, make)
        return text

    def _whole(self, article: Any) -> Entry:
        """The article, after its summaries in other languages."""
        others = [
            (lang, self._moved(brief(html), article, lang, under=6))
            for lang, html in summaries_of(article, self._languages)
        ]
        return self._entry(article, article.lang, Text(article.title, article.lang), others)

    def _read(self, article: Any, lang: str) -> Entry:
        """What readers of *lang* alone can read of the article."""
        if article.lang == lang:
            return self._entry(article, lang, Text(article.title, lang), [])
        title = article.titles.get(lang)
        summary = self._moved(brief(article.summaries[lang]), article, lang, under=1)
        return self._filled(
            article,
            lang,
            Text(title, lang) if title else Text(article.title, article.lang),
            Text(summary, lang),
            Text(summary + self._way_to_the_rest(article, lang), lang),
        )

    def _entry(self, article: Any, lang: str, title: Text, others: list[tuple[str, str]]) -> Entry:
        excerpt = self._moved(brief(own_summary(article)), article, lang, under=1)
        content = content_html(self._moved(raw_body(article), article, lang, under=1), others)
        if are_too_long(content, excerpt):
            rest = self._way_to_the_rest(article, lang)
            content = content_html(excerpt, others) + rest
        return self._filled(article, lang, title, Text(excerpt, lang), Text(content, lang))

    def _filled(self, article: Any, lang: str, title: Text, summary: Text, content: Text) -> Entry:
        tags = [tag for tag in getattr(article, "tags", ()) if hasattr(tag, "concept")]
        list_of_tags = f"{self._siteurl}/{self._settings['TAGS_URL']}" if tags else ""
        return Entry(
            id=identity(article, self._settings["LANGUAGE_FEEDS_AUTHORITY"]),
            url=self._address(article),
            lang=lang,
            about=article.lang,
            title=title,
            published=article.date,
            updated=updated(article),
            authors=[str(author) for author in getattr(article, "authors", ())],
            summary=summary,
            content=content,
            categories=[
                Category(tag.slug, tag.concept.name(lang)[0], list_of_tags) for tag in tags
            ],
        )

    def _moved(self, html: str, article: Any, lang: str, under: int) -> str:
        """The fragment *html* of *article*, in *lang*, as feeds show it."""
        told = with_languages(html, article, lang, "[{}]".format)
        fit = for_feeds(told, self._scheme)
        return moved(fit, article, self._siteurl, under=under, listed=True)

    def _address(self, article: Any) -> str:
        return absolute(self._siteurl, article.url)

    def _way_to_the_rest(self, article: Any, lang: str) -> str:
        """A link to the whole post, for readers of *lang*: in words if the theme has them."""
        href = f'href="{escape(self._address(article))}" hreflang="{article.lang}"'
        words = self._strings.get(lang)
        if words is None:
            link = f'<a {href} lang="{article.lang}">{escape(article.title)}</a>'
            return f"\n<p>{link} [{article.lang}]</p>"
        text = words.text("read_more")
        if article.lang != lang:
            text += f" ({words.text(f'in_language.{article.lang}')})"
        return f"\n<p><a {href}>{escape(text)}</a></p>"


def updated(article: Any) -> datetime.datetime:
    """When *article* last changed, as its author says."""
    moment: datetime.datetime = getattr(article, "modified", article.date)
    return moment
