"""Problems told to a person: warnings first, errors last, nothing said ten times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from plugins.bilingual.problems import Problem

SAME = 3  # warnings with the same message that are shown one by one
MOST = 20  # lines of warnings, and of notices; errors are all shown
PLURAL = {"error": "errors", "warning": "warnings", "notice": "notices"}


def told(problems: Iterable[Problem], prefix: str) -> Iterator[str]:
    """The lines to print; *prefix* leads from the working directory to the content folder.

    Every error is shown. Of warnings and notices with the same message the first three are,
    and twenty lines in all.
    """
    unique = sorted(set(problems))
    for level in ("notice", "warning", "error"):
        of_level = [problem for problem in unique if problem.level == level]
        if level == "error":
            yield from (f"error: {prefix}{problem}" for problem in of_level)
            continue
        lines = list(_grouped(of_level, level, prefix))
        yield from lines[:MOST]
        if len(lines) > MOST:
            yield f"{level}: … {counted(of_level, level)} in all"


def as_text(problems: Sequence[Problem], prefix: str) -> Iterator[str]:
    """All *problems*, by level and rule: the gravest first, each rule under its name."""
    order = {level: number for number, level in enumerate(PLURAL)}
    by_rule: dict[tuple[int, str, str], list[Problem]] = defaultdict(list)
    for each in problems:
        by_rule[order[each.level], each.level, each.rule].append(each)
    for _, level, rule in sorted(by_rule):
        group = by_rule[order[level], level, rule]
        yield f"{rule or 'files'}: {counted(group, level)}"
        yield from (f"  {prefix}{each}" for each in group)


def as_github(problems: Iterable[Problem], prefix: str) -> Iterator[str]:
    """The *problems* as GitHub's workflow commands, which show them beside the lines."""
    for each in problems:
        text = f"{each.message}; {each.cure}"
        for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
            text = text.replace(sign, code)
        name = prefix + each.path
        for sign, code in (("%", "%25"), (",", "%2C"), (":", "%3A")):
            name = name.replace(sign, code)
        yield f"::{each.level} file={name},line={each.line},title={each.rule or 'files'}::{text}"


def _grouped(problems: list[Problem], level: str, prefix: str) -> Iterator[str]:
    by_message: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_message[problem.message].append(problem)
    for message, group in by_message.items():
        yield from (f"{level}: {prefix}{problem}" for problem in group[:SAME])
        if len(group) > SAME:
            yield f"{level}: … and {len(group) - SAME} more: {message}"


def counted(problems: Iterable[Problem], level: str) -> str:
    """How many problems of *level* there are: "1 error", "3 warnings"."""
    number = sum(problem.level == level for problem in set(problems))
    return f"{number} {level if number == 1 else PLURAL[level]}"
