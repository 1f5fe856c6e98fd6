"""What a text says, without its code: its words by block, to be looked at and found again."""

from __future__ import annotations

import re
from html import unescape

from plugins.bilingual.fragments import BREAKABLE, TAG, plain_text

CODE = re.compile(
    r"<(?P<name>pre|code|kbd|samp|var|script|style|math)\b[^>]*>.*?</(?P=name)>",
    re.DOTALL | re.IGNORECASE,
)
FOREIGN = re.compile(
    r"<(?P<name>blockquote|q|cite)\b[^>]*>.*?</(?P=name)>"
    r"|<(?P<other>[a-z]+)\b[^>]*\slang=[^>]*>.*?</(?P=other)>",
    re.DOTALL | re.IGNORECASE,
)
BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|div|table|t[rdh]|figure|figcaption|dd|dt|br|hr)\b[^>]*>"
)
HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
WORD = re.compile(r"\w+")


def blocks(html: str) -> list[str]:
    """The texts of the blocks of a fragment, code left out."""
    one_line = BREAKABLE.sub(" ", CODE.sub("", html))
    texts = unescape(TAG.sub("", BLOCK.sub("\n", one_line))).split("\n")
    return [words for text in texts if (words := text.strip(" "))]


def own_words(html: str, most: int) -> str:
    """The beginning of what a fragment says itself, *most* characters at most.

    Quotations and what says that it is in some language are not its own words.
    """
    return " ".join(blocks(FOREIGN.sub("", html[: 4 * most])))[:most]


def headings(html: str) -> list[tuple[int, str]]:
    """The headings of a fragment: level and text."""
    return [(int(level), plain_text(text)) for level, text in HEADING.findall(CODE.sub("", html))]


def line_with(source: str, before: str, mark: str, after: str) -> int:
    """The line of a *source*, from 1, where *mark* stands between these words; 1 if nowhere.

    Typography changes the blanks and quotes around words, never the words.
    """
    ends = WORD.findall(unescape(before))[-1:], WORD.findall(unescape(after))[:1]
    one, other = (re.escape(words[0]) if words else "" for words in ends)
    for form in (rf"{one}\W{{0,4}}?{re.escape(mark)}\W{{0,4}}?{other}", re.escape(mark)):
        if found := re.search(form, source):
            return source.count("\n", 0, found.end() - 1) + 1
    return 1


def line_of_words(source: str, text: str) -> int:
    """The line of a *source* with the first words of *text* in their order; 1 if nowhere."""
    words = WORD.findall(text)[:6]
    found = re.search(r"\W+".join(map(re.escape, words)), source) if words else None
    return source.count("\n", 0, found.start()) + 1 if found else 1
