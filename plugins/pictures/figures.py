"""Pictures with a caption, in Markdown: an extension of Python-Markdown.

A picture that stands alone in a paragraph and has a title is a figure; the title is its caption,
in which Markdown works. From a “©” on, it is the credit.

    ![The lake, grey on grey]({static}/images/lake.jpg "An *hour* before the sun © Someone")
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

CREDIT = "©"
BEFORE_INLINE = 25  # Python-Markdown's “inline”, which reads pictures, has 20
FIGURE = re.compile(
    r"(?P<image>\s*\[?!\[(?:[^\[\]\\]|\\.)*\]\(\s*(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))+))"
    r"\s+(?P<quote>[\"'])(?P<title>.*)(?P=quote)\s*"
    r"(?P<end>\)(?:\]\([^()]*\))?(?:\{[^{}]*\})?)\s*",  # a link around it, attributes after it
    re.DOTALL,
)


class FigureProcessor(Treeprocessor):
    """Makes a figure of each paragraph that is a picture with a title."""

    def run(self, root: Element) -> None:
        """Change the tree of a text in place, before what is in its lines is read."""
        for paragraph in root.iter("p"):
            found = FIGURE.fullmatch(paragraph.text or "") if not len(paragraph) else None
            if found and found["title"].strip():
                paragraph.tag = "figure"
                paragraph.text = found["image"] + found["end"]
                paragraph.append(_caption(found["title"]))


class FigureExtension(Extension):
    """Figures, captions and credits of pictures."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register with *md*."""
        md.treeprocessors.register(FigureProcessor(md), "figures", BEFORE_INLINE)


def makeExtension(**options: Any) -> FigureExtension:  # noqa: N802  (Python-Markdown's name)
    """The extension, as Python-Markdown loads it by the name of this module."""
    return FigureExtension(**options)


def _caption(title: str) -> Element:
    said, sign, whose = title.partition(CREDIT)
    caption = Element("figcaption")
    caption.text = said.strip()
    if sign:
        credit = Element("small")
        credit.text = f"{sign} {whose.strip()}"
        caption.text += " " if caption.text else ""
        caption.append(credit)
    return caption
