"""The theme's files, and an author's own over them, at an address that changes when they do.

In the folder THEME_OVERRIDES an author puts templates, files and words that go before the theme's
(`bilingual` reads the words). Templates get `stylesheets`: the author's, to be linked after the
theme's. THEME_STATIC_DIR gets a digest, so that hosts may let browsers keep what is in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals

from plugins.theming.files import digest_of, own_stylesheets

DEFAULTS = {"THEME_OVERRIDES": ""}


def prepare(pelican: Any) -> None:
    """Put the author's folder before the theme's, and the digest of all files in their address."""
    settings = pelican.settings
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    if settings["THEME_OVERRIDES"]:
        own = Path(settings["THEME_OVERRIDES"]).absolute()
        templates = [str(own / "templates"), *settings["THEME_TEMPLATES_OVERRIDES"]]
        settings["THEME_TEMPLATES_OVERRIDES"] = templates
        if (own / "static").is_dir():
            paths = [*settings["THEME_STATIC_PATHS"], str(own / "static")]
            settings["THEME_STATIC_PATHS"] = paths
    folder = settings["THEME_STATIC_DIR"].strip("./")
    settings["THEMING_FOLDER"] = f"{folder}/" if folder else ""
    if folder and not settings.get("BILINGUAL_DRAFTS"):  # a preview is never kept
        found = digest_of(Path(settings["THEME"], each) for each in settings["THEME_STATIC_PATHS"])
        settings["THEME_STATIC_DIR"] = f"{folder}/{found}"


def equip_templates(generator: Any) -> None:
    """Give templates the author's stylesheets."""
    own = generator.settings["THEME_OVERRIDES"]
    generator.context.setdefault("stylesheets", own_stylesheets(Path(own)) if own else [])


def say_lasting(generator: Any) -> None:
    """Tell hosts that what is under a digest never changes."""
    lasting = generator.context.setdefault("lasting_folders", set())
    lasting.update(filter(None, [generator.settings["THEMING_FOLDER"]]))


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.generator_init.connect(equip_templates)
    signals.page_generator_finalized.connect(say_lasting)
