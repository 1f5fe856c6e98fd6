"""Which feeds there are, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from plugins.bilingual.generator import Document, DocumentGenerator
from plugins.bilingual.identity import identity, is_iri
from plugins.bilingual.problems import Problem
from plugins.bilingual.views import ALL, View, views_of
from plugins.language_feeds.documents import Channel, FeedDocument, by_year
from plugins.language_feeds.entries import ENDINGS, Link, Text
from plugins.language_feeds.making import Entries
from plugins.language_feeds.offering import FeedLink, Offer


class LanguageFeedsGenerator(DocumentGenerator):
    """Feeds of all posts, of each language, for the readers of each, of each tag and view.

    Those of all and of a language come in three forms, with their history by year. A feed that
    would have no post does not exist.
    """

    def make_documents(self) -> Iterable[Document]:
        """The feeds, and what tells of them: see `Offer` for what templates get."""
        articles, languages = self.context["articles"], self.context["languages"]
        self._check_ids(articles)
        self._entries = Entries(self.settings, languages, self.env)
        self._folder: str = self.settings["LANGUAGE_FEEDS_FOLDER"]
        self._strings = self.settings.get("BILINGUAL_STRINGS") or {}
        self._documents: list[Document] = []
        views = views_of(articles, languages)
        offer = Offer(
            settings=self.settings,
            languages=tuple(languages),
            views=tuple(views),
            feeds=[self._add_main(view, posts) for view, posts in views.items()],
            reading=list(self._add_reading(articles)),
            tags=self._add_of_tags(),
            has_page=self.has_template("feeds"),
        )
        self.context.update(offer.to_templates())
        return [*self._documents, *offer.documents()]

    def _add_main(self, view: View, posts: list[Any]) -> FeedLink:
        """Add the feed of a view in each form, with its history; gives the link to it."""
        name = view.lang or "all"
        channel = self._channel(name, view, posts, view.url(""), self._language(view))
        older = self._add_history(view, posts) if self.settings["LANGUAGE_FEEDS_HISTORY"] else ()
        for form in ENDINGS:
            self._add(channel, form, self._url(name, form), older if form == "atom" else ())
        return FeedLink(
            channel.title.text,
            self._url(name, "atom"),
            view,
            channel.home,
            forms=(("RSS", self._url(name, "rss")), ("JSON", self._url(name, "json"))),
        )

    def _add_history(self, view: View, posts: list[Any]) -> tuple[Link, ...]:
        """Add a document a year (RFC 5005, §4); gives the link from the feed to the latest.

        The year of the newest post may still get others, so it is no archive document yet, which
        readers fetch only once: it becomes one when another year begins.
        """
        years, named = by_year(posts), self._language(view)
        prefix = f"archive/{view.lang}-" if view.lang else "archive/"
        urls = [f"{self._folder}{prefix}{year}.xml" for year in years]
        current = Link("current", self._absolute(self._url(view.lang or "all", "atom")))
        for at, (year, members) in enumerate(years.items()):
            around = [("prev-archive", url) for url in urls[at + 1 : at + 2]]
            around += [("next-archive", urls[at - 1])] if at else []
            document = FeedDocument(
                self._channel(f"{prefix}{year}", view, members, view.url(""), [*named, str(year)]),
                "atom",
                self._absolute(urls[at]),
                self._entries,
                (current, *(Link(rel, self._absolute(url)) for rel, url in around)),
                archive=True,
                closed=at > 0,
            )
            self._add_document(document, urls[at])
        return tuple(Link("prev-archive", self._absolute(url)) for url in urls[:1])

    def _add_reading(self, articles: list[Any]) -> Iterator[FeedLink]:
        """Add, for those who read one language alone, all that they can read; gives the links.

        Posts in their language are whole, others in summary.
        """
        languages = self.context["languages"]
        for lang in languages if len(languages) > 1 else ():
            posts = [post for post in articles if post.lang == lang or post.summaries.get(lang)]
            if not posts:
                continue
            view, words = View(lang), self._strings.get(lang)
            called = words.text("reading_feed") if words else f"{languages[lang].name} +"
            home = view if any(post.lang == lang for post in posts) else ALL
            channel = replace(
                self._channel(f"read-{lang}", view, posts, home.url(""), [called]),
                lang=home.lang,
                audience=lang,
            )
            url = self._url(f"read-{lang}", "atom")
            self._add(channel, "atom", url)
            yield FeedLink(channel.title.text, url, view, channel.home, reading=True)

    def _add_of_tags(self) -> dict[Any, list[FeedLink]]:
        """Add the feeds of each tag; gives the links to them, as `tag.feeds` does to its page."""
        archives = self.context.get("tag_archive_views", {})
        for tag, views in archives.items():
            tag.feeds = []
            for view, posts in views.items():
                name = f"tag/{tag.slug}.{view.lang}" if view.lang else f"tag/{tag.slug}"
                called = [self._name(tag, view), *self._language(view)]
                channel = self._channel(name, view, posts, view.url(tag.url), called, tag)
                url = self._url(name, "atom")
                self._add(channel, "atom", url)
                tag.feeds.append(FeedLink(channel.title.text, url, view, channel.home))
        return {tag: tag.feeds for tag in archives}

    def _channel(
        self,
        name: str,
        view: View,
        posts: Iterable[Any],
        home: str,
        called: Iterable[str],
        tag: Any = None,
    ) -> Channel:
        """What a feed is: its title is the site's, and what it is *called* there."""
        settings, languages = self.settings, self.context["languages"]
        lang = view.lang or settings["DEFAULT_LANG"]
        return Channel(
            id=f"tag:{settings['LANGUAGE_FEEDS_AUTHORITY']}:feed:{name}",
            title=Text(" – ".join([settings["SITENAME"], *called]), lang),
            subtitle=self._subtitle(lang, tag),
            home=self._absolute(home),
            author=settings.get("AUTHOR") or settings["SITENAME"],
            lang=view.lang,
            marked=view.lang is None and len(languages) > 1,
            posts=tuple(posts),
        )

    def _add(self, channel: Channel, form: str, url: str, links: tuple[Link, ...] = ()) -> None:
        """Add a feed in one form at *url*: it holds the newest posts, and names the hub."""
        newest = channel.posts[: self.settings["LANGUAGE_FEEDS_MAX_ITEMS"]]
        hub = self.settings["LANGUAGE_FEEDS_HUB"]
        links = (*links, Link("hub", hub)) if hub else links
        address = self._absolute(url)
        channel = replace(channel, posts=newest)
        self._add_document(FeedDocument(channel, form, address, self._entries, links), url)

    def _add_document(self, document: FeedDocument, url: str) -> None:
        label = f"the feed “{document.channel.title.text}”"
        self._documents.append(Document(url, label, document, relative=False))

    def _language(self, view: View) -> list[str]:
        return [self.context["languages"][view.lang].name] if view.lang else []

    def _name(self, tag: Any, view: View) -> str:
        return str(tag.concept.name(view.lang or self.settings["DEFAULT_LANG"])[0])

    def _url(self, name: str, form: str) -> str:
        return f"{self._folder}{name}{ENDINGS[form]}"

    def _absolute(self, url: str) -> str:
        return f"{self.settings['SITEURL']}/{url}"

    def _subtitle(self, lang: str, tag: Any) -> str:
        """What the feed is about: the tag's description, or the site's subtitle, in *lang*."""
        if tag:
            return str(tag.concept.descriptions.get(lang, ""))
        subtitle = self.settings.get("SITESUBTITLE", "")
        return str(subtitle.get(lang, "") if isinstance(subtitle, dict) else subtitle)

    def _check_ids(self, articles: list[Any]) -> None:
        """Two posts with one id are one post to every feed reader; an id may hang on a file's name.

        Two paths never give one id: without a `Guid` there is nothing to look for.
        """
        by_path = sorted(articles, key=lambda each: str(each.relative_source_path))
        nameless = [article for article in by_path if not getattr(article, "guid", None)]
        if nameless:
            self.context["problems"].append(renaming_problem(nameless))
        if len(nameless) == len(by_path):
            return
        first: dict[str, Any] = {}
        for article in by_path:
            guid = str(getattr(article, "guid", None) or "")
            if guid and not is_iri(guid):
                article.notes.add(
                    "guid",
                    f"“{guid}” is no address, as Atom wants an id to be",
                    "keep it if subscribers know the post by it, else take it away",
                    "warning",
                )
            id_ = identity(article, self.settings["LANGUAGE_FEEDS_AUTHORITY"])
            other = first.setdefault(id_, article)
            if other is not article:
                article.notes.add(
                    "guid",
                    f"the feed id “{id_}” is also that of {other.relative_source_path}",
                    "give this post a Guid of its own",
                )


def renaming_problem(nameless: list[Any]) -> Problem:
    """The warning that posts without a `Guid` have ids that hang on their files' names."""
    others = f" and {len(nameless) - 1} more" if len(nameless) > 1 else ""
    return Problem(
        str(nameless[0].relative_source_path),
        1,
        f"no Guid here{others}: renaming the file would give the post to subscribers once more",
        "before you rename one, let `invoke guids` write them",
        "warning",
    )
