"""Feeds as documents to write: each knows its posts, and is made when pages are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plugins.language_feeds.atom import atom_feed
from plugins.language_feeds.entries import Feed, Link, Text, that_fit
from plugins.language_feeds.json_feed import json_feed
from plugins.language_feeds.making import Entries, updated
from plugins.language_feeds.opml import Subscription, opml
from plugins.language_feeds.rss import rss_feed

FORMS: Mapping[str, Callable[[Feed], str]] = {
    "atom": atom_feed,
    "rss": rss_feed,
    "json": json_feed,
}


@dataclass(frozen=True)
class Channel:
    """What the forms of one feed share: its id, its texts, the page it follows, its posts.

    *lang* is that of the page, None when it is in several; *marked* says whether titles tell
    that of each post. *audience* is, of a reading feed, the language that its readers read.
    """

    id: str
    title: Text
    subtitle: str
    home: str
    author: str
    lang: str | None
    marked: bool
    posts: tuple[Any, ...]
    audience: str | None = None


@dataclass(frozen=True)
class FeedDocument:
    """A feed in the place of a template: what it renders is its document in one form.

    Two are equal when their texts, addresses and posts are; *entries* only works. An *archive*
    holds all its posts, whatever room they take; a *closed* one will get no other.
    """

    channel: Channel
    form: str
    url: str
    entries: Entries = field(compare=False)
    links: tuple[Link, ...] = ()
    archive: bool = False
    closed: bool = False

    def render(self, context: Any) -> str:
        """The document; the same whatever the *context*."""
        channel = self.channel
        written = [self._entry(post) for post in channel.posts]
        entries = written if self.archive else that_fit(written)
        return FORMS[self.form](
            Feed(
                id=channel.id,
                title=channel.title,
                lang=channel.lang,
                url=self.url,
                home=channel.home,
                author=channel.author,
                entries=entries,
                updated=max(updated(post) for post in channel.posts[: len(entries)]),
                subtitle=channel.subtitle,
                links=self.links,
                closed=self.closed,
            )
        )

    def _entry(self, post: Any) -> str:
        if self.channel.audience:
            return self.entries.for_readers_of(self.channel.audience, post)
        return self.entries.whole(post, self.form, self.channel.marked)


@dataclass(frozen=True)
class FeedList:
    """The list of all feeds in the place of a template: what it renders is OPML."""

    title: str
    groups: Sequence[tuple[str, Sequence[Subscription]]]

    def render(self, context: Any) -> str:
        """The document; the same whatever the *context*."""
        return opml(self.title, self.groups)


def by_year(posts: Iterable[Any]) -> dict[int, tuple[Any, ...]]:
    """*posts*, newest first, by the year of their dates, the latest year first."""
    years: dict[int, list[Any]] = {}
    for post in posts:
        years.setdefault(post.date.year, []).append(post)
    return {year: tuple(members) for year, members in years.items()}
