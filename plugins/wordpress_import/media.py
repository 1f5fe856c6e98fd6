"""The pictures and files of an export: what is known of each, where it is, where it goes.

Files come from a folder that the author has copied from the server, if one is given; nothing is
fetched. A file keeps the path that it had, so that what links to it from elsewhere still does.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from plugins.wordpress_import.items import Item
from plugins.wordpress_import.naming import same_host
from plugins.wordpress_import.php import read_array
from plugins.wordpress_import.shortcodes import Picture

UPLOADS = "wp-content/uploads/"
SIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[A-Za-z0-9]{2,5}$)")  # lake-300x200.jpg
VARIANT = re.compile(r"(?:-scaled|-rotated|-e\d{10,13})(?=\.[A-Za-z0-9]{2,5}$)")
CREDIT = re.compile(
    r"(?:©|\b(?:photo|photos|crédits?|credits?|image|illustration|source)\s*:)\s*(.{2,})$", re.I
)
SAFE_FILE = re.compile(r"[^\x00-\x1f\x7f/\\]+")


@dataclass(frozen=True)
class Medium:
    """One file of the blog: its address, what is said of it, the item that it belongs to."""

    id: str
    url: str
    alt: str = ""
    caption: str = ""
    description: str = ""
    title: str = ""
    parent: str = ""
    order: int = 0
    width: str = ""
    height: str = ""
    link: str = ""

    @property
    def credit(self) -> str:
        """Whose it is, where its caption ends by saying so."""
        plain = re.sub(r"<[^>]*>", "", self.caption).strip()
        found = CREDIT.search(plain)
        return found[1].strip() if found else ""

    def told(self) -> dict[str, str]:
        """What a report says of it: what no text may show of it is kept there."""
        names = ("id", "url", "title", "alt", "caption", "credit", "description", "parent")
        return {name: value for name in names if (value := getattr(self, name))}


def medium_of(item: Item) -> Medium:
    """What an *item* of the type `attachment` tells."""
    size = read_array(item.one("_wp_attachment_metadata"))
    order = item.order if re.fullmatch(r"-?\d{1,9}", item.order) else "0"
    return Medium(
        id=item.id,
        url=item.attachment_url or item.guid.strip(),
        alt=" ".join(item.one("_wp_attachment_image_alt").split()),
        caption=item.excerpt.strip(),
        description=item.content.strip(),
        title=item.title,
        parent=item.parent,
        order=int(order),
        width=str(size.get("width", "")),
        height=str(size.get("height", "")),
        link=item.link,
    )


@dataclass
class Media:
    """All that an export has; *hosts* are where the blog's own files are."""

    hosts: frozenset[str] = frozenset()
    by_id: dict[str, Medium] = field(default_factory=dict)
    of_parent: dict[str, list[Medium]] = field(default_factory=dict)
    by_path: dict[str, Medium] = field(default_factory=dict)

    def add(self, medium: Medium) -> None:
        """Keep one more; of two with one id the first counts."""
        if medium.id:
            self.by_id.setdefault(medium.id, medium)
        if medium.parent not in ("", "0"):
            self.of_parent.setdefault(medium.parent, []).append(medium)
        if path := self.upload_of(medium.url):
            self.by_path.setdefault(path, medium)

    def upload_of(self, url: str) -> str | None:
        """The path within the uploads of a file of this blog; None for one elsewhere."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme not in ("", "http", "https") or (
            not parts.netloc and not url.startswith("/")
        ):
            return None
        if parts.netloc and same_host(parts.hostname) not in self.hosts:
            return None
        path = unquote(parts.path, errors="replace")
        if UPLOADS in path:
            inner = path.partition(UPLOADS)[2]
        elif (parts.hostname or "").endswith(".files.wordpress.com"):
            inner = path.lstrip("/")
        else:
            return None
        names = inner.split("/")
        safe = all(name not in ("", ".", "..") and SAFE_FILE.fullmatch(name) for name in names)
        return inner if safe and len(inner.encode()) < 900 else None

    def at(self, url: str) -> Medium | None:
        """What is known of the file at *url*, or of the one it is a smaller version of."""
        path = self.upload_of(url)
        if path is None:
            return None
        whole = SIZED.sub("", path)
        return (
            self.by_path.get(path)
            or self.by_path.get(whole)
            or self.by_path.get(VARIANT.sub("", whole))
        )

    def gallery(self, told: Mapping[str, str], post: str) -> list[Picture]:
        """The pictures that a gallery in the item *post* shows, in its order."""
        ids = [
            each
            for each in re.split(r"[\s,]+", told.get("ids") or told.get("include") or "")
            if each
        ]
        if ids:
            chosen: Iterable[Medium] = [self.by_id[each] for each in ids if each in self.by_id]
        else:
            parent = told.get("id", post)
            without = set(re.split(r"[\s,]+", told.get("exclude", "")))
            own = [each for each in self.of_parent.get(parent, []) if each.id not in without]
            chosen = sorted(own, key=lambda each: (each.order, len(each.id), each.id))
        return [
            Picture(each.url, each.alt, each.caption, each.width, each.height)
            for each in chosen
            if re.search(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)$", each.url, re.I)
        ]


@dataclass
class Files:
    """Files of the uploads that texts show: found in *source*, put into *content*.

    *wanted* maps a path within the uploads to the file it comes from; *missing* are those that
    are nowhere.
    """

    content: Path
    source: Path | None
    wanted: dict[str, Path] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def link_to(self, path: str) -> str | None:
        """What a text writes for the file at *path* of the uploads; None when there is none."""
        if path in self.wanted or (self.content / UPLOADS / path).is_file():
            return "{static}/" + quote(UPLOADS + path, safe="/~-._!$'+,;=@")
        found = self._found(path)
        if found is None:
            self.missing.add(path)
            return None
        self.wanted[path] = found
        return "{static}/" + quote(UPLOADS + path, safe="/~-._!$'+,;=@")

    def _found(self, path: str) -> Path | None:
        """The regular file in the source, within it; a larger version if this size is not there."""
        if self.source is None:
            return None
        whole = SIZED.sub("", path)
        for name in dict.fromkeys((path, whole, VARIANT.sub("", whole))):
            file = self.source / name
            try:
                if file.is_file() and file.resolve().is_relative_to(self.source.resolve()):
                    return file
            except OSError:
                continue
        return None

    def copy(self) -> int:
        """Put what is wanted in its place; how many were not there before."""
        copied = 0
        for path, source in sorted(self.wanted.items()):
            target = self.content / UPLOADS / path
            if target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name[:200]}.part")
            shutil.copyfile(source, part)
            os.replace(part, target)
            copied += 1
        return copied
