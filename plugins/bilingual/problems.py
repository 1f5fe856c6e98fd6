"""What is wrong with the content, as values: where, what, and what to type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["error", "warning", "notice"]
Remark = tuple[int, str, str, Level]  # a problem of a file yet unnamed: line, message, cure


@dataclass(frozen=True, order=True)
class Problem:
    """Something an author should know about one line of one file.

    *path* is relative to the content folder; *line* counts from 1. An "error" is a page
    wrong or missing (it fails the build), a "warning" a page that is poorer, a "notice"
    a thing decided for the author. *rule* is the name of what found it.
    """

    path: str
    line: int
    message: str
    cure: str
    level: Level = "error"
    rule: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}; {self.cure}"


@dataclass
class Notes:
    """What is known of one file beside its content: where its fields stand, its problems."""

    path: str
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, at: int | str, message: str, cure: str, level: Level = "error") -> None:
        """Note a problem *at* a line, or at the field of that name (line 1 without one)."""
        line = self.lines.get(at, 1) if isinstance(at, str) else at
        self.problems.append(Problem(self.path, line, message, cure, level))


def line_of(text: str, needle: str) -> int:
    """The line, from 1, where *needle* first stands in *text*; 1 when it does not."""
    at = text.find(needle)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
