"""Listings: home, archives by year and month, and the page not found, in every view.

Templates get: on every listing `lang`, `view`, `view_links`; on the home page `sheet`; on the
archives `years`; on a year or a month `period`, `newer`, `older`, and a year's `months`; on
every page `home_views`, the views that have a home page; articles have `older` and `newer`, the
ones before and after them in the view of all.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.bilingual.views import views_of
from plugins.listings.generator import ListingsGenerator, not_found_in

DEFAULTS = {
    "LISTINGS_CONTENT": "summary",
    "LISTINGS_REMEMBER": False,
    "ARCHIVES_URL": "archives/",
}

# Pelican's own listings, of one language each, are off.
STOCK = {
    "DIRECT_TEMPLATES": [],
    "YEAR_ARCHIVE_SAVE_AS": "",
    "MONTH_ARCHIVE_SAVE_AS": "",
    "DAY_ARCHIVE_SAVE_AS": "",
}


def prepare(pelican: Any) -> None:
    """Complete the settings; Pelican's own listings are off."""
    for key, value in DEFAULTS.items():
        pelican.settings.setdefault(key, value)
    pelican.settings.update(STOCK)
    for period, url in (
        ("YEAR", "archives/{date:%Y}/"),
        ("MONTH", "archives/{date:%Y}/{date:%m}/"),
    ):
        pelican.settings[f"{period}_ARCHIVE_URL"] = pelican.settings[f"{period}_ARCHIVE_URL"] or url


def join_neighbours(generator: Any) -> None:
    """Tell each published article which ones come before and after it, in whatever language."""
    newer = None
    for article in generator.articles:  # the newest first
        article.newer, article.older = newer, None
        if newer:
            newer.older = article
        newer = article


def tell_hosts(generator: Any) -> None:
    """Tell them of the pages not found, and of the script that remembers what a reader reads."""
    views = views_of(generator.context["articles"], generator.context["languages"])
    generator.context["missing_pages"] = [view.url("404.html") for view in not_found_in(views)]
    if generator.settings["LISTINGS_REMEMBER"]:
        generator.context.setdefault("policy_needs", []).append("script-src 'self'")


def add_generator(pelican: Any) -> type[ListingsGenerator]:
    """The generator of the listings."""
    return ListingsGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.article_generator_finalized.connect(join_neighbours)
    signals.page_generator_finalized.connect(tell_hosts)
    signals.get_generators.connect(add_generator)
