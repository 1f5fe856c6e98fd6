"""Pictures of titles for posts that show none: drawn once, kept, handed over to be copied."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

from plugins.bilingual.fragments import plain_text
from plugins.bilingual.links import raw_body
from plugins.bilingual.settings import cache_folder
from plugins.metadata.card import first_image
from plugins.metadata.drawing import SIZE, Glyphs, Look, Words, draw, look_of

COLOURS = {"paper": "#fffdf8", "ink": "#1c1b22", "edge": "#6b3d10"}
EXAMPLE = 'METADATA_DRAWN = {"font": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"}'
DRAWING = b"1"  # another when pictures of the same words look different
MANY = 100  # pictures that take so long to draw that it is said


def chosen_look(chosen: object) -> Look | None:
    """How METADATA_DRAWN wants pictures; None when it wants none.

    Raises ValueError, with what to write, when that is not possible.
    """
    if not chosen:
        return None
    if not isinstance(chosen, dict) or "font" not in chosen or chosen.keys() - {"font", *COLOURS}:
        raise ValueError(f"METADATA_DRAWN = {chosen!r}: write a font, such as {EXAMPLE}")
    colours = COLOURS | {name: str(value) for name, value in chosen.items() if name != "font"}
    try:
        return look_of(Path(chosen["font"]).read_bytes(), colours)
    except OSError as error:
        raise ValueError(
            f"METADATA_DRAWN: {chosen['font']} cannot be read: {error.strerror}"
        ) from None
    except ValueError as error:
        raise ValueError(f"METADATA_DRAWN: {chosen['font']} {error}") from None


def add_drawn(articles: Iterable[Any], settings: Mapping[str, Any], look: Look) -> dict[str, Path]:
    """Give those of *articles* that show no picture `drawn`, the name of one in the site.

    Gives the files by these names. What the font cannot draw is noted, and not drawn.
    """
    kept = cache_folder(settings, "drawn")
    glyphs = Glyphs(look)
    style = sha256(b"\0".join([DRAWING, *map(str.encode, (look.paper, look.ink, look.edge))]))
    style.update(look.font)
    wanted: dict[Path, Words] = {}
    files: dict[str, Path] = {}
    several = len(settings["LANGUAGES"]) > 1
    for article in articles:
        if first_image(raw_body(article)):
            continue
        marker = f"[{article.lang}]" if several else ""
        words = Words(*map(plain_text, (article.title, settings["SITENAME"], marker)))
        if strange := glyphs.missing("".join(words)):
            message = f"its title is not drawn: the font of METADATA_DRAWN has no “{strange}”"
            article.notes.add("title", message, "choose a font that has it", "warning")
            continue
        digest = style.copy()
        digest.update("\0".join(words).encode())
        path = kept / f"{digest.hexdigest()[:32]}.png"
        article.drawn = f"{settings['METADATA_DRAWN_FOLDER']}{path.name[:12]}.png"
        files[article.drawn] = path
        if not path.is_file():
            wanted[path] = words
    if len(wanted) >= MANY:
        print(f"Drawing the titles of {len(wanted):,} posts", file=sys.stderr)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda each: _keep(each, draw(wanted[each], look)), wanted))
    return files


def _keep(path: Path, picture: bytes) -> None:
    """Write the *picture* to *path*, whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(picture)
    part.replace(path)


__all__ = ["COLOURS", "SIZE", "add_drawn", "chosen_look"]
