"""Search: everything published is found by its words, from the pages of every language.

Templates get `search_pages`, the addresses of the page to search on by the language of its
readers; `search_index`, the folder of the index, empty when there is none; `search_engine`, the
`Engine` to ask without one, or None; on the page to search on, `search_tags`.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.bilingual import stop
from plugins.bilingual.settings import checked_folder
from plugins.search.engine import engine_of
from plugins.search.generator import FOLDER, SearchGenerator

DEFAULTS: dict[str, Any] = {
    "SEARCH_INDEX": True,
    "SEARCH_URL": "search/",
    "SEARCH_ENGINE": "https://duckduckgo.com/",
    "SEARCH_ENGINE_SITE": "sites",
}
# What the index's script does: it is one of the site's, compiles its program, and fetches.
NEEDS = (
    "connect-src 'self'",
    "form-action 'self'",
    "script-src 'self'",
    "script-src 'wasm-unsafe-eval'",
)


def prepare(pelican: Any) -> None:
    """Complete and check the settings."""
    settings = pelican.settings
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    try:
        checked_folder(settings, "SEARCH_URL", DEFAULTS["SEARCH_URL"])
        engine_of(settings["SEARCH_ENGINE"], settings["SEARCH_ENGINE_SITE"], settings["SITEURL"])
    except ValueError as error:
        stop(str(error))


def offer(generator: Any) -> None:
    """Say what is searched, how, and what that needs of the site's policy.

    A preview has no index: it would be made anew at every save.
    """
    settings, context = generator.settings, generator.context
    context["search_contents"] = [*context["articles"], *context["pages"]]
    context["search_pages"] = {}
    indexed = settings["SEARCH_INDEX"] and not settings["BILINGUAL_DRAFTS"]
    context["search_index"] = settings["SEARCH_URL"] + FOLDER if indexed else ""
    engine = engine_of(
        settings["SEARCH_ENGINE"], settings["SEARCH_ENGINE_SITE"], settings["SITEURL"]
    )
    context["search_engine"] = engine
    needs = context.setdefault("policy_needs", [])
    needs += NEEDS if indexed else ()
    needs += [f"form-action {engine.origin}"] if engine else ()


def add_generator(pelican: Any) -> type[SearchGenerator]:
    """The generator of the pages and the index."""
    return SearchGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.page_generator_finalized.connect(offer)
    signals.get_generators.connect(add_generator)
