"""What a page says of itself to others: to search engines, and wherever somebody links to it."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, NamedTuple

from plugins.bilingual.dates import rfc3339

# Open Graph wants a territory with each language (ogp.me, og:locale): that of most who read it.
TERRITORIES = {"da": "DK", "el": "GR", "en": "US", "ja": "JP", "ko": "KR", "sv": "SE", "uk": "UA"}
IMAGE = re.compile(r"<img\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
VALUE = r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
SOURCE = re.compile(rf"\ssrc{VALUE}", re.IGNORECASE)
ALT = re.compile(rf"\salt{VALUE}", re.IGNORECASE)
NO_PICTURE = re.compile(r"data:|[^?#]*\.svgz?(?:[?#]|\Z)", re.IGNORECASE)  # which nobody shows
IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # no text ends the script


class Picture(NamedTuple):
    """A picture: its absolute address, and what is to be seen on it, "" when nobody says.

    *width* and *height* are its pixels; 0 when nobody knows.
    """

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Card:
    """A page in a few words, all plain text: what others show where they link to it.

    *kind* is Open Graph's: "article" or "website". *locale* is that of the page, *locales* are
    those of its translations. *published* and *modified* are of a post only.
    """

    kind: str
    url: str
    title: str
    site: str
    locale: str
    description: str = ""
    locales: Sequence[str] = ()
    picture: Picture | None = None
    published: datetime.datetime | None = None
    modified: datetime.datetime | None = None
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()


def open_graph_locale(locale: str) -> str:
    """A typographic *locale* as Open Graph writes it.

    >>> open_graph_locale("fr-CH"), open_graph_locale("fr"), open_graph_locale("en")
    ('fr_CH', 'fr_FR', 'en_US')
    """
    lang, _, territory = locale.partition("-")
    return f"{lang.lower()}_{(territory or TERRITORIES.get(lang, lang)).upper()}"


def first_image(html: str) -> str:
    """The tag of the first picture of *html* that others can show; "" when there is none."""
    tags = (found[0] for found in IMAGE.finditer(html))
    return next((tag for tag in tags if _value(SOURCE, tag) and not _is_none(tag)), "")


def picture_of(tag: str) -> tuple[str, str]:
    """The address of the picture that an `img` *tag* shows, and its text."""
    return _value(SOURCE, tag), _value(ALT, tag)


def linked_data(card: Card, lang: str, home: str) -> str:
    """A post as search engines read it (schema.org/BlogPosting), in JSON-LD, safe in a script.

    *home* is the address of the blog.
    """
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": card.title,
        "description": card.description,
        "inLanguage": lang,
        "url": card.url,
        "mainEntityOfPage": card.url,
        "datePublished": card.published and rfc3339(card.published),
        "dateModified": card.modified and rfc3339(card.modified),
        "author": [{"@type": "Person", "name": name} for name in card.authors],
        "image": card.picture and card.picture.url,
        "keywords": list(card.tags),
        "isPartOf": {"@type": "Blog", "name": card.site, "url": home},
    }
    return _in_script({name: value for name, value in values.items() if value})


def _in_script(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False)
    return re.sub("[<>&]", lambda found: IN_SCRIPT[found[0]], text)


def _is_none(tag: str) -> bool:
    return NO_PICTURE.match(_value(SOURCE, tag)) is not None


def _value(pattern: re.Pattern[str], tag: str) -> str:
    found = pattern.search(tag)
    return unescape(next(filter(None, found.groups()), "")).strip() if found else ""
