"""Paragraphs where WordPress would make them: a blank line ends one, a line's end is a break.

What an author typed into the classic editor has no `<p>`; WordPress adds them when it shows a
post (its function `wpautop`). The rules here give the same text the same structure, as a tree of
well-formed HTML instead of WordPress's loose ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plugins.wordpress_import.elements import BLOCKS

# What ends a paragraph by beginning or ending.
ENDING = BLOCKS | {"area", "col", "colgroup", "legend", "map", "math"}
KEPT = re.compile(  # as it is, line ends too
    r"<(?P<name>pre|script|style|svg|textarea|math)\b[^>]*>.*?</(?P=name)\s*>|<!--.*?-->",
    re.DOTALL | re.IGNORECASE,
)
TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
TOKEN = re.compile(f"(?:{KEPT.pattern})|{TAG.pattern}", re.DOTALL | re.IGNORECASE)
BLANK = re.compile(r"\n[ \t]*\n\s*")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
WRAPPED = frozenset({"blockquote", "section", "article", "aside", "main", "header", "footer"})
LOOSE = frozenset({"div", "li", "td", "th", "dd", "center", "figure", "details", "address"})
SILENT = frozenset({"ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr", "colgroup"})


@dataclass
class _Paragraphs:
    """What is made so far: *out*, the run of text that is not ended yet, the elements around it."""

    out: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    blank_before: bool = True  # whether a blank line, or the beginning, precedes the run

    def end(self, blank: bool) -> None:
        """End the run; *blank* is whether a blank line ends it."""
        text = "".join(self.run).strip()
        self.run.clear()
        inside = self.around[-1] if self.around else ""
        if text:
            wrap = inside == "" or inside in WRAPPED
            wrap = wrap or (inside in LOOSE and (blank or self.blank_before))
            lines = text if inside in SILENT else _broken(text)
            self.out.append(f"<p>{lines}</p>\n" if wrap else lines)
        self.blank_before = blank


def with_paragraphs(text: str) -> str:
    """The HTML of *text* as an author typed it, with paragraphs and breaks."""
    text = TWO_BREAKS.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    state = _Paragraphs()
    at = 0
    for found in TOKEN.finditer(text):
        _text(state, text[at : found.start()])
        at = found.end()
        name = (found[2] or "").lower()
        if name in ENDING:
            _block(state, found[0], name)
        elif found["name"] and found["name"].lower() in ENDING | {"script", "style"}:
            state.end(False)
            state.out.append(found[0] + "\n")
            state.blank_before = True
        elif found[0].startswith("<!--"):
            _comment(state, found[0])
        else:
            state.run.append(" ".join(found[0].split("\n")))  # lines within a tag are no breaks
    _text(state, text[at:])
    state.end(True)
    return "".join(state.out)


def _text(state: _Paragraphs, text: str) -> None:
    """Add plain *text*, which blank lines divide."""
    first, *rest = BLANK.split(text)
    if not rest:
        state.run.append(text)
        return
    state.run.append(first)
    for part in rest:
        state.end(True)
        state.run.append(part)


def _block(state: _Paragraphs, tag: str, name: str) -> None:
    """Add the *tag* of a block, which ends the run."""
    state.end(False)
    state.out.append(tag)
    if tag.startswith("</"):
        if name in state.around:
            while state.around.pop() != name:
                pass
        state.out.append("\n")
        state.blank_before = True  # text after a block is a paragraph of its own
        if state.around and state.around[-1] in LOOSE:
            state.blank_before = False
    elif name not in ("hr", "area", "col") and not tag.endswith("/>"):
        state.around.append(name)
        state.blank_before = False


def _comment(state: _Paragraphs, comment: str) -> None:
    """Add a *comment*; `<!--more-->` and `<!--nextpage-->` end the run."""
    if comment[4:-3].strip().startswith(("more", "nextpage")):
        state.end(True)
        state.out.append(comment + "\n")
        state.blank_before = True
    else:
        state.run.append(comment)


def _broken(text: str) -> str:
    """A run with a break at the end of each line, but not where it has one already."""
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", BREAK.sub("<br>\n", text))
    text = re.sub(r"(?:<br>\n)\n+", "<br>\n", text)
    return re.sub(r"(?<!<br>)\n", "<br>\n", text).replace("<br>\n", "<br>").rstrip()
