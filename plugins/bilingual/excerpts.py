"""What stands for a post where it is not whole: its own summary, or its beginning."""

from __future__ import annotations

import re
from typing import Any

from pelican.utils import truncate_html_paragraphs, truncate_html_words

from plugins.bilingual.languages import other_languages
from plugins.bilingual.links import raw_body

# Footnotes have no place in an excerpt: neither their numbers nor their list at the end.
NOTES = re.compile(
    r"<sup[^>]*><a class=\"footnote-ref\".*?</sup>|<div class=\"footnote\">.*?</ol>\s*</div>",
    re.DOTALL,
)
APOSTROPHE_IN_WORDS = "\u02bc"  # looks the same, and is a letter


def summaries_of(content: Any, languages: Any) -> list[tuple[str, str]]:
    """The raw summaries of *content* in each of *languages* but its own that has one."""
    summaries = getattr(content, "summaries", {})
    others = other_languages(languages, content.lang)
    return [(lang, summaries[lang]) for lang in others if summaries.get(lang)]


def own_summary(content: Any) -> str:
    """The raw summary of *content* in its own language, cut from its body if it has none."""
    settings = content.settings
    own = getattr(content, "summaries", {}).get(content.lang) or content.metadata.get("summary")
    if own:
        return str(own)
    html = NOTES.sub("", raw_body(content))
    if settings.get("SUMMARY_MAX_PARAGRAPHS") is not None:
        html = truncate_html_paragraphs(html, settings["SUMMARY_MAX_PARAGRAPHS"])
    if settings["SUMMARY_MAX_LENGTH"] is None:
        return html
    return _first_words(html, settings["SUMMARY_MAX_LENGTH"], settings["SUMMARY_END_SUFFIX"])


def _first_words(html: str, count: int, suffix: str) -> str:
    """The first *count* words of *html*. To Pelican a word ends at ’: it would cut don’t."""
    letter = html.replace("’", APOSTROPHE_IN_WORDS)
    return str(truncate_html_words(letter, count, suffix)).replace(APOSTROPHE_IN_WORDS, "’")
