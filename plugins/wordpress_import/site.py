"""The blog that an export is imported into: its languages, its addresses, its own Markdown."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.authoring.blog import settings_of, slug_of_tag, slug_of_title, vocabulary_of
from plugins.bilingual.reader import BilingualReader
from plugins.bilingual.settings import moment_of_build
from plugins.tag_archives.concepts import Concept

# What is there whatever settings say, and what browsers and hosts ask for.
ALWAYS = ("index.html", "404.html", "robots.txt", "sitemap.xml", "favicon.ico", "theme", "feeds")


@dataclass
class Site:
    """What an import has to know of the site.

    *html* renders Markdown in a language as the site does; *reserved* are addresses of its own;
    *tags* are those that its `tags.toml` describes.
    """

    content: Path
    languages: tuple[str, ...]
    default_lang: str  # of what names none
    zone: str
    moment: datetime.datetime  # what is dated later is not due yet
    article: str
    page: str
    tag: str
    file: str
    page_folder: str
    html: Callable[[str, str], str]
    slug_of_title: Callable[[str], str]
    slug_of_tag: Callable[[str], str]
    archives: str = "archives/"
    reserved: tuple[str, ...] = ()
    tags: tuple[Concept, ...] = field(default=())


def site_of(file: str, content: str | None, default_lang: str | None, spoken: str = "") -> Site:
    """The site whose settings are in *file*, with another folder of *content* if there is one.

    What names no language is in *default_lang*; without one in that *spoken* on the old blog, if
    the site has it, or in the site's own.
    ValueError for settings that cannot be used, and for a language that the site has not.
    """
    settings = settings_of(file)
    if content:
        settings["PATH"] = content
    codes = tuple(code.lower() for code in settings["LANGUAGES"] or [settings["DEFAULT_LANG"]])
    own = spoken if spoken in codes else settings["DEFAULT_LANG"]
    lang = (default_lang or own).lower()
    if lang not in codes:
        raise ValueError(f"unknown language “{lang}”; write one of: {', '.join(codes)}")
    folder = Path(settings["PATH"])
    return Site(
        content=folder,
        languages=codes,
        default_lang=lang,
        zone=str(settings["TIMEZONE"]),
        moment=moment_of_build(os.environ.get("SOURCE_DATE_EPOCH")),
        article=settings["ARTICLE_URL"],
        page=settings["PAGE_URL"],
        tag=settings["TAG_URL"],
        file=settings["AUTHORING_FILE"],
        page_folder=next(iter(settings["PAGE_PATHS"]), "pages"),
        html=BilingualReader(settings).html,
        slug_of_title=slug_of_title(settings),
        slug_of_tag=slug_of_tag(settings),
        archives=settings.get("ARCHIVES_URL", "archives/"),
        reserved=_reserved(settings, codes),
        tags=tuple(vocabulary_of(settings).concepts.values()) if folder.is_dir() else (),
    )


def _reserved(settings: Any, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses of the site's own pages, in every view."""
    names = [settings.get(key, "") for key in ("ARCHIVES_URL", "TAGS_URL", "SEARCH_URL")]
    own = [name for name in (*names, *ALWAYS) if name]
    views = [f"{code}/{name}" for code in codes for name in ("", *own)]
    return (*own, *views)
