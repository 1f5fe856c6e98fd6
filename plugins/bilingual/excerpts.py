"""What stands for a post where it is not whole: its own summary, or its beginning."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from pelican.utils import truncate_html_paragraphs, truncate_html_words

from plugins.bilingual.languages import other_languages
from plugins.bilingual.links import raw_body

# Footnotes have no place in an excerpt: neither their numbers nor their list at the end.
NOTES = re.compile(
    r"<sup[^>]*><a class=\"footnote-ref\".*?</sup>|<div class=\"footnote\">.*?</ol>\s*</div>",
    re.DOTALL,
)
MORE = re.compile(r"<!--\s*more\b[^>]*-->", re.IGNORECASE)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
VOID |= {"track", "wbr"}  # elements without an end (HTML, § 13.1.2)
APOSTROPHE_IN_WORDS = "\u02bc"  # looks the same, and is a letter


def summaries_of(content: Any, languages: Any) -> list[tuple[str, str]]:
    """The raw summaries of *content* in each of *languages* but its own that has one."""
    summaries = getattr(content, "summaries", {})
    others = other_languages(languages, content.lang)
    return [(lang, summaries[lang]) for lang in others if summaries.get(lang)]


def own_summary(content: Any) -> str:
    """The raw summary of *content* in its own language, cut from its body if it has none.

    A body is cut where its author wrote `<!--more-->`, or after so many words as the settings say.
    """
    settings = content.settings
    own = getattr(content, "summaries", {}).get(content.lang) or content.metadata.get("summary")
    if own:
        return str(own)
    html = NOTES.sub("", raw_body(content))
    if MORE.search(html) and (before := _before_more(html)):
        return before
    if settings.get("SUMMARY_MAX_PARAGRAPHS") is not None:
        html = truncate_html_paragraphs(html, settings["SUMMARY_MAX_PARAGRAPHS"])
    if settings["SUMMARY_MAX_LENGTH"] is None:
        return html
    return _first_words(html, settings["SUMMARY_MAX_LENGTH"], settings["SUMMARY_END_SUFFIX"])


def _before_more(html: str) -> str:
    """What stands before the mark in *html*, its open elements closed; "" when it says nothing."""
    before = MORE.split(html, maxsplit=1)[0]
    reader = _Open()
    reader.feed(before)
    if not reader.says:
        return ""
    return before.rstrip() + "".join(f"</{tag}>" for tag in reversed(reader.open))


class _Open(HTMLParser):
    """Which elements are open at the end of what it is fed, and whether that says anything."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.says = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in VOID:
            self.says = self.says or tag != "br"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and those within it that have not."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text."""
        self.says = self.says or bool(data.strip())


def _first_words(html: str, count: int, suffix: str) -> str:
    """The first *count* words of *html*. To Pelican a word ends at ’: it would cut don’t."""
    letter = html.replace("’", APOSTROPHE_IN_WORDS)
    return str(truncate_html_words(letter, count, suffix)).replace(APOSTROPHE_IN_WORDS, "’")
