"""Markdown with signs looked for first gives what Python-Markdown gives."""

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.bilingual.patterns import SIGNS, look_for_signs

EXTENSIONS = ["markdown.extensions.extra", "markdown.extensions.codehilite"]
PIECES = [
    "`",
    "\\",
    "[^1]",
    "[a]",
    "(b)",
    "![",
    "<https://x.y>",
    "<a@b.c>",
    "  \n",
    "\n",
    "<b>",
    "&amp;",
]
PIECES += [
    "&#38;",
    "*",
    "_",
    " ",
    "mot",
    "]: /x",
    "[1]: /y\n",
    "\n\n[^1]: note\n",
    '"t"',
    "<!-- c -->",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_texts_become_the_same(pieces):
    """Any text of signs and words becomes the same HTML."""
    text = "".join(pieces)
    quick = look_for_signs(Markdown(extensions=EXTENSIONS))

    assert quick.convert(text) == Markdown(extensions=EXTENSIONS).convert(text)


def test_the_sample_becomes_the_same():
    """So do the posts of the sample blog."""
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        quick = look_for_signs(Markdown(extensions=EXTENSIONS))
        assert quick.convert(text) == Markdown(extensions=EXTENSIONS).convert(text), path


@pytest.mark.parametrize("name", SIGNS)
def test_every_sign_is_of_a_pattern_that_there_is(name):
    """Each pattern of the table is one that Python-Markdown has."""
    assert name in Markdown(extensions=EXTENSIONS).inlinePatterns
