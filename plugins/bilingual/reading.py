"""What a page tells before its text: how long it takes to read, and which parts it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from jinja2 import pass_context
from jinja2.runtime import Context

from plugins.bilingual.fragments import Rewriting, ids_in, plain_text
from plugins.bilingual.links import raw_body

FEWEST = 4  # headings that are worth a table of contents
HEADING = re.compile(
    r"<h(?P<level>[1-6])(?P<attributes>\b[^<>]*)>(?P<title>.*?)</h(?P=level)\s*>",
    re.DOTALL | re.IGNORECASE,
)
NOTE = re.compile(r"<sup\b[^<>]*>\s*<a\b[^<>]*footnote-ref.*?</sup>", re.DOTALL)
NO_PART = re.compile(r"</?(?:a|img)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
SCRIPT = re.compile(r"<(?P<name>script|style|pre)\b.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)


def sections(content: Any) -> tuple[Section, ...]:
    """`{{ article|sections }}`: the parts of a body with four headings or more."""
    return sections_of(raw_body(content))


@pass_context
def minutes(context: Context, content: Any) -> int:
    """`{{ article|minutes }}`: how long a body takes to read, at the pace of its language."""
    words = context["BILINGUAL_STRINGS"][content.lang].words_a_minute
    return minutes_of(raw_body(content), words)


class Section(NamedTuple):
    """A part of a text: the id of its heading, its title in HTML without links, its own parts."""

    id: str
    title: str
    sections: Sequence[Section] = ()


def sections_of(html: str) -> tuple[Section, ...]:
    """The parts of a text by its two highest levels of headings; none when it has few.

    A heading without an id cannot be led to, and is left out.
    """
    headings = list(_headings(html))
    if len(headings) < FEWEST:
        return ()
    top = min(level for level, _ in headings)
    parts: list[tuple[Section, list[Section]]] = []
    for level, section in headings:
        if level == top or not parts:
            parts.append((section, []))
        elif level == top + 1:
            parts[-1][1].append(section)
    return tuple(section._replace(sections=tuple(inner)) for section, inner in parts)


def minutes_of(html: str, words_a_minute: int) -> int:
    r"""How many minutes a text takes to read at so many words a minute: at least one.

    >>> minutes_of("<p>One two.</p>\n" * 230, 200)
    2
    """
    return max(1, round(len(plain_text(html).split()) / words_a_minute))


def _headings(html: str) -> Iterator[tuple[int, Section]]:
    without_ids = Rewriting(lambda address: address, keep_ids=False, under=0)
    for found in HEADING.finditer(SCRIPT.sub("", html)):
        id_ = next(iter(ids_in(f"<h2{found['attributes']}>")), "")
        title = without_ids(NO_PART.sub("", NOTE.sub("", found["title"]))).strip()
        if id_ and plain_text(title):
            yield int(found["level"]), Section(id_, title)
