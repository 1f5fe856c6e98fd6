"""Old addresses that no post or page bears: numbers, tags, categories, authors, attachments."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from plugins.wordpress_import.addresses import place_of
from plugins.wordpress_import.entries import Index
from plugins.wordpress_import.naming import is_safe_path, path_of
from plugins.wordpress_import.site import Site


class Row(NamedTuple):
    """An old address, the one that answers now, and why."""

    old: str
    new: str
    reason: str


def redirects_of(index: Index, site: Site) -> list[Row]:
    """The rows for what readers, search engines and other blogs may still ask for; each once."""
    taken = {place_of(entry.place.url) for entry in index.all()}
    taken |= {place_of(site.tag.format(slug=slug)) for slug in _slugs(index, site)}
    found: dict[str, Row] = {}
    for row in _rows(index, site):
        if "?" not in row.old and place_of(row.old) in taken:
            continue
        if row.old != row.new and place_of(row.old) != place_of(row.new):
            found.setdefault(row.old, row)
    return sorted(found.values())


def _slugs(index: Index, site: Site) -> Iterator[str]:
    """The slugs of tags and of their other names: something is at these addresses already."""
    concepts = index.tags.concepts.values() if index.tags else ()
    for concept in concepts:
        yield concept.slug
        yield from map(site.slug_of_tag, concept.aliases)


def _rows(index: Index, site: Site) -> Iterator[Row]:
    targets = index.targets
    url_of = {entry.place.file: entry.place.url for entry in index.all() if entry.is_there}
    for entry in index.all():
        if (
            entry.is_there
            and entry.item.id.isdigit()
            and targets.by_id.get(entry.item.id) == entry.place.file
        ):
            for name in ("p", "page_id") if entry.item.type == "page" else ("p",):
                yield Row(f"/?{name}={entry.item.id}", f"/{entry.place.url}", "its number")
    for place, new in targets.tags.items():
        if is_safe_path(place):
            yield Row(f"/{place}/", new, "a tag")
    for medium in index.media.by_id.values():
        parent = url_of.get(targets.by_id.get(medium.parent, ""))
        if parent is None:
            continue
        if medium.id.isdigit():
            yield Row(f"/?attachment_id={medium.id}", f"/{parent}", "an attachment's page")
        path = path_of(medium.link, targets.home)
        if path and is_safe_path(path) and "." not in path.rstrip("/").rsplit("/", 1)[-1]:
            yield Row(f"/{path.strip('/')}/", f"/{parent}", "an attachment's page")
    for login in sorted(index.blog.authors):
        if is_safe_path(f"author/{login}"):
            yield Row(f"/author/{login}/", "/", "an author's posts")


def as_csv(rows: list[Row]) -> str:
    """The table as a file (RFC 4180, but for the ends of lines)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("from", "to", "reason"))
    writer.writerows(rows)
    return out.getvalue()
