"""Typography: each text set by the rules of its own language, in its locale.

`typeset` and `typeset_text` work without a site; `french.py` and `english.py` are the rules.
Templates get titles, bodies, summaries, tags and the site's name as readers should see them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from pelican import signals
from pelican.contents import Article, Page

from plugins.bilingual import site_languages, stop
from plugins.typography.classes import typeset_with_classes
from plugins.typography.conventions import Style
from plugins.typography.french import SWISS
from plugins.typography.html import typeset, typeset_text
from plugins.typography.marks import FULL, NARROW

DEFAULTS = {
    "TYPOGRAPHY_FR_CH": "none",
    "TYPOGRAPHY_NARROW_SPACE": NARROW,
    "TYPOGRAPHY_LAST_WORDS": True,
    "TYPOGRAPHY_CLASSES": False,
}
STOCK = {"TYPOGRIFY": False}  # English rules for every language
OF_SITE = ("SITENAME", "SITESUBTITLE")  # the subtitle may be a text by language


def prepare(pelican: Any) -> None:
    """Complete and check the settings; what cannot work ends the process."""
    settings = pelican.settings
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    settings.update(STOCK)
    if settings["TYPOGRAPHY_FR_CH"] not in SWISS:
        stop(
            f'TYPOGRAPHY_FR_CH = "{settings["TYPOGRAPHY_FR_CH"]}": write one of '
            + ", ".join(f'"{each}"' for each in SWISS)
        )
    if settings["TYPOGRAPHY_NARROW_SPACE"] not in (NARROW, FULL):
        stop('TYPOGRAPHY_NARROW_SPACE: write "\\u202f" (narrow) or "\\u00a0" (as between words)')
    for key in ("TYPOGRAPHY_LAST_WORDS", "TYPOGRAPHY_CLASSES"):
        if not isinstance(settings[key], bool):
            stop(f"{key} = {settings[key]!r}: write True or False")


def style_of(settings: dict[str, Any]) -> Style:
    """What the site's *settings* choose."""
    languages = site_languages(settings)
    return Style(
        swiss=settings["TYPOGRAPHY_FR_CH"],
        narrow=settings["TYPOGRAPHY_NARROW_SPACE"],
        locales=tuple((language.lang, language.locale) for language in languages.values()),
        last_words=settings["TYPOGRAPHY_LAST_WORDS"],
    )


def set_content(content: Any) -> None:
    """Set a post's body, titles and summaries, each by the rules of its own language."""
    if not isinstance(content, Article | Page):
        return  # a file to copy
    style = style_of(content.settings)
    set_body = typeset_with_classes if content.settings["TYPOGRAPHY_CLASSES"] else typeset
    content._content = set_body(content._content, content.lang, style)
    content.title = typeset_text(content.title, content.lang, style)
    summaries = {}
    if hasattr(content, "summaries"):  # read by `bilingual`
        content.titles = by_language(content.titles, style)
        summaries = {lang: typeset(text, lang, style) for lang, text in content.summaries.items()}
        content.summaries = summaries
    if typed := content.metadata.get("summary"):  # its own; of Markdown among the others, too
        own = summaries.get(content.lang) or typeset(typed, content.lang, style)
        content._summary = content.metadata["summary"] = own


def set_site(generator: Any) -> None:
    """Set the site's name and subtitle."""
    settings = generator.settings
    style = style_of(settings)
    for key in OF_SITE:
        if key not in settings:
            continue
        value = settings[key]
        if isinstance(value, dict):
            value = by_language(value, style)
        elif isinstance(value, str):
            value = typeset_text(value, settings["DEFAULT_LANG"], style)
        settings[key] = generator.context[key] = value


def set_tags(generator: Any) -> None:
    """Set the tags' names and descriptions, each by the rules of its language; slugs stay."""
    style = style_of(generator.settings)
    articles = chain(generator.articles, generator.hidden_articles, generator.drafts)
    tags = {tag.slug: tag for article in articles for tag in getattr(article, "tags", ())}
    for tag in tags.values():
        if hasattr(tag, "concept"):
            tag.concept = replace(
                tag.concept,
                names=by_language(tag.concept.names, style),
                descriptions=by_language(tag.concept.descriptions, style),
            )
            tag.name = tag.concept.name(generator.settings["DEFAULT_LANG"])[0]


def by_language(texts: dict[str, str], style: Style) -> dict[str, str]:
    """*texts* by language, each set by the rules of its own."""
    return {lang: typeset_text(text, lang, style) if text else text for lang, text in texts.items()}


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.generator_init.connect(set_site)
    signals.content_object_init.connect(set_content)
    signals.article_generator_finalized.connect(set_tags)


__all__ = ["DEFAULTS", "register", "typeset", "typeset_text"]
