"""Contents taken apart into records, and made again from them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from string import Formatter
from typing import Any

from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime

from plugins.bilingual.problems import Notes, Problem
from plugins.rendering.contents import KINDS, KeptAs, Reading, attributes, made_of
from plugins.rendering.store import Record
from plugins.rendering.values import Codec, OpaqueError

SHARED = frozenset({"settings", "_context", "translations", "_body"})  # not the file's
WRAPPER = {"settings", "_name", "_slug", "_slug_from_name", "name", "slug"}  # a stock one's own
OF_ADDRESS = {"slug", "lang", "date"}  # what an address of the usual form is made of


def taken_apart(content: Any, remarks: list[Any], codec: Codec) -> bytes:
    """The bytes of a content's record, without its body; raises OpaqueError when it has none.

    *remarks* are what was logged while its file was read.
    """
    own = {name: value for name, value in attributes(content).items() if name not in SHARED}
    metadata = own.pop("metadata")
    links = content._get_intrasite_link_regex()
    linked = any(
        links.search(str(metadata[name]))
        for name in content.settings["FORMATTED_FIELDS"]
        if name in metadata
    )
    usual = _of_usual_form(content.settings, type(content).__name__)
    return codec.pack(
        [
            type(content).__name__,
            "\n".join(own),
            list(own.values()),
            [at for at, value in enumerate(own.values()) if isinstance(value, list | dict | Notes)],
            [
                [key] if own.get(key.lower(), key) is value else [key, value]
                for key, value in metadata.items()
            ],
            sorted(content.get_static_links()),
            not linked,
            [str(content.url), str(content.save_as)] if usual else [],
            remarks,
        ]
    )


def made_again(record: Record, reading: Reading, settings: Any, context: Any, path: str) -> Any:
    """The content of a record, as if the file at *path* had just been read."""
    kind, joined, values, mutable, metadata, static_links, plain_fields, places, _ = record.values
    names = _split(joined)
    content: Any = object.__new__(KINDS[kind])
    own = attributes(content)
    own.update(zip(names, values, strict=True))
    pristine = []
    for at in mutable:
        name, value = names[at], values[at]
        if type(value) is Notes:
            own[name] = Notes(value.path, dict(value.lines), list(value.problems))
        else:
            own[name] = value.copy()
            pristine.append((name, parts(value)))
    own["metadata"] = {
        pair[0]: pair[1] if len(pair) > 1 else own[pair[0].lower()] for pair in metadata
    }
    pristine.append(("metadata", parts(own["metadata"])))
    own.update(settings=settings, _context=context, translations=[], source_path=path)
    addresses = {
        (key, *made_of(own, key)): place
        for key, place in zip(("url", "save_as"), places, strict=False)
    }
    own["_kept"] = KeptAs(
        record=record,
        reading=reading,
        names=names,
        of_file=_of_file(joined),
        values=tuple(map(own.get, names)),
        pristine=tuple(pristine),
        static_links=static_links,
        plain_fields=plain_fields,
        addresses=addresses,
    )
    return content


def parts(value: Any) -> tuple[Any, ...]:
    """What a list or a dict holds, to see later whether it still does."""
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else (None, value)  # a plugin put it there


@cache
def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("\n"))


@cache
def _of_file(joined: str) -> frozenset[str]:
    return frozenset([*_split(joined), "metadata"]) - {"notes"}  # plugins add to notes


def _of_usual_form(settings: Mapping[str, Any], kind: str) -> bool:
    """Whether addresses are made of the slug, the language and the date only."""
    draft = {"Article": "DRAFT", "Page": "DRAFT_PAGE"}[kind]
    formats = [
        str(settings[f"{of}{lang}_{key}"])
        for of in (kind.upper(), draft)
        for lang in ("", "_LANG")
        for key in ("URL", "SAVE_AS")
    ]
    used = {name for each in formats for _, name, _, _ in Formatter().parse(each) if name}
    return used <= OF_ADDRESS


def codec(settings: Any) -> Codec:
    """Writes what contents are made of; equal tags and authors become one object."""
    known: dict[tuple[type, str], Any] = {}

    def wrapper(kind: type) -> Any:
        def made(name: str) -> Any:
            if (kind, name) not in known:
                known[kind, name] = kind(name, settings)
            return known[kind, name]

        return _name, made

    return Codec(
        {
            SafeDatetime: (_plain, _safe),
            Tag: wrapper(Tag),
            Category: wrapper(Category),
            Author: wrapper(Author),
            Notes: (_fields, lambda values: Notes(*values)),
            Problem: (_fields, lambda values: Problem(*values)),
        }
    )


def _plain(moment: Any) -> datetime.datetime:
    return datetime.datetime.combine(moment.date(), moment.timetz())


def _safe(moment: datetime.datetime) -> Any:
    return SafeDatetime.combine(moment.date(), moment.timetz())


def _name(wrapper: Any) -> str:
    if not wrapper._slug_from_name or set(wrapper.__dict__) - WRAPPER:
        raise OpaqueError(f"what a plugin made of {wrapper!r}")
    return str(wrapper.name)


def _fields(value: Any) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)]
