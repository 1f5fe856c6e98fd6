"""Feeds by language: each subscriber gets the language that they read, under lasting ids.

Templates get `feeds`, links to the feeds of all posts and of each language, `reading_feeds`,
links to what the readers of each language alone can read, `feeds_of` (by the language of a
page), those to tell of in its head, `feeds_pages` (by language), the addresses of the pages about
feeds, and `tag.feeds`, links to those of a tag.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins import bilingual
from plugins.bilingual.identity import checked_authority
from plugins.bilingual.settings import checked_folder
from plugins.bilingual.views import views_of
from plugins.language_feeds.entries import ENDINGS, TYPES, checked_count
from plugins.language_feeds.generator import LanguageFeedsGenerator
from plugins.language_feeds.hub import checked_hub
from plugins.language_feeds.old_addresses import old_feeds

DEFAULTS = {
    "LANGUAGE_FEEDS_AUTHORITY": "",
    "LANGUAGE_FEEDS_FOLDER": "feeds/",
    "LANGUAGE_FEEDS_MAX_ITEMS": 20,
    "LANGUAGE_FEEDS_HISTORY": True,
    "LANGUAGE_FEEDS_HUB": "",
    "LANGUAGE_FEEDS_OLD_ADDRESSES": True,
}
# Pelican's own feeds, which say no language and share one id, are off.
STOCK = {
    f"{kind}_{form}": None
    for kind in ("FEED", "FEED_ALL", "CATEGORY_FEED", "AUTHOR_FEED", "TAG_FEED", "TRANSLATION_FEED")
    for form in ("ATOM", "RSS")
}


def prepare(pelican: Any) -> None:
    """Complete and check the settings; Pelican's own feeds are off."""
    for key, value in DEFAULTS.items():
        pelican.settings.setdefault(key, value)
    pelican.settings.update(STOCK)
    try:
        checked_authority(pelican.settings["LANGUAGE_FEEDS_AUTHORITY"])
        checked_count(pelican.settings["LANGUAGE_FEEDS_MAX_ITEMS"])
        checked_folder(pelican.settings, "LANGUAGE_FEEDS_FOLDER", "feeds/")
        checked_hub(pelican.settings["LANGUAGE_FEEDS_HUB"] or "")
    except ValueError as error:
        bilingual.stop(str(error))


def keep_old_addresses(generator: Any) -> None:
    """Add the feeds' old addresses to the table of redirects."""
    if not generator.settings["LANGUAGE_FEEDS_OLD_ADDRESSES"]:
        return
    context = generator.context
    tags = any(context.get("tag_archive_views", ()))
    redirects = context.setdefault("redirects", [])
    redirects += old_feeds(
        views_of(context["articles"], context["languages"]),
        generator.settings["LANGUAGE_FEEDS_FOLDER"],
        generator.settings["TAG_URL"] if tags else "",
        redirects,
    )


def tell_types(generator: Any) -> None:
    """Tell hosts the types of the feeds, which they would take for any XML or JSON."""
    folder = generator.settings["LANGUAGE_FEEDS_FOLDER"]
    generator.context["feed_types"] = {
        **{f"{folder}*{ENDINGS[form]}": kind for form, kind in TYPES.items()},
        f"{folder}archive/*.xml": TYPES["atom"],
        f"{folder}*.opml": "text/x-opml",
    }


def add_generator(pelican: Any) -> type[LanguageFeedsGenerator]:
    """The generator of the feeds."""
    return LanguageFeedsGenerator


def register() -> None:
    """Connect to Pelican's signals, `bilingual` too: what it reads is what is shown here."""
    bilingual.register()
    signals.initialized.connect(prepare)
    signals.page_generator_finalized.connect(keep_old_addresses)
    signals.page_generator_finalized.connect(tell_types)
    signals.get_generators.connect(add_generator)
