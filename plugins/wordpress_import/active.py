"""What acts by itself, taken out of a text: scripts, handlers, forms; each piece is set aside.

A post that is imported loads nothing and runs nothing that its author has not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from lxml import etree

REMOVED = frozenset({
    "script", "form", "input", "button", "select", "textarea", "meta", "base", "link", "applet",
    "noscript", "template", "style", "frame", "frameset", "dialog", "math",
})  # fmt: skip
ACTING = frozenset({  # within a picture
    "foreignobject", "animate", "set", "use", "handler", "animatetransform",
})  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_.-]*(?::[a-z0-9_.-]+)?")
ADDRESSES = frozenset({
    "href", "src", "action", "formaction", "data", "poster", "background", "cite", "longdesc",
    "xlink:href", "srcset",
})  # fmt: skip
HARMFUL = re.compile(
    r"^(?:javascript|vbscript|livescript|mocha|file|blob|data(?!:image/(?:png|jpe?g|gif|webp|avif);))\s*:",
    re.I,
)
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
HARMFUL_STYLE = re.compile(
    r"expression\s*\(|url\s*\(|@import|behavior\s*:|-moz-binding|position\s*:\s*fixed", re.I
)
DROPPED = frozenset(
    {
        "srcdoc",
        "ping",
        "http-equiv",
        "markdown",
        "srcset",
        "sizes",
        "autofocus",
        "contenteditable",
        "integrity",
        "nonce",
        "is",
        "slot",
    }
)


def without_active(root: Any, set_aside: Callable[[str], None]) -> None:
    """Take out of the tree under *root* what acts; each piece, as text, is *set_aside*."""
    for element in list(root.iter()):
        if element is root:
            continue
        if not isinstance(element.tag, str):
            if not isinstance(element, etree._Comment):  # a processing instruction
                set_aside(str(element))
                _replace(element, "")
            continue
        tag = element.tag.lower()
        if tag in REMOVED:
            set_aside(etree.tostring(element, method="html", encoding="unicode", with_tail=False))
            _replace(element, "")
            continue
        if tag in ACTING and element.xpath("ancestor::svg"):
            set_aside(etree.tostring(element, encoding="unicode", with_tail=False))
            _replace(element, "")
            continue
        _clean(element, set_aside)


def _clean(element: Any, set_aside: Callable[[str], None]) -> None:
    """Keep the attributes of an *element* that are known to do no harm."""
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        key = str(name).lower()
        harmful = key in ADDRESSES and is_harmful(str(value))
        harmful = harmful or (key == "style" and bool(HARMFUL_STYLE.search(str(value))))
        if harmful or key.startswith("on") or key == "srcdoc":
            set_aside(f"<{element.tag} {key}={value!r}>")
        elif key not in DROPPED and NAME.fullmatch(key):
            kept[key] = str(value)
    if list(kept.items()) != element.attrib.items():
        element.attrib.clear()  # one by one, strange names cannot be taken away
        element.attrib.update(kept)


def is_harmful(address: str) -> bool:
    r"""Whether an *address* runs something, or shows a file of the reader's machine.

    >>> is_harmful(" java\tscript:alert(1)"), is_harmful("https://example.org/javascript:")
    (True, False)
    """
    return bool(HARMFUL.match(INVISIBLE.sub("", unquote(address)))) or bool(
        HARMFUL.match(INVISIBLE.sub("", address))
    )


def _replace(element: Any, text: str) -> None:
    """Put *text* in the place of an element; what follows it stays."""
    parent, before = element.getparent(), element.getprevious()
    text += element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)
