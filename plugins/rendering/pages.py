"""The index of pages: what each was made of at the last build, and whether that has changed.

It lies beside the output. One that is damaged, or of other code, settings or theme, only says
which files are ours.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.rendering.sealed import read_sealed, write_sealed
from plugins.rendering.tracing import Need
from plugins.rendering.values import DIGEST, Codec

MAGIC = b"passerelle pages 2\n"
COLUMNS = ("structure", "needs", "names", "pieces", "digest")
CODEC = Codec({})
FEW = 16  # changed things that are looked for one by one


@dataclass(slots=True)
class Made:
    """How a file of the site was made.

    *structure* is the digest of what was handed to its template; *needs*, *names* and *pieces*
    are numbers of the index's tables; *digest* is that of its bytes; *stamp* is the size and
    the time, in nanoseconds, of the file as it was installed.
    """

    structure: bytes = b""
    needs: bytes = b""
    names: bytes = b""
    pieces: bytes = b""
    digest: bytes = b""
    stamp: tuple[int, int] = (0, 0)


@dataclass
class Table:
    """Things by number, with the digest of each one's value at the last build."""

    numbers: dict[Any, int] = field(default_factory=dict)
    digests: list[bytes] = field(default_factory=list)

    def number(self, thing: Any, value: Callable[[Any], bytes]) -> int:
        """The number of a thing; a new one is given the digest of its value."""
        number = self.numbers.get(thing)
        if number is None:
            number = self.numbers[thing] = len(self.digests)
            self.digests.append(value(thing))
        return number

    def renew(self, value: Callable[[Any], bytes]) -> set[int]:
        """Take every thing's value as it is now; the numbers of those that changed."""
        changed = set()
        for thing, number in self.numbers.items():
            now = value(thing)
            if now != self.digests[number]:
                self.digests[number] = now
                changed.add(number)
        return changed


def numbers(packed: bytes) -> array[int]:
    """The numbers in a field of Made."""
    found = array("I")
    found.frombytes(packed)
    return found


class PageIndex:
    """The pages of one output; *fingerprint* is the digest of settings, code and theme.

    The index is at *path*; where there is none, the one at *instead* is read.
    """

    def __init__(self, path: Path, fingerprint: bytes, instead: Path | None = None) -> None:
        self.path = path
        self._instead = instead
        self._fingerprint = fingerprint
        self.needs, self.names = Table(), Table()
        self.pieces: dict[bytes, int] = {}
        self._needs_of_pieces: list[bytes] = []
        self._names_of_pieces: list[bytes] = []
        self.pages: dict[str, Made] = {}
        self.installed = 0  # how many of them are known to be in the output
        self.rewritten = False  # a plugin changed pages after they were written
        self.followed = False  # every link of the installed pages led somewhere
        self._load()

    def stale(
        self, need_digest: Callable[[Need], bytes], name_digest: Callable[[str], bytes]
    ) -> Callable[[str, bytes], bool]:
        """Whether the page of a name, made of what has that digest, must be rendered.

        Of each need and each name the digest now is asked once.
        """
        needs = Changed(self.needs.renew(need_digest))
        names = Changed(self.names.renew(name_digest))
        pieces = Changed(
            {
                number
                for number, (of_needs, of_names) in enumerate(
                    zip(self._needs_of_pieces, self._names_of_pieces, strict=True)
                )
                if needs.touch(of_needs) or names.touch(of_names)
            }
        )

        def stale(name: str, structure: bytes) -> bool:
            made = self.pages.get(name)
            return (
                made is None
                or made.structure != structure
                or needs.touch(made.needs)
                or names.touch(made.names)
                or pieces.touch(made.pieces)
            )

        return stale

    def note_piece(self, name: bytes, of_needs: bytes, of_names: bytes) -> int:
        """Keep what the piece of that name read; its number."""
        number = self.pieces.setdefault(name, len(self._needs_of_pieces))
        if number == len(self._needs_of_pieces):
            self._needs_of_pieces.append(of_needs)
            self._names_of_pieces.append(of_names)
        else:
            self._needs_of_pieces[number] = of_needs
            self._names_of_pieces[number] = of_names
        return number

    def save(self, pages: dict[str, Made]) -> None:
        """Keep the index of *pages*; raises OSError when the disk does not take it."""
        made = pages.values()
        payload = CODEC.pack(
            [
                self._fingerprint,
                self.rewritten,
                self.followed,
                [name for name, _ in self.needs.numbers],
                [part for _, part in self.needs.numbers],
                b"".join(self.needs.digests),
                list(self.names.numbers),
                b"".join(self.names.digests),
                b"".join(self.pieces),
                *map(list, (self._needs_of_pieces, self._names_of_pieces, pages)),
                *([getattr(each, column) for each in made] for column in COLUMNS),
                [each.stamp[0] for each in made],
                [each.stamp[1] for each in made],
            ]
        )
        write_sealed(self.path, MAGIC, payload)

    def _load(self) -> None:
        path = self.path
        if self._instead and not path.exists():
            path = self._instead
        payload = read_sealed(path, MAGIC)
        if payload is None:
            return
        try:
            fingerprint, self.rewritten, self.followed, *tables, sizes, times = CODEC.unpack(
                payload
            )
            things, parts, need_digests, names, name_digests, pieces, *tables = tables
            needs_of_pieces, names_of_pieces, pages, *columns = tables
            stamps = zip(sizes, times, strict=True)
            self.pages = dict(zip(pages, map(Made, *columns, stamps), strict=True))
            self.installed = len(pages) if path == self.path else 0
        except (ValueError, TypeError):
            return
        if fingerprint != self._fingerprint:
            for made in self.pages.values():
                made.structure = b""
            return
        self.needs = _table(zip(things, parts, strict=True), need_digests)
        self.names = _table(names, name_digests)
        self.pieces = {name: number for number, name in enumerate(_parted(pieces))}
        self._needs_of_pieces, self._names_of_pieces = needs_of_pieces, names_of_pieces


class Changed:
    """Numbers of things that changed, to be looked for among the packed numbers of many."""

    def __init__(self, changed: set[int]) -> None:
        self._changed = changed
        self._packed = [array("I", [number]).tobytes() for number in changed]
        self._few = len(changed) <= FEW

    def touch(self, packed: bytes) -> bool:
        """Whether any of the numbers *packed* is among those that changed."""
        if self._few:  # looking for bytes is faster, where it finds none
            for each in self._packed:
                if each in packed:
                    break
            else:
                return False
        return not self._changed.isdisjoint(numbers(packed))


def _table(things: Iterable[Any], digests: bytes) -> Table:
    return Table({thing: number for number, thing in enumerate(things)}, _parted(digests))


def _parted(digests: bytes) -> list[bytes]:
    return [digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)]
