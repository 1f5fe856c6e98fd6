"""Questions to an author at a terminal; without one nobody is asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def someone_is_there() -> bool:
    """Whether questions can be asked, and answers seen."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked(question: str, default: str = "") -> str:
    """The answer to a *question*; the *default* when it is empty.

    Whoever ends the input instead (Ctrl-D) leaves, as with Ctrl-C: KeyboardInterrupt.
    """
    try:
        answer = input(f"{question} [{default}]: " if default else f"{question}: ")
    except EOFError:
        print()
        raise KeyboardInterrupt from None
    return " ".join(answer.split()) or default


def chosen(question: str, answers: Sequence[str]) -> int | None:
    """The place in *answers* of the one that is chosen by its number; None for none of them."""
    print(question)
    for number, answer in enumerate(answers, 1):
        print(f"  {number}  {answer}")
    while True:
        answer = asked(f"1 to {len(answers)}, or nothing to keep it")
        if not answer:
            return None
        if answer.isdecimal() and 1 <= int(answer) <= len(answers):
            return int(answer) - 1
