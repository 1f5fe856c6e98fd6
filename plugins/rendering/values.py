"""Values as bytes: kept on disk and read back, or compared with what they were.

Both forms are MessagePack (msgpack.org), never pickle: a file that someone else wrote can at
worst be misread.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import msgpack

OURS = f"{__name__.partition('.')[0]}."  # names of this project's modules begin so
DIGEST = 16  # bytes; two different things get one digest with a chance of 2**-128 a pair
MANY = 20  # objects of the site, in a tuple of which a digest is made once
MOMENT, ZONE, TUPLE, KINDS = 1, 2, 3, 4  # extension types; a codec's kinds count on from KINDS


class OpaqueError(TypeError):
    """A value that cannot be written as bytes, so nobody knows whether it changed."""


def digest(*parts: bytes) -> bytes:
    """The digest of *parts*, each apart from the next."""
    state = blake2b(digest_size=DIGEST)
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.digest()


class Codec:
    """Writes values as bytes and reads them back equal.

    Knows what MessagePack knows, exactly, and tuples, moments and zones. *kinds* are further
    types: for each, how it is taken apart into such values, and how it is made again. Of *texts*
    each is made from one text; those of equal texts become one object.
    """

    def __init__(
        self,
        kinds: dict[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]],
        texts: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] | None = None,
    ) -> None:
        texts = texts or {}
        self._codes = {kind: KINDS + code for code, kind in enumerate([*kinds, *texts])}
        self._apart = {kind: apart for kind, (apart, _) in kinds.items()}
        self._texts = {kind: text for kind, (text, _) in texts.items()}
        self._made = {self._codes[kind]: made for kind, (_, made) in kinds.items()}
        self._made_of_text = {self._codes[kind]: made for kind, (_, made) in texts.items()}
        self._known: dict[tuple[int, bytes], Any] = {}

    def pack(self, value: Any) -> bytes:
        """The bytes of *value*; raises OpaqueError for what has none."""
        return _packed(value, self._default)

    def unpack(self, packed: bytes) -> Any:
        """The value again; raises ValueError when the bytes are none of ours."""
        try:
            return msgpack.unpackb(packed, ext_hook=self._hook, strict_map_key=False, use_list=True)
        except (msgpack.UnpackException, TypeError, KeyError, RecursionError) as error:
            raise ValueError(f"not a value: {error}") from None

    def _default(self, value: Any) -> Any:
        kind = type(value)
        if kind is tuple:
            return msgpack.ExtType(TUPLE, self.pack(list(value)))
        if kind is datetime.datetime:
            return msgpack.ExtType(MOMENT, moment_text(value).encode())
        if kind is ZoneInfo and value.key:
            return msgpack.ExtType(ZONE, value.key.encode())
        if kind in self._texts:
            return msgpack.ExtType(self._codes[kind], self._texts[kind](value).encode())
        if kind in self._apart:
            return msgpack.ExtType(self._codes[kind], self.pack(self._apart[kind](value)))
        raise OpaqueError(f"{kind.__module__}.{kind.__qualname__}")

    def _hook(self, code: int, packed: bytes) -> Any:
        found = self._known.get((code, packed))
        if found is not None:
            return found
        if code in self._made_of_text:
            made = self._known[code, packed] = self._made_of_text[code](packed.decode())
            return made
        if code == MOMENT:
            return moment_of(packed.decode())
        if code == ZONE:
            return zone(packed.decode())
        inner = self.unpack(packed)
        return tuple(inner) if code == TUPLE else self._made[code](inner)


class Comparison:
    """Writes values as bytes that are equal when the values are.

    Dataclasses count by their fields (ours by those with `compare`), objects of the site by their
    *names*, which are known by the objects' ids: such an object's own values are compared apart.
    No text of a site begins as these names do.
    """

    def __init__(
        self, names: Mapping[int, str], named: Callable[[Any], str | None] = lambda value: None
    ) -> None:
        self._names = names
        self._named = named
        self._ways: dict[type, Callable[[Any], Any]] = {}
        self._long: dict[int, tuple[tuple[Any, ...], bytes]] = {}
        self.opaque = 0  # values that could not be compared

    def digest(self, value: Any) -> bytes:
        """The digest of *value*; never the same twice when it cannot be compared."""
        try:
            return digest(_packed(value, self._default))
        except (OpaqueError, ValueError, RecursionError):
            self.opaque += 1
            return os.urandom(DIGEST)

    def _default(self, value: Any) -> Any:
        kind = type(value)
        if kind is tuple:
            return self._those(value)
        name = self._names.get(id(value))
        if name is not None:
            return name
        way = self._ways.get(kind)
        if way is None:
            way = self._ways[kind] = self._way(kind)
        return way(value)

    def _each(self, values: Iterable[Any]) -> list[Any]:
        """*values*, those that are objects of the site by their names."""
        known, those_of = self._names.get, self._those
        return [those_of(each) if type(each) is tuple else known(id(each), each) for each in values]

    def _those(self, values: tuple[Any, ...]) -> Any:
        """A tuple as a list, or as its digest when it is a long one of objects of the site."""
        if len(values) < MANY:
            return self._each(values)
        if id(values) not in self._long:  # many pages are handed the same
            known = self._names.get
            names = [known(id(each)) for each in values]
            if None in names:
                return self._each(values)
            self._long[id(values)] = values, digest(_packed(names, self._default))
        return self._long[id(values)][1]

    def _way(self, kind: type) -> Callable[[Any], Any]:
        """How values of a *kind* become those that MessagePack knows."""
        if is_dataclass(kind):
            return self._fields_of(kind)
        if issubclass(kind, tuple) and kind.__dictoffset__ == 0:
            return lambda value: [kind.__qualname__, *self._each(value)]
        for known, way in WAYS.items():
            if issubclass(kind, known):
                return way if kind.__dictoffset__ == 0 else _with_attributes(way)
        if kind in (set, frozenset):
            return lambda value: [
                "\0set", *sorted(_packed(each, self._default) for each in value)
            ]  # fmt: skip
        return self._other

    def _fields_of(self, kind: Any) -> Callable[[Any], list[Any]]:
        """How values of the dataclass *kind* become others."""
        ours = kind.__module__.startswith(OURS)
        compared = [each.name for each in fields(kind) if each.compare or not ours]
        if len(compared) < 2:
            return lambda value: [kind.__qualname__, *(getattr(value, name) for name in compared)]
        values = attrgetter(*compared)
        return lambda value: [kind.__qualname__, *self._each(values(value))]

    def _other(self, value: Any) -> list[str]:
        name = self._named(value)
        if name is None:
            raise OpaqueError(f"{type(value).__module__}.{type(value).__qualname__}")
        return ["\0named", name]


# How values become others, by type; subclasses count, and the first that fits.
WAYS: dict[type, Callable[[Any], list[Any]]] = {
    tuple: lambda value: [type(value).__qualname__, *value],
    list: lambda value: [type(value).__qualname__, *value],
    dict: lambda value: ["\0dict", *([key, each] for key, each in value.items())],
    str: lambda value: ["\0text", type(value).__qualname__, str.__str__(value)],
    datetime.datetime: lambda value: ["\0moment", moment_text(value)],
    datetime.date: lambda value: ["\0date", value.isoformat()],
    os.PathLike: lambda value: ["\0path", os.fspath(value)],
    ZoneInfo: lambda value: ["\0zone", str(value)],
}


def _with_attributes(way: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    """How a value becomes others when it can bear attributes, as a text of a plugin's class."""

    def both(value: Any) -> list[Any]:
        own = vars(value)
        return [*way(value), "\0with", own] if own else way(value)

    return both


def _packed(value: Any, default: Callable[[Any], Any]) -> bytes:
    try:
        return bytes(msgpack.packb(value, default=default, strict_types=True))
    except (OverflowError, UnicodeEncodeError, ValueError) as error:
        raise OpaqueError(str(error)) from None


@cache
def zone(key: str) -> ZoneInfo:
    """The time zone of that name."""
    return ZoneInfo(key)


def moment_text(value: datetime.datetime) -> str:
    """A moment as text; raises OpaqueError when its zone has no name."""
    info = value.tzinfo
    if info is None or info is datetime.UTC:
        key = "UTC" if info else ""
    elif isinstance(info, ZoneInfo) and info.key:
        key = "/" + info.key
    elif isinstance(info, datetime.timezone):
        return f"{value.isoformat()}|=|{value.fold}"
    else:
        raise OpaqueError(f"a moment in {info!r}")
    return f"{value.replace(tzinfo=None).isoformat()}|{key}|{value.fold or ''}"


def moment_of(text: str, kind: type[datetime.datetime] = datetime.datetime) -> datetime.datetime:
    """The moment of a text that `moment_text` gave, as an object of that *kind*."""
    written, key, fold = text.split("|")
    moment = kind.fromisoformat(written)
    if key == "UTC":
        moment = moment.replace(tzinfo=datetime.UTC)
    elif key.startswith("/"):
        moment = moment.replace(tzinfo=zone(key[1:]))
    return moment.replace(fold=1) if fold == "1" else moment
