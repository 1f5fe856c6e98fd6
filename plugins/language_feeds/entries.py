"""Atom feeds that say the language of everything in them, with ids that last (RFC 4287).

An entry is the same in every feed that holds it, but for the title's marker in feeds of several
languages.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, §2.2
AUTHORITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?:@[A-Za-z0-9.-]+)?,\d{4}(?:-\d\d){0,2}$")
PATH_SAFE = "/~-._!$'()*+;=:@"  # what RFC 4151 allows in the specific part


@dataclass(frozen=True)
class Text:
    """A text and its language."""

    text: str
    lang: str


@dataclass(frozen=True)
class Category:
    """A tag of an entry: its slug, its name, the address of its archive."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True)
class Entry:
    """A post in a feed; *title* is plain text, *summary* and *content* are HTML."""

    id: str
    url: str
    title: Text
    published: datetime.datetime
    updated: datetime.datetime
    authors: Sequence[str]
    summary: Text
    content: Text
    categories: Sequence[Category] = ()


@dataclass(frozen=True)
class Feed:
    """A feed: *title* in its own language, *url* its own address, *home* the page it follows.

    *entries* are the documents that `entry_xml` gives, *updated* the latest moment of theirs.
    """

    id: str
    title: Text
    url: str
    home: str
    author: str
    entries: Sequence[str]
    updated: datetime.datetime
    subtitle: str = ""


def entry_id(authority: str, path: str) -> str:
    """The id of a post without a `Guid`: a tag URI (RFC 4151) of its *path* in the content.

    >>> entry_id("example.org,2008", "2016/une passerelle.md")
    'tag:example.org,2008:2016/une%20passerelle.md'
    """
    return f"tag:{authority}:{quote(path, safe=PATH_SAFE)}"


def checked_authority(authority: str) -> str:
    """An *authority* fit for ids ("example.org,2008"); ValueError with what to write if not."""
    if not AUTHORITY.match(authority):
        raise ValueError(
            f'LANGUAGE_FEEDS_AUTHORITY = "{authority}" cannot make ids; write, once and for'
            ' ever, a domain that was yours and a year when it was: "example.org,2008"'
        )
    return authority


def checked_url(url: str) -> str:
    """A pattern of feeds' addresses that keeps them apart; ValueError if it does not."""
    if "{name}" not in url:
        raise ValueError(f'LANGUAGE_FEEDS_URL = "{url}" has no {{name}} in it')
    return url


def content_html(body: str, summaries: Iterable[tuple[str, str]]) -> str:
    """A post's *body* after its other-language *summaries*, `(lang, html)`, each marked.

    The marker is visible text, since feed readers take `lang` away.
    """
    marked = "".join(
        f'<blockquote lang="{lang}">{_marked(html, lang)}</blockquote>\n'
        for lang, html in summaries
    )
    return marked + body


def _marked(html: str, lang: str) -> str:
    marker = f"<b>[{lang}]</b> "
    return html.replace("<p>", f"<p>{marker}", 1) if "<p>" in html else marker + html


def entry_xml(entry: Entry) -> str:
    """The `entry` element, as in a feed of one language."""
    lines = [
        f'<entry xml:lang="{entry.title.lang}">',
        _text_element("title", entry.title, "text"),
        f"<id>{_escaped(entry.id)}</id>",
        f'<link rel="alternate" type="text/html" href={quoteattr(entry.url)}'
        f' hreflang="{entry.title.lang}"/>',
        f"<published>{entry.published.isoformat()}</published>",
        f"<updated>{entry.updated.isoformat()}</updated>",
        *(line for name in entry.authors for line in _author(name)),
        *(
            f"<category term={quoteattr(each.term)} label={quoteattr(each.label)}"
            f" scheme={quoteattr(each.scheme)}/>"
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


def feed_xml(feed: Feed) -> str:
    """The Atom document of *feed*; nothing in it depends on when it is written."""
    lang = feed.title.lang
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        _text_element("title", feed.title, "text"),
        *([_text_element("subtitle", Text(feed.subtitle, lang), "text")] if feed.subtitle else []),
        f"<id>{_escaped(feed.id)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.url)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(feed.home)}/>',
        f"<updated>{feed.updated.isoformat()}</updated>",
        *_author(feed.author),
    ]
    return "\n".join([*head, *feed.entries, "</feed>\n"])


def _author(name: str) -> list[str]:
    return [f"<author><name>{_escaped(name)}</name></author>"] if name else []


def _text_element(name: str, text: Text, kind: str) -> str:
    return f'<{name} type="{kind}" xml:lang="{text.lang}">{_escaped(text.text)}</{name}>'


def _escaped(text: str) -> str:
    return escape(NOT_XML.sub("", text))
