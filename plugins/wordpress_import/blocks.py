"""Posts of the block editor: comments read, what they refer to put in, the rest plain HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

from plugins.wordpress_import.paragraphs import with_paragraphs
from plugins.wordpress_import.shortcodes import Findings

COMMENT = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+"
    r"(?P<more>\{[^<>]*\}\s*)?(?P<alone>/)?-->",  # in it < and > are written \u003c and \u003e
    re.DOTALL,
)
EMBED = re.compile(
    r"<figure\b[^>]*\bwp-block-embed\b[^>]*>\s*(?:<div\b[^>]*>)?\s*(?P<url>https?://[^\s<]+)\s*"
    r"(?:</div>)?\s*(?:<figcaption\b[^>]*>(?P<said>.*?)</figcaption>)?\s*</figure>",
    re.DOTALL,
)
SPACER = re.compile(r"<div\b[^>]*\bwp-block-spacer\b[^>]*>\s*</div>")
SILENT = frozenset({"more", "nextpage", "spacer", "footnotes"})  # done here, or nothing to see
DEEPEST = 5  # blocks that hold blocks that hold blocks


def has_blocks(text: str) -> bool:
    """Whether a text was written in the block editor."""
    return "<!-- wp:" in text


def without_blocks(
    text: str, reusable: Mapping[str, str], footnotes: str, findings: Findings, depth: int = 0
) -> str:
    """The HTML of *text*: *reusable* blocks by their id put in, *footnotes* (JSON) at the end.

    A block that a server fills when a page is asked for has no text here: it is told.
    """
    out: list[str] = []
    at, inside = 0, 0
    for found in COMMENT.finditer(text):
        between = text[at : found.start()]
        out.append(between if inside or not between.strip() else with_paragraphs(between))
        at = found.end()
        name = found["name"].removeprefix("core/")
        if found["alone"]:
            out.append(_alone(name, _read(found["more"]), reusable, footnotes, findings, depth))
        elif found["end"]:
            inside = max(0, inside - 1)
        else:
            inside += 1
    rest = text[at:]
    out.append(rest if inside or not rest.strip() else with_paragraphs(rest))
    whole = SPACER.sub("", "".join(out))
    return EMBED.sub(_embed, whole)


def _read(more: str | None) -> dict[str, object]:
    try:
        told = json.loads(more or "{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _alone(
    name: str,
    told: dict[str, object],
    reusable: Mapping[str, str],
    footnotes: str,
    findings: Findings,
    depth: int,
) -> str:
    text = reusable.get(str(told.get("ref", ""))) if name == "block" else None
    if text is not None and depth < DEEPEST:
        return without_blocks(text, reusable, "", findings, depth + 1)
    if name == "footnotes" and footnotes:
        return listed_footnotes(footnotes)
    if name not in SILENT:
        findings.unknown[f"block {name}"] += 1
    return ""


def listed_footnotes(text: str) -> str:
    """The list of notes that the block editor keeps beside a post, as JSON."""
    try:
        notes = json.loads(text)
        items = [(str(each["id"]), str(each["content"])) for each in notes]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    lines = (
        f'<li id="{html.escape(key)}">{said} <a href="#{html.escape(key)}-link">↩︎</a></li>'
        for key, said in items
    )
    return f"<ol>{''.join(lines)}</ol>"


def _embed(found: re.Match[str]) -> str:
    url = html.escape(html.unescape(found["url"]))
    said = f"<p>{found['said']}</p>" if found["said"] else ""
    return f'<p><a href="{url}">{url}</a></p>{said}'
