"""Two changes of one file made one: the author's and the export's, since the last import.

In the header the author's wins, field by field; in the body both stand where they touch
different lines.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from plugins.bilingual.header import FIELD, read_header

Edit = tuple[int, int, list[str]]  # lines from, to (not included), and what stands there instead


def merged(old: str, own: str, new: str) -> str | None:
    """The text that has the changes of *own* and of *new* since *old*; None where they meet."""
    (old_head, old_body), (own_head, own_body) = _parts(old), _parts(own)
    new_head, new_body = _parts(new)
    body = merged_lines(old_body, own_body, new_body)
    if body is None:
        return None
    return "".join([*_header(old_head, own_head, new_head), *body])


def merged_lines(old: list[str], own: list[str], new: list[str]) -> list[str] | None:
    """The lines with both changes; None where one changes what the other does, or beside it."""
    out: list[str] = []
    at = 0
    ours, theirs = _edits(old, own), _edits(old, new)
    while ours or theirs:
        if ours and theirs and ours[0] == theirs[0]:
            theirs.pop(0)
        elif ours and theirs and _meet(ours[0], theirs[0]):
            return None
        first = ours if not theirs or (ours and ours[0][:2] <= theirs[0][:2]) else theirs
        start, end, lines = first.pop(0)
        out += [*old[at:start], *lines]
        at = end
    return [*out, *old[at:]]


def _meet(one: Edit, other: Edit) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _edits(old: list[str], now: list[str]) -> list[Edit]:
    matcher = SequenceMatcher(None, old, now, autojunk=False)
    return [
        (start, end, now[first:last])
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]


def _parts(text: str) -> tuple[list[str], list[str]]:
    """The lines of a file's header, with the line that ends it, and those of its body."""
    lines = text.splitlines(keepends=True)
    at = read_header(text).body_line - 1
    return lines[:at], lines[at:]


def _header(old: list[str], own: list[str], new: list[str]) -> list[str]:
    before, ours, theirs = _fields(old), _fields(own), _fields(new)
    fields: dict[str, list[str]] = {}
    for name in dict.fromkeys([*theirs, *ours]):
        mine = ours.get(name)
        chosen = theirs.get(name) if mine == before.get(name) else mine
        if chosen is not None:
            fields[name] = chosen
    fenced = any(not line.strip() for lines in fields.values() for line in lines)
    lines = [line for each in fields.values() for line in each]
    return ["---\n", *lines, "---\n", "\n"] if fenced else [*lines, "\n"]


def _fields(lines: list[str]) -> dict[str, list[str]]:
    """The lines of each field of a header, by its name."""
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for line in lines:
        if started := FIELD.match(line.rstrip("\n")):
            last = found.setdefault(started[1].lower().replace("-", "_"), [])
            last.append(line)
        elif line.strip() not in ("---", "..."):
            last.append(line)
    for each in found.values():
        while len(each) > 1 and not each[-1].strip():
            each.pop()
    return found
