"""Rules about what texts say: for authors who ask, since they read every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from plugins.bilingual.fragments import ids_in, plain_text
from plugins.bilingual.languages import other_languages
from plugins.bilingual.links import PLACE, path_from, raw_body
from plugins.bilingual.problems import Problem
from plugins.checks.languages import Detector
from plugins.checks.prose import blocks, headings, line_of_words, line_with, own_words
from plugins.checks.site import Text, WholeSite

BEGINNING = 2_000  # characters of a body that tell its language
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
LETTERS = re.compile(r"[\W_]+")
OF_PAGE = frozenset({"main_text"})  # ids of the theme's pages
YEARS = (1990, 10)  # nobody had a blog before; nobody plans so far ahead


def languages_are_true(site: WholeSite, detector: Detector) -> Iterator[Problem]:
    """A body, a summary or a title that is in another language than it says."""
    for text in site.texts:
        content, lines = text.content, text.notes.lines
        parts = [
            ("the text", text.lang, own_words(raw_body(content), BEGINNING), False, 0),
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
            if found := detector.other_than(lang, words, is_title):
                at = line or line_of_words(site.source(text), words)
                cure = f"write it in “{lang}”, or say that it is in “{found}”"
                yield Problem(text.path, at, f"{what} seems to be in “{found}”", cure, "warning")


def summaries_say_something(site: WholeSite) -> Iterator[Problem]:
    """A summary that is as long as a text, or that only repeats it."""
    for text in site.texts:
        for lang in other_languages(site.languages, text.lang):
            html = text.summaries.get(lang)
            if not html:
                continue
            words = plain_text(html)
            at = line_of_words(site.source(text), words)
            if (count := len(words.split())) > site.longest_summary:
                message = f"the summary in “{lang}” has {count} words"
                cure = f"cut it to {site.longest_summary}, or change CHECKS_SUMMARY_WORDS"
                yield Problem(text.path, at, message, cure, "warning")
            letters = LETTERS.sub("", words).casefold()
            body = LETTERS.sub("", plain_text(raw_body(text.content))[: 2 * len(words)]).casefold()
            own = LETTERS.sub("", plain_text(text.summaries.get(text.lang, ""))).casefold()
            if letters and (body.startswith(letters) or letters == own):
                message = f"the summary in “{lang}” repeats the text"
                yield Problem(text.path, at, message, f"say it in “{lang}”", "warning")


def headings_are_in_order(site: WholeSite) -> Iterator[Problem]:
    """A heading that leaves out a level (WCAG 2.2, technique G141)."""
    for text in site.texts:
        before = 0
        for level, words in headings(raw_body(text.content)):
            if before and level > before + 1:
                message = f"the heading “{words}” goes from level {before} to {level}"
                cure = f"write it with {'#' * (before + 1)}"
                at = line_of_words(site.source(text), words)
                yield Problem(text.path, at, message, cure, "warning")
            before = level


def nothing_is_left_over(site: WholeSite) -> Iterator[Problem]:
    """Marks of other programs: of a conflict between versions, of a shortcode."""
    for text in site.texts:
        html = raw_body(text.content)
        if not LEFT.search(html):
            continue
        source = site.source(text)
        shown = blocks(html)
        for found in CONFLICT.finditer(source):
            if any(found[0] in block for block in shown):
                at = source.count("\n", 0, found.start()) + 1
                message = f"a mark of a conflict is left: “{found[0]}”"
                yield Problem(text.path, at, message, "keep one version, take the marks away")
        for block in (*shown, *COMMENT.findall(html)):
            for found in SHORTCODE.finditer(block):
                mark = CUT.split(found[0])[0]  # typography changes the quotes after it
                at = line_with(source, "", mark, "")
                message = f"“{mark}” is a mark of another program"
                yield Problem(text.path, at, message, "write what it stood for", "warning")


def quotes_are_set(site: WholeSite) -> Iterator[Problem]:
    """A quotation that never ends, or never began, and a quote that might be either.

    All others are typography's to set: there is nothing to do about them.
    """
    for text in site.texts:
        for lang, html in ((text.lang, raw_body(text.content)), *text.summaries.items()):
            if lang.partition("-")[0] not in SET or not QUOTES.search(plain_text(html)):
                continue
            for before, mark, after in unpaired(blocks(html)):
                at = line_with(site.source(text), before, "", after)
                message = f"this quotation has one end: “…{before[-20:]}{mark}{after[:20]}…”"
                yield Problem(text.path, at, message, "write its other end", "warning")


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


def dates_are_likely(site: WholeSite) -> Iterator[Problem]:
    """A date that nobody can have meant."""
    first, ahead = YEARS
    now = site.moment
    for text in site.texts:
        date, modified = (
            getattr(text.content, "date", None),
            getattr(text.content, "modified", None),
        )
        undated = hasattr(text.content, "undated") or "date" not in text.notes.lines
        if date and not undated and not first <= date.year <= now.year + ahead:
            at = text.notes.lines["date"]
            yield Problem(text.path, at, f"the date is in {date.year}", "correct it", "warning")
        if modified and modified > now:
            at = text.notes.lines.get("modified", 1)
            yield Problem(text.path, at, "it was modified in the future", "correct it", "warning")


def fragments_are_there(site: WholeSite) -> Iterator[Problem]:
    """A link to a part of a text that has no such part."""
    ids: dict[str, frozenset[str]] = {}

    def ids_of(content: Any) -> frozenset[str]:
        path = content.relative_source_path
        if path not in ids:
            ids[path] = frozenset(ids_in(raw_body(content))) | OF_PAGE
        return ids[path]

    for text in site.texts:
        for link in dict.fromkeys(each for each in text.links if "#" in each):
            address, _, fragment = link.partition("#")
            target = text.content if not address else _target(site, text, address)
            if fragment and target is not None and fragment not in ids_of(target):
                at = line_with(site.source(text), "", link, "")
                message = f"“{link}” leads to a part that is not there"
                yield Problem(text.path, at, message, "correct what follows the #", "warning")


def _target(site: WholeSite, text: Text, address: str) -> Any:
    place = PLACE.match(address)
    if not place or place["what"] != "filename":
        return None
    return site.sources.get(path_from(text.folder, place["path"]))


TEXT_RULES = (
    summaries_say_something,
    headings_are_in_order,
    nothing_is_left_over,
    quotes_are_set,
    dates_are_likely,
    fragments_are_there,
)
