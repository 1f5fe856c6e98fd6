"""What pages say of themselves to others: search engines, social networks, other sites.

Templates get `card_of(content, title, description)`: a page in a few words, as others show it,
and `linked_data_of(content, card)`: a post in JSON-LD. Posts without a picture get
`drawn`, the file of one of their title, when METADATA_DRAWN names a font.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals

from plugins.bilingual import stop
from plugins.bilingual.excerpts import own_summary
from plugins.bilingual.fragments import plain_text
from plugins.bilingual.images import images_in
from plugins.bilingual.links import absolute, encoded, moved, raw_body
from plugins.bilingual.settings import checked_folder
from plugins.bilingual.templates import address
from plugins.metadata.card import (
    Card,
    Picture,
    first_image,
    linked_data,
    open_graph_locale,
    picture_of,
)
from plugins.metadata.drawn import SIZE, chosen_look
from plugins.metadata.generator import MetadataGenerator

DEFAULTS = {
    "METADATA_IMAGE": "",
    "METADATA_DRAWN": {},
    "METADATA_DRAWN_FOLDER": "titles/",
    "METADATA_ME": (),
    "METADATA_ROBOTS": ("User-agent: *", "Disallow:"),
}
CUT = re.compile(r"[.,;:\s]*…\Z")  # an excerpt that ends before its text does
LONGEST = 200  # characters of a description: what search engines show


def prepare(pelican: Any) -> None:
    """Complete and check the settings."""
    settings = pelican.settings
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    for key in ("METADATA_ME", "METADATA_ROBOTS"):
        if not isinstance(settings[key], list | tuple):
            stop(f"{key} = {settings[key]!r} is no list; write one, such as {DEFAULTS[key]!r}")
    try:
        checked_folder(settings, "METADATA_DRAWN_FOLDER", "titles/")
        settings["METADATA_LOOK"] = chosen_look(settings["METADATA_DRAWN"])
    except ValueError as error:
        stop(str(error))


def say_lasting(generator: Any) -> None:
    """Tell hosts that a drawn picture never changes: one of other words has another name."""
    if generator.settings["METADATA_LOOK"]:
        lasting = generator.context.setdefault("lasting_folders", set())
        lasting.add(generator.settings["METADATA_DRAWN_FOLDER"])


def equip_templates(generator: Any) -> None:
    """Give a generator's templates what they call."""
    generator.env.globals.update(card_of=card_of, linked_data_of=linked_data_of)


@pass_context
def card_of(context: Context, content: Any, title: str, description: str = "") -> Card:
    """The card of a post or a page, or, without a *content*, of a listing with a *title*."""
    siteurl = context["ABSOLUTE_SITEURL"]
    site = _picture_of_site(context["METADATA_IMAGE"], siteurl)
    lang = content.lang if content else context["lang"]
    common = {
        "site": context["SITENAME"],
        "locale": _locale(context, lang),
    }
    if not content:
        url = f"{siteurl}/{address(context['output_file'])}"
        return Card("website", url, title, description=description or "", picture=site, **common)
    return Card(
        kind="article",
        url=absolute(siteurl, content.url),
        title=content.title,
        description=shortened(plain_text(own_summary(content))),
        locales=[_locale(context, twin.lang) for twin in content.translations],
        picture=_picture(content, siteurl) or _drawn(content, siteurl) or site,
        published=getattr(content, "date", None),
        modified=getattr(content, "modified", None),
        authors=[author.name for author in getattr(content, "authors", ())],
        tags=[tag.concept.name(lang)[0] for tag in getattr(content, "tags", ())],
        **common,
    )


@pass_context
def linked_data_of(context: Context, content: Any, card: Card) -> Markup:
    """A post in JSON-LD, for a script that is none."""
    return Markup(linked_data(card, content.lang, f"{context['ABSOLUTE_SITEURL']}/"))


def shortened(text: str) -> str:
    """The beginning of a *text*, to the end of a word.

    >>> shortened("word " * 100)[-6:]
    ' word…'
    """
    text = CUT.sub("…", text)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 1].rpartition(' ')[0] or text[: LONGEST - 1]}…"


def _picture_of_site(image: str, siteurl: str) -> Picture | None:
    if not image:
        return None
    return Picture(image if urlsplit(image).scheme else absolute(siteurl, image))


def _picture(content: Any, siteurl: str) -> Picture | None:
    tag = first_image(raw_body(content))
    if not tag:
        return None
    url, alt = picture_of(moved(tag, content, siteurl, under=0, listed=True))
    known = getattr(content, "images", {}).get(next(images_in(tag)).address)
    size = (known.width, known.height) if known else (0, 0)
    return Picture(encoded(url), alt, *size)


def _drawn(content: Any, siteurl: str) -> Picture | None:
    name = getattr(content, "drawn", "")
    return Picture(absolute(siteurl, name), plain_text(content.title), *SIZE) if name else None


def _locale(context: Context, lang: str) -> str:
    return open_graph_locale(context["languages"][lang].locale)


def add_generator(pelican: Any) -> type[MetadataGenerator]:
    """The generator of what search engines look for."""
    return MetadataGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.generator_init.connect(equip_templates)
    signals.get_generators.connect(add_generator)
    signals.page_generator_finalized.connect(say_lasting)
