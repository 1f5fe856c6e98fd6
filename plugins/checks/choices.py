"""What an author chooses about rules: how grave each is, and where it does not hold."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from plugins.bilingual.problems import Level, Problem

OFF = "off"
LEVELS = (*get_args(Level), OFF)


def checked_levels(chosen: object, rules: Collection[str]) -> dict[str, str]:
    """The levels *chosen* for *rules* by name; ValueError with what to write if they are none.

    >>> checked_levels({"tags-are-shared": "off"}, ["tags-are-shared"])
    {'tags-are-shared': 'off'}
    """
    if not isinstance(chosen, Mapping):
        raise ValueError(
            'CHECKS_LEVELS: write {"tags-are-shared": "off"}, or another rule and level'
        )
    for rule, level in chosen.items():
        if rule not in rules:
            near = difflib.get_close_matches(str(rule), rules, n=1, cutoff=0)
            raise ValueError(f"CHECKS_LEVELS: there is no rule “{rule}”; did you mean “{near[0]}”?")
        if level not in LEVELS:
            raise ValueError(f"CHECKS_LEVELS[“{rule}”]: write one of: {', '.join(LEVELS)}")
    return dict(chosen)


def with_levels(problems: Iterable[Problem], levels: Mapping[str, Any]) -> list[Problem]:
    """The *problems* at the *levels* that their rules have; those that are off left out."""
    return [
        replace(each, level=levels.get(each.rule, each.level))
        for each in problems
        if levels.get(each.rule) != OFF
    ]


@dataclass(frozen=True)
class Excepted:
    """A line of the file of exceptions: a *rule* does not hold for the file at *path*."""

    rule: str
    path: str
    line: int


def read_exceptions(
    text: str, name: str, rules: Collection[str]
) -> tuple[list[Excepted], list[Problem]]:
    """The exceptions in the *text* of the file of that *name*, and what is wrong with its lines.

    A line is `rule path`; `#` begins a comment.
    """
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        rule, _, path = line.partition("#")[0].strip().partition(" ")
        if not rule:
            continue
        if rule not in rules:
            near = difflib.get_close_matches(rule, rules, n=1, cutoff=0)[0]
            message = f"there is no rule “{rule}”"
            problems.append(Problem(name, number, message, f"did you mean “{near}”?"))
        elif not path.strip():
            problems.append(Problem(name, number, "no file is named", "write `rule path`"))
        else:
            found.append(Excepted(rule, path.strip(), number))
    return found, problems


def without_exceptions(
    problems: Iterable[Problem], exceptions: Collection[Excepted], name: str
) -> list[Problem]:
    """The *problems* that no exception of the file *name* takes away, and useless exceptions."""
    wanted = {(each.rule, each.path) for each in exceptions}
    used: set[tuple[str, str]] = set()
    left = []
    for each in problems:
        if (each.rule, each.path) in wanted:
            used.add((each.rule, each.path))
        else:
            left.append(each)
    for exception in exceptions:
        if (exception.rule, exception.path) not in used:
            message = f"{exception.path} has nothing wrong by “{exception.rule}”"
            left.append(Problem(name, exception.line, message, "take the line away", "notice"))
    return left
