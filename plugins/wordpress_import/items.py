"""An export's items as values, as they are in the file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Comment:
    """A comment: no address of mail, nor of a machine, is read."""

    id: str
    parent: str
    author: str
    url: str
    date: str
    date_gmt: str
    content: str
    approved: str
    type: str


@dataclass(frozen=True)
class Term:
    """A term as an item bears it: its taxonomy, its slug, its name."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True)
class Item:
    """One item of an export, as it is in the file; *number* counts them from 1."""

    number: int
    id: str = ""
    type: str = ""
    status: str = ""
    title: str = ""
    link: str = ""
    guid: str = ""
    name: str = ""
    author: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    published: str = ""  # pubDate
    content: str = ""
    excerpt: str = ""
    password: str = ""
    parent: str = ""
    order: str = ""
    sticky: bool = False
    attachment_url: str = ""
    terms: tuple[Term, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()

    def one(self, key: str) -> str:
        """The value of a meta key, the first of several; nothing when it has none."""
        return next((value for name, value in self.meta if name == key), "")
