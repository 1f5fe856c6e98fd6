"""What an author says of a new blog: its address, its languages, its time zone, checked."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from plugins.bilingual.identity import checked_authority
from plugins.typography.conventions import LOCALES

NAMES = {"fr": "Français", "en": "English"}  # each language's in itself
NOT_PLAIN = set(' "<>\\^`{|}@')  # what no address has as it is typed
LOCAL_TIME = Path("/etc/localtime")  # a link to the machine's zone, on Linux and macOS


@dataclass(frozen=True)
class Answers:
    """What a new blog is called, who writes it, where it will be, in which languages and zone."""

    title: str
    author: str
    address: str
    languages: Mapping[str, Mapping[str, str]]
    zone: str

    def authority(self, today: datetime.date) -> str:
        """What names its entries in feeds for ever: the host, the author's that day (RFC 4151)."""
        host = (urlsplit(self.address).hostname or "").encode("idna").decode()
        return checked_authority(f"{host},{today:%Y-%m-%d}")

    def settings(self, today: datetime.date) -> dict[str, Any]:
        """The settings that say all this."""
        return {
            "SITENAME": self.title,
            "SITESUBTITLE": "",
            "SITEURL": self.address,
            "AUTHOR": self.author,
            "TIMEZONE": self.zone,
            "LANGUAGES": self.languages,
            "DEFAULT_LANG": next(iter(self.languages)),
            "LANGUAGE_FEEDS_AUTHORITY": self.authority(today),
        }


def checked_title(typed: str) -> str:
    """A title of one line; ValueError if there is none."""
    title = " ".join(typed.split())
    if not title:
        raise ValueError("a blog needs a title: give one with --title")
    return title


def checked_address(typed: str) -> str:
    """The address of the site, whole and without a slash at its end; ValueError if it is none.

    >>> checked_address("blog.example.org/"), checked_address("http://example.org/blog")
    ('https://blog.example.org', 'http://example.org/blog')
    """
    if not typed.strip():
        raise ValueError("a blog needs an address: give one with --address")
    address = (typed if "://" in typed else f"https://{typed.strip()}").rstrip("/")
    if not _is_plain(address):
        raise ValueError(f"“{typed}” is no address of a site; write it like https://example.org")
    return address


def _is_plain(address: str) -> bool:
    """Whether it is a host on the Web, with a path at most."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    known = parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip(".")
    return known and not (parts.query or parts.fragment or set(address) & NOT_PLAIN)


def checked_languages(typed: str, translated: Collection[str]) -> dict[str, dict[str, str]]:
    """The setting `LANGUAGES` for locales with commas between them; ValueError if one is not known.

    *translated* are the languages that the theme has words in.

    >>> checked_languages("fr-ch, en", {"fr", "en"})["fr"]
    {'name': 'Français', 'locale': 'fr-CH'}
    """
    known = {**LOCALES, "en": "en-US"}
    languages: dict[str, dict[str, str]] = {}
    for each in filter(None, (part.strip() for part in typed.replace(";", ",").split(","))):
        locale = known.get(each.replace("_", "-").lower(), "")
        lang = locale.partition("-")[0]
        if lang not in translated or lang not in NAMES:
            able = ", ".join(sorted(set(known.values()) - {"en"}))
            raise ValueError(f"“{each}” is no language that is set here; write some of: {able}")
        if lang in languages:
            raise ValueError(f"“{typed}” names one language twice: a blog has one locale for each")
        languages[lang] = {"name": NAMES[lang], "locale": locale}
    if len(languages) < 2:
        raise ValueError("a blog has two languages here; write their locales like this: fr, en-GB")
    return languages


def checked_zone(typed: str) -> str:
    """A time zone of the IANA database; ValueError, with one that is like it, if it is none."""
    try:
        return ZoneInfo(typed).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(typed, available_timezones(), 1)
        like = f"; did you mean {near[0]}?" if near else "; write one like Europe/Zurich"
        raise ValueError(f"“{typed}” is no time zone{like}") from None


def zone_of_machine() -> str:
    """The machine's time zone; UTC when it does not say."""
    chosen = os.environ.get("TZ", "").lstrip(":")
    told = chosen or LOCAL_TIME.resolve().as_posix().rpartition("zoneinfo/")[2]
    return told if told in available_timezones() else "UTC"
