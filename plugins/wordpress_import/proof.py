"""Whether two pieces of HTML say the same: words, links, pictures, structure, in their order.

Each is read into a stream of tokens by a parser that is not the one that converts, and the
streams are compared. What no reader sees is not in them: classes, the way to write a tag, whether
an item of a list is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser

from plugins.wordpress_import.elements import BOUNDARY, STRUCTURE, TRANSPARENT
from plugins.wordpress_import.tokens import BLOCK, GAP, INLINE, LINE, PARAGRAPH, tidied

SAME = {"b": "strong", "i": "em", "strike": "s", "del": "s", "tt": "code", "acronym": "abbr"}
VOID = frozenset(["br", "hr", "img", "embed", "param", "source", "track", "wbr", "input", "area"])
UNSEEN = frozenset({"script", "style"})
KEPT: dict[str, tuple[str, ...]] = {
    "a": ("href", "title", "hreflang"),
    "img": ("src", "alt", "title", "width", "height"),
    "ol": ("start", "type", "reversed"),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
    "iframe": ("src", "width", "height", "title"),
    "embed": ("src",), "source": ("src", "type"), "param": ("name", "value"),
    "video": ("src", "poster"), "audio": ("src",), "object": ("data", "type"),
    "abbr": ("title",), "blockquote": ("cite",), "q": ("cite",),
    "font": ("color", "size", "face"),
}  # fmt: skip
ANYWHERE = ("lang", "dir", "style")
ALIGNED = re.compile(r"\balign(left|right|center)\b")
SPACE = re.compile(r"[\s\u00a0]+")


class _Reader(HTMLParser):
    """Reads HTML into tokens; ids count only when they are among those *wanted*."""

    def __init__(self, wanted: Collection[str] | None) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []
        self.ids: set[str] = set()
        self._wanted = wanted
        self._boundary = True  # a block has just begun or ended
        self._space = False
        self._code: list[str] | None = None
        self._depth = 0  # of pre within pre
        self._open: list[tuple[str, str]] = []
        self._unseen = 0

    def _add(self, token: str, block: bool = False) -> None:
        if not block:
            if self._boundary and self.tokens and self.tokens[-1][0] != BLOCK:
                self.tokens.append(PARAGRAPH)
            elif self._space and not self._boundary:
                self.tokens.append(GAP)
            self._boundary = False
        else:
            self._boundary = True
        self._space = False
        self.tokens.append(token)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add what a tag tells."""
        tag = SAME.get(tag, tag)
        if tag in UNSEEN:
            self._unseen += 1
            return
        known = {name: value or "" for name, value in attrs}
        if self._code is not None:
            if tag == "pre":
                self._depth += 1
            elif tag == "br":
                self._code.append("\n")
            elif not (tag in ("code", "span") and not set(known) - {"class", "style"}):
                self._code.append(f"\0{tag}{_kept(tag, known)}\0")
            return
        self._anchor(known)
        attributes = _kept(tag, known)
        if tag == "pre":
            self._code = []
            self._boundary = True
            return
        if tag == "hr":
            self._add(f"{BLOCK}hr", block=True)
        elif tag in STRUCTURE or (tag in BOUNDARY and attributes):
            self._add(f"{BLOCK}{tag}{attributes}", block=True)
        elif tag in BOUNDARY:
            self._boundary = True
        elif tag in VOID:
            self._void(tag, attributes)
        elif not (tag in TRANSPARENT and not attributes):
            self._add(f"{INLINE}{tag}{attributes}")
        if tag not in VOID:
            self._open.append((tag, attributes))

    def _void(self, tag: str, attributes: str) -> None:
        if tag == "br":
            if not self._boundary:
                self._space = False
                self._add(LINE)
        else:
            self._add(f"{INLINE}{tag}{attributes}")

    def _anchor(self, known: dict[str, str]) -> None:
        for name in {known.get("id"), known.get("name") if "href" not in known else None} - {None}:
            if name and not name.startswith(("more-", "fnref", "fn:")):
                self.ids.add(name)
                if self._wanted is None or name in self._wanted:
                    self.tokens.append(f"{BLOCK if self._boundary else INLINE}#{name}")

    def handle_endtag(self, tag: str) -> None:
        """Add the end of an element, and of those within it that had none."""
        tag = SAME.get(tag, tag)
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
            return
        if self._code is not None:
            if tag == "pre" and self._depth:
                self._depth -= 1
            elif tag == "pre":
                lines = "".join(self._code).expandtabs(4).splitlines()
                code = "\n".join(line.rstrip() for line in lines).strip("\n")
                self._code = None
                self._add(f"{BLOCK}pre {code}", block=True)
            elif tag not in ("code", "span", "br"):
                self._code.append(f"\0/{tag}\0")
            return
        if tag in VOID or all(name != tag for name, _ in self._open):
            if tag in BOUNDARY:
                self._boundary = True
            return
        while True:
            name, attributes = self._open.pop()
            if name in STRUCTURE or (name in BOUNDARY and attributes):
                self._add(f"{BLOCK}/{name}", block=True)
            elif name in BOUNDARY:
                self._boundary = True
            elif not (name in TRANSPARENT and not attributes):
                space, self._space = self._space, False
                self.tokens.append(f"{INLINE}/{name}")
                self._space = space
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Add words."""
        if self._unseen:
            return
        if self._code is not None:
            self._code.append(data)
            return
        words = SPACE.split(data)
        if words[0] == "" and len(words) > 1:
            self._space = True
        for at, word in enumerate(words):
            if word:
                self._add(word)
            if at < len(words) - 1:
                self._space = True

    def finish(self) -> None:
        """End what is still open."""
        self.close()
        if self._code is not None:
            self.handle_endtag("pre")
        for tag, _ in reversed(list(self._open)):
            self.handle_endtag(tag)


def _kept(tag: str, known: dict[str, str]) -> str:
    """The attributes that count, as text; addresses as they are written."""
    names = (*KEPT.get(tag, ()), *ANYWHERE)
    found = []
    for name in names:
        if value := known.get(name, ""):
            value = SPACE.sub(" ", value).strip().rstrip(";")
            if value:
                found.append(f" {name}={value}")
    if tag == "img" and (side := ALIGNED.search(known.get("class", ""))):
        found.append(f" {side[0]}")
    if known.get("align") and tag != "img":
        found.append(f" align={known['align']}")
    return "".join(found)


def said(html: str, wanted: Collection[str] | None = None) -> tuple[list[str], set[str]]:
    """What *html* says, as tokens, and the ids in it; of those, only the *wanted* are tokens."""
    reader = _Reader(wanted)
    reader.feed(html)
    reader.finish()
    return tidied(reader.tokens), reader.ids
