"""Which feeds there are, and what is in them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from plugins.bilingual.generator import Document, DocumentGenerator
from plugins.bilingual.links import moved, raw_body
from plugins.bilingual.templates import own_summary, summaries_of
from plugins.bilingual.views import View, views_of
from plugins.language_feeds.feeds import (
    Category,
    Entry,
    Feed,
    Text,
    content_html,
    entry_id,
    entry_xml,
    feed_xml,
    marked_entry,
)


@dataclass(frozen=True)
class FeedLink:
    """A feed as templates link to it: its title, its address, the view that it follows."""

    title: str
    url: str
    view: View


@dataclass(frozen=True)
class FeedDocument:
    """A feed in the place of a template: what it renders is its Atom document.

    Two are equal when their names, texts, addresses and *posts* are; the *writer* only works.
    """

    name: str
    title: Text
    subtitle: str
    url: str
    home: str
    view: View
    posts: tuple[Any, ...]
    writer: LanguageFeedsGenerator = field(compare=False)

    def render(self, context: Any) -> str:
        """The Atom document; the same whatever the *context*."""
        return self.writer.atom(self)


class LanguageFeedsGenerator(DocumentGenerator):
    """A feed of all posts, one a language, one a tag, one a tag and language with posts."""

    def make_documents(self) -> Iterable[Document]:
        """The feeds; the context's `feeds` and each tag's `feeds` link to them."""
        self._check_ids(self.context["articles"])
        articles = views_of(self.context["articles"], self.context["languages"])
        documents = list(self._feeds("", "", articles))
        self.context["feeds"] = [link for link, _ in documents]
        for tag, views in self.context.get("tag_archive_views", {}).items():
            of_tag = list(self._feeds(tag.slug, tag.url, views, tag))
            tag.feeds = [link for link, _ in of_tag]
            documents += of_tag
        return [document for _, document in documents]

    def _feeds(
        self, slug: str, home: str, views: dict[View, list[Any]], tag: Any = None
    ) -> Iterator[tuple[FeedLink, Document]]:
        for view, members in views.items():
            lang = view.lang or self.settings["DEFAULT_LANG"]
            name = self._name(slug, view)
            title = self._title(view, lang, tag)
            url = self.settings["LANGUAGE_FEEDS_URL"].format(name=name)
            feed = FeedDocument(
                name,
                Text(title, lang),
                self._subtitle(lang, tag),
                url,
                view.url(home),
                view,
                tuple(members[: self.settings["LANGUAGE_FEEDS_MAX_ITEMS"]]),
                self,
            )
            yield (
                FeedLink(title, url, view),
                Document(url, f"the feed “{title}”", feed, relative=False),
            )

    def atom(self, feed: FeedDocument) -> str:
        """The Atom document of a feed; made when pages are, since links to files are known then."""
        mixed = feed.view.lang is None and len(self.context["languages"]) > 1
        return feed_xml(
            Feed(
                id=f"tag:{self.settings['LANGUAGE_FEEDS_AUTHORITY']}:feed:{feed.name}",
                title=feed.title,
                url=self._absolute(feed.url),
                home=self._absolute(feed.home),
                author=self.settings.get("AUTHOR") or self.settings["SITENAME"],
                entries=[self._entry(post, mixed) for post in feed.posts],
                updated=max(updated(post) for post in feed.posts),
                subtitle=feed.subtitle,
            )
        )

    def _entry(self, article: Any, mixed: bool) -> str:
        """The entry of an article, made once for all feeds."""
        memo: Callable[..., str] = self.env.memo
        entry = memo(("feed entry", article), lambda: entry_xml(self._make_entry(article)))
        return marked_entry(entry, article.lang) if mixed else entry

    def _name(self, slug: str, view: View) -> str:
        """all, fr, tag/slug, tag/slug.fr: the addresses of the blogs that move in."""
        if not slug:
            return view.lang or "all"
        return f"tag/{slug}.{view.lang}" if view.lang else f"tag/{slug}"

    def _title(self, view: View, lang: str, tag: Any) -> str:
        parts = [self.settings["SITENAME"]]
        if tag:
            parts.append(tag.concept.name(lang)[0])
        if view.lang:
            parts.append(self.context["languages"][view.lang].name)
        return " – ".join(parts)

    def _subtitle(self, lang: str, tag: Any) -> str:
        """What the feed is about: the tag's description, or the site's subtitle, in *lang*."""
        if tag:
            return str(tag.concept.descriptions.get(lang, ""))
        subtitle = self.settings.get("SITESUBTITLE", "")
        return str(subtitle.get(lang, "") if isinstance(subtitle, dict) else subtitle)

    def _absolute(self, url: str) -> str:
        return f"{self.settings['SITEURL']}/{url}"

    def _make_entry(self, article: Any) -> Entry:
        siteurl = self.settings["SITEURL"]
        others = [
            (lang, moved(html, article, siteurl, under=6, listed=True))
            for lang, html in summaries_of(article, self.context["languages"])
        ]
        body = moved(raw_body(article), article, siteurl, under=1, listed=True)
        excerpt = moved(own_summary(article), article, siteurl, under=1, listed=True)
        lang = article.lang
        return Entry(
            id=identity(article, self.settings["LANGUAGE_FEEDS_AUTHORITY"]),
            url=self._absolute(article.url),
            title=Text(article.title, lang),
            published=article.date,
            updated=updated(article),
            authors=[str(author) for author in getattr(article, "authors", ())],
            summary=Text(excerpt, lang),
            content=Text(content_html(body, others), lang),
            categories=[
                Category(
                    tag.slug, tag.concept.name(lang)[0], self._absolute(self.settings["TAGS_URL"])
                )
                for tag in getattr(article, "tags", ())
                if hasattr(tag, "concept")
            ],
        )

    def _check_ids(self, articles: list[Any]) -> None:
        """Two posts with one id are one post to every feed reader.

        Two paths never give one id: without a `Guid` there is nothing to look for.
        """
        if not any(getattr(article, "guid", None) for article in articles):
            return
        first: dict[str, Any] = {}
        for article in sorted(articles, key=lambda each: str(each.relative_source_path)):
            id_ = identity(article, self.settings["LANGUAGE_FEEDS_AUTHORITY"])
            other = first.setdefault(id_, article)
            if other is not article:
                article.notes.add(
                    "guid",
                    f"the feed id “{id_}” is also that of {other.relative_source_path}",
                    "give this post a Guid of its own",
                )


def updated(article: Any) -> datetime.datetime:
    """When *article* last changed, as its author says."""
    moment: datetime.datetime = getattr(article, "modified", article.date)
    return moment


def identity(article: Any, authority: str) -> str:
    """The id of *article* for ever: its `Guid`, or a tag URI of its file's path."""
    guid = getattr(article, "guid", None)
    return str(guid) if guid else entry_id(authority, article.relative_source_path)
