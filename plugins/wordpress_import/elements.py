"""The elements of HTML by what they do to a text."""

from __future__ import annotations

# They end a line, and are not seen themselves.
BOUNDARY = frozenset({
    "address", "article", "aside", "center", "col", "colgroup", "dir", "div", "fieldset",
    "footer", "form", "header", "hgroup", "main", "menu", "nav", "noscript", "p", "section",
    "tbody", "tfoot", "thead",
})  # fmt: skip
# What they are counts: a heading, an item of a list, a cell.
STRUCTURE = frozenset({
    "audio", "blockquote", "caption", "dd", "details", "dl", "dt", "figcaption", "figure", "h1",
    "h2", "h3", "h4", "h5", "h6", "li", "object", "ol", "summary", "table", "td", "th", "tr",
    "ul", "video",
})  # fmt: skip
# What no paragraph holds.
BLOCKS = (BOUNDARY - {"col", "colgroup", "noscript"}) | STRUCTURE | {"hr", "iframe", "pre"}
TRANSPARENT = frozenset({"bdi", "font", "small", "span", "u"})  # without attributes, nothing
