"""Blocks of a tree of HTML written as Markdown: paragraphs, headings, lists, quotes, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from plugins.wordpress_import.elements import BLOCKS
from plugins.wordpress_import.figures import figure
from plugins.wordpress_import.markup import (
    UNWRAPPED,
    Care,
    inline,
    paragraph,
)
from plugins.wordpress_import.tables import table

INDENT = "    "  # what Python-Markdown asks of what is in an item of a list
LANGUAGE = re.compile(r"(?:brush:\s*|lang(?:uage)?[-:=]\s*)([A-Za-z0-9+#-]+)")
BREAK = "<!-- -->"  # between two lists that would be one
MEANT = frozenset({"style", "align", "lang", "dir", "id"})  # attributes that a wrapper must keep


def block(element: Any, care: Care) -> str | None:
    """An element as Markdown; None when it has no form there."""
    tag = element.tag
    if tag == "hr":
        return "* * *"
    if tag == "pre":
        return _code(element)
    if tag == "figure":
        return figure(element, care)
    if set(element.attrib) & MEANT and not re.fullmatch(r"h[1-6]", tag):
        return None
    if tag == "p":
        text = inline(element, care)
        return paragraph(text, care) if text is not None else None
    if re.fullmatch(r"h[1-6]", tag):
        return _heading(element, care)
    if tag in ("ul", "ol"):
        return _list(element, care)
    if tag == "blockquote":
        return _quote(element, care)
    if tag == "table":
        return table(element, care)
    return None


def flow(element: Any, care: Care) -> str | None:
    """What is in an *element*, blocks and runs, as Markdown; None where there is no form."""
    parts: list[str] = []
    for kind, piece in pieces_of(element):
        text = block(piece, care) if kind == "block" else _run(piece, care)
        if text is None:
            return None
        if text:
            parts.append(text)
    return joined(parts)


def joined(parts: list[str]) -> str:
    """Blocks of Markdown after one another; two lists stay two."""
    out: list[str] = []
    for part in parts:
        if out and _is_list(out[-1]) and (_is_list(part) or part.startswith(INDENT)):
            out.append(BREAK)
        out.append(part)
    return "\n\n".join(out)


def _is_list(text: str) -> bool:
    return re.match(r"(?:[-*+]|\d+\.) {1,3}", text) is not None and not text.startswith("* * *")


def pieces_of(element: Any) -> Iterator[tuple[str, Any]]:
    """The blocks in an *element* and, as elements of their own, the runs of text between them."""
    run = element.makeelement("p")
    run.text = element.text
    for child in list(element):
        tail, tag = child.tail, child.tag
        if (isinstance(tag, str) and tag in BLOCKS) or is_cut(child):
            if is_said(run):
                yield "run", run
            run = element.makeelement("p")
            run.text = tail
            if not isinstance(tag, str):
                yield "cut", child
            elif tag in UNWRAPPED - {"p"} and not set(child.attrib) & MEANT:
                yield from pieces_of(child)
            else:
                yield "block", child
        else:
            run.append(deepcopy(child))  # with its tail
    if is_said(run):
        yield "run", run


def is_cut(child: Any) -> bool:
    """Whether a node is the comment that cuts a post for listings."""
    return not isinstance(child.tag, str) and str(child.text or "").strip().startswith("more")


def is_said(run: Any) -> bool:
    """Whether anything of a *run* is seen, or can be linked to."""
    if "".join(run.itertext(tag=None)).strip("\u00a0 \t\n\r"):
        return True
    elements = (each for each in run.iter() if isinstance(each.tag, str) and each is not run)
    return any(
        each.tag not in ("br", "em", "strong", "b", "i", "span") or each.get("id")
        for each in elements
    )


def _run(run: Any, care: Care) -> str | None:
    if not isinstance(run.tag, str):
        return "<!--more-->"
    text = inline(run, care)
    return paragraph(text, care) if text is not None else None


def _heading(element: Any, care: Care) -> str | None:
    if set(element.attrib) & {"style", "align", "lang", "dir"}:
        return None
    text = inline(element, care)
    if text is None or "\n" in text.strip():
        return None
    text = text.strip()
    if not text:
        return ""
    anchor = element.get("id") or ""
    if anchor and not re.fullmatch(r"[A-Za-z][\w-]*", anchor):
        return None
    if text.endswith("#"):
        text = text[:-1] + "\\#"
    return f"{'#' * int(element.tag[1])} {text}{f' {{: #{anchor} }}' if anchor else ''}"


def _code(element: Any) -> str | None:
    text = "".join(element.itertext()).replace("\r\n", "\n").strip("\n").rstrip()
    inner = [each.tag for each in element.iterdescendants() if isinstance(each.tag, str)]
    spans = all(tag in ("code", "span") for tag in inner)
    if "\t" in text or not text.strip() or not spans or set(element.attrib) & MEANT:
        return None
    if any(set(each.attrib) & {"id", "style"} for each in element.iterdescendants()):
        return None
    told = " ".join([element.get("class") or "", *(each.get("class") or "" for each in element)])
    found = LANGUAGE.search(told)
    name = found[1].lower() if found else ""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`{3,}", text)), 3)
    return f"{fence}{name}\n{text}\n{fence}"


def _list(element: Any, care: Care) -> str | None:
    if set(element.attrib) & {"start", "reversed", "type", "style", "id"}:
        return None
    if (element.text or "").strip():
        return None
    items: list[str] = []
    for number, child in enumerate((each for each in element if isinstance(each.tag, str)), 1):
        if child.tag != "li" or set(child.attrib) & {*MEANT, "value"} or (child.tail or "").strip():
            return None
        text = _item(child, care)
        if text is None:
            return None
        mark = f"{number}.".ljust(4) if element.tag == "ol" else "-   "
        if len(mark) > 4:
            return None
        lines = text.split("\n")
        rest = (f"{INDENT}{line}" if line.strip() else "" for line in lines[1:])
        items.append("\n".join([f"{mark}{lines[0]}".rstrip(), *rest]))
    loose = any("\n\n" in item for item in items)
    return ("\n\n" if loose else "\n").join(items) if items else ""


def _item(child: Any, care: Care) -> str | None:
    """What is in an item: a text, and perhaps lists after it, is kept close together."""
    parts = list(pieces_of(child))
    if not parts:
        return "" if care.full else None
    texts: list[str] = []
    for kind, piece in parts:
        if (kind == "block" and piece.tag in ("pre", "table", "figure")) or kind == "cut":
            return None
        text = block(piece, care) if kind == "block" else _run(piece, care)
        if text is None or text.startswith("<"):
            return None
        if text:
            texts.append(text)
    tight = all(kind == "run" or piece.tag in ("ul", "ol") for kind, piece in parts)
    tight = tight and parts[0][0] == "run" and len(parts) <= 2
    return ("\n" if tight else "\n\n").join(texts)


def _quote(element: Any, care: Care) -> str | None:
    if element.get("cite"):
        return None
    text = flow(element, care)
    if text is None or not text or "```" in text or "<!--" in text:
        return None
    return "\n".join(f"> {line}".rstrip() if line else ">" for line in text.split("\n"))
