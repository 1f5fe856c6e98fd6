"""Where each item is to be: its slug, its file, its address, and the old ones that lead there.

The path of an item's `<link>` wins: the address that readers know stays. Where the site's own
pattern gives that path nothing needs saying; otherwise the header has a `Url`.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from plugins.wordpress_import.header import one_line
from plugins.wordpress_import.items import Item
from plugins.wordpress_import.naming import (
    LONGEST,
    Names,
    decoded_slug,
    is_safe_path,
    path_of,
    safe_slug,
)


@dataclass(frozen=True)
class Place:
    """Where an item is: *file* within the content, *url* within the site.

    *stated* is whether the header says the address, *aliases* old ones that lead there.
    """

    slug: str
    file: str
    url: str
    stated: bool
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Addresses:
    """Gives each item its place; two never have one.

    *article* and *page* are the patterns of addresses, *file* that of an article's file;
    *base* is the old blog's address. What is in *reserved* is the site's own.
    """

    article: str
    page: str
    file: str
    page_folder: str
    base: str
    slugify: Callable[[str], str]
    reserved: Iterable[str] = ()
    tag: str = ""
    archives: str = ""
    urls: set[str] = field(default_factory=set)
    files: Names = field(default_factory=Names)

    def __post_init__(self) -> None:
        self.urls.update(place_of(each) for each in self.reserved)

    def place(
        self,
        item: Item,
        date: datetime.datetime | None,
        lang: str,
        otherwise: str,
        file: str = "",
    ) -> Place:
        """The place of an *item* published on *date*; *otherwise* is its slug if it has none.

        *file* is where an earlier import has put it.
        """
        slug = safe_slug(item.name or item.title, self.slugify, otherwise)
        old = path_of(item.link, self.base)
        is_page = item.type == "page"
        notes: list[str] = []
        expected = self._pattern(is_page, slug, date, lang)
        url, stated = expected, False
        aliases: list[str] = []
        if old and place_of(old) != place_of(expected):
            if is_safe_path(old) and _is_file_or_folder(old):
                url, stated = old if "." in old.rsplit("/", 1)[-1] else f"{old.rstrip('/')}/", True
            elif _can_lead_on(old) and place_of(old) not in self.urls:
                self.urls.add(place_of(old))
                aliases.append(_alias(old))
            else:
                notes.append(f"its address “/{one_line(old)}” can be that of no file: it is gone")
        slug, url, stated, taken = self._free(slug, url, stated, is_page, date, lang)
        if taken:
            notes.append(f"its address “/{taken}” is another's here; it is at “/{url}”")
        aliases += self._former(item, url, date, lang)
        file = file or self._file(item, slug, url, is_page, date)
        return Place(slug, file, url, stated, tuple(dict.fromkeys(aliases)), tuple(notes))

    def _pattern(self, is_page: bool, slug: str, date: datetime.datetime | None, lang: str) -> str:
        pattern = self.page if is_page else self.article
        try:
            return pattern.format(slug=slug, date=date or datetime.datetime(1970, 1, 1), lang=lang)
        except (KeyError, IndexError, ValueError):
            return ""

    def _free(
        self,
        slug: str,
        url: str,
        stated: bool,
        is_page: bool,
        date: datetime.datetime | None,
        lang: str,
    ) -> tuple[str, str, bool, str]:
        """A slug and an address that are free, and the address that was not."""
        taken, number, first, root = "", 1, url, slug
        while place_of(url) in self.urls or self._is_the_sites(url):
            taken = taken or first
            number += 1
            slug = f"{root}-{number}"
            if stated:
                head, _, last = first.rstrip("/").rpartition("/")
                name, dot, ending = last.partition(".")
                tail = f"{name}-{number}{dot}{ending}" + ("/" if first.endswith("/") else "")
                url = f"{head}/{tail}" if head else tail
            else:
                url = self._pattern(is_page, slug, date, lang)
        self.urls.add(place_of(url))
        return slug, url, stated, taken

    def _is_the_sites(self, url: str) -> bool:
        """Whether the site has lists at such addresses: a tag's, a year's, numbered ones."""
        path = place_of(url)
        tag = re.escape(self.tag.strip("/")).replace(re.escape("{slug}"), "[^/]+")
        archive = rf"{re.escape(self.archives)}\d{{4}}(?:/\d\d)?"
        return bool(re.fullmatch(rf"(?:[a-z-]+/)?(?:{tag}|{archive})|(?:.*/)?page/\d+", path))

    def _former(self, item: Item, url: str, date: datetime.datetime | None, lang: str) -> list[str]:
        """Addresses that the item had before: old slugs, old dates."""
        found = []
        current = decoded_slug(item.name)
        for key, value in item.meta:
            former = ""
            if key == "_wp_old_slug" and value and current:
                head, middle, tail = url.rpartition(current)
                former = f"{head}{decoded_slug(value)}{tail}" if middle else ""
            elif key == "_wp_old_date" and date and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                former = url.replace(f"{date:%Y/%m/%d}", value.replace("-", "/"))
            if former and place_of(former) not in self.urls and is_safe_path(former):
                self.urls.add(place_of(former))
                found.append(_alias(former))
        return found

    def _file(
        self, item: Item, slug: str, url: str, is_page: bool, date: datetime.datetime | None
    ) -> str:
        if is_page:
            folder = url.rstrip("/").rpartition("/")[0] if is_safe_path(url) else ""
            name = f"{self.page_folder}/{folder}/{slug}" if folder else f"{self.page_folder}/{slug}"
        elif date is None:
            name = f"drafts/{slug}"
        else:
            name = self.file.format(date=date, slug=slug, lang="").removesuffix(".md")
        return self.files.free(name, ".md")


def usual_pattern(places: Iterable[tuple[str, datetime.datetime, str]]) -> str:
    """The pattern that most *places* of posts follow: each a path, a date and a slug; "" for none.

    >>> usual_pattern([("2008/05/hello/", datetime.datetime(2008, 5, 1), "hello")])
    '{date:%Y}/{date:%m}/{slug}/'
    """
    found = Counter(_pattern_of(*place) for place in places)
    return max(found, key=lambda pattern: (found[pattern], pattern), default="")


def _pattern_of(path: str, date: datetime.datetime, slug: str) -> str:
    head, there, tail = path.rpartition(slug)
    for form in ("%Y/%m/%d", "%Y/%m", "%Y"):
        written = "/".join(f"{{date:{part}}}" for part in form.split("/"))
        if date.strftime(form) in head:
            head = head.replace(date.strftime(form), written, 1)
            break
    return f"{head}{{slug}}{tail}" if there else ""


def place_of(url: str) -> str:
    """What hosts take for one place, whatever its case: disks may not tell cases apart."""
    return (
        url.strip("/").removesuffix("/index.html").removesuffix("index.html").strip("/").casefold()
    )


def _is_file_or_folder(path: str) -> bool:
    """Whether a page can be at *path*: a folder, or a file that is a page."""
    last = path.rstrip("/").rsplit("/", 1)[-1]
    return bool(last) and ("." not in last or last.endswith((".html", ".htm")))


def _can_lead_on(path: str) -> bool:
    """Whether a page that leads on can be at *path*, which may be in any script."""
    longest = max(len(each.encode("utf-8", "replace")) for each in path.split("/"))
    return path.isprintable() and longest <= LONGEST and not re.search(r"[{}\\:*\"<>|]", path)


def _alias(path: str) -> str:
    """An old address as a header has it: in a list, where a comma ends it."""
    written = re.sub(r"[%,;?#\s]", lambda found: quote(found[0]), path.strip("/"))
    return f"/{written}" if "." in path.rsplit("/", 1)[-1] else f"/{written}/"
