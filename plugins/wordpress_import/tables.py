"""Tables of HTML as Markdown: those that are a row of headings and rows of lines."""

from __future__ import annotations

import re
from typing import Any

from plugins.wordpress_import.markup import Care, inline


def table(element: Any, care: Care) -> str | None:
    """A table as Markdown; None when it is more than Markdown has a form for."""
    rows = list(element.iter("tr"))
    if not rows or element.find(".//table") is not None or element.find("caption") is not None:
        return None
    cells = [[each for each in row if isinstance(each.tag, str)] for row in rows]
    width = len(cells[0])
    for number, row in enumerate(cells):
        kind = "td" if number else "th"
        if len(row) != width or any(
            each.tag != kind or set(each.attrib) - {"class", "scope", "valign"} for each in row
        ):
            return None
    if element.find("tfoot") is not None or width < 2:
        return None
    written = [[_cell(each, care) for each in row] for row in cells]
    if any(text is None for row in written for text in row):
        return None
    lines = [f"| {' | '.join(str(text) for text in row)} |" for row in written]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _cell(cell: Any, care: Care) -> str | None:
    text = inline(cell, care)
    if text is None or "\n" in text.strip():
        return None
    return re.sub(r"(?<!\\)\|", "&#124;", text.strip().replace("\\|", "&#124;"))
