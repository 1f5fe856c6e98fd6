"""The title of a post as a picture, for others to show where somebody links to it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

SIZE = 1200, 630  # pixels: what most who show such pictures show uncut (ogp.me has no rule)
BAND, MARGIN, TOP = 28, 100, 90  # pixels: the coloured edge, the sides, above the title
LARGEST, SMALLEST, STEP = 92, 48, 4  # pixels of a title's letters
FOOT, LINE = 38, 1.22  # pixels of the last line's letters; the height of a line, in letters
COLOURS = 64  # of the file: a text has few


class Words(NamedTuple):
    """What a picture says, in plain text: a *title*, and below it the *site* and the *marker*."""

    title: str
    site: str
    marker: str


@dataclass(frozen=True)
class Look:
    """A font file's bytes, and colours as `#rrggbb`."""

    font: bytes
    paper: str
    ink: str
    edge: str

    def of_size(self, size: int) -> ImageFont.FreeTypeFont:
        """The font in letters of that *size* in pixels; OSError when it is none."""
        return ImageFont.truetype(io.BytesIO(self.font), size)


def draw(words: Words, look: Look) -> bytes:
    """The PNG: the title as large as it fits, cut when it does not."""
    image = Image.new("RGB", SIZE, look.paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, BAND, SIZE[1]), look.edge)
    foot = look.of_size(FOOT)
    room = SIZE[0] - BAND - 2 * MARGIN
    left, bottom = BAND + MARGIN, SIZE[1] - TOP
    size, lines = fitted(words.title, look, room, bottom - 2 * FOOT - TOP)
    font = look.of_size(size)
    for number, line in enumerate(lines):
        pen.text((left, TOP + number * size * LINE), line, look.ink, font)
    marker = pen.textlength(f"{words.marker} ", foot) if words.marker else 0
    pen.text((left, bottom - FOOT), words.marker, look.edge, foot)
    site = cut(words.site, foot, room - marker)
    pen.text((left + marker, bottom - FOOT), site, look.ink, foot)
    kept = io.BytesIO()
    image.quantize(COLOURS).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def fitted(title: str, look: Look, width: float, height: float) -> tuple[int, list[str]]:
    """The largest letters in which *title* fits into *width* and *height*, in pixels; its lines."""
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        font = look.of_size(size)
        lines = list(_lines(title.split(" "), font, width))
        most = int(height // (size * LINE))
        if len(lines) <= most and all(font.getlength(line) <= width for line in lines):
            return size, lines
    shown = lines[:most]
    if len(lines) > most:
        shown[-1] += "\N{HORIZONTAL ELLIPSIS}"
    return size, [cut(line, font, width) for line in shown]


def _lines(words: list[str], font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    for word in filter(None, words):
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def cut(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """As much of *text* as *width* pixels hold, and an ellipsis when that is not all."""
    if font.getlength(text) <= width:
        return text
    text = text.rstrip("\N{HORIZONTAL ELLIPSIS}")
    while text and font.getlength(f"{text}\N{HORIZONTAL ELLIPSIS}") > width:
        text = text[:-1]
    return f"{text.rstrip()}\N{HORIZONTAL ELLIPSIS}"


class Glyphs:
    """Which characters a font has."""

    def __init__(self, look: Look) -> None:
        self._font = look.of_size(SMALLEST)
        self._none = self._shape("\uffff")  # which no font has
        self._known: dict[str, bool] = {}

    def missing(self, text: str) -> str:
        """The first character of *text* that the font cannot draw; "" when it has them all."""
        for character in text:
            if not character.isspace() and not self._has(character):
                return character
        return ""

    def _has(self, character: str) -> bool:
        if character not in self._known:
            self._known[character] = self._shape(character) != self._none
        return self._known[character]

    def _shape(self, character: str) -> tuple[tuple[int, int], bytes]:
        mask = self._font.getmask(character)
        return mask.size, bytes(mask)


def look_of(font: bytes, colours: Mapping[str, str]) -> Look:
    """A look; ValueError when *font* is no font, or one of *colours* none."""
    look = Look(font, **colours)
    try:
        look.of_size(FOOT)
    except OSError:
        raise ValueError("is no TrueType or OpenType font") from None
    for name, colour in colours.items():
        try:
            Image.new("RGB", (1, 1), colour)
        except ValueError:
            raise ValueError(f"has no colour “{colour}” for {name}; write one as #1c1b22") from None
    return look
