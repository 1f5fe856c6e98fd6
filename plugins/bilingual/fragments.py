"""A body's HTML moved to where it was not written: into a listing, into a feed.

One pass over the tags; text, comments and scripts keep their bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

# Comments and scripts are passed over whole; a quoted attribute may hold < and >.
OPAQUE = (
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea)\b.*?(?:</(?P=raw)\b[^<>]*+>|\Z)"
)
NAME, ATTRIBUTES = r"[A-Za-z][\w-]*+", r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>"
TAG = re.compile(rf"{OPAQUE}|<(?P<close>/?)(?P<name>{NAME}){ATTRIBUTES}", re.DOTALL | re.IGNORECASE)
# All but bare tags, in which nothing can change but a heading's level.
NOT_BARE = re.compile(
    rf"{OPAQUE}|<(?P<close>/?)(?P<name>{NAME}(?!>)){ATTRIBUTES}", re.DOTALL | re.IGNORECASE
)
NOT_BARE_OR_HEADING = re.compile(
    rf"{OPAQUE}|<(?P<close>/?)(?P<name>h[1-6](?=>)|{NAME}(?!>)){ATTRIBUTES}",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"(?P<space>\s+)(?P<name>[^\s=>/\"']+)"
    r"(?:(?P<equals>\s*=\s*)(?P<value>\"[^\"]*\"|'[^']*'|[^\s>\"'=]+))?"
)
WIDE = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<pre>pre)\b(?P<attributes>(?![^<>]*tabindex)[^<>]*+)>"
    r"|<table\b(?:(?!<table\b).)*?</table>",  # of tables in tables, the innermost
    re.DOTALL,
)
BREAKABLE = re.compile(r"[ \t\n\r\f]+")
HEADING = re.compile(r"h[1-6]", re.IGNORECASE)
LIKE_HEADING = re.compile(r"</?h[1-6]", re.IGNORECASE)
LINKS = {"href", "src", "poster", "cite", "data", "action", "formaction"}
SOURCES = {"srcset", "imagesrcset"}  # "a.jpg 480w, b.jpg 960w"
IDS = {"id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls"}
CHANGING = re.compile("|".join(sorted(LINKS | SOURCES | IDS)), re.IGNORECASE)  # or like one


@dataclass(frozen=True)
class Rewriting:
    """How a fragment changes: its links by *link*, its ids kept or not, its headings.

    *under* is the level of the heading that the fragment stands under: its highest heading
    becomes one level less, and the others follow, down to `h6`.
    """

    link: Callable[[str], str]
    keep_ids: bool = True
    under: int = 1

    def __call__(self, html: str) -> str:
        """The fragment *html*, rewritten."""
        may_shift = self.under > 0 and re.search(
            rf"</?h[1-{min(self.under, 6)}]", html, re.IGNORECASE
        )
        shift = max(0, self.under + 1 - highest_heading(html)) if may_shift else 0
        pattern = NOT_BARE_OR_HEADING if shift else NOT_BARE
        return pattern.sub(lambda tag: self._tag(tag, shift), html)

    def _tag(self, tag: re.Match[str], shift: int) -> str:
        name = tag["name"]
        if not name:  # a comment, or a script: not ours to read
            return tag[0]
        if shift and HEADING.fullmatch(name):
            name = f"h{min(6, int(name[1]) + shift)}"
        attributes = tag["attributes"]
        if attributes and not tag["close"] and CHANGING.search(attributes):
            attributes = ATTRIBUTE.sub(self._attribute, attributes)
        return f"<{tag['close']}{name}{attributes}>"

    def _attribute(self, attribute: re.Match[str]) -> str:
        name, value = attribute["name"].lower(), attribute["value"]
        if name in IDS and not self.keep_ids:
            return ""
        if not value or name not in LINKS | SOURCES or value in ('""', "''"):
            return attribute[0]
        quote = value[0] if value[0] in "\"'" else ""
        address = value[1:-1] if quote else value
        changed = self.link(address) if name in LINKS else self._sources(address)
        if address[0] in "{|":  # Pelican resolves such a link in small letters and quotes only
            return f'{attribute["space"]}{name}="{changed}"'
        return (
            f"{attribute['space']}{attribute['name']}{attribute['equals']}{quote}{changed}{quote}"
        )

    def _sources(self, candidates: str) -> str:
        parts = (part.strip().partition(" ") for part in candidates.split(","))
        return ", ".join(f"{self.link(url)}{space}{size}" for url, space, size in parts if url)


def attributes_of(written: str) -> dict[str, Any]:
    """The attributes *written* in a tag by their names in small letters, the first of each."""
    found: dict[str, Any] = {}
    for each in ATTRIBUTE.finditer(written):
        value = each["value"]
        if value and value[0] in "\"'":
            value = value[1:-1]
        found.setdefault(each["name"].lower(), value)
    return found


def scrollable(html: str) -> str:
    """Code and tables that may be wider than the page, to be scrolled from the keyboard too.

    Also empties of their claim header cells that head nothing (WCAG 1.3.1).
    """
    html = WIDE.sub(_with_focus, html)
    return html.replace("<th></th>", "<td></td>")


def _with_focus(wide: re.Match[str]) -> str:
    if wide[0].startswith("<!--"):
        return wide[0]
    if wide["pre"]:
        return f'<pre tabindex="0"{wide["attributes"]}>'
    return f'<div class="wide" tabindex="0">{wide[0]}</div>'


def plain_text(html: str) -> str:
    """The text of a fragment, for an attribute; no-break spaces stay as they are."""
    return BREAKABLE.sub(" ", unescape(TAG.sub("", html))).strip(" ")


def highest_heading(html: str) -> int:
    """The level of the highest heading in *html*; 7 when it has none."""
    if not LIKE_HEADING.search(html):
        return 7
    levels = [
        int(tag["name"][1])
        for tag in NOT_BARE_OR_HEADING.finditer(html)
        if tag["name"] and HEADING.fullmatch(tag["name"])
    ]
    return min(levels, default=7)


def links_in(html: str) -> list[str]:
    """The addresses that *html* links to or shows, as written, in order."""
    found: list[str] = []

    def note(address: str) -> str:
        found.append(address)
        return address

    Rewriting(note, under=0)(html)
    return found


def ids_in(html: str) -> set[str]:
    """What a fragment of an address of *html* can name: ids, and names of `a` (HTML, § 7.4.6.3)."""
    return {
        attribute["value"].strip("\"'")
        for tag in TAG.finditer(html)
        if tag["attributes"]
        for attribute in ATTRIBUTE.finditer(tag["attributes"])
        if attribute["value"]
        and (
            attribute["name"].lower() == "id"
            or (attribute["name"].lower() == "name" and (tag["name"] or "").lower() == "a")
        )
    }
