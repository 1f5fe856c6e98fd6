"""JSON feeds, for programs and the readers that like them (jsonfeed.org, version 1.1)."""

from __future__ import annotations

import json
from typing import Any

from plugins.bilingual.dates import rfc3339
from plugins.bilingual.fragments import plain_text
from plugins.language_feeds.entries import Entry, Feed, marked_title, without_controls

VERSION = "https://jsonfeed.org/version/1.1"


def json_item(entry: Entry, marked: bool) -> str:
    """The item of *entry*; the language stands after the title where it is *marked*."""
    return _written(
        {
            "id": entry.id,
            "url": entry.url,
            "language": entry.lang,
            "title": marked_title(entry.title) if marked else entry.title.text,
            "summary": plain_text(entry.summary.text),
            "content_html": entry.content.text,
            "date_published": rfc3339(entry.published),
            "date_modified": rfc3339(entry.updated),
            "authors": [{"name": name} for name in entry.authors],
            "tags": [each.label for each in entry.categories],
        }
    )


def json_feed(feed: Feed) -> str:
    """The JSON document of *feed*; nothing in it depends on when it is written."""
    hubs = [{"type": "WebSub", "url": link.href} for link in feed.links if link.rel == "hub"]
    head = _written(
        {
            "version": VERSION,
            "title": feed.title.text,
            "language": feed.title.lang,
            "description": feed.subtitle,
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "authors": [{"name": feed.author}] if feed.author else [],
            "hubs": hubs,
        }
    )
    items = ",\n".join(feed.entries)
    return f'{head[:-1]}, "items": [\n{items}\n]}}\n'


def _written(values: dict[str, Any]) -> str:
    """A JSON object of what is there of *values*, as one line; an item's content always is."""
    there = {
        name: _clean(value) for name, value in values.items() if value or name == "content_html"
    }
    return json.dumps(there, ensure_ascii=False)


def _clean(value: Any) -> Any:
    """A value whose texts hold no controls: readers store them in XML, and show none."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value]
