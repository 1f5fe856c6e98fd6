"""The list of a site's addresses for search engines (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from plugins.bilingual.dates import rfc3339

MOST = 50_000  # addresses in one file
URLSET = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Address(NamedTuple):
    """An absolute address of the site, and when what is there last changed, as its author says.

    *versions* are its true translations and itself, `(lang, address)`; empty when it has none.
    """

    url: str
    changed: datetime.datetime | None = None
    versions: Sequence[tuple[str, str]] = ()


def sitemap(addresses: Iterable[Address]) -> str:
    """The sitemap of at most `MOST` *addresses*."""
    rows = [_row(each) for each in addresses]
    languages = XHTML if any("<xhtml:" in row for row in rows) else ""
    return _document("urlset", languages, rows)


def sitemap_index(urls: Iterable[str]) -> str:
    """The list of the sitemaps at absolute *urls*, where one does not hold them all."""
    return _document(
        "sitemapindex", "", [f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls]
    )


def _row(address: Address) -> str:
    changed = f"<lastmod>{rfc3339(address.changed)}</lastmod>" if address.changed else ""
    versions = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href={quoteattr(url)}/>'
        for lang, url in address.versions
    )
    return f"<url><loc>{escape(address.url)}</loc>{changed}{versions}</url>"


def _document(element: str, namespaces: str, rows: Iterable[str]) -> str:
    head = f'<{element} xmlns="{URLSET}"{namespaces}>'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *rows, f"</{element}>\n"])
