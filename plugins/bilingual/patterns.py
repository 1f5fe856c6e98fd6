"""Python-Markdown's own processors and patterns, each tried only on what holds its first signs.

Looking for a few characters is ten times as fast as trying an expression at each place. The
result is the same: a text without any of the signs is one that the processor leaves as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor

Signs = tuple[str, ...]

PREPROCESSORS: dict[str, tuple[int, Signs]] = {  # with their priorities
    "fenced_code_block": (25, ("```", "~~~")),
    "html_block": (20, ("<", "&#")),
}
BLOCKS: dict[str, tuple[int, Signs]] = {
    "table": (75, ("|",)),
    "hashheader": (70, ("#",)),
    "setextheader": (60, ("\n=", "\n-")),
    "hr": (50, tuple(f"{mark}{space}{mark}" for mark in "-_*" for space in ("", " ", "  "))),
    "deflist": (25, (": ",)),
    "quote": (20, (">",)),
    "footnote": (17, ("[^",)),
    "abbr": (16, ("*[",)),
    "reference": (15, ("]:",)),
}
INLINE: dict[str, Signs] = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
OF_DEFINITIONS = {"reference", "image_reference", "short_reference", "short_image_ref"}
UNEVEN = ("\x02", "\x03", "\r", "\t", " \n")  # what the first preprocessor makes even


def look_for_signs(markdown: Markdown) -> Markdown:
    """Have *markdown* look for signs first, where the processor is Python-Markdown's own."""
    blocks = markdown.parser.blockprocessors
    for name, (priority, signs) in BLOCKS.items():
        if name in blocks and _is_stock(blocks[name]):
            blocks.register(_Block(blocks[name], signs), name, priority)
    before = markdown.preprocessors
    for name, (priority, signs) in PREPROCESSORS.items():
        if name in before and _is_stock(before[name]):
            before.register(_Before(before[name], signs), name, priority)
    if type(before["normalize_whitespace"]) is NormalizeWhitespace:
        before.register(_Even(markdown), "normalize_whitespace", 30)
    for name, signs in INLINE.items():
        if name not in markdown.inlinePatterns:
            continue
        pattern: Any = markdown.inlinePatterns[name]
        if _is_stock(pattern) and isinstance(getattr(pattern, "compiled_re", None), re.Pattern):
            of_definitions = name in OF_DEFINITIONS
            pattern.compiled_re = Sought(pattern.compiled_re, signs, of_definitions)
    if type(markdown.treeprocessors["inline"]) is InlineProcessor:
        markdown.treeprocessors.register(_Inline(markdown), "inline", 20)
    return markdown


def _is_stock(processor: Any) -> bool:
    return type(processor).__module__.startswith("markdown.")


def _has_one(signs: Signs, text: str) -> bool:
    return any(map(text.__contains__, signs))


class _Even(NormalizeWhitespace):
    """Normalises spaces and ends of lines where they are not normal yet."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines, made even, and two empty ones."""
        if _has_one(UNEVEN, "\n".join([*lines, ""])):
            return super().run(lines)
        return [*lines, "", ""]


class _Before(Preprocessor):
    """A preprocessor, run on documents that hold one of its signs."""

    def __init__(self, processor: Preprocessor, signs: Signs) -> None:
        super().__init__(processor.md)
        self._processor, self._signs = processor, signs

    def run(self, lines: list[str]) -> list[str]:
        """The lines as the preprocessor leaves them."""
        return self._processor.run(lines) if _has_one(self._signs, "\n".join(lines)) else lines


class _Block(BlockProcessor):
    """A block processor, tried on blocks that hold one of its signs."""

    def __init__(self, processor: BlockProcessor, signs: Signs) -> None:
        super().__init__(processor.parser)
        self._processor, self._signs = processor, signs

    def test(self, parent: Element, block: str) -> bool:
        """Whether the processor may take the block."""
        return _has_one(self._signs, block) and self._processor.test(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Take the first of the blocks, unless the processor finds that it may not."""
        return self._processor.run(parent, blocks)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._processor, name)


class Sought:
    """A compiled expression that matches nothing in a text without one of its *signs*."""

    def __init__(self, expression: re.Pattern[str], signs: Signs, of_definitions: bool) -> None:
        self._expression = expression
        self._signs = signs
        self._of_definitions = of_definitions

    def may_match(self, text: str, definitions: object) -> bool:
        """Whether it can match in *text*, or a piece of it, and find what it asks for."""
        return _has_one(self._signs, text) and bool(definitions or not self._of_definitions)

    def finditer(self, text: str, start: int = 0) -> Iterable[re.Match[str]]:
        """The matches in *text* from *start* on."""
        for sign in self._signs:
            if text.find(sign, start) >= 0:
                return self._expression.finditer(text, start)
        return ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._expression, name)


class _Inline(InlineProcessor):
    """Applies the inline patterns that can match in the document."""

    inlinePatterns: Any  # noqa: N815  (Python-Markdown's name; a list is faster than a registry)

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """The tree with its inline elements."""
        text = "\n".join(tree.itertext())
        self.inlinePatterns = [
            pattern
            for pattern in self.md.inlinePatterns
            if not isinstance(sought := getattr(pattern, "compiled_re", None), Sought)
            or sought.may_match(text, self.md.references)
        ]
        return super().run(tree, ancestors)
