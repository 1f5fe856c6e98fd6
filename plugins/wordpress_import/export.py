"""An export as values: the blog, its authors, terms and items, read one item at a time."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from lxml import etree

from plugins.wordpress_import.cleaning import RefusedError, pieces
from plugins.wordpress_import.items import Comment, Item, Term

CHUNK = 1 << 20
OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "recover": True,
    "huge_tree": True,  # a post may be longer than 10 MB; depth is ours to limit
}
CROSSED = (etree.ErrorTypes.ERR_TAG_NAME_MISMATCH, etree.ErrorTypes.ERR_TAG_NOT_FINISHED)
EXPORTS = re.compile(r"https?://wordpress\.org/export/")
EXCERPT = re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/")
TAGS = re.compile(r"</?(?:i|b|em|strong|span|sup|sub|small|br|code|u|s|font|cite|q)\b[^<>]*>", re.I)


@dataclass
class Blog:
    """What an export says of the whole blog, known once its first item is read."""

    title: str = ""
    link: str = ""
    language: str = ""
    base: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # login: display name
    terms: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # taxonomy, slug
    mended: Counter[str] = field(default_factory=Counter)


def decoded(text: str) -> str:
    """A title or the name of a term, as readers see it: one line, no marks of form."""
    return " ".join(html.unescape(TAGS.sub("", text)).split())


def read_items(
    path: Path, blog: Blog, watch: Callable[[int], None] = lambda size: None
) -> Iterator[Item]:
    """The items of the export at *path*, in order; *blog* is filled in on the way.

    *watch* is told how many bytes each step has read. RefusedError when the file is no export,
    OSError when it cannot be read.
    """
    parser = etree.XMLPullParser(events=("start", "end"), **OPTIONS)
    with path.open("rb") as file:
        number, depth = 0, 0
        for piece in pieces(_chunks(file, watch), blog.mended):
            parser.feed(piece.encode("utf-8", "replace"))
            _refuse_crossed(parser.feed_error_log)
            for event, element in parser.read_events():
                depth += 1 if event == "start" else -1
                if depth > 200:
                    raise RefusedError(
                        f"line {element.sourceline or 1}: elements stand too deep for an export"
                    )
                if event != "end":
                    continue
                name = _name(element)
                if name == "item":
                    number += 1
                    yield _item(element, number)
                if name == "item" or depth == 2:
                    _note(blog, name, element)
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
    errors = [each for each in parser.feed_error_log if each.level >= 3]
    blog.mended["faults of XML passed over"] += len(errors)


def _refuse_crossed(log: Any) -> None:
    """RefusedError where elements end that had not begun: what was cut out joins two fields."""
    for each in log:
        if each.type in CROSSED:
            cure = "the file is damaged: export or download it again"
            raise RefusedError(f"line {each.line}: {each.message}: {cure}")


def _chunks(file: IO[bytes], watch: Callable[[int], None]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        if chunk.startswith(b"PK\x03\x04"):
            raise RefusedError("line 1: this is a ZIP archive: unpack it, and import what is in it")
        yield chunk
        watch(len(chunk))


def _name(element: Any) -> str:
    """The name of an element with the prefix that exports use, whatever version of the format."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag[0] != "{":
        return tag
    space, _, local = tag[1:].partition("}")
    if EXPORTS.match(space):
        return f"excerpt:{local}" if EXCERPT.match(space) else f"wp:{local}"
    if space == "http://purl.org/rss/1.0/modules/content/":
        return f"content:{local}"
    return f"dc:{local}" if "purl.org/dc/" in space else f"other:{local}"


def _text(element: Any) -> str:
    """The text of a field, what HTML it has included; none of fields that a damaged one holds."""
    if not isinstance(element.tag, str):
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag[0] != "{" and ":" not in child.tag:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _fields(element: Any) -> dict[str, str]:
    """The text of each child by name, the first of each."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(_name(child), _text(child))
    return found


def _note(blog: Blog, name: str, element: Any) -> None:
    """Keep what an element of the channel tells of the blog."""
    plain = {"title": "title", "link": "link", "language": "language", "wp:base_blog_url": "base"}
    if name in plain and not getattr(blog, plain[name]):
        setattr(blog, plain[name], " ".join(_text(element).split()))
    elif name in ("wp:author", "wp:wp_author"):
        known = _fields(element)
        if login := known.get("wp:author_login", "").strip():
            shown = decoded(known.get("wp:author_display_name", ""))
            blog.authors[login] = shown or login
    elif name in ("wp:tag", "wp:category", "wp:term"):
        known = _fields(element)
        kind = name.removeprefix("wp:")
        taxonomy = {"tag": "post_tag", "category": "category"}.get(kind)
        taxonomy = taxonomy or known.get("wp:term_taxonomy", "")
        keys = {"tag": "tag_slug", "category": "category_nicename", "term": "term_slug"}
        slug = known.get(f"wp:{keys[kind]}", "")
        if slug:
            blog.terms[taxonomy, slug] = {
                "name": decoded(
                    known.get({"category": "wp:cat_name"}.get(kind, f"wp:{kind}_name"), "")
                ),
                "description": known.get(f"wp:{kind}_description", "").strip(),
                "id": known.get("wp:term_id", "").strip(),
                "parent": known.get(f"wp:{kind}_parent", "").strip(),
            }


def _item(element: Any, number: int) -> Item:
    known = _fields(element)
    terms, meta, comments = [], [], []
    for child in element:
        name = _name(child)
        if name == "category" and child.get("domain"):
            slug = child.get("nicename") or ""
            terms.append(Term(child.get("domain"), slug, decoded(_text(child))))
        elif name == "wp:postmeta":
            pair = _fields(child)
            meta.append((pair.get("wp:meta_key", ""), pair.get("wp:meta_value", "")))
        elif name == "wp:comment":
            comments.append(_comment(_fields(child)))
    return Item(
        number=number,
        id=known.get("wp:post_id", "").strip(),
        type=known.get("wp:post_type", "").strip() or "post",
        status=known.get("wp:status", "").strip(),
        title=decoded(known.get("title", "")),
        link=known.get("link", "").strip(),
        guid=known.get("guid", ""),
        name=known.get("wp:post_name", "").strip(),
        author=known.get("dc:creator", "").strip(),
        date=known.get("wp:post_date", "").strip(),
        date_gmt=known.get("wp:post_date_gmt", "").strip(),
        modified=known.get("wp:post_modified", "").strip(),
        published=known.get("pubDate", "").strip(),
        content=known.get("content:encoded", ""),
        excerpt=known.get("excerpt:encoded", ""),
        password=known.get("wp:post_password", ""),
        parent=known.get("wp:post_parent", "").strip(),
        order=known.get("wp:menu_order", "").strip(),
        sticky=known.get("wp:is_sticky", "").strip() == "1",
        attachment_url=known.get("wp:attachment_url", "").strip(),
        terms=tuple(terms),
        meta=tuple(meta),
        comments=tuple(comments),
    )


def _comment(known: dict[str, str]) -> Comment:
    def text(name: str) -> str:
        return known.get(f"wp:comment_{name}", "").strip()

    return Comment(
        text("id"), text("parent"), decoded(text("author")), text("author_url"), text("date"),
        text("date_gmt"), text("content"), text("approved"), text("type"),
    )  # fmt: skip
