"""Problems told to a person: warnings first, errors last, nothing said ten times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from plugins.bilingual.problems import Problem

SAME = 3  # problems with the same message that are shown one by one
PLURAL = {"error": "errors", "warning": "warnings", "notice": "notices"}


def told(problems: Iterable[Problem], prefix: str) -> Iterator[str]:
    """The lines to print; *prefix* leads from the working directory to the content folder.

    Every error is shown; of warnings and notices with the same message, the first three.
    """
    unique = sorted(set(problems))
    for level in ("notice", "warning", "error"):
        by_message: dict[str, list[Problem]] = defaultdict(list)
        for problem in unique:
            if problem.level == level:
                by_message[problem.message].append(problem)
        for message, group in by_message.items():
            shown = group if level == "error" else group[:SAME]
            for problem in shown:
                yield f"{level}: {prefix}{problem}"
            if len(group) > len(shown):
                yield f"{level}: … and {len(group) - len(shown)} more: {message}"


def counted(problems: Iterable[Problem], level: str) -> str:
    """How many problems of *level* there are: "1 error", "3 warnings"."""
    number = sum(problem.level == level for problem in set(problems))
    return f"{number} {level if number == 1 else PLURAL[level]}"
