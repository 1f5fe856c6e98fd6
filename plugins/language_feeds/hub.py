"""What a WebSub hub is told of feeds, and which it has been told already.

A hub hands a feed on to its subscribers when it is told that the feed changed:
https://www.w3.org/TR/websub/, §6, which leaves the form to hubs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from plugins.language_feeds.entries import ENDINGS

KINDS = tuple(ENDINGS.values())  # history's documents end otherwise: nobody waits for them
PATH_SAFE = "/~-._!$&'()*+,;=:@"  # RFC 3986, §3.3


def checked_hub(hub: object) -> str:
    """The address of a *hub*, "" for none; ValueError with what to write when it is neither."""
    if isinstance(hub, str) and (not hub or _is_address(hub)):
        return hub
    raise ValueError(
        f'LANGUAGE_FEEDS_HUB = "{hub}" is not the address of a hub; write one such as'
        ' "https://hub.example/", or "" for none'
    )


def _is_address(hub: str) -> bool:
    try:
        parts = urlsplit(hub)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # http://[, http://host:port
        return False
    return (
        fit and hub.isascii() and hub.isprintable() and " " not in hub and "@" not in parts.netloc
    )


def is_told(name: str) -> bool:
    """Whether a hub is told of the file *name* in the folder of feeds."""
    return name.endswith(KINDS)


def address(siteurl: str, path: str) -> str:
    """The address of the file at *path* in the site."""
    return f"{siteurl}/{quote(path, safe=PATH_SAFE)}"


def ping_form(feed: str) -> bytes:
    """The form that tells a hub of the *feed* at an address.

    Most hubs ask for `hub.url`, as PubSubHubbub 0.3 had it, others for `hub.topic`, as the rest of
    WebSub has; each leaves the other one alone.
    """
    return urlencode({"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}).encode()


def told_by(state: bytes, hub: str) -> dict[str, str]:
    """The digests of feeds, by address, that *hub* was told of as this *state* has them.

    What is no such state, or that of another hub, holds none.
    """
    try:
        kept: Any = json.loads(state)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict) or kept.get("hub") != hub:
        return {}
    feeds = kept.get("feeds")
    found = feeds.items() if isinstance(feeds, dict) else ()
    return {feed: digest for feed, digest in found if isinstance(digest, str)}


def state_of(told: Mapping[str, str], hub: str) -> bytes:
    """The state that `told_by` reads; the same for the same feeds."""
    return json.dumps({"hub": hub, "feeds": dict(sorted(told.items()))}, indent=0).encode() + b"\n"
