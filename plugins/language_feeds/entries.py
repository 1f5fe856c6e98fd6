"""Posts as feeds know them: entries and feeds as values, whatever form they are written in."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

# The forms of feeds: how their addresses end, and the types that hosts give them.
ENDINGS = {"atom": ".atom.xml", "rss": ".rss.xml", "json": ".json"}
TYPES = {
    "atom": "application/atom+xml",  # RFC 4287, §7
    "rss": "application/rss+xml",
    "json": "application/feed+json",  # JSON Feed 1.1
}
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, §2.2
PARAGRAPH = re.compile(r"<p\b[^>]*>", re.IGNORECASE)
MOST_BYTES = 500_000  # of a feed that is asked for every hour
MOST_BYTES_OF_HEAD = 5_000
MOST_BYTES_EACH = MOST_BYTES // 5 - 5_000  # of the texts of an entry, in any form of feed


class Text(NamedTuple):
    """A text and its language."""

    text: str
    lang: str


class Category(NamedTuple):
    """A tag of an entry: its slug, its name, the address of the list of tags."""

    term: str
    label: str
    scheme: str


class Link(NamedTuple):
    """A link of a feed: its relation (RFC 5005, WebSub), its address."""

    rel: str
    href: str


@dataclass(frozen=True)
class Entry:
    """A post in a feed, for readers of *lang*.

    *title* is plain text, *summary* and *content* are HTML; each says its own language. *about* is
    the language that the post is written in.
    """

    id: str
    url: str
    lang: str
    about: str
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

    *entries* are written already, in the form of the feed; *updated* is the latest moment of
    theirs. *lang* is that of the page, None when it is in several. *links* lead to the parts of its
    history and to its hub; *closed* says that no further post will be in this part.
    """

    id: str
    title: Text
    lang: str | None
    url: str
    home: str
    author: str
    entries: Sequence[str]
    updated: datetime.datetime
    subtitle: str = ""
    links: Sequence[Link] = ()
    closed: bool = False


def checked_count(count: object) -> int:
    """How many posts a feed holds; ValueError with what to write if that is no number of them."""
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError(
            f"LANGUAGE_FEEDS_MAX_ITEMS = {count!r} is no number of posts; write 1 or more"
        )
    return count


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
    marked, count = PARAGRAPH.subn(rf"\g<0>{marker}", html, count=1)
    return marked if count else marker + html


def marked_title(title: Text) -> str:
    """A title where several languages meet: `A footbridge [en]`.

    >>> marked_title(Text("A footbridge", "en"))
    'A footbridge [en]'
    """
    return f"{title.text} [{title.lang}]"


def are_too_long(*texts: str) -> bool:
    """Whether *texts* would take more than an entry's share of a feed, in XML or in JSON.

    With shares of a fifth a feed of at most 500 kB has room for five entries.
    """
    size = sum(map(len, texts))
    if size * 5 < MOST_BYTES_EACH:  # the most that a character takes: &amp;
        return False
    in_xml = sum(len(escaped(text).encode()) for text in texts)
    in_json = sum(len(json.dumps(text, ensure_ascii=False).encode()) for text in texts)
    return max(in_xml, in_json) > MOST_BYTES_EACH


def that_fit(entries: Sequence[str]) -> Sequence[str]:
    """The first *entries* that a feed of at most 500 kB has room for: at least one."""
    room = MOST_BYTES - MOST_BYTES_OF_HEAD
    if sum(map(len, entries)) * 4 < room:  # the most bytes that a character takes
        return entries
    size = 0
    for count, entry in enumerate(entries):
        size += len(entry.encode())
        if size > room and count:
            return entries[:count]
    return entries


def without_controls(text: str) -> str:
    """*text* without the characters that XML cannot hold (XML 1.0, §2.2): controls, surrogates."""
    return NOT_XML.sub("", text)


def escaped(text: str) -> str:
    """*text* as the content of an XML element."""
    return escape(without_controls(text))


def quoted(text: str) -> str:
    """*text* as the value of an XML attribute, in its quotes."""
    return quoteattr(without_controls(text))
