"""Rendering pages in one process, and telling what each has read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.bilingual.workers import WorkerError
from plugins.rendering.compiled import Compiled
from plugins.rendering.faults import fault
from plugins.rendering.objects import Objects
from plugins.rendering.pages import Made, PageIndex
from plugins.rendering.tracing import Noted, NotingMemo, Trace
from plugins.rendering.writer import Job


@dataclass
class Site:
    """What generators have handed over: pages to render, files to copy, what they share.

    Each of *later* adds files to copy that are made while pages are rendered.
    """

    jobs: dict[str, Job]
    copies: dict[str, str]
    context: dict[str, Any]
    environments: list[Any]
    siteurl: str
    later: Sequence[Callable[[], None]] = ()

    def complete_templates(self) -> None:
        """Have all templates compiled, before processes part that would each do it."""
        first = self.environments[0]
        if isinstance(first.bytecode_cache, Compiled):
            first.bytecode_cache.complete(first)


class Renderer:
    """Renders pages in one process, and tells what each has read, by numbers of its own."""

    def __init__(self, site: Site, objects: Objects, write: Callable[[str, bytes], bytes]) -> None:
        self._site = site
        self._objects = objects
        self._write = write
        self._trace = Trace(objects.names)
        self._needs = 0  # how many of the trace's were told
        self._names: dict[str, int] = {}
        self._pieces: dict[int, int] = {}  # by the trace's numbers
        self._classes: list[tuple[Any, type]] = []

    def rendered(self, jobs: Sequence[Job]) -> Iterator[list[Any]]:
        """Render each of *jobs* into its file, once the renderer has begun.

        Gives `[name, digest, new things, needs, names, pieces]`: what was read, by the numbers
        of things of each sort, in the order in which they are new.
        """
        for job in jobs:
            with self._trace.noting() as noted:
                try:
                    text = job.render(self._site.siteurl, self._site.context)
                except Exception as error:
                    raise WorkerError(f"{fault(error)} (in the page {job.name})") from error
                content = text.encode("utf-8", "surrogateescape")
            yield [
                job.name,
                self._write(job.name, content),
                *self._told(noted, job.own().keys()),
            ]

    def begin(self) -> None:
        """Have the objects of this process note what is read of them."""
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

    def _told(self, noted: Noted, own: Collection[str]) -> list[Any]:
        """What was noted, and what is new in it; *own* names are left out."""
        new_names: list[str] = []
        new_pieces: list[Any] = []
        pieces = [self._piece(each, new_names, new_pieces) for each in sorted(noted.pieces)]
        names = self._told_names(noted.names.difference(own), new_names)
        new_needs = self._trace.needs[self._needs :]
        self._needs += len(new_needs)
        return [[new_needs, new_names, new_pieces], list(noted.needs), names, pieces]

    def _told_names(self, names: Iterable[str], new: list[str]) -> list[int]:
        return [_number(self._names, name, new, name) for name in sorted(names)]

    def _piece(self, piece: int, new_names: list[str], new: list[Any]) -> int:
        if piece in self._pieces:
            return self._pieces[piece]
        told = self._trace.pieces[piece]
        names = self._told_names(told.names, new_names)
        return _number(self._pieces, piece, new, [told.name, list(told.needs), names])


def _number(numbers: dict[Any, int], key: Any, new: list[Any], told: Any) -> int:
    """The number of a thing of one sort; what is *told* of it goes to the *new* ones."""
    number = numbers.get(key)
    if number is None:
        number = numbers[key] = len(numbers)
        new.append(told)
    return number


class Numbers:
    """Brings the numbers of one renderer's things to those of the index."""

    def __init__(
        self, index: PageIndex, objects: Objects, name_digest: Callable[[str], bytes]
    ) -> None:
        self._index = index
        self._objects = objects
        self._name_digest = name_digest
        self._needs: list[int] = []
        self._names: list[int] = []
        self._pieces: list[int] = []

    def made(self, new: list[Any], needs: list[int], names: list[int], pieces: list[int]) -> Made:
        """What a page has read, as the index keeps it."""
        new_needs, new_names, new_pieces = new
        for name, part in new_needs:
            self._needs.append(self._index.needs.number((name, part), self._objects.digest))
        for name in new_names:
            self._names.append(self._index.names.number(name, self._name_digest))
        for name, of_needs, of_names in new_pieces:
            packed = packed_by(self._needs, of_needs), packed_by(self._names, of_names)
            self._pieces.append(self._index.note_piece(name, *packed))
        return Made(
            b"",
            packed_by(self._needs, needs),
            packed_by(self._names, names),
            packed_by(self._pieces, pieces),
        )


def packed_by(table: list[int], own: list[int]) -> bytes:
    """The numbers that a *table* gives to a renderer's *own*, as Made keeps them."""
    return array("I", [table[number] for number in own]).tobytes()
