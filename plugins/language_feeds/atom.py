"""Atom feeds that say the language of everything in them (RFC 4287, and RFC 5005 for history)."""

from __future__ import annotations

from plugins.bilingual.dates import rfc3339
from plugins.language_feeds.entries import (
    TYPES,
    Entry,
    Feed,
    Text,
    escaped,
    marked_title,
    quoted,
)

HISTORY = ' xmlns:fh="http://purl.org/syndication/history/1.0"'


def atom_entry(entry: Entry) -> str:
    """The `entry` element, as in a feed of one language.

    A title that is not in the language of the feed's readers is marked in each of its feeds.
    """
    title = entry.title
    if title.lang != entry.lang:
        title = Text(marked_title(title), title.lang)
    lines = [
        f'<entry xml:lang="{entry.lang}">',
        _text_element("title", title, "text"),
        f"<id>{escaped(entry.id)}</id>",
        f'<link rel="alternate" type="text/html" href={quoted(entry.url)}'
        f' hreflang="{entry.about}"/>',
        f"<published>{rfc3339(entry.published)}</published>",
        f"<updated>{rfc3339(entry.updated)}</updated>",
        *(line for name in entry.authors for line in _author(name)),
        *(
            f"<category term={quoted(each.term)} label={quoted(each.label)}"
            f" scheme={quoted(each.scheme)}/>"
            for each in entry.categories
        ),
        _text_element("summary", entry.summary, "html"),
        _text_element("content", entry.content, "html"),
        "</entry>",
    ]
    return "\n".join(lines)


def marked_entry(xml: str, lang: str) -> str:
    """An `entry` element as in a feed of several languages: the language after the title."""
    return xml.replace("</title>", f" [{lang}]</title>", 1)


def atom_feed(feed: Feed) -> str:
    """The Atom document of *feed*; nothing in it depends on when it is written."""
    lang = feed.title.lang
    hreflang = f' hreflang="{feed.lang}"' if feed.lang else ""
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"{HISTORY if feed.closed else ""}'
        f' xml:lang="{lang}">',
        _text_element("title", feed.title, "text"),
        *([_text_element("subtitle", Text(feed.subtitle, lang), "text")] if feed.subtitle else []),
        f"<id>{escaped(feed.id)}</id>",
        f'<link rel="self" type="{TYPES["atom"]}" href={quoted(feed.url)}/>',
        f'<link rel="alternate" type="text/html" href={quoted(feed.home)}{hreflang}/>',
        *(f"<link rel={quoted(each.rel)} href={quoted(each.href)}/>" for each in feed.links),
        *(["<fh:archive/>"] if feed.closed else []),
        f"<updated>{rfc3339(feed.updated)}</updated>",
        *_author(feed.author),
    ]
    return "\n".join([*head, *feed.entries, "</feed>\n"])


def _author(name: str) -> list[str]:
    return [f"<author><name>{escaped(name)}</name></author>"] if name else []


def _text_element(name: str, text: Text, kind: str) -> str:
    return f'<{name} type="{kind}" xml:lang="{text.lang}">{escaped(text.text)}</{name}>'
