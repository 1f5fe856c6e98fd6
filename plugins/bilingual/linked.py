"""The texts that a text links to: the language of each is said beside the link."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from plugins.bilingual.fragments import ATTRIBUTES, OPAQUE, attributes_of, plain_text
from plugins.bilingual.links import ABSOLUTE, PLACE, folder_of, path_from

LINK = re.compile(rf"{OPAQUE}|<a(?=[\s/]){ATTRIBUTES}|(?P<end></a\s*>)", re.DOTALL | re.IGNORECASE)
NOT_SPOKEN = re.compile(r"[\W_]+")


class Linked(NamedTuple):
    """A text that is linked to: its language; its title, without what typography changes."""

    lang: str
    title: str


def note_linked(contents: Iterable[Any], sources: Mapping[str, Any]) -> None:
    """Give *contents* `linked`: the posts and pages that their links lead to, by links as written.

    *sources* are texts by their paths from the content folder. Links by address are followed to
    *contents* only.
    """
    contents = list(contents)
    follow = Following(contents, sources)
    linked: dict[int, Linked] = {}  # by the identity of the text: many link to the same
    for content in contents:
        found = {}
        for link, target in follow.links_of(content):
            if id(target) not in linked:
                linked[id(target)] = Linked(target.lang, spoken(target.title))
            found[link] = linked[id(target)]
        if found:
            content.linked = found


class Following:
    """Follows the links of texts to other texts: *contents*, and *sources* by their paths."""

    def __init__(self, contents: Sequence[Any], sources: Mapping[str, Any]) -> None:
        self._contents, self._sources = contents, sources
        self._addresses: dict[str, Any] = {}
        self._by_file: dict[str, dict[str, Any]] = defaultdict(dict)  # by folder, by link

    def links_of(self, content: Any) -> Iterator[tuple[str, Any]]:
        """The links of *content* that lead to texts, as written, each with the text."""
        links = getattr(content, "links", ())
        if not links:
            return
        folder = folder_of(content)
        by_file = self._by_file[folder]
        for link in links:
            target = by_file.get(link)
            if target is None:
                if link[0] == "#" or ABSOLUTE.match(link):
                    continue
                if place := PLACE.match(unescape(link)):
                    path = path_from(folder, unquote(place["path"]))
                    target = self._sources.get(path) if place["what"] == "filename" else None
                    by_file[link] = target
                else:
                    target = self._by_address().get(_address(link, content))
            if target is not None and hasattr(target, "lang"):
                yield link, target

    def _by_address(self) -> Mapping[str, Any]:
        if not self._addresses:  # most texts link by file
            self._addresses = {unquote(f"/{each.url}"): each for each in self._contents}
        return self._addresses


def _address(link: str, content: Any) -> str:
    """The address, from the site's root, that a *link* without a host leads to; "" for none."""
    try:
        path = urlsplit(urljoin(f"/{content.url}", unescape(link).strip())).path
    except ValueError:  # //[
        return ""
    return unquote(path).removesuffix("index.html")


def spoken(title: str) -> str:
    """The letters and digits of a *title*, which typography leaves as they are."""
    return NOT_SPOKEN.sub("", plain_text(title)).casefold()


def with_languages(html: str, content: Any, lang: str, marker: Callable[[str], str]) -> str:
    """The fragment *html* of *content*, in *lang*, whose links say what language they lead to.

    Each link to a text gets `hreflang`, and when it leads to another language than *lang*, what
    *marker* gives for it, after a no-break space; the title of such a text is in its language.
    Links with a `hreflang` of their author's, or with a marker, stay as they are.
    """
    linked: Mapping[str, Linked] = getattr(content, "linked", None) or {}
    if not linked:
        return html
    sign = ""

    def told(tag: re.Match[str]) -> str:
        nonlocal sign
        if tag["end"]:
            after, sign = sign, ""
            return tag[0] + after
        if tag["attributes"] is None:
            return tag[0]
        sign = ""
        written = attributes_of(tag["attributes"])
        target = linked.get(written.get("href") or "")
        if target is None or "hreflang" in written:
            return tag[0]
        more = f' hreflang="{target.lang}"'
        if target.lang != lang:
            words, _, rest = html[tag.end() :].partition("</a>")
            if "lang" not in written and spoken(words) == target.title:
                more += f' lang="{target.lang}"'
            if not rest.lstrip().startswith(f"[{target.lang}]"):
                sign = f"\u00a0{mark}" if (mark := marker(target.lang)) else ""
        return f"<a{more}{tag['attributes']}>"

    return LINK.sub(told, html)
