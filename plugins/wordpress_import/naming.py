"""Names of files and addresses, from a list of what is allowed; nothing leads out of its folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # of Windows
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*$")
LONGEST = 120  # bytes of a name, so that an ending and a number still fit
SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*$")


def decoded_slug(name: str) -> str:
    """A slug of WordPress as it is read: `l%e2%80%99heure` is `l’heure`."""
    return unicodedata.normalize("NFC", unquote(name, errors="replace"))


def safe_slug(name: str, slugify: Callable[[str], str], otherwise: str) -> str:
    """A slug of letters a–z, digits and hyphens, for an address and a file.

    One that WordPress gave and that is safe stays as it is.
    """
    plain = decoded_slug(name)
    if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", plain):
        plain = slugify(plain)
    plain = plain[:LONGEST].strip("-_.") or otherwise
    return f"{plain}-0" if RESERVED.match(plain) else plain


def path_of(link: str, base: str) -> str | None:
    """The path, decoded and without a slash in front, of a *link* of the blog at *base*.

    None when it is an address elsewhere, has a query, or is none.
    """
    try:
        parts, home = urlsplit(link), urlsplit(base)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        return None
    if same_host(parts.hostname) != same_host(home.hostname):
        return None
    path = unicodedata.normalize("NFC", unquote(parts.path, errors="replace"))
    root = unquote(home.path).rstrip("/") + "/"
    if not path.startswith(root) or {".", ".."} & set(path.split("/")) or "\\" in path:
        return None
    return path[len(root) :].lstrip("/")


def same_host(name: str | None) -> str:
    """What a host is known by: `www.` in front of it does not count."""
    return (name or "").lower().removeprefix("www.")


def is_safe_path(path: str) -> bool:
    """Whether every segment of a *path* can be the name of a file anywhere."""
    segments = path.strip("/").split("/")
    return all(
        SEGMENT.match(each) and len(each) <= LONGEST and not RESERVED.match(each.split(".")[0])
        for each in segments
    )


@dataclass
class Names:
    """Names that are taken, whatever their case; the next of one name gets a number."""

    taken: set[str] = field(default_factory=set)

    def free(self, name: str, ending: str = "") -> str:
        """*name*, or the first of `name-2`, `name-3`… that is free; it is taken from then on."""
        number, found = 1, f"{name}{ending}"
        while found.casefold() in self.taken:
            number += 1
            found = f"{name}-{number}{ending}"
        self.taken.add(found.casefold())
        return found


def within(folder: Path, name: str) -> Path:
    """The file *name* in *folder*; ValueError when it would be outside, by a link too."""
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"“{name}” would be outside {folder}")
    return target
