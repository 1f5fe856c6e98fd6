"""Figures of HTML as Markdown: pictures, their captions, what they lead to."""

from __future__ import annotations

import re
from typing import Any

from plugins.wordpress_import.markup import Care, image, inline
from plugins.wordpress_import.tables import table


def figure(element: Any, care: Care) -> str | None:
    """A picture with its caption as Markdown; without one, a picture alone; None for the rest."""
    if set(element.attrib) & {"style", "lang", "id"}:
        return None
    caption, rest = None, []
    for child in (each for each in element if isinstance(each.tag, str)):
        if child.tag == "figcaption" and caption is None:
            caption = child
        else:
            rest.append(child)
        if (child.tail or "").strip():
            return None
    if (element.text or "").strip() or len(rest) != 1:
        return None
    shown = rest[0]
    if shown.tag == "table" and caption is None:
        return table(shown, care)
    link = shown if shown.tag == "a" else None
    picture = shown[0] if link is not None and len(shown) == 1 else shown
    if picture.tag != "img" or picture.get("title"):
        return None
    if link is not None and ((link.text or picture.tail or "").strip() or link.get("title")):
        return None
    side = re.search(r"\balign(?:left|right|center)\b", element.get("class") or "")
    if side and not re.search(r"\balign", picture.get("class") or ""):
        picture = picture.__copy__()
        picture.tail = None
        picture.set("class", side[0])
    return _with_caption(picture, link, caption, care)


def _with_caption(picture: Any, link: Any, caption: Any, care: Care) -> str | None:
    text = image(picture, care)
    if not text.startswith("!"):
        return None
    said = inline(caption, care) if caption is not None else ""
    if said is None or "\n" in said.strip() or "©" in said:
        return None
    if said := said.strip():
        quote = "'" if '"' in said else '"'
        if quote in said or ("\\" in said and care.full):
            return None
        at = text.index("](") + 2
        end = text.index(")", at)
        text = f"{text[:end]} {quote}{said}{quote}{text[end:]}"
    if link is None:
        return text
    href = link.get("href") or ""
    if re.search(r"[\s()<>\"]", href) or not href:
        return None
    braces = text.find("){:")
    if braces < 0:
        return f"[{text}]({href})"
    return None
