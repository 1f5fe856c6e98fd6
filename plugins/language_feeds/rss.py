"""RSS 2.0 feeds, for tools that know no other: e-mail services, old readers (rssboard.org)."""

from __future__ import annotations

import datetime
from email.utils import format_datetime

from plugins.bilingual.dates import rfc3339
from plugins.language_feeds.entries import TYPES, Entry, Feed, escaped, marked_title, quoted

NAMESPACES = (
    ' xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss_item(entry: Entry, marked: bool) -> str:
    """The `item` element; the language stands after the title where it is *marked*.

    Its guid is the entry's id in Atom: a reader that changes forms meets no post twice.
    """
    title = marked_title(entry.title) if marked else entry.title.text
    lines = [
        "<item>",
        f"<title>{escaped(title)}</title>",
        f"<link>{escaped(entry.url)}</link>",
        f'<guid isPermaLink="false">{escaped(entry.id)}</guid>',
        f"<pubDate>{_date(entry.published)}</pubDate>",
        f"<dc:language>{entry.lang}</dc:language>",
        *(f"<dc:creator>{escaped(name)}</dc:creator>" for name in entry.authors),
        *(
            f"<category domain={quoted(each.scheme)}>{escaped(each.label)}</category>"
            for each in entry.categories
        ),
        f"<description>{escaped(entry.summary.text)}</description>",
        f"<content:encoded>{escaped(entry.content.text)}</content:encoded>",
        "</item>",
    ]
    return "\n".join(lines)


def rss_feed(feed: Feed) -> str:
    """The RSS document of *feed*; nothing in it depends on when it is written."""
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rss version="2.0"{NAMESPACES}>',
        "<channel>",
        f"<title>{escaped(feed.title.text)}</title>",
        f"<link>{escaped(feed.home)}</link>",
        f"<description>{escaped(feed.subtitle or feed.title.text)}</description>",
        f"<language>{feed.title.lang}</language>",
        f"<lastBuildDate>{_date(feed.updated)}</lastBuildDate>",
        f'<atom:link rel="self" type="{TYPES["rss"]}" href={quoted(feed.url)}/>',
        *(f"<atom:link rel={quoted(each.rel)} href={quoted(each.href)}/>" for each in feed.links),
    ]
    return "\n".join([*head, *feed.entries, "</channel>", "</rss>\n"])


def _date(moment: datetime.datetime) -> str:
    """A moment as RFC 822 writes it, with the year in full (RFC 2822)."""
    return format_datetime(datetime.datetime.fromisoformat(rfc3339(moment)))
