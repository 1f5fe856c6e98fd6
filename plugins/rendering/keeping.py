"""Contents taken apart into records, and made again from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from string import Formatter
from typing import Any

from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime

from plugins.bilingual.problems import Notes, Problem
from plugins.rendering.contents import KINDS, KeptAs, Names, Reading, attributes, made_of
from plugins.rendering.store import Record
from plugins.rendering.values import Codec, OpaqueError, moment_of, moment_text

SHARED = frozenset({"settings", "_context", "translations", "_body"})  # not the file's
WRAPPER = {"settings", "_name", "_slug", "_slug_from_name", "name", "slug"}  # a stock one's own
OF_ADDRESS = {"slug", "lang", "date"}  # what an address of the usual form is made of


def taken_apart(content: Any, remarks: list[Any], codec: Codec) -> tuple[bytes, dict[str, bytes]]:
    """The bytes of a content's record, without its body; raises OpaqueError when it has none.

    *remarks* are what was logged while its file was read. Attributes that are bytes are for
    plugins to compute with, not for pages to show: they are kept apart, so that a page that
    reads what the file says does not depend on them.
    """
    own = {name: value for name, value in attributes(content).items() if name not in SHARED}
    metadata = own.pop("metadata")
    apart = {name: own.pop(name) for name in list(own) if type(own[name]) is bytes}
    links = content._get_intrasite_link_regex()
    linked = any(
        links.search(str(metadata[name]))
        for name in content.settings["FORMATTED_FIELDS"]
        if name in metadata
    )
    usual = _of_usual_form(content.settings, type(content).__name__)
    values = list(own.values())
    mutable = [at for at, value in enumerate(values) if isinstance(value, list | dict)]
    place = {name: at for at, name in enumerate(own)}
    keys = []
    for key, value in metadata.items():
        lower = key.lower()
        if own.get(lower, own) is value:
            keys.append(f"{place[lower]} {key}")
        else:
            keys.append(f"{len(values)} {key}")
            values.append(value)
    packed = codec.pack(
        [
            type(content).__name__,
            "\n".join(own) + "\n\n" + "\n".join(keys),
            values,
            mutable,
            sorted(content.get_static_links()),
            not linked,
            [str(content.url), str(content.save_as)] if usual else [],
            remarks,
        ]
    )
    return packed, apart


def made_again(
    record: Record, values: list[Any], reading: Reading, generator: Any, path: str
) -> Any:
    """The content of a record, as if the *generator* had just read the file at *path*.

    *values* are the record's, its own from now on.
    """
    kind, layout, held, mutable, static_links, plain_fields, places, _ = values
    names, keys, positions = _layout(layout)
    content: Any = object.__new__(KINDS[kind])
    own = attributes(content)
    own.update(zip(names.ordered, held))  # noqa: B905  (the metadata's own values come after)
    own.update(record.apart)
    metadata = own["metadata"] = dict(zip(keys, map(held.__getitem__, positions), strict=True))
    own["settings"], own["_context"] = generator.settings, generator.context
    own["translations"], own["source_path"] = [], path
    pristine = [(held[at], held[at].copy()) for at in mutable]
    pristine.append((metadata, metadata.copy()))
    own["_kept"] = KeptAs(
        record,
        reading,
        names,
        names.values(own),
        pristine,
        static_links,
        plain_fields,
        places,
        made_of(own),
    )
    return content


@cache
def _layout(layout: str) -> tuple[Names, tuple[str, ...], tuple[int, ...]]:
    """The names of attributes; the keys of metadata, and which of all values are theirs."""
    names, _, keys = layout.partition("\n\n")
    places = [each.partition(" ") for each in keys.split("\n") if each]
    return (
        Names(tuple(names.split("\n"))),
        tuple(key for _, _, key in places),
        tuple(int(at) for at, _, _ in places),
    )


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

    def wrapper(kind: type) -> Any:
        return _name, lambda name: kind(name, settings)

    return Codec(
        {
            Notes: (_fields, lambda values: Notes(*values)),
            Problem: (_fields, lambda values: Problem(*values)),
        },
        {
            SafeDatetime: (moment_text, lambda text: moment_of(text, SafeDatetime)),
            Tag: wrapper(Tag),
            Category: wrapper(Category),
            Author: wrapper(Author),
        },
    )


def _name(wrapper: Any) -> str:
    if not wrapper._slug_from_name or set(wrapper.__dict__) - WRAPPER:
        raise OpaqueError(f"what a plugin made of {wrapper!r}")
    return str(wrapper.name)


def _fields(value: Any) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)]
