"""A field put into the header of a Markdown file, and not one other byte changed."""

from __future__ import annotations

from plugins.bilingual.decoding import text_of
from plugins.bilingual.header import Header, read_header


class RefusedError(ValueError):
    """A header that a build refuses, or that is none: the *line*, what is wrong, the *cure*."""

    def __init__(self, line: int, message: str, cure: str) -> None:
        super().__init__(f"line {line}: {message}; {cure}")
        self.line, self.message, self.cure = line, message, cure


def header_of(source: bytes) -> Header:
    """The header of a file, as the reader has it; RefusedError where a build would refuse it."""
    text, problems = text_of(source)
    header = read_header(text)
    for line, message, cure, level in [*problems, *header.problems]:
        if level == "error":
            raise RefusedError(line, message, cure)
    if not header.fields:
        raise RefusedError(1, "the post has no header", "begin the file with a line `Title: …`")
    return header


def is_one_line(value: str) -> bool:
    """Whether a field's *value* is read as it is written: one line, spaces single."""
    return bool(value) and value == " ".join(value.split())


def with_field(source: bytes, name: str, value: str) -> bytes:
    """The *source* of a file with the field *name*, after the others of its header.

    An empty field of that name is filled in where it stands. The line ends as the one before it
    does. RefusedError when the header is not understood, ValueError when it has a value there,
    or when *value* is not one line.
    """
    if not is_one_line(value):
        raise ValueError(f"“{value}” is not a value of one line")
    fields = header_of(source).fields
    lines = source.splitlines(keepends=True)  # of bytes: as the reader, at \n, \r\n and \r only
    given = fields.get(name.lower().replace("-", "_"))
    if given:
        if given.text:
            raise ValueError(f"“{name}” is given on line {given.line}")
        lines[given.line - 1] = _filled(lines[given.line - 1], value.encode())
        return b"".join(lines)
    last = max(fields.values(), key=lambda each: each.line)
    at = last.line + len(last.lines) - 1  # how many lines come before
    line = f"{name}: {value}".encode()
    ending = _ending(lines[at - 1])
    if ending:
        lines.insert(at, line + ending)
    else:
        lines.append((_ending(lines[at - 2]) if at > 1 else b"\n") + line)
    return b"".join(lines)


def _filled(line: bytes, value: bytes) -> bytes:
    """The *line* of an empty field with its *value*; a space that is there is used."""
    name, colon, rest = line.partition(b":")
    space = rest[:1] if rest[:1] in (b" ", b"\t") else b""
    return name + colon + (space or b" ") + value + rest[len(space) :]


def _ending(line: bytes) -> bytes:
    """What ends a *line*: nothing at the end of a file, perhaps."""
    return line[len(line.rstrip(b"\r\n")) :]
