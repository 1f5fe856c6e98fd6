"""Internal links and fragments of a finished site, followed as a browser would.

Either those of all its pages, or, when the site was whole before, those that a change to it
can have broken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from plugins.bilingual.fragments import LINKS, SOURCES
from plugins.rendering.changes import files_in

ROOT = "http://site.invalid/"  # RFC 2606: no such host
TAG = re.compile(  # as in fragments.py, in the form that is fastest when nothing is rewritten
    r"<(?:!--.*?(?:-->|\Z)"
    r"|(?P<raw>(?i:script|style|textarea))\b.*?(?:</(?i:(?P=raw))\b[^<>]*+>|\Z)"
    r"|/?(?P<element>[A-Za-z][\w-]*+)(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>)",
    re.DOTALL,
)
ATTRIBUTE = re.compile(
    r"\s([^\s=>/\"']++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'=]++))"
    r"|\s[^\s=>/\"']++(?!\s*=)"
)
SAFE = re.compile(r"[A-Za-z0-9_.~-]+")  # RFC 3986: never written in another way, but for:
WRITTEN_OTHERWISE = re.compile(
    rb"%(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[DdEe]|5[Ff]|7[Ee])"  # %61 for a
    rb"|=\s*[\"']?[^\"'<>]*&(?!amp;)"  # &#97; for a
)
PLAIN = re.compile(r"(/|(?:\.\./)*)(?P<down>(?:[\w~-][\w.~/-]*)?)(?:#([\w:.-]*))?", re.ASCII)
SAME_EVERYWHERE = ("/", "http://", "https://", "mailto:")
MANY = 100  # words: to look for more takes longer than to read the page

Page = tuple[list[str], set[str]]
Broken = list[tuple[str, str]]


class Seeker(NamedTuple):
    """Words of the links to a file: to it, but from pages below a *folder*; to its fragments."""

    word: bytes
    folder: str
    fragments: list[bytes]


def links_and_ids(text: str) -> Page:
    """The addresses that a page links to or shows, each once in order, and the ids that it has.

    The name of an `a` counts as an id: links find it (HTML, § 7.4.6.3).
    """
    links: dict[str, None] = {}
    ids: set[str] = set()
    for _, element, attributes in TAG.findall(text):
        if "=" not in attributes:
            continue
        for name, double, single, bare in ATTRIBUTE.findall(attributes):
            attribute, value = name.lower(), double or single or bare
            if attribute == "id" or (attribute == "name" and element in ("a", "A")):
                ids.add(html.unescape(value))
            elif value and attribute in LINKS:
                links[value] = None
            elif value and attribute in SOURCES:
                parts = (part.strip().partition(" ")[0] for part in value.split(","))
                links |= dict.fromkeys(part for part in parts if part)
    return list(links), ids


def broken_links(folder: Path) -> Broken:
    """The links of the HTML pages in *folder* that lead to no file or fragment of it.

    Gives `(page, link)` pairs in order. Links to other hosts are not followed, nor those of
    pages that are served at any address (404.html).
    """
    names = set(files_in(folder))
    pages = {name: _read(folder / name) for name in sorted(names) if _is_page(name)}
    return list(_broken(pages, names, lambda name: pages[name][1]))


def broken_after(
    changed: Mapping[str, Path], removed: Collection[str], names: Collection[str], old: Path
) -> Broken:
    """What `broken_links` would give for the new state of a site that was whole in *old*.

    *changed* are the files that are new or have changed, with their new bytes, *removed* the
    names that went, *names* all those that are now. Of the other pages only those are read
    that can have led to a file that went, or to an id that a changed page has lost.
    """
    present = frozenset(names)
    pages = {name: _read(path) for name, path in sorted(changed.items()) if _is_page(name)}
    others: dict[str, Page] = {}

    def ids(name: str) -> set[str]:
        if name in pages:
            return pages[name][1]
        if name not in others:
            others[name] = _read(old / name)
        return others[name][1]

    lost = {name: {""} for name in removed if name not in present}  # any link to it
    for name in pages:
        if (old / name).is_file() and (gone := _read(old / name)[1] - pages[name][1]):
            lost[name] = gone
    seekers = [_seeker(name, fragments) for name, fragments in sorted(lost.items())]
    rest = sorted(name for name in present - changed.keys() if _is_page(name) and lost)
    led = {name: page for name in rest if (page := _if_led(old / name, name, seekers))}
    broken = [*_broken(pages, present, ids), *_broken(led, present, ids, only=lost)]
    return sorted(broken, key=lambda each: each[0])  # of one page, in its order


def _broken(
    pages: Mapping[str, Page],
    names: Collection[str],
    ids: Callable[[str], set[str]],
    only: Collection[str] | None = None,
) -> Iterator[tuple[str, str]]:
    """The links of *pages* that lead nowhere; or those of them that lead to *only* these files."""
    absolute: dict[str, tuple[str, str] | None] = {}  # of links that are the same from every page
    for page, (links, _) in pages.items():
        if page.endswith("404.html"):
            continue
        for link in links:
            if link in absolute:
                target = absolute[link]
            else:
                target = target_of(link, page)
                if link.startswith(SAME_EVERYWHERE):
                    absolute[link] = target
            if target is None or (only is not None and target[0] not in only):
                continue
            name, fragment = target
            if name not in names or (fragment and _is_page(name) and fragment not in ids(name)):
                yield page, link


def target_of(link: str, page: str) -> tuple[str, str] | None:
    """The file and fragment that a link of a page leads to; None for another host."""
    plain = PLAIN.fullmatch(link)
    if not plain or "/." in plain["down"] or "//" in plain["down"]:
        return target_of_any(link, page)
    up, down, fragment = plain.groups("")
    if not up and not down:
        return page, fragment
    folders = [] if up == "/" else page.split("/")[:-1]
    folders = folders[: max(0, len(folders) - len(up) // 3)]
    return _file("/".join([*folders, down])), fragment


def target_of_any(link: str, page: str) -> tuple[str, str] | None:
    """The same by all the rules for addresses, which takes ten times as long."""
    try:
        url = urlsplit(urljoin(ROOT + quote(page), html.unescape(link).strip()))
    except ValueError:  # http://[
        return None
    if f"{url.scheme}://{url.netloc}/" != ROOT:
        return None
    return _file(unquote(url.path).lstrip("/")), unquote(url.fragment)


def _file(name: str) -> str:
    return f"{name}index.html" if name == "" or name.endswith("/") else name


def _is_page(name: str) -> bool:
    return name.endswith(".html")


def _read(path: Path) -> Page:
    return links_and_ids(path.read_text("utf-8", "replace"))


def _seeker(name: str, fragments: set[str]) -> Seeker:
    """What to look for in a page, to see whether it may lead to one of *fragments* of *name*."""
    folder, _, last = name.rpartition("/")
    words = [_word(fragment) for fragment in sorted(fragments)]
    if last != "index.html":
        return Seeker(_word(last), "\0", words)
    return Seeker(_word(folder.rpartition("/")[2], "/"), f"{folder}/" if folder else "", words)


def _word(text: str, end: str = "") -> bytes:
    """What every way to write *text* in a link has in common."""
    if SAFE.fullmatch(text):
        return (text + end).encode()
    return max(SAFE.findall(text), key=len, default="").encode()


def _if_led(path: Path, name: str, seekers: list[Seeker]) -> Page | None:
    """The page *name* at *path* when its bytes may lead to what is sought."""
    content = path.read_bytes()
    if (
        len(seekers) > MANY
        or any(
            (seeker.word in content or name.startswith(seeker.folder))
            and any(fragment in content for fragment in seeker.fragments)
            for seeker in seekers
        )
        or WRITTEN_OTHERWISE.search(content)
    ):
        return links_and_ids(content.decode("utf-8", "replace"))
    return None


def broken_in(paths: Mapping[str, Path], part: Collection[str]) -> Broken:
    """What `broken_links` would give for the pages *part* of a site whose files are at *paths*.

    Pages are read one by one, and of the others only the ids that are asked for are kept.
    """
    known: dict[str, set[str]] = {}

    def ids(name: str) -> set[str]:
        if name not in known:
            known[name] = _read(paths[name])[1]
        return known[name]

    found: Broken = []
    for name in sorted(part):
        if _is_page(name):
            found += _broken({name: _read(paths[name])}, paths.keys(), ids)
    return found
