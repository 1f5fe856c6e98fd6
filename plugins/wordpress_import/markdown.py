"""HTML to Markdown, proved: what the site's own Markdown makes of it says the same.

The whole text is written with few escapes, rendered and compared. Where it differs, each block
is tried by itself: with few escapes, with all of them, as raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from plugins.wordpress_import.active import without_active
from plugins.wordpress_import.cleaning import without_odd
from plugins.wordpress_import.markup import Care
from plugins.wordpress_import.proof import said
from plugins.wordpress_import.raw import as_html
from plugins.wordpress_import.structure import block, joined, pieces_of

Render = Callable[[str], str]
DEEPEST = 80  # elements within each other
ATTEMPTS = 12
CROWD = 1000  # brackets of a text, with which Markdown takes long: it stays HTML


@dataclass
class Converted:
    """A text in Markdown, and what is to be told of it.

    *kept* are the tags of blocks that stay HTML; *equal* is whether it says the same; *active*
    is what was set aside.
    """

    markdown: str
    blocks: int = 0
    kept: list[str] = field(default_factory=list)
    equal: bool = True
    active: list[str] = field(default_factory=list)


@dataclass
class _Block:
    """One block of a text: its element, what it says, and the Markdown chosen for it."""

    kind: str
    element: Any
    says: list[str]
    text: str = ""
    level: int = 0  # 0 few escapes, 1 all of them, 2 raw


def tree_of(html: str) -> Any:
    """The body of a document with *html* in it; ValueError when it stands too deep."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=False)
    text = f"<html><body><div>{without_odd(html)}</div></body></html>"
    root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    body = root.find("body")
    if body is None:
        raise ValueError("there is nothing in it")
    depth = 0
    for event, _ in etree.iterwalk(body, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ValueError(f"its elements stand more than {DEEPEST} deep")
    return body


def to_markdown(
    html: str,
    render: Render,
    edit: Callable[[Any], None] = lambda body: None,
    keeps_active: bool = False,
) -> Converted:
    """The Markdown of *html*, which *render* makes HTML again; *edit* changes its tree before.

    Unless it *keeps_active* things, scripts and the like are set aside.
    """
    done = Converted("")
    try:
        body = tree_of(html)
    except (ValueError, etree.LxmlError) as error:
        done.equal = False
        done.kept.append(str(error))
        done.markdown = _as_text(html)
        return done
    if not keeps_active:
        without_active(body, done.active.append)
    edit(body)
    _mend(body)
    blocks = [_Block(kind, element, []) for kind, element in pieces_of(body)]
    done.blocks = len(blocks)
    whole = _serialised(blocks)
    says, ids = said(whole)
    for each in blocks:
        each.text = _written(each, 2 if html.count("[") > CROWD else 0)
    done.markdown = _join(blocks)
    if said(render(done.markdown), ids)[0] != says:
        _choose(blocks, ids, render)
        done.markdown = _join(blocks)
        done.equal = _settle(blocks, says, ids, render, done)
    done.kept = [
        str(each.element.tag)
        for each in blocks
        if each.kind != "cut"
        and each.text.startswith("<")
        and each.text[1:2].isalpha()
        and each.level == 2
    ]
    return done


def _as_text(html: str) -> str:
    """What cannot be parsed, as text: every word of it is kept."""
    text = re.sub(r"<[^<>]*>", " ", html)
    return re.sub(r"[<>&]", lambda found: f"&#{ord(found[0])};", text)


def _mend(body: Any) -> None:
    """What HTML allows and Markdown cannot carry: line ends in attributes, empty names."""
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in list(element.attrib.items()):
            if "\n" in value or "\t" in value:
                element.set(name, " ".join(value.split()))


def _serialised(blocks: list[_Block]) -> str:
    parts = []
    for each in blocks:
        html = "" if each.kind == "cut" else as_html(each.element)
        each.says = []
        parts.append(html)
    return "\n".join(parts)


def _written(each: _Block, level: int) -> str:
    """A block at a *level* of care."""
    if each.kind == "cut":
        return "<!--more-->"
    each.level = level
    if level < 2:
        text = block(each.element, Care(full=level == 1))
        if text is not None:
            return text
    each.level = 2
    return as_html(each.element)


def _choose(blocks: list[_Block], ids: set[str], render: Render) -> None:
    """For each block, the least careful text that says the same by itself."""
    for each in blocks:
        if each.kind == "cut" or each.level == 2:
            continue
        says = said(as_html(each.element), ids)[0]
        for level in (0, 1, 2):
            each.text = _written(each, level)
            if each.level == 2 or said(render(each.text), ids)[0] == says:
                break


def _settle(
    blocks: list[_Block], says: list[str], ids: set[str], render: Render, done: Converted
) -> bool:
    """Make the blocks near the first difference more careful, until the whole says the same."""
    for _ in range(ATTEMPTS):
        found = said(render(done.markdown), ids)[0]
        if found == says:
            return True
        same = next(
            (n for n, (a, b) in enumerate(zip(found, says, strict=False)) if a != b),
            min(len(found), len(says)),
        )
        if not _more_careful(blocks, same, ids):
            break
        done.markdown = _join(blocks)
    for each in blocks:
        if each.kind != "cut":
            each.text = _written(each, 2)
    done.markdown = _join(blocks)
    return said(render(done.markdown), ids)[0] == says


def _more_careful(blocks: list[_Block], token: int, ids: set[str]) -> bool:
    """Raise the care of the block that holds the *token*, or of a neighbour; False if none can."""
    at, holder = 0, len(blocks) - 1
    for number, each in enumerate(blocks):
        at += len(said(as_html(each.element), ids)[0]) + 1 if each.kind != "cut" else 0
        if at > token:
            holder = number
            break
    for number in (holder, holder - 1, holder + 1):
        if 0 <= number < len(blocks) and blocks[number].kind != "cut" and blocks[number].level < 2:
            blocks[number].text = _written(blocks[number], blocks[number].level + 1)
            return True
    return False


def _join(blocks: list[_Block]) -> str:
    return joined([each.text for each in blocks if each.text])
