"""The header of a Markdown file: `Name: value` lines, then one blank line, then the body.

The form is that of Python-Markdown's meta extension (values go on in lines indented by four
spaces, `---` lines may enclose the header), with its silent losses mended: a blank line
inside a summary or between `---` lines does not end the header, a field is never given
twice, and a field stranded in the body is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plugins.bilingual.problems import Remark

FIELD = re.compile(r" {0,3}([A-Za-z0-9_-]+)[ \u00a0\u202f]*:\s*(.*)$")  # Title: A bridge
MORE = re.compile(r"(?: {4,}|\t)(\S.*)$")  # a value's next line
BEGIN = re.compile(r"-{3}\s*$")
END = re.compile(r"(?:-{3}|\.{3})\s*$")
SUMMARY = re.compile(r"summary(?:_|$)")  # summary, summary_en
KNOWN = re.compile(
    r"(?:title|date|modified|comments|tags|lang|slug|status|category|authors?|guid|aliases|similar"
    r"|translation_of|(?:summary|title)(?:_[a-z-]+)?)$"
)


@dataclass(frozen=True)
class Field:
    """One field: its *name* in lower case with underscores, its value's lines, its line."""

    name: str
    lines: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The value on one line."""
        return " ".join(part for part in self.lines if part)

    @property
    def listed(self) -> str:
        """The value as a list with commas: a line an item, dashes and brackets set aside."""
        lines = (re.sub(r"^[-*] +", "", line.strip(" ,")) for line in self.lines)
        return re.sub(r"^\[(.*)\]$", r"\1", ", ".join(line for line in lines if line))

    @property
    def markdown(self) -> str:
        """The value with its own lines and paragraphs."""
        return "\n".join(self.lines)


@dataclass
class Header:
    """A file's fields by name, its body, the line where the body begins, its problems.

    A problem here is `(line, message, cure, level)`: the file's name is known by who reads it.
    """

    fields: dict[str, Field] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: list[Remark] = field(default_factory=list)


def read_header(text: str) -> Header:
    """Split a Markdown file's *text* into header and body; never raises."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    header = Header()
    at = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    fenced = at < len(lines) and BEGIN.match(lines[at]) is not None
    if fenced:
        at += 1
    opening = at
    found: list[tuple[str, list[str], int]] = []
    while at < len(lines):
        line = lines[at]
        if END.match(line) and (fenced or found):
            at += 1
            break
        if started := FIELD.match(line):
            name = started[1].lower().replace("-", "_")
            found.append((name, [started[2].strip()], at + 1))
        elif found and (more := MORE.match(line)):
            found[-1][1].append(more[1].rstrip())
        elif not line.strip():
            if not fenced and not _goes_on(lines, at, found):
                at += 1
                break
            if found:
                found[-1][1].append("")
        elif fenced:
            header.problems.append(
                (
                    at + 1,
                    f"this line of the header is not a field: “{line.strip()}”",
                    "write `Name: value` on one line",
                    "error",
                )
            )
        else:
            break
        at += 1
    else:
        if fenced:
            header.problems.append(
                (opening, "the header is never closed", "end it with a line of ---", "error")
            )
    _keep(found, header)
    header.body = "\n".join(lines[at:])
    header.body_line = at + 1
    header.problems.extend(_stranded(header, fenced))
    return header


def _goes_on(lines: list[str], blank: int, found: list[tuple[str, list[str], int]]) -> bool:
    """Whether the header goes on after a blank line: a summary's next paragraph, then a field."""
    if not found or not SUMMARY.match(found[-1][0]):
        return False
    rest = iter(lines[blank:])
    indented = False
    for line in rest:
        if MORE.match(line):
            indented = True
        elif line.strip():
            return indented and FIELD.match(line) is not None
    return False


def _keep(found: list[tuple[str, list[str], int]], header: Header) -> None:
    for name, values, line in found:
        while len(values) > 1 and not values[-1]:
            values.pop()
        if first := header.fields.get(name):
            header.problems.append(
                (
                    line,
                    f"“{name}” is given twice (first on line {first.line})",
                    "keep one of them",
                    "error",
                )
            )
        else:
            header.fields[name] = Field(name, tuple(values), line)


def _stranded(header: Header, fenced: bool) -> Iterator[Remark]:
    """Fields that a blank line has cut off from the header."""
    last = next(reversed(header.fields.values()), Field("", (), 0))
    lines = header.body.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    at = start
    if SUMMARY.match(last.name) and not fenced:
        while at < len(lines) and (MORE.match(lines[at]) or not lines[at].strip()):
            at += 1
        if at > start:
            yield (
                header.body_line + start,
                f"this indented paragraph after “{last.name}” is read as code of the body",
                "put the header between two lines of --- to keep it in the summary",
                "warning",
            )
    if at < len(lines) and (cut := FIELD.match(lines[at])):
        name = cut[1].lower().replace("-", "_")
        if KNOWN.match(name) and name not in header.fields:
            yield (
                header.body_line + at,
                f"“{cut[1]}:” stands after the blank line that ends the header",
                "move it up into the header, or begin its line with a backslash",
                "error",
            )
