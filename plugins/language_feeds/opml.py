"""A list of feeds that feed readers import in one go (OPML 2.0, opml.org)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plugins.language_feeds.entries import escaped, quoted


class Subscription(NamedTuple):
    """A feed in the list: its title, its language (None: several), its address, its page's."""

    title: str
    lang: str | None
    url: str
    home: str


def opml(title: str, groups: Iterable[tuple[str, Sequence[Subscription]]]) -> str:
    """The list of feeds *title*: *groups* are each a name and feeds; one without name is not one.

    Each feed is in it once, in its Atom form: a reader that imports it gets no post twice for
    being told of the same feed in three forms.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escaped(title)}</title></head>",
        "<body>",
    ]
    for name, feeds in groups:
        outlines = [_outline(feed) for feed in feeds]
        if name and outlines:
            outlines = [f"<outline text={quoted(name)}>", *outlines, "</outline>"]
        lines += outlines
    return "\n".join([*lines, "</body>", "</opml>\n"])


def _outline(feed: Subscription) -> str:
    language = f' language="{feed.lang}"' if feed.lang else ""
    name = quoted(feed.title)
    return (
        f'<outline type="rss" text={name} title={name}{language}'
        f" xmlUrl={quoted(feed.url)} htmlUrl={quoted(feed.home)}/>"
    )
