"""A tree of HTML written as HTML again, as Python-Markdown leaves it as it is."""

from __future__ import annotations

import html
import re
from typing import Any

VOID = frozenset(
    ["area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track", "wbr"]
)
OURS = re.compile(r"\{(?:static|filename)\}/")  # links that the site follows
SPACE = re.compile(r"[ \t\n\r\f]+")


def attribute(value: str) -> str:
    """A *value* as it stands between double quotes in a tag."""
    place = OURS.match(value)
    start = place[0] if place else ""
    rest = html.escape(value[len(start) :], quote=True).replace("{", "&#123;").replace("\n", " ")
    return start + rest


def start_tag(element: Any) -> str:
    """The start tag of an *element*, on one line."""
    attributes = "".join(f' {name}="{attribute(value)}"' for name, value in element.attrib.items())
    return f"<{element.tag}{attributes}>"


def as_html(element: Any) -> str:
    """An *element* as raw HTML, which Markdown leaves as it is."""
    out: list[str] = []
    _write(element, out, code=False)
    return "".join(out)


def _write(element: Any, out: list[str], code: bool) -> None:
    if not isinstance(element.tag, str):
        return
    code = code or element.tag == "pre"
    out.append(start_tag(element))
    if element.tag in VOID:
        return
    out.append(_plain(element.text, code))
    for child in element:
        _write(child, out, code)
        out.append(_plain(child.tail, code))
    out.append(f"</{element.tag}>")


def _plain(text: str | None, code: bool) -> str:
    """Text in raw HTML: where it is not *code*, one run of space is one space."""
    if not text:
        return ""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("\t", "&#9;") if code else SPACE.sub(" ", safe)
