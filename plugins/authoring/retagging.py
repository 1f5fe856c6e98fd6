"""The tags in the header of a Markdown file changed, and not one other byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from plugins.authoring.headers import RefusedError, header_of
from plugins.bilingual.header import FIELD, Header

ITEM = re.compile(rb"[^,;]+")
AROUND = b" \t[]"  # of a list as YAML has it; blanks


def with_tags(source: bytes, change: Callable[[str], str]) -> bytes:
    """The *source* of a file whose tags are what *change* gives for each.

    A tag that is then there twice is taken out once. RefusedError when the header is not
    understood, or when its form is one in which that cannot be done by bytes alone.
    """
    before = header_of(source)
    tags = before.fields.get("tags")
    if not tags:
        return source
    lines = source.splitlines(keepends=True)  # of bytes: as the reader, at \n, \r\n and \r only
    seen: set[str] = set()
    first, last = tags.line - 1, tags.line - 1 + len(tags.lines)
    changed = [
        _changed(line, change, seen, is_first=number == 0)
        for number, line in enumerate(lines[first:last])
    ]
    after = b"".join([*lines[:first], *(line for line in changed if line), *lines[last:]])
    wanted = list(dict.fromkeys(map(change, _items(before))))
    if _items(header_of(after)) != wanted or not _same_but_tags(before, header_of(after)):
        message = f"the tags cannot be changed in the form that they have: “{tags.listed}”"
        raise RefusedError(tags.line, message, "write them on one line, with commas")
    return after


def _changed(line: bytes, change: Callable[[str], str], seen: set[str], is_first: bool) -> bytes:
    """A *line* of the field with its tags changed; empty when it holds none of them any more.

    *seen* are the tags so far.
    """
    start = _start(line, is_first)
    end = len(line.rstrip(b"\r\n"))
    kept: list[bytes] = []
    at = start
    removed = 0
    for item in ITEM.finditer(line, start, end):
        inner = item[0].strip(AROUND)
        text = inner.decode()
        separator = line[at : item.start()]
        at = item.end()
        if not text:
            kept.append(separator + item[0])
            continue
        new = change(text)
        if new in seen:
            removed += 1
            kept.append(_brackets(item[0]))
            continue
        seen.add(new)
        first = not any(piece.strip(AROUND + b",;") for piece in kept)
        kept.append(
            (b"" if first and removed else separator) + item[0].replace(inner, new.encode())
        )
    rest = b"".join(kept) + line[at:end]
    if removed and not is_first and not rest.strip(AROUND + b",;"):
        return b""
    return line[:start] + rest + line[end:]


def _start(line: bytes, is_first: bool) -> int:
    """Where the tags of a line begin: after the field's name, or after the dash of a list."""
    if is_first:
        found = FIELD.match(line.decode("utf-8-sig").rstrip("\r\n"))
        return line.index(b":") + 1 if found else 0
    dash = re.match(rb"\s*(?:[-*] +)?", line)
    return dash.end() if dash else 0


def _brackets(item: bytes) -> bytes:
    return bytes(byte for byte in item if byte in b"[]")


def _items(header: Header) -> Sequence[str]:
    """The tags as the reader has them, each once."""
    tags = header.fields.get("tags")
    listed = tags.listed if tags else ""
    mark = ";" if ";" in listed else ","
    return list(dict.fromkeys(each.strip() for each in listed.split(mark) if each.strip()))


def _same_but_tags(one: Header, two: Header) -> bool:
    def fields(header: Header) -> dict[str, Sequence[str]]:
        return {name: each.lines for name, each in header.fields.items() if name != "tags"}

    return fields(one) == fields(two) and one.body == two.body
