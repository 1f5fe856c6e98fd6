"""Rules about what texts say: for authors who ask, since they read every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from plugins.bilingual.fragments import plain_text
from plugins.bilingual.languages import other_languages
from plugins.bilingual.links import PLACE, path_from
from plugins.bilingual.problems import Problem
from plugins.checks.prose import blocks, headings, line_of_words, line_with, own_words
from plugins.checks.site import Read, Text, WholeSite

BEGINNING = 2_000  # characters of a body that tell its language
FIRST = 12  # blocks of a body that a summary may repeat
CONFLICT = re.compile(r"^(<{7}|>{7})(?: .*)?$", re.MULTILINE)  # of git and others
SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|audio|video|embed|playlist|youtube|vimeo|more|toc)\b[^\]\n]*\]"
    r"|\{\{[<%][^}\n]*\}\}|\{%[^%\n]*%\}|<!--\s*/?wp:"
)
QUOTES = re.compile('[«»“”"]')
SET = ("fr", "en")  # the languages whose quotes typography knows
PAIRS = {"«": "»", "“": "”"}
LEFT = re.compile(r"[\[{]|&lt;&lt;&lt;|&gt;&gt;&gt;|>>>|<!--")  # without one there is none
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CUT = re.compile(r"(?<=\w)(?=[\s\]=\"“«])")
NO_LETTERS = re.compile(r"[\W_]+")
OF_PAGE = frozenset({"main_text"})  # ids of the theme's pages
YEARS = (1990, 10)  # nobody had a blog before; nobody plans so far ahead


def languages_are_true(read: Read) -> Iterator[Problem]:
    """A body, a summary or a title that is in another language than it says."""
    text = read.text
    content, lines = text.content, text.notes.lines
    parts = [
        ("the text", text.lang, own_words(read.body, BEGINNING), False, 0),
        ("the title", text.lang, plain_text(content.title), True, lines.get("title", 1)),
    ]
    parts += [
        (f"the title in “{lang}”", lang, title, True, lines.get(f"title_{lang}", 1))
        for lang, title in content.titles.items()
    ]
    parts += [
        (f"the summary in “{lang}”", lang, own_words(html, BEGINNING), False, 0)
        for lang, html in text.summaries.items()
    ]
    for what, lang, words, is_title, line in parts:
        if found := read.site.detector.other_than(lang, words, is_title):
            at = line or line_of_words(read.source, words)
            cure = f"write it in “{lang}”, or say that it is in “{found}”"
            yield Problem(text.path, at, f"{what} seems to be in “{found}”", cure, "warning")


def summaries_say_something(read: Read) -> Iterator[Problem]:
    """A summary that is as long as a text, or that only repeats it."""
    text, most = read.text, read.site.longest_summary
    for lang in other_languages(read.site.languages, text.lang):
        html = text.summaries.get(lang)
        if not html:
            continue
        words = plain_text(html)
        if (count := len(words.split())) > most:
            message = f"the summary in “{lang}” has {count} words"
            cure = f"cut it to {most}, or change CHECKS_SUMMARY_WORDS"
            at = line_of_words(read.source, words)
            yield Problem(text.path, at, message, cure, "warning")
        letters = _letters(words)
        body = _letters(" ".join(read.blocks[:FIRST])[: 2 * len(words)])
        if letters and (
            body.startswith(letters)
            or letters == _letters(plain_text(text.summaries.get(text.lang, "")))
        ):
            message = f"the summary in “{lang}” repeats the text"
            at = line_of_words(read.source, words)
            yield Problem(text.path, at, message, f"say it in “{lang}”", "warning")


def _letters(words: str) -> str:
    return NO_LETTERS.sub("", words).casefold()


def headings_are_in_order(read: Read) -> Iterator[Problem]:
    """A heading that leaves out a level (WCAG 2.2, technique G141)."""
    before = 0
    for level, words in headings(read.body):
        if before and level > before + 1:
            message = f"the heading “{words}” goes from level {before} to {level}"
            cure = f"write it with {'#' * (before + 1)}"
            at = line_of_words(read.source, words)
            yield Problem(read.text.path, at, message, cure, "warning")
        before = level


def nothing_is_left_over(read: Read) -> Iterator[Problem]:
    """Marks of other programs: of a conflict between versions, of a shortcode."""
    if not LEFT.search(read.body):
        return
    for found in CONFLICT.finditer(read.source):
        if any(found[0] in block for block in read.blocks):
            at = read.source.count("\n", 0, found.start()) + 1
            message = f"a mark of a conflict is left: “{found[0]}”"
            yield Problem(read.text.path, at, message, "keep one version, take the marks away")
    for block in (*read.blocks, *COMMENT.findall(read.body)):
        for found in SHORTCODE.finditer(block):
            mark = CUT.split(found[0])[0]  # typography changes the quotes after it
            at = line_with(read.source, "", mark, "")
            message = f"“{mark}” is a mark of another program"
            yield Problem(read.text.path, at, message, "write what it stood for", "warning")


def quotes_are_set(read: Read) -> Iterator[Problem]:
    """A quotation that never ends, or never began, and a quote that might be either.

    All others are typography's to set: there is nothing to do about them.
    """
    texts = [(read.text.lang, read.blocks)]
    texts += [(lang, blocks(html)) for lang, html in read.text.summaries.items()]
    for lang, found in texts:
        if lang.partition("-")[0] not in SET:
            continue
        for before, mark, after in unpaired(found):
            at = line_with(read.source, before, "", after)
            message = f"this quotation has one end: “…{before[-20:]}{mark}{after[:20]}…”"
            yield Problem(read.text.path, at, message, "write its other end", "warning")


def unpaired(texts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The quotes of the blocks *texts* that have no partner: before, the quote, after.

    A quotation of several paragraphs may begin each of them with its mark.
    """
    opened: list[tuple[str, str, str]] = []
    for block in texts:
        for found in QUOTES.finditer(block):
            mark = found[0]
            around = block[: found.start()], mark, block[found.end() :]
            if mark == '"':
                yield around
            elif mark in PAIRS:
                goes_on = opened and opened[-1][1] == mark and not around[0].strip()
                if not goes_on:
                    opened.append(around)
            elif opened and PAIRS[opened[-1][1]] == mark:
                opened.pop()
            else:
                yield around
    yield from opened


def dates_are_likely(read: Read) -> Iterator[Problem]:
    """A date that nobody can have meant."""
    (first, ahead), now, text = YEARS, read.site.moment, read.text
    date, modified = getattr(text.content, "date", None), getattr(text.content, "modified", None)
    undated = hasattr(text.content, "undated") or "date" not in text.notes.lines
    if date and not undated and not first <= date.year <= now.year + ahead:
        at = text.notes.lines["date"]
        yield Problem(text.path, at, f"the date is in {date.year}", "correct it", "warning")
    if modified and modified > now:
        at = text.notes.lines.get("modified", 1)
        yield Problem(text.path, at, "it was modified in the future", "correct it", "warning")


def fragments_are_there(read: Read) -> Iterator[Problem]:
    """A link to a part of a text that has no such part."""
    text = read.text
    for link in dict.fromkeys(each for each in text.links if "#" in each):
        address, _, fragment = link.partition("#")
        target = text.content if not address else _target(read.site, text, address)
        if fragment and target is not None and fragment not in read.site.ids_of(target) | OF_PAGE:
            at = line_with(read.source, "", link, "")
            message = f"“{link}” leads to a part that is not there"
            yield Problem(text.path, at, message, "correct what follows the #", "warning")


def _target(site: WholeSite, text: Text, address: str) -> Any:
    place = PLACE.match(address)
    if not place or place["what"] != "filename":
        return None
    return site.sources.get(path_from(text.folder, place["path"]))


TEXT_RULES = (
    languages_are_true,
    summaries_say_something,
    headings_are_in_order,
    nothing_is_left_over,
    quotes_are_set,
    dates_are_likely,
    fragments_are_there,
)
