"""The pictures that texts show: sizes that hold their place, smaller versions, captions, words.

Posts and pages get `images`: what is known of each picture that they show, by its address as
written. The context gets `pictures`: the files of smaller versions, by their names in the site.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pelican import signals

from plugins.bilingual import stop, written
from plugins.bilingual.links import PLACE, folder_of, path_from
from plugins.bilingual.problems import line_of
from plugins.bilingual.settings import cache_folder, checked_folder
from plugins.pictures.generator import PicturesGenerator
from plugins.pictures.known import Known, Picture
from plugins.pictures.making import Making, images_of
from plugins.pictures.texts import shown_in, silences, tells
from plugins.pictures.versions import Recipe

DEFAULTS: dict[str, Any] = {
    "PICTURES_FOLDER": "picture-sizes/",
    "PICTURES_WIDTHS": (480, 960, 1440),
    "PICTURES_QUALITY": 80,
    "PICTURES_SIZES": "(min-width: 45em) 680px, calc(100vw - 40px)",
}
FIGURES = "plugins.pictures.figures"
NAME = "pictures"  # of what is remembered


def prepare(pelican: Any) -> None:
    """Complete and check the settings, and have Markdown make figures."""
    settings = pelican.settings
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    widths, quality = settings["PICTURES_WIDTHS"], settings["PICTURES_QUALITY"]
    if not isinstance(widths, list | tuple) or not all(_within(each, 1, 16_383) for each in widths):
        stop(f"PICTURES_WIDTHS = {widths!r} is no list of pixels; write one, such as (480, 960)")
    if not _within(quality, 1, 100):
        stop(f"PICTURES_QUALITY = {quality!r} is no quality; write a number from 1 to 100")
    try:
        checked_folder(settings, "PICTURES_FOLDER", DEFAULTS["PICTURES_FOLDER"])
    except ValueError as error:
        stop(str(error))
    settings["MARKDOWN"].setdefault("extension_configs", {}).setdefault(FIGURES, {})


def _within(value: object, least: int, most: int) -> bool:
    """Whether *value* is a whole number from *least* to *most*: WebP has no side over 16,383."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def note_pictures(content: Any) -> None:
    """Keep with a text the addresses of its pictures, and note those without words."""
    if not hasattr(content, "summaries"):
        return
    shown = shown_in([content._content or "", *content.summaries.values()])
    content.shown = list(dict.fromkeys(each.address for each in shown))
    if silent := [each for each in shown if not tells(each)]:
        for line, address in silences(silent, _source(content)):
            message = f"the picture “{address}” has no words for who does not see it"
            cure = 'write them in ![these brackets], or <img alt=""> if it tells nothing'
            content.notes.add(line, message, cure, "warning")


def say_lasting(generator: Any) -> None:
    """Tell hosts that a version never changes: it has another name when its picture does."""
    lasting = generator.context.setdefault("lasting_folders", set())
    lasting.add(generator.settings["PICTURES_FOLDER"])


def add_images(generator: Any) -> None:
    """Give posts and pages what is known of their pictures, and the site smaller versions."""
    settings, context = generator.settings, generator.context
    shown = _shown_files(context)
    pictures, faults = _pictures(generator, shown)
    recipe = Recipe(tuple(settings["PICTURES_WIDTHS"]), settings["PICTURES_QUALITY"])
    making = Making(Path(settings["PATH"]), cache_folder(settings, "pictures"), recipe)
    versions = making.made(pictures, only_kept=settings["BILINGUAL_DRAFTS"])
    for path, reason in (faults | making.faults).items():
        content, address = shown[path][0]
        line = line_of(_source(content), html.unescape(address))
        content.notes.add(line, f"the picture {path} {reason}", "put another there")
    folder = settings["PICTURES_FOLDER"]
    images, context["pictures"] = images_of(pictures, versions, folder, settings["PICTURES_SIZES"])
    for path, image in images.items():
        for content, address in shown[path]:
            content.images[address] = image


def _source(content: Any) -> str:
    return Path(content.source_path).read_text("utf-8-sig", errors="replace")


def _shown_files(context: Mapping[str, Any]) -> dict[str, list[tuple[Any, str]]]:
    """The files of the content that texts show, each with these texts and how they write it."""
    found: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    statics: dict[str, Any] = context["static_content"]
    urls: dict[str, str] = {}
    for content in written(context):
        if not content.shown:
            continue
        content.images = {}
        urls = urls or {
            f"/{static.get_url_setting('url')}": path for path, static in statics.items() if static
        }
        for address in content.shown:
            path = _file(content, html.unescape(address), urls)
            if path in statics:
                found[path].append((content, address))
    return found


def _file(content: Any, address: str, urls: Mapping[str, str]) -> str:
    """The file, from the content folder, that an *address* in a text names; "" for none."""
    place = PLACE.match(address)
    if place is None:
        return urls.get(unquote(address), "")
    if place["what"] not in ("static", "attach", "filename"):
        return ""
    return path_from(folder_of(content), unquote(place["path"]))


def _pictures(generator: Any, paths: Iterable[str]) -> tuple[dict[str, Picture], dict[str, str]]:
    """What is known of the pictures at *paths*, and why some are none."""
    remembered = generator.context.get("remembered")
    before = remembered.get(NAME) if remembered else None
    known = Known(Path(generator.settings["PATH"]), before)
    pictures: dict[str, Picture] = {}
    faults: dict[str, str] = {}
    for path in paths:
        try:
            pictures[path] = known.picture(path)
        except FileNotFoundError:
            continue  # whoever follows links tells that
        except (OSError, ValueError) as reason:
            faults[path] = str(reason)
    if remembered and known.plain != before:
        remembered.set(NAME, known.plain)
    return pictures, faults


def add_generator(pelican: Any) -> type[PicturesGenerator]:
    """The generator of the files of smaller pictures."""
    return PicturesGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.content_object_init.connect(note_pictures)
    signals.page_generator_finalized.connect(say_lasting)
    signals.static_generator_finalized.connect(add_images)
    signals.get_generators.connect(add_generator)
