"""The pictures that texts show: what is known of each, told where it stands.

Readers' pages then do not move while pictures load, and load no more of each than they show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, NamedTuple

from plugins.bilingual.fragments import TAG, attributes_of

PIXELS = re.compile(r"\d{1,5}")
IN_VALUE = re.compile(r"=\s*[^\s\"'=]*/\Z")  # `src=a/` ends in its value, not in the tag's end


@dataclass(frozen=True)
class Image:
    """A picture of the site: its size in pixels, and smaller versions of it.

    *sources* are addresses from the site's root, each with its width in pixels, narrowest first;
    *sizes* says how wide the theme shows a picture (HTML, attribute `sizes`).
    """

    width: int
    height: int
    sources: tuple[tuple[str, int], ...] = ()
    sizes: str = ""


class Shown(NamedTuple):
    """An `img` of a text: its address as written, its attributes, what they are in plain text."""

    address: str
    attributes: Mapping[str, str | None]


def images_in(html: str) -> Iterator[Shown]:
    """The pictures that *html* shows, in order; those without an address are none."""
    if "<img" not in html.lower():
        return
    for tag in TAG.finditer(html):
        if _is_image(tag):
            written = attributes_of(tag["attributes"])
            if address := written.get("src"):
                plain = {name: value and unescape(value) for name, value in written.items()}
                yield Shown(address, plain)


def with_images(html: str, images: Mapping[str, Image], first: bool) -> str:
    """The fragment *html*, with what is known of its pictures: *images*, by address as written.

    What an author wrote stays. Pictures that are not yet to be seen load when they are about to
    be: all but the very first, when the fragment is the *first* of its page.
    """
    if "<img" not in html.lower():
        return html
    waiting = not first

    def told(tag: re.Match[str]) -> str:
        nonlocal waiting
        if not _is_image(tag):
            return tag[0]
        written = attributes_of(tag["attributes"])
        more = {} if not written.get("src") else _of_image(images.get(written["src"]), written)
        if waiting:
            more["loading"] = "lazy"
        more["decoding"] = "async"
        waiting = True
        added = "".join(f' {name}="{more[name]}"' for name in more if name not in written)
        attributes = tag["attributes"].rstrip()
        slash = "/" if attributes.endswith("/") and not IN_VALUE.search(attributes) else ""
        return f"<{tag['name']}{attributes.removesuffix(slash).rstrip()}{added}{slash}>"

    return TAG.sub(told, html)


def _is_image(tag: re.Match[str]) -> bool:
    return bool(tag["name"]) and not tag["close"] and tag["name"].lower() == "img"


def _of_image(image: Image | None, written: Mapping[str, Any]) -> dict[str, str]:
    """The attributes to add for what is known of an *image*, beside those that are *written*."""
    if image is None:
        return {}
    more = _size(image, written.get)
    if image.sources and "srcset" not in written:
        more["srcset"] = ", ".join(f"/{url} {width}w" for url, width in image.sources)
        more["sizes"] = image.sizes
    return more


def _size(image: Image, written: Callable[[str], Any]) -> dict[str, str]:
    """The width and the height: in proportion to what an author wrote of one of them."""
    width, height = written("width"), written("height")
    if width is None and height is None:
        return {"width": str(image.width), "height": str(image.height)}
    if height is None and PIXELS.fullmatch(width or ""):
        return {"height": str(max(1, round(int(width) * image.height / image.width)))}
    if width is None and PIXELS.fullmatch(height or ""):
        return {"width": str(max(1, round(int(height) * image.width / image.height)))}
    return {}
