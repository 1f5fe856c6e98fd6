"""Rendering pages in one process, and telling what each has read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.rendering.faults import fault
from plugins.rendering.objects import Objects
from plugins.rendering.pages import Made, PageIndex
from plugins.rendering.tracing import Noted, NotingMemo, Trace
from plugins.rendering.workers import WorkerError
from plugins.rendering.writer import Job

PIECE = "piece"  # tells numbers of pieces from those of needs


@dataclass
class Site:
    """What generators have handed over: pages to render, files to copy, what they share."""

    jobs: dict[str, Job]
    copies: dict[str, str]
    context: dict[str, Any]
    environments: list[Any]
    siteurl: str


class Renderer:
    """Renders pages in one process, and tells what each has read, by numbers of its own."""

    def __init__(self, site: Site, objects: Objects, write: Callable[[str, bytes], bytes]) -> None:
        self._site = site
        self._objects = objects
        self._write = write
        self._trace = Trace(objects.names)
        self._numbers: dict[Any, int] = {}
        self._classes: list[tuple[Any, type]] = []

    def rendered(self, jobs: Sequence[Job]) -> Iterator[list[Any]]:
        """Render each of *jobs* into its file.

        Gives `[name, digest, new things, needs, names, pieces]`: what was read, by the numbers
        of things in the order in which they are new.
        """
        self._begin()
        for job in jobs:
            with self._trace.noting() as noted:
                try:
                    text = job.render(self._site.siteurl, self._site.context)
                except Exception as error:
                    raise WorkerError(f"{fault(error)} (in the page {job.name})") from error
                content = text.encode("utf-8", "surrogateescape")
            result = self._write(job.name, content)
            new: list[Any] = []
            yield [job.name, result, new, *self._numbered(noted, new, job.own().keys())]

    def _begin(self) -> None:
        self._classes = [(each, type(each)) for each in self._objects]
        self._trace.equip(self._objects)
        memo = NotingMemo(self._trace, self._objects.comparison.digest)
        for environment in self._site.environments:
            self._trace.equip_environment(environment)
            environment.memo = memo

    def end(self) -> None:
        """Leave the objects of this process as they were."""
        for each, kind in self._classes:
            each.__class__ = kind

    def _numbered(self, noted: Noted, new: list[Any], own: Collection[str]) -> list[list[int]]:
        """What was noted, by the numbers of things as they were told; *own* names left out."""
        pieces = [self._piece(number, new) for number in sorted(noted.pieces)]
        return [
            self._needs(noted.needs, new),
            self._told_names(noted.names.difference(own), new),
            pieces,
        ]

    def _needs(self, needs: Iterable[int], new: list[Any]) -> list[int]:
        all_needs = self._trace.needs
        return [self._number(number, all_needs[number], new) for number in sorted(needs)]

    def _told_names(self, names: Iterable[str], new: list[Any]) -> list[int]:
        return [self._number(name, [name], new) for name in sorted(names)]

    def _piece(self, number: int, new: list[Any]) -> int:
        key = (PIECE, number)
        if key not in self._numbers:
            piece = self._trace.pieces[number]
            names = self._told_names(piece.names, new)
            self._number(key, [piece.name, self._needs(piece.needs, new), names], new)
        return self._numbers[key]

    def _number(self, key: Any, told: Any, new: list[Any]) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            new.append(list(told))
        return number


class Numbers:
    """Brings the numbers of one renderer's things to those of the index."""

    def __init__(
        self, index: PageIndex, objects: Objects, name_digest: Callable[[str], bytes]
    ) -> None:
        self._index = index
        self._objects = objects
        self._name_digest = name_digest
        self._numbers: list[int] = []

    def made(self, new: list[Any], needs: list[int], names: list[int], pieces: list[int]) -> Made:
        """What a page has read, as the index keeps it."""
        for told in new:
            self._numbers.append(self._number(told))
        return Made(b"", self._packed(needs), self._packed(names), self._packed(pieces))

    def _number(self, told: list[Any]) -> int:
        if len(told) == 1:
            return self._index.names.number(told[0], self._name_digest)
        if len(told) == 2:
            return self._index.needs.number((told[0], told[1]), self._objects.digest)
        name, needs, names = told
        return self._index.note_piece(name, self._packed(needs), self._packed(names))

    def _packed(self, own: list[int]) -> bytes:
        return array("I", [self._numbers[number] for number in own]).tobytes()
