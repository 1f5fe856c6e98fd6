"""What a build tells a person: how far it is, what it did, where the time went."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

PATIENCE = 0.5  # seconds that a stage may take before anybody wonders


@dataclass
class Telling:
    """Measures the stages of a build; *shown*, on a terminal, it shows the longer ones."""

    shown: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _bar: Progress | None = None
    _stage: str = ""
    _since: float = 0.0
    _task: object = None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A stage of the build; one within another counts for itself alone."""
        outer, since = self._stage, self._since
        now = time.monotonic()
        if outer:
            self._add(outer, now - since)
        self._stage, self._since = name, now
        try:
            yield
        finally:
            self.rest()
            now = time.monotonic()
            self._add(name, now - self._since)
            self._stage, self._since = outer, now

    def progress(self, done: int, of: int) -> None:
        """So many are done of the stage, of so many."""
        if not self.shown or time.monotonic() - self._since < PATIENCE:
            return
        if self._bar is None:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.add_task(self._stage, total=of)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=done)

    def rest(self) -> None:
        """Show no bar."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _add(self, stage: str, seconds: float) -> None:
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds

    def took(self) -> str:
        """The time since the beginning."""
        return f"{time.monotonic() - self.started:.2f} s"

    def where(self) -> Iterator[str]:
        """Where the time went: a line a stage, in the order in which they began."""
        width = max(map(len, self.seconds), default=0)
        for stage, seconds in self.seconds.items():
            yield f"  {stage:{width}}  {seconds:6.2f} s"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 page", "1,200 pages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say(message: str) -> None:
    """Tell a line."""
    print(message, flush=True)


def complain(message: str) -> None:
    """Tell a line about what went wrong."""
    print(message, file=sys.stderr, flush=True)
