"""The settings of a blog in several languages: completed, checked, and Pelican's traps disarmed."""

from __future__ import annotations

import atexit
import datetime
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.bilingual.languages import Language, languages_from
from plugins.bilingual.strings import read_strings

DEFAULTS = {
    "LANGUAGES": {},
    "LANGUAGES_REQUIRED": False,
    "BILINGUAL_DRAFTS": False,
}

# Stock Pelican moves, pairs or loses posts by their language with these as they come.
STOCK: dict[str, Any] = {
    "ARTICLE_TRANSLATION_ID": None,  # equal slugs are no translations
    "PAGE_TRANSLATION_ID": None,
    "WITH_FUTURE_DATES": True,  # scheduling is ours: the moment is read once
    "DATE_FORMATS": {},  # no OS locale is ever set
}
LOCKS = ".#*"  # `.#a.md`: Emacs's, beside a file that is open there; a link that leads nowhere
ONE_ADDRESS = ("ARTICLE", "DRAFT", "PAGE", "DRAFT_PAGE")  # the language is never part of it


def site_languages(settings: dict[str, Any]) -> dict[str, Language]:
    """The languages of a site, by code, from its *settings*."""
    return languages_from(settings.get("LANGUAGES", {}), settings["DEFAULT_LANG"])


def has_strange_theme(settings: Mapping[str, Any]) -> bool:
    """Whether the theme is a stranger's, without `translations/*.toml`, of Pelican's usual kind."""
    return not settings["BILINGUAL_STRINGS"]


def moment_of_build(epoch: str | None) -> datetime.datetime:
    """The moment that decides what is due: *epoch*, in seconds since 1970, or now.

    Raises ValueError when *epoch* is no number (reproducible-builds.org, SOURCE_DATE_EPOCH).
    """
    if not epoch:
        return datetime.datetime.now(datetime.UTC)
    if not epoch.isdigit():
        raise ValueError(f'SOURCE_DATE_EPOCH="{epoch}" is not a number of seconds since 1970')
    return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)


def complete(settings: dict[str, Any], epoch: str | None) -> None:
    """Complete *settings* in place; *epoch* is the environment's SOURCE_DATE_EPOCH.

    Raises ValueError, with what to write, when they cannot work.
    """
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    settings.update(STOCK)
    settings["IGNORE_FILES"] = [*settings["IGNORE_FILES"], LOCKS]
    for kind in ONE_ADDRESS:
        for form in ("URL", "SAVE_AS"):
            settings[f"{kind}_LANG_{form}"] = settings[f"{kind}_{form}"]
    size = settings["DEFAULT_PAGINATION"] or 1
    if not isinstance(size, int) or size < 1:
        raise ValueError("DEFAULT_PAGINATION: write a number of posts, such as 10")
    settings["BILINGUAL_MOMENT"] = moment_of_build(epoch)
    languages = site_languages(settings)
    own = settings.get("THEME_OVERRIDES")
    settings["BILINGUAL_STRINGS"] = read_strings(
        Path(settings["THEME"], "translations"),
        list(languages),
        Path(own, "translations") if own else None,
    )
    escaped = not has_strange_theme(settings)  # Pelican's own themes escape by themselves
    settings["JINJA_ENVIRONMENT"] = {"autoescape": escaped, **settings["JINJA_ENVIRONMENT"]}


def cache_folder(settings: Mapping[str, Any], name: str) -> Path:
    """The folder in CACHE_PATH where a plugin keeps, under its *name*, what is slow to make.

    Where nothing can be written there, it is one of this run only: that costs no more than time.
    """
    folder = Path(settings["CACHE_PATH"], name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


FOLDER = re.compile(r"(?:[\w~-][\w.~-]*/)+", re.ASCII)


def checked_folder(settings: Mapping[str, Any], key: str, example: str) -> str:
    """The folder of the site that a setting names; ValueError with what to write if it is none.

    >>> checked_folder({"LANGUAGE_FEEDS_FOLDER": "feeds/"}, "LANGUAGE_FEEDS_FOLDER", "feeds/")
    'feeds/'
    """
    folder = settings[key]
    if not isinstance(folder, str) or not FOLDER.fullmatch(folder):
        raise ValueError(
            f"{key} = {folder!r} is no folder of the site; write a path of letters, digits,"
            f' "-" and "_" without a slash before it, and one after it: "{example}"'
        )
    return folder
