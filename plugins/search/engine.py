"""The engine that is asked where no script runs: a form sends the words there, for this site."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w./~-]*)?", re.ASCII)
FIELD = re.compile(r"[\w.-]+", re.ASCII)


class Engine(NamedTuple):
    """The address that a form leads to, and the *field* that keeps the answers to a *site*."""

    url: str
    field: str
    site: str

    @property
    def name(self) -> str:
        """What to call it: its host."""
        return urlsplit(self.url).netloc

    @property
    def origin(self) -> str:
        """Its host, as a policy names it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def engine_of(url: str, field: str, siteurl: str) -> Engine | None:
    """The engine at *url* for the site at *siteurl*; None without either.

    Raises ValueError, with what to write, when they cannot be used.
    """
    if not url:
        return None
    if not isinstance(url, str) or not URL.fullmatch(url):
        raise ValueError(
            f'SEARCH_ENGINE = {url!r} is no address; write one such as "https://duckduckgo.com/"'
        )
    if not isinstance(field, str) or not FIELD.fullmatch(field):
        raise ValueError(
            f"SEARCH_ENGINE_SITE = {field!r} is no field of a form; write the one by which the"
            ' engine keeps to a site, such as "sites"'
        )
    site = urlsplit(siteurl).hostname
    return Engine(url, field, site) if site else None
