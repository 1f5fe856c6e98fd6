"""Typography: each text set by the rules of its own language, in its locale.

`typeset` and `typeset_text` work without Pelican. There are no settings beyond each language's
`locale` in LANGUAGES.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.bilingual import site_languages
from plugins.typography.html import typeset, typeset_text

__all__ = ["register", "typeset", "typeset_text"]


def set_content(content: Any) -> None:
    """Set a post's body, titles and summaries, each by the locale of its own language."""
    if not hasattr(content, "summaries"):
        return  # a file to copy
    locales = {lang: language.locale for lang, language in site_languages(content.settings).items()}
    own = locales.get(content.lang, content.lang)
    content._content = typeset(content._content, own)
    content.title = typeset_text(content.title, own)
    content.titles = {
        lang: typeset_text(title, locales[lang]) for lang, title in content.titles.items()
    }
    content.summaries = {
        lang: typeset(summary, locales[lang]) for lang, summary in content.summaries.items()
    }
    if content.lang in content.summaries:
        content._summary = content.metadata["summary"] = content.summaries[content.lang]


def register() -> None:
    """Connect to Pelican's signals."""
    signals.content_object_init.connect(set_content)
