"""Old addresses as authors write them: in a header, or in a table of the content folder."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from plugins.bilingual.problems import Problem
from plugins.bilingual.redirects import QUERY, SEGMENT, Redirect

COLUMNS = ("from", "to")  # a third one, `reason`, is for the author
CURE = "write a path of this site, such as /2008/old-name/"


def address_of(text: str) -> str | None:
    """The old address that *text* names, as a redirect has it; None for one of no file.

    >>> address_of("https://old.example/a%20b"), address_of("/?p=12"), address_of("/../x")
    ('a b/', None, None)
    """
    try:
        parts = urlsplit(text)
        path = re.sub("/+", "/", unquote(parts.path, errors="strict")).lstrip("/")
    except ValueError:  # http://[ or, in another encoding, %E9
        return None
    segments = path.split("/")
    if parts.query or parts.fragment or not path or {".", ".."} & {*segments}:
        return None
    return path if path.endswith("/") or "." in segments[-1] else path + "/"


def read_table(text: str, file: str) -> Iterator[Redirect | Problem]:
    """The redirects of a table (RFC 4180) that is the *file* of that name, and what is wrong in it.

    Its first row names the columns, `from` and `to` first. An old address may be a pattern, or the
    root with one query, `/?p=12`.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = next(rows, [])
        if tuple(head[:2]) != COLUMNS:
            yield Problem(file, 1, "the first row is not “from,to”", "name the columns in it")
            return
        for row in rows:
            if row:
                yield _read(row, file, rows.line_num)
    except csv.Error as error:
        yield Problem(file, rows.line_num, f"this is no table: {error}", "correct the quotes")


def _read(row: list[str], file: str, line: int) -> Redirect | Problem:
    old, new = (each.strip() for each in [*row, ""][:2])
    query = old.removeprefix("/index.php").removeprefix("/")
    source = query if QUERY.fullmatch(query) else address_of(old)
    if source is None:
        return Problem(file, line, f"“{old}” is not an address that a host can answer", CURE)
    if not new.startswith("/") or new.startswith("//"):
        return Problem(file, line, f"“{new}” is no address of this site", CURE)
    if SEGMENT in new and SEGMENT not in source:
        cure = f"let one segment of the old one be {SEGMENT}"
        return Problem(file, line, f"“{new}” repeats what the old address has not", cure)
    return Redirect(source, new[1:], f"{file}:{line}")
