"""A file of comments read: threads of plain values, nothing in them that acts."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

DEEPEST = 50  # answers to answers


@dataclass(frozen=True)
class Comment:
    """One comment: who, when, what, and the answers to it. *url* is the author's own site.

    *lang* is its language, "" for that of the post.
    """

    author: str
    html: str
    date: datetime.datetime | None = None
    id: int = 0
    url: str = ""
    lang: str = ""
    replies: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Archive:
    """The comments of a post in threads, how many there were, and links from elsewhere."""

    comments: tuple[Comment, ...]
    count: int
    pings: int = 0


def read_archive(text: str) -> Archive:
    """The archive in the *text* of its file; ValueError, saying why, when it is none."""
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("it is no table of comments")
    threads = tuple(_comment(each, 0) for each in _list(told.get("comments", [])))
    count = told.get("count", sum(map(_size, threads)))
    pings = told.get("pings", 0)
    if not all(type(number) is int and number >= 0 for number in (count, pings)):
        raise ValueError("“count” and “pings” are numbers")
    return Archive(threads, count, pings)


def _comment(told: Any, depth: int) -> Comment:
    if not isinstance(told, dict) or depth > DEEPEST:
        raise ValueError("a comment is no table, or stands too deep")
    texts = [told.get(name, "") for name in ("author", "html", "url", "lang")]
    date, number = told.get("date"), told.get("id", 0)
    if not all(isinstance(each, str) for each in texts) or type(number) is not int:
        raise ValueError("a comment's author, html, url and lang are texts, its id a number")
    author, html, url, lang = texts
    if url and not url.startswith(("http://", "https://")):
        raise ValueError(f"“{url}” is no address of a site")
    moment = datetime.datetime.fromisoformat(date) if isinstance(date, str) else None
    replies = tuple(_comment(each, depth + 1) for each in _list(told.get("replies", [])))
    return Comment(author, html, moment, number, url, lang, replies)


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise ValueError("comments stand in a list")
    return told


def _size(comment: Comment) -> int:
    return 1 + sum(map(_size, comment.replies))
