"""What a preview answers: the page or the file at an address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What is at an address: the *name* and the bytes of its file, none when there is no file.

    *version* and *problems* are those of the blog at that moment; *failed*: the page itself
    cannot be rendered; *elsewhere*: it is at the same address with a slash.
    """

    version: int
    problems: str
    name: str = ""
    content: bytes = b""
    missing: bool = False
    failed: bool = False
    elsewhere: bool = False


def names(address: str, root: str) -> Iterator[str]:
    """The files that may answer at an *address*: that one, or the page of that folder.

    *root* is the path of a blog that is not at its host's root; it may be left out.
    """
    plain = posixpath.normpath("/" + address.lstrip("/")) + "/" * address.endswith("/")
    for base in ("/", root.strip("/") and f"/{root.strip('/')}/"):
        if base and plain.startswith(base):
            path = posixpath.normpath("/" + plain[len(base) :]).lstrip("/")
            yield path if path and not plain.endswith("/") else posixpath.join(path, "index.html")
