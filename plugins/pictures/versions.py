"""Smaller versions of a picture, in WebP: made once, and kept by what the file holds."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import PIL
from PIL import Image, ImageOps

from plugins.pictures.measuring import FORMATS

RECIPE = 1  # to be raised when the same picture would become other bytes
PLAIN, CLEAR = "RGB", "RGBA"
FEW_COLOURS = ("P", "1")
SEE_THROUGH = ("RGBA", "LA", "PA", "RGBa", "La")
DIGEST = 16  # bytes
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")  # in the name of a file that is an address, too
LONGEST, SHORT = 60, 12  # characters of a name, digits of a digest in it
NOTE = "versions.json"  # written last: what is noted there is whole


class Version(NamedTuple):
    """A smaller picture: its width in pixels, the file that holds it."""

    width: int
    path: Path

    def name_for(self, path: str, digest: str) -> str:
        """The name of the version in the site, of the picture at *path* with that *digest*.

        It is another when the picture is: hosts may let browsers keep it for ever.
        """
        stem = UNSAFE.sub("-", PurePosixPath(path).stem)[:LONGEST].strip("-")
        return f"{stem or 'picture'}.{digest[:SHORT]}.{self.width}.webp"


class Recipe(NamedTuple):
    """Which versions are made: *widths* in pixels, *quality* from 1 to 100 as WebP counts it."""

    widths: tuple[int, ...]
    quality: int

    def widths_for(self, width: int) -> list[int]:
        """The widths for a picture *width* pixels wide: none is larger than it.

        >>> Recipe((480, 960, 1440), 80).widths_for(1200)
        [480, 960, 1200]
        """
        return sorted({min(each, width) for each in self.widths})

    @property
    def name(self) -> str:
        """What stands for the recipe, and for what cooks it, in the name of a folder."""
        widths = "-".join(map(str, self.widths))
        return f"{RECIPE}-{PIL.__version__}-{widths}-{self.quality}"


def digest_of(path: Path) -> str:
    """What stands for the bytes of a file, in hexadecimal digits."""
    state = blake2b(digest_size=DIGEST)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            state.update(block)
    return state.hexdigest()


def kept_versions(folder: Path) -> list[Version] | None:
    """The versions that were made in *folder*; None when they are not all there, or not whole."""
    try:
        noted = json.loads((folder / NOTE).read_bytes())
        found = [Version(int(width), folder / f"{int(width)}.webp") for width, _ in noted]
        whole = all(
            each.path.stat().st_size == size for each, (_, size) in zip(found, noted, strict=True)
        )
    except (OSError, ValueError, TypeError):
        return None
    return found if whole else None


def make_versions(path: Path, folder: Path, recipe: Recipe) -> list[Version]:
    """Make the versions of the picture at *path* into *folder*; none, when they would gain nothing.

    ValueError says in a few words why that cannot be. OSError is of the disk that is written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NOTE).unlink(missing_ok=True)
    most = path.stat().st_size
    made = []
    for width, data in _encoded(path, recipe):
        if len(data) >= most:
            continue
        target = folder / f"{width}.webp"
        _write(target, data)
        made.append((Version(width, target), len(data)))
    made.sort()
    note = json.dumps([(version.width, size) for version, size in made])
    _write(folder / NOTE, note.encode())
    return [version for version, _ in made]


def _encoded(path: Path, recipe: Recipe) -> Iterator[tuple[int, bytes]]:
    """The versions with their widths, the widest first: each is made from the one before."""
    image = _opened(path, max(recipe.widths))
    profile = image.info.get("icc_profile")
    clear = image.mode in SEE_THROUGH or "transparency" in image.info
    exact = image.mode in FEW_COLOURS  # lines and letters: loss would show
    if image.mode not in (PLAIN, CLEAR):
        profile = profile if image.mode not in ("CMYK", "L", "LA", "1") else None
        image = image.convert(CLEAR if clear else PLAIN)
    for width in reversed(recipe.widths_for(image.width)):
        height = max(1, round(image.height * width / image.width))
        if width != image.width:
            image = image.resize((width, height), Image.Resampling.LANCZOS)
        out = BytesIO()
        image.save(
            out, "WEBP", lossless=exact, quality=recipe.quality, icc_profile=profile, exif=b""
        )  # where a photograph was taken stays out
        yield width, out.getvalue()


def _opened(path: Path, widest: int) -> Image.Image:
    """The picture, upright and decoded; a large JPEG at a fraction of its size."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            image.draft(PLAIN, (2 * widest, 2 * widest))
            image.load()
            return ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValueError(f"cannot be read as a picture ({error})") from None


def _write(path: Path, data: bytes) -> None:
    """Write a file that is either whole or not there."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(data)
        os.replace(aside, path)
    finally:
        with suppress(OSError):
            aside.unlink()
