"""The id of a post for ever, by which feeds know it: its `Guid`, or one of its file's path."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

AUTHORITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(?:@[A-Za-z0-9.-]+)?,\d{4}(?:-\d\d){0,2}")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")  # RFC 3987, loosely
PATH_SAFE = "/~-._!$'()*+;=:@"  # of what RFC 4151 allows; others would be other ids


def entry_id(authority: str, path: str) -> str:
    """The id of a post without a `Guid`: a tag URI (RFC 4151) of its *path* in the content.

    >>> entry_id("example.org,2008", "2016/une passerelle.md")
    'tag:example.org,2008:2016/une%20passerelle.md'
    """
    return f"tag:{authority}:{quote(path, safe=PATH_SAFE)}"


def checked_authority(authority: object) -> str:
    """An *authority* fit for ids ("example.org,2008"); ValueError with what to write if not."""
    if not isinstance(authority, str) or not AUTHORITY.fullmatch(authority):
        raise ValueError(
            f'LANGUAGE_FEEDS_AUTHORITY = "{authority}" cannot make ids; write, once and for'
            ' ever, a domain that was yours and a year when it was: "example.org,2008"'
        )
    return authority


def is_iri(guid: str) -> bool:
    """Whether a *guid* is what Atom takes for an id: an address of some sort (RFC 4287, §4.2.6).

    >>> is_iri("http://old.example/?p=123"), is_iri("tag:x,2008:é.md"), is_iri("post 12")
    (True, True, False)
    """
    return IRI.fullmatch(guid) is not None


def identity(article: Any, authority: str) -> str:
    """The id of *article* for ever: its `Guid`, or a tag URI of its file's path."""
    guid = getattr(article, "guid", None)
    return str(guid) if guid else entry_id(authority, article.relative_source_path)
