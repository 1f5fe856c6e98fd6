"""The objects of a site that pages read, by lasting names; and the digests of their parts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain
from types import MethodType
from typing import Any

from plugins.rendering.contents import OVERRIDES, KeptAs, attributes
from plugins.rendering.tracing import ALL, BODY, META, Need
from plugins.rendering.values import DIGEST, Comparison, digest

GONE = bytes(DIGEST)
ABSENT = digest(b"no such attribute")
WRAPPERS = ("tags", "authors", "category", "author")


class Objects:
    """The contents of a site and their tags, by name and by identity.

    *context* is what generators share: Pelican keeps every content there by its path.
    """

    def __init__(self, context: dict[str, Any]) -> None:
        self.names: dict[int, str] = {}
        self._by_name: dict[str, Any] = {}
        self._twins: set[str] = set()
        self.unknown: list[str] = []
        self.comparison = Comparison(self.names)
        contents = [each for each in context["generated_content"].values() if each is not None]
        for content in contents:
            self._add(f"{type(content).__name__}:{content.relative_source_path}", content)
            if "_kept" not in attributes(content):
                self.unknown.append(str(content.relative_source_path))
        for path, static in context["static_content"].items():
            self._add(f"static:{path}", static)
        for wrapper in {id(each): each for each in _wrappers(contents)}.values():
            self._add(f"{type(wrapper).__name__}:{wrapper.slug}", wrapper)

    def __iter__(self) -> Any:
        return iter(self._by_name.values())

    def _add(self, called: str, thing: Any) -> None:
        if thing is None:
            return
        name = f"\0{called}"  # no text of a site is equal to it
        if name in self._by_name:
            self._twins.add(name)
        self._by_name[name] = thing
        self.names[id(thing)] = name

    def digest(self, need: Need) -> bytes:
        """The digest of a part of an object as it is now."""
        name, part = need
        thing = self._by_name.get(name)
        if thing is None:
            return GONE
        if name in self._twins:
            return os.urandom(DIGEST)
        own = attributes(thing)
        kept: KeptAs | None = own.get("_kept")
        if kept is None:
            if part in (ALL, META, BODY):
                return self.comparison.digest(
                    [(name, own[name]) for name in sorted(own) if name != "settings"]
                )
            return self._attribute(thing, part)
        if part == META:
            return self._meta(own, kept)
        if part == BODY:
            return bytes(thing.body_digest)
        if part == ALL:
            others = [
                name for name in sorted(own) if name not in kept.names.of_file and name[0] != "_"
            ]
            return digest(
                self._meta(own, kept),
                bytes(thing.body_digest),
                *(name.encode() + self._attribute(thing, name) for name in others),
            )
        return self._attribute(thing, part)

    def _attribute(self, thing: Any, name: str) -> bytes:
        value = getattr(thing, name, ABSENT)
        if value is ABSENT or (type(value) is MethodType and value.__self__ is thing):
            return ABSENT  # what a method reads is noted
        return self.comparison.digest(value)

    def _meta(self, own: dict[str, Any], kept: KeptAs) -> bytes:
        """What the file says, and what plugins put in its place."""
        changed = kept.names.replaced(own, kept.values)
        if own["metadata"] is not kept.pristine[-1][0]:
            changed.append("metadata")
        for value, before in kept.pristine:
            if value != before:
                changed += [
                    name for name in ("metadata", *kept.names.ordered) if own.get(name) is value
                ]
        changed += [name for name in OVERRIDES if name in own and name not in kept.names.of_file]
        if not changed:
            return kept.record.digest
        return digest(
            kept.record.digest,
            *(
                name.encode() + self.comparison.digest(own.get(name))
                for name in sorted(set(changed))
            ),
        )


def _wrappers(contents: Iterable[Any]) -> Iterable[Any]:
    """The tags, authors and categories of contents."""
    for content in contents:
        own = attributes(content)
        yield from chain(own.get("tags") or (), own.get("authors") or ())
        for name in ("category", "author"):
            if own.get(name) is not None:
                yield own[name]
