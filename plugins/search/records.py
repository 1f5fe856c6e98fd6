"""What is searched of each post and page, as plain values: the records of one index.

A record holds texts in several languages, each a part, so that a post is found by words of its
summary in another language, and what was found can be shown in the language that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from plugins.bilingual.fragments import plain_text

PART = "\ue000"  # a word between two parts; of private use (Unicode 16, 23.5): no text has it
SHOWN = 300  # words of a text that can be shown beside a result; of the others each is kept once
NOTES = re.compile(r'<sup[^>]*><a class="footnote-ref".*?</sup>|<a class="footnote-backref".*?</a>')
APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")  # don’t: only a straight one is part of a word
# l’été is two words, and search.js puts them together again.
ELISION = re.compile(r"(?<![\w'’])([cdjlmnst]|(?:jus|lors|puis|quoi)?qu)’(?=\w)", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
MARKS = dict.fromkeys(map(ord, f"{PART}\u00ad\u200b\u2060\ufeff")) | {0x85: " "}  # no words
LIGATURE = re.compile("[œŒæÆ]")
LIGATURES = {
    ord(letter): both for letter, both in zip("œŒæÆ", ("oe", "Oe", "ae", "Ae"), strict=True)
}


class Record(NamedTuple):
    """A post or a page: its address, what is shown of it, what is looked for in it.

    *titles* are those in other languages, *date* is in prose, *day* to be sorted by, *tags* are
    slugs; a page has no date and no tags.
    """

    url: str
    lang: str
    title: str
    content: str
    titles: tuple[str, ...] = ()
    date: str = ""
    day: str = ""
    tags: tuple[str, ...] = ()


def record_of(values: Iterable[Any]) -> Record:
    """The record of its *values*, in which lists may stand for tuples."""
    return Record._make(tuple(each) if isinstance(each, list) else each for each in values)


def searchable(text: str) -> str:
    """A plain *text* as it is searched: in it, “été” is found in “l’été”, and “don't” in “don’t”.

    >>> searchable("l’été, I don’t")
    "l' été, I don't"
    """
    return APOSTROPHE.sub("'", ELISION.sub(r"\1' ", text.translate(MARKS)))


def text_of(html: str) -> str:
    """The words of a fragment of HTML, those of notes among them, without their numbers."""
    return searchable(plain_text(NOTES.sub("", html).replace("><", "> <")))


def content_of(text: str, summaries: Sequence[str], more: Iterable[str] = ()) -> str:
    """The content of a record: the beginning of its *text*, its *summaries*, and other words.

    The summaries are in the order of the site's other languages, empty where there is none. The
    words of the rest of the text, and of *more*, come last, each once: they are found, not shown.
    """
    words = text.split(" ")
    parts = [" ".join(words[:SHOWN]), *summaries]
    rest = " ".join([" ".join(words[SHOWN:]), *more])
    return f" {PART} ".join([*parts, " ".join(_others(rest, parts))])


def _others(rest: str, parts: Iterable[str]) -> Iterator[str]:
    """The words of *rest* that are in none of *parts*, each once; and œ as it may be typed."""
    shown = dict.fromkeys(word for part in parts for word in WORD.findall(part.casefold()))
    others = dict.fromkeys(WORD.findall(searchable(rest).casefold()))
    yield from (word for word in others if word not in shown)
    known = shown | others
    for word in known:
        typed = word.translate(LIGATURES) if LIGATURE.search(word) else word
        if typed not in known:
            yield typed
