"""What a file says of the picture in it: its size, and whether it moves."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError, XMLPullParser

from PIL import Image, UnidentifiedImageError

# What browsers show, and nothing that needs another program to be read.
FORMATS = ("AVIF", "BMP", "GIF", "ICO", "JPEG", "PNG", "WEBP")
VECTORS = (".svg",)
MOST_PIXELS = 100_000_000  # a page shows one million; more is a slip, or meant to do harm
TURNED = (5, 6, 7, 8)  # values of Exif's Orientation that lay a picture on its side
DEEP = ("I", "F")  # how the modes of pictures of more than eight bits a colour begin
ORIENTATION = 0x0112  # Exif 2.32, 4.6.4
HEAD = 65_536  # bytes of an SVG in which its first tag ends
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
NUMBERS = re.compile(r"[\s,]+")


class Measured(NamedTuple):
    """The size of a picture in pixels as it is shown, and whether smaller ones can be made."""

    width: int
    height: int
    scalable: bool


def measured(path: Path) -> Measured | None:
    """The picture in a file; None for a drawing that says no size.

    ValueError says in a few words why a file is no picture that can be published.
    """
    if path.suffix.lower() in VECTORS:
        return _of_drawing(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we look ourselves
            with Image.open(path, formats=FORMATS) as image:
                width, height = image.size
                moves = getattr(image, "n_frames", 1) > 1
                on_its_side = image.getexif().get(ORIENTATION) in TURNED
                scalable = not (moves or image.mode.startswith(DEEP)) and image.format != "ICO"
    except UnidentifiedImageError:
        raise ValueError("is no picture that browsers show") from None
    except Image.DecompressionBombError:
        raise ValueError("has far too many pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValueError(f"cannot be read as a picture ({error})") from None
    if width * height > MOST_PIXELS:
        raise ValueError(f"has {width * height // 1_000_000} million pixels")
    if on_its_side:
        width, height = height, width
    return Measured(width, height, scalable)


def _of_drawing(path: Path) -> Measured | None:
    """The size that an SVG has by its own account, or the proportions of its `viewBox`."""
    parser: Any = XMLPullParser(events=("start",))
    try:
        with path.open("rb") as file:
            parser.feed(file.read(HEAD))
        root = next((element for _, element in parser.read_events()), None)
    except (OSError, ParseError) as error:
        raise ValueError(f"cannot be read as a drawing ({error})") from None
    if root is None or root.tag.rpartition("}")[2] != "svg":
        raise ValueError("is no SVG")
    width, height = (LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height"))
    if width and height:
        return _rounded(float(width[1]), float(height[1]))
    box = NUMBERS.split(root.get("viewBox", "").strip())
    try:
        _, _, across, down = map(float, box)
    except ValueError:
        return None
    return _rounded(across, down)


def _rounded(width: float, height: float) -> Measured | None:
    if not (0 < width < MOST_PIXELS and 0 < height < MOST_PIXELS):
        return None
    return Measured(max(1, round(width)), max(1, round(height)), scalable=False)
