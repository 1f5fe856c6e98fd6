"""What a page reads while it is rendered, noted as it is read.

Nothing is guessed from templates: contents, tags and files note their attributes, Jinja's
context its names, whoever asks: a template, a macro, a filter, a plugin's function.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context
from jinja2.utils import missing

SMALL = 400  # characters of a text that memory holds as well
META, BODY, ALL = "", "body", "all"  # parts of a content; another part is an attribute
OF_BODY = frozenset({"_content", "content", "get_content", "_get_content"})
# What classes of Pelican's and ours keep for themselves; a plugin's `_mine` is not among it.
OF_OURS = frozenset(
    {
        *("_kept", "_context", "_body", "_addresses", "_output_location_referenced"),
        *("_name", "_slug", "_slug_from_name", "_status"),
    }
)
WHOLE = frozenset({"url", "save_as"})
OF_BOTH = frozenset({"summary", "get_summary"})

Need = tuple[str, str]  # the name of an object of the site, and the part that was read


@dataclass(slots=True)
class Noted:
    """What was read, by the trace's numbers: needs, names of the context, pieces shown."""

    needs: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    pieces: set[int] = field(default_factory=set)


class Trace:
    """Notes what is read of the objects that it equips, whose *names* it knows by their id."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = names
        self._noted = Noted()
        self._classes: dict[type, type] = {}
        self._numbers: dict[str, dict[int, int]] = defaultdict(dict)  # by part, then by id
        self.needs: list[Need] = []  # by number
        self.pieces: list[Piece] = []  # by number

    @contextmanager
    def noting(self) -> Iterator[Noted]:
        """What is read meanwhile; it is not noted for whoever notes around it."""
        outer, self._noted = self._noted, Noted()
        try:
            yield self._noted
        finally:
            self._noted = outer

    def equip_environment(self, environment: Environment) -> None:
        """Let the contexts of a Jinja environment note the names that are asked for."""
        trace = self

        class NotingContext(Context):
            """A context that notes the names asked of it."""

            def resolve_or_missing(self, key: str) -> Any:
                """The value of a name, as Jinja finds it."""
                trace._noted.names.add(key)
                if key in self.vars:
                    return self.vars[key]
                return self.parent.get(key, missing)

            def __contains__(self, key: object) -> bool:
                trace._noted.names.add(str(key))
                return super().__contains__(key)  # type: ignore[operator]

        environment.context_class = NotingContext

    def equip(self, objects: Iterable[Any]) -> None:
        """Let *objects* note what is read of them, from now on."""
        for each in objects:
            each.__class__ = self._noting_class(type(each))

    def piece(self, name: bytes, make: Callable[[], str]) -> tuple[int, str]:
        """A part of pages that several show: its number and text; what it reads is its own."""
        with self.noting() as noted:
            text = make()
        for inner in noted.pieces:
            noted.needs.update(self.pieces[inner].needs)
            noted.names.update(self.pieces[inner].names)
        needs = array("I", sorted(noted.needs))
        self.pieces.append(Piece(name, needs, tuple(sorted(noted.names))))
        return len(self.pieces) - 1, text

    def shown(self, piece: int) -> None:
        """Note that the piece of that number is shown."""
        self._noted.pieces.add(piece)

    def _noting_class(self, kind: type) -> type:
        if kind not in self._classes:
            noting = type(kind.__name__, (kind,), {"__getattribute__": self._reader(kind)})
            noting.__qualname__, noting.__module__ = kind.__qualname__, kind.__module__
            self._classes[kind] = self._classes[noting] = noting
        return self._classes[kind]

    def _need(self, this: Any, part: str) -> int:
        """The number of a part of an object; a new one is given the next."""
        found = self._numbers[part].get(id(this))
        if found is None:
            found = self._numbers[part][id(this)] = len(self.needs)
            self.needs.append((self._names[id(this)], part))
        return found

    def _reader(self, kind: type) -> Callable[[Any, str], Any]:
        """How an object of that *kind* gives its attributes, noting which."""
        get, need = object.__getattribute__, self._need
        of_class = frozenset(dir(kind))
        is_kept = getattr(kind, "made_from_file", False)
        meta, unheard = self._numbers[META], Noted()

        def of_file(this: Any) -> frozenset[str]:
            """The attributes that the file decides: of a content that is not kept, none."""
            kept = get(this, "__dict__").get("_kept")
            return kept.names.of_file if kept else frozenset()

        def read(this: Any, name: str) -> Any:
            if name[0] == "_":
                if name in OF_BODY:
                    self._noted.needs.add(need(this, BODY))
                elif name == "__dict__":
                    self._noted.needs.add(need(this, ALL))
                elif name not in of_class and name not in OF_OURS:
                    by_file = is_kept and name in of_file(this)
                    self._noted.needs.add(need(this, META if by_file else name))
                return get(this, name)  # the rest is its class's own business
            if name == "settings":  # the same for all
                return get(this, name)
            if not is_kept:
                self._noted.needs.add(need(this, name))
                if name in WHOLE:  # what it is made of does not count, its value does
                    noted, self._noted = self._noted, unheard
                    try:
                        return get(this, name)
                    finally:
                        self._noted = noted
            elif name in of_class or name in of_file(this):
                number = meta.get(id(this))
                self._noted.needs.add(need(this, META) if number is None else number)
                if name in OF_BOTH or name in OF_BODY:
                    self._noted.needs.add(need(this, BODY))
            else:
                self._noted.needs.add(need(this, name))
            return get(this, name)

        return read


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of pages: its lasting *name*, and what it has read."""

    name: bytes
    needs: array[int]
    names: tuple[str, ...]


class NotingMemo:
    """Keeps pieces of pages as texts, and notes what each reads; for `environment.memo`.

    *name* makes the lasting name of a key. Texts lie in a file without a name, so that those of
    many posts do not fill the memory.
    """

    def __init__(self, trace: Trace, name: Callable[[Any], bytes]) -> None:
        self._trace = trace
        self._name = name
        self._places: dict[Any, tuple[int, int, int]] = {}
        self._small: dict[Any, tuple[int, str]] = {}
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the memo)
        self._end = 0

    def __call__(self, key: Any, make: Callable[[], str]) -> str:
        """The text of the piece *key*; *make* makes it the first time."""
        if key in self._small:
            number, text = self._small[key]
        elif key in self._places:
            number, offset, length = self._places[key]
            text = self._read(offset, length)
        else:
            number, text = self._trace.piece(self._name(key), make)
            if len(text) < SMALL:
                self._small[key] = number, text
            else:
                self._places[key] = (number, *self._write(text))
        self._trace.shown(number)
        return text

    def _write(self, text: str) -> tuple[int, int]:
        encoded = text.encode("utf-8", "surrogatepass")
        self._file.seek(self._end)
        self._file.write(encoded)
        self._file.flush()
        self._end += len(encoded)
        return self._end - len(encoded), len(encoded)

    def _read(self, offset: int, length: int) -> str:
        if hasattr(os, "pread"):  # half as long as to seek and read
            encoded = os.pread(self._file.fileno(), length, offset)
        else:
            self._file.seek(offset)
            encoded = self._file.read(length)
        return encoded.decode("utf-8", "surrogatepass")
