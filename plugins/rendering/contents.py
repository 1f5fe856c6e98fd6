"""Articles and pages that read their body when it is asked for, and know what they were."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress
from operator import is_not, itemgetter
from typing import Any, Protocol

from pelican import contents

from plugins.bilingual.excerpts import own_summary
from plugins.rendering.store import DamagedError, Record, Store
from plugins.rendering.values import digest

OVERRIDES = ("override_url", "override_save_as")
OF_ADDRESSES = ("slug", "date", "lang", "_status", "in_default_lang", *OVERRIDES)


def attributes(content: Any) -> dict[str, Any]:
    """The attributes of a content themselves, unseen by whoever notes what is read."""
    return object.__getattribute__(content, "__dict__")  # type: ignore[no-any-return]


class Kept:
    """What articles and pages of this project have in common.

    The body is read from the store when it is asked for, and held only once a plugin sets it.
    """

    made_from_file = True
    _kept: KeptAs  # absent while the file is being read

    @property
    def _content(self) -> str:
        own = attributes(self)
        return str(own["_body"] if "_body" in own else own["_kept"].body(own["source_path"]))

    @_content.setter
    def _content(self, body: str) -> None:
        attributes(self)["_body"] = body

    @property
    def body_digest(self) -> bytes:
        """What stands for the body as it is now, told without reading it."""
        own = attributes(self)
        if "_get_content" in own:  # Pelican's own hook
            return digest(str(own["_get_content"]()).encode("utf-8", "surrogatepass"))
        if "_body" in own:
            return digest(str(own["_body"]).encode("utf-8", "surrogatepass"))
        return bytes(own["_kept"].record.body_digest)

    def get_content(self, siteurl: str) -> str:
        """The body with its links resolved; Pelican's keeps every one that was asked for."""
        raw = self._get_content() if hasattr(self, "_get_content") else self._content
        return str(self._update_content(raw, siteurl))  # type: ignore[attr-defined]

    def get_summary(self, siteurl: str) -> str:
        """The summary; one cut from the body without marks of notes, which it does not hold."""
        metadata = self.metadata  # type: ignore[attr-defined]
        if "summary" in metadata:
            return str(metadata["summary"])  # Pelican's way keeps every text that was asked for
        return str(self._update_content(own_summary(self), siteurl))  # type: ignore[attr-defined]

    def get_static_links(self) -> set[str]:
        """The files that the body links to, as Pelican finds them."""
        own = attributes(self)
        if "_body" in own:
            if "static" not in own["_body"] and "attach" not in own["_body"]:
                return set()
            return set(super().get_static_links())  # type: ignore[misc]
        return set(own["_kept"].static_links)

    def get_url_setting(self, key: str) -> str:
        """The address or the file; what the record knows, while what it is made of is the same."""
        own = attributes(self)
        if "_kept" in own and (kept := own["_kept"]).places and made_of(own) == kept.made_of:
            return str(kept.places[0 if key == "url" else 1])
        return str(super().get_url_setting(key))  # type: ignore[misc]

    def get_relative_source_path(self, source_path: str | None = None) -> str | None:
        """The path from the content folder, of this content or of another file."""
        own = attributes(self)
        if source_path is None and "relative_source_path" in own:
            return str(own["relative_source_path"])
        if source_path and not os.path.isabs(source_path):
            return posixpath.normpath(source_path.replace(os.sep, "/"))
        return super().get_relative_source_path(source_path)  # type: ignore[misc, no-any-return]

    @property
    def relative_dir(self) -> str:
        """The folder of the file, from the content folder."""
        return str(attributes(self)["relative_source_path"]).rpartition("/")[0]

    def refresh_metadata_intersite_links(self) -> None:
        """Resolve the links of formatted fields, when there are any."""
        own = attributes(self)
        unchanged = own.get("_summary") == own["metadata"].get("summary")
        if not (unchanged and "_kept" in own and own["_kept"].plain_fields):
            super().refresh_metadata_intersite_links()  # type: ignore[misc]


def made_of(own: dict[str, Any]) -> tuple[Any, ...]:
    """What addresses of the usual form are made of."""
    return tuple(map(own.get, OF_ADDRESSES))


class Article(Kept, contents.Article):
    """An article made from a record. It bears its parent's name: Pelican's settings do."""


class Page(Kept, contents.Page):
    """A page made from a record."""


KINDS: dict[str, type] = {"Article": Article, "Page": Page}


class Names:
    """The names of the attributes that a content has when it was read.

    *of_file* are those whose values the file alone decides, unless a plugin replaces them;
    *values* gives them all, raising KeyError when one is missing.
    """

    def __init__(self, ordered: tuple[str, ...]) -> None:
        self.ordered = ordered
        self.of_file = frozenset([*ordered, "metadata"]) - {"notes"}  # plugins add to notes
        self.values: Callable[[dict[str, Any]], tuple[Any, ...]] = itemgetter(*ordered)

    def replaced(self, own: dict[str, Any], values: tuple[Any, ...]) -> list[str]:
        """Those of the file whose values among a content's *own* are not *values* any more."""
        try:
            now = self.values(own)
        except KeyError:
            now = tuple(own.get(name, own) for name in self.ordered)
        found = compress(self.ordered, map(is_not, now, values))
        return [name for name in found if name in self.of_file]


@dataclass(slots=True)
class KeptAs:
    """What a content was when it was read, to be told apart from what plugins made of it.

    *names* are its attributes, *values* what they were; *pristine* holds those that can be
    changed in place, each with a copy, last the metadata. *places* are the address and the
    file, while what they are *made_of* is the same.
    """

    record: Record
    reading: Reading
    names: Names
    values: tuple[Any, ...]
    pristine: list[tuple[Any, Any]]
    static_links: list[str]
    plain_fields: bool
    places: list[str]
    made_of: tuple[Any, ...]

    def body(self, path: str) -> str:
        """The body, from the store, or from the file at *path* when it is damaged there."""
        try:
            return self.reading.store.body(self.record)
        except DamagedError:
            return self.reading.body_again(path)


class Reading(Protocol):
    """What reads files, and keeps what they became."""

    store: Store

    def body_again(self, path: str) -> str:
        """The body of the file at *path*, read anew."""

    def record_again(self, full: str) -> Record | None:
        """The record of the file at the path *full*, read anew; None when it gives none."""

    def content_again(self, record: Record, full: str) -> Any:
        """The content of the *record* of the file at the path *full*."""
