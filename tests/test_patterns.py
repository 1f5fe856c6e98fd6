"""Markdown with signs looked for first gives what Python-Markdown gives."""

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from plugins.bilingual.patterns import BLOCKS, INLINE, PREPROCESSORS, look_for_signs

EXTENSIONS = ["markdown.extensions.extra", "markdown.extensions.codehilite"]
OPTIONS = {"extension_configs": {"markdown.extensions.codehilite": {"use_pygments": False}}}
WORDS = ["mot", "a", "I", " ", " ", "  ", "\n", "\n", "\n\n", "\n\n", "    ", "\t", "\r\n", " \n"]
SPANS = [
    *("`", "\\", "*", "_", "**", "[^1]", "[a]", "[a", "]", "(b)", "![", "<https://x.y>", "<a@b.c>"),
    *("  \n", "<b>", "</b>", "&", "&amp;", "&#38;", "&#38 ", "&#", '"t"', "'", "{", "}", "{: .a }"),
]
BLOCK_MARKS = [
    *(
        "#",
        "## ",
        "=",
        "===",
        "-",
        "- ",
        "---",
        "- - -",
        "-  -  -",
        "* ",
        "***",
        "___",
        "1. ",
        "2.",
    ),
    *(">", "> ", ":", ": ", ":   ", "|", "a | b\n--|--\n1 | 2\n", "]: /x", "[1]: /y\n", "[a]:\n"),
    *("\n\n[^1]: note\n", "\n*[mot]: title\n", "```", "\n```\n", "\n~~~ {.py}\n", "<!-- c -->"),
    *(
        "<div>",
        "</div>",
        '\n<div markdown="1">',
        '<p markdown="span">',
        "<",
        "\x02",
        "\x03",
        "<hr>",
    ),
]
PIECES = st.lists(st.sampled_from(WORDS + SPANS + BLOCK_MARKS), max_size=40)


@pytest.fixture(scope="module")
def quick():
    """Python-Markdown that looks for signs first."""
    return look_for_signs(Markdown(extensions=EXTENSIONS, **OPTIONS))


@pytest.fixture(scope="module")
def stock():
    """Python-Markdown as it comes."""
    return Markdown(extensions=EXTENSIONS, **OPTIONS)


def outcome(markdown, text):
    """The HTML of *text*, or the error that Python-Markdown itself has with it."""
    try:
        return markdown.reset().convert(text)
    except Exception as error:
        markdown.parser.state.clear()
        return type(error)


@settings(max_examples=400)
@given(PIECES)
def test_texts_become_the_same(quick, stock, pieces):
    """Any text of signs and words becomes the same HTML."""
    text = "".join(pieces)

    assert outcome(quick, text) == outcome(stock, text)


def test_the_sample_becomes_the_same(quick, stock):
    """So do the posts of the sample blog."""
    for path in sorted((ROOT / "content").rglob("*.md")):
        text = path.read_text("utf-8")
        assert quick.reset().convert(text) == stock.reset().convert(text), path


@pytest.mark.parametrize(
    ("registry", "table"),
    [
        (lambda markdown: markdown.parser.blockprocessors, BLOCKS),
        (lambda markdown: markdown.preprocessors, PREPROCESSORS),
        (lambda markdown: markdown.inlinePatterns, INLINE),
    ],
)
def test_every_sign_is_of_a_processor_that_there_is(quick, stock, registry, table):
    """Each name of the tables is one that Python-Markdown has, and keeps its place."""
    for name in table:
        place = registry(stock).get_index_for_name(name)
        assert registry(quick).get_index_for_name(name) == place, name
