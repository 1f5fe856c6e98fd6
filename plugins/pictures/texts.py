"""What texts say of the pictures that they show, and what they do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugins.bilingual.images import Shown, images_in
from plugins.bilingual.problems import line_of

DECORATION = ("none", "presentation")  # roles of what tells nothing (WAI-ARIA 1.2)


def shown_in(texts: Iterable[str]) -> list[Shown]:
    """The pictures that *texts* show, in order."""
    return [shown for text in texts for shown in images_in(text)]


def tells(shown: Shown) -> bool:
    """Whether a picture has words for who does not see it, or is said to be an ornament."""
    attributes = shown.attributes
    return bool(
        attributes.get("alt") or attributes.get("role") in DECORATION or "aria-label" in attributes
    )


def silences(silent: Iterable[Shown], source: str) -> Iterator[tuple[int, str]]:
    """Those of the pictures that tell nothing whose author did not say so.

    Each is a line of the text's *source*, and an address. In HTML an empty `alt` says that there
    is nothing to tell (HTML, 4.8.4.4.4); Markdown's empty brackets only that nothing was written.
    """
    for each in silent:
        address = each.attributes["src"] or ""
        empty = re.search(rf"!\[\s*\]\(\s*<?{re.escape(address)}", source)
        if empty:
            yield line_of(source, empty[0]), address
        elif "alt" not in each.attributes:
            tag = re.search(rf"<img\b[^>]*?=[\s\"']*{re.escape(address)}", source, re.IGNORECASE)
            yield line_of(source, tag[0] if tag else address), address
