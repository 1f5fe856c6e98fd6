"""Markers: `[fr]` at the end of a title, `[en]` before a summary in the other language."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

CODE = r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\]"
TITLE_END = re.compile(rf"(?P<title>.*\S)\s+(?P<escape>\\?){CODE}\s*$", re.DOTALL)  # A bridge [en]
PARAGRAPH_START = re.compile(rf" {{0,3}}{CODE}[ \t]+(?=\S)")  # [en] What this says
LINE_START = re.compile(rf"^ {{0,3}}{CODE}[ \t]+", re.MULTILINE)


def title_and_lang(title: str, languages: Collection[str]) -> tuple[str, str | None]:
    """A typed *title* without its marker, and the language that the marker names, or None.

    >>> title_and_lang("Une passerelle [fr]", {"fr", "en"})
    ('Une passerelle', 'fr')
    """
    found = TITLE_END.match(title)
    if not found or found[3].lower() not in languages:
        return title, None
    if found["escape"]:  # \[fr] is text
        return title[: found.start("escape")] + title[found.end("escape") :], None
    return found["title"], found[3].lower()


@dataclass
class Opening:
    """What precedes a body: the summaries' Markdown by language, and the body after them.

    *skipped* counts the lines taken off; *inner* lists the lines (from 0) where a marker
    stands inside a summary's paragraph instead of at its start.
    """

    summaries: dict[str, str] = field(default_factory=dict)
    body: str = ""
    skipped: int = 0
    inner: list[tuple[int, str]] = field(default_factory=list)


def opening_summaries(body: str, own: str, languages: Collection[str]) -> Opening:
    """Take the marked paragraphs off the head of a Markdown *body* written in *own*.

    Each paragraph that begins with another language's marker belongs to the summary in that
    language; a marker of *own* ends the summaries and is dropped.
    """
    lines = body.split("\n")
    paragraphs: dict[str, list[str]] = {}
    opening = Opening()
    at = 0
    while True:
        start = next((n for n in range(at, len(lines)) if lines[n].strip()), len(lines))
        found = PARAGRAPH_START.match(lines[start]) if start < len(lines) else None
        lang = found[1].lower() if found else ""
        if found is None or lang not in languages:
            break
        if lang == own:
            lines[start] = lines[start][found.end() :]
            at = start
            break
        end = next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))
        block = [lines[start][found.end() :], *lines[start + 1 : end]]
        for n, line in enumerate(block[1:], start + 1):
            inner = LINE_START.match(line)
            if inner and inner[1].lower() in languages:
                opening.inner.append((n, inner[1].lower()))
        paragraphs.setdefault(lang, []).append("\n".join(block))
        at = end
    opening.summaries = {lang: "\n\n".join(texts) for lang, texts in paragraphs.items()}
    opening.body = "\n".join(lines[at:])
    opening.skipped = at
    return opening
