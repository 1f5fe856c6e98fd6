"""A blog kept in memory: read again where it changed, its pages ready to be rendered."""

from __future__ import annotations

import dataclasses
import os
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pelican

from plugins.bilingual.memo import Memo
from plugins.rendering.contents import KeptAs, attributes
from plugins.rendering.publish import Passerelle
from plugins.rendering.writer import DeferredWriter, Job

# What a text says of itself: nothing of where it is, of what it belongs to, of what it links to.
ITS_OWN = frozenset({"title", "titles", "summaries", "_summary"})
# What a plugin makes of an attribute of a content that its file gives; None if it cannot tell.
Retelling = Callable[[Any, Any], Any]


class Preview(Passerelle):
    """Pelican as far as the pages that could be rendered: it writes none of them."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._open()
        self._cache.lasting = False
        self.jobs: dict[str, Job] = {}
        self.copies: dict[str, str] = {}
        self.behind = False  # what plugins compute of a text is not what it would be now
        self.ahead: set[str] = set()  # the only pages, if any, that are as they would be now

    def run(self) -> None:
        """Read what changed, and have all pages handed over; all stays as it was on an error."""
        kept = self.jobs, self.copies, self._generators
        self._generators, self.ahead = [], set()
        self._cache.store.turn()
        try:
            pelican.Pelican.run(self)
        except BaseException:
            self.jobs, self.copies, self._generators = kept
            raise
        self.behind = False

    def keep(self) -> None:
        """Keep on disk what was read."""
        self._cache.store.save()

    def close(self) -> None:
        """Close the files of the content cache."""
        self._cache.store.close()

    @property
    def context(self) -> dict[str, Any]:
        """What generators share."""
        found: dict[str, Any] = self._generators[0].context
        return found

    def _make(self, writer: DeferredWriter) -> None:
        for copy in writer.later:
            copy()
        self.jobs, self.copies = writer.jobs, writer.copies

    def _texts(self) -> Iterator[Any]:
        """The contents that are kept as they were read."""
        for content in self._generators[0].context["generated_content"].values():
            if content is not None and "_kept" in attributes(content):
                yield content

    def practise(self) -> None:
        """Read and render a text of each language, so that the first save waits for nothing."""
        by_lang = {each.lang: each for each in self._texts()}
        for content in by_lang.values():
            own = attributes(content)
            own["_kept"].reading.record_again(own["source_path"])
            if job := self.jobs.get(posixpath.normpath(content.save_as)):
                job.render(self.settings["SITEURL"], self.context)

    def knows(self, path: str) -> bool:
        """Whether a file of the blog was at *path*, or in the folder that was there."""
        sources = (attributes(each)["source_path"] for each in self._texts())
        files = [*sources, *self.copies.values()]
        return any(file == path or file.startswith(path + os.sep) for file in files)

    def reread(self, paths: Collection[str], ahead: bool) -> bool:
        """Take the files at *paths* as they are, if nothing but their bodies has changed.

        *ahead*: also if what they say of themselves has: then only their own pages are right
        until all is run again. False, and nothing done, when all is to be run again now.
        """
        changes: list[tuple[Any, KeptAs, dict[str, Any]]] = []
        contents = {attributes(each)["source_path"]: each for each in self._texts()}
        for path in paths:
            content = contents.get(path)
            if content is None or "_body" in attributes(content) or not os.path.exists(path):
                return False
            own = attributes(content)
            kept: KeptAs = own["_kept"]
            record = kept.reading.record_again(path)
            if record is None:
                return False
            if record.digest == kept.record.digest:
                changes.append((content, dataclasses.replace(kept, record=record), {}))
                continue
            new = attributes(kept.reading.content_again(record, path)) if ahead else {}
            told = retold(content, new, self.context.get("retelling", {})) if new else None
            if told is None:
                return False
            changes.append((content, new["_kept"], told))
        for content, kept, told in changes:
            own = attributes(content)
            self.behind |= bool(told) or kept.record.apart != own["_kept"].record.apart
            own["_kept"] = kept
            if told:
                own.update(told)
                self.ahead.add(posixpath.normpath(content.save_as))
        memo = Memo()
        for generator in self._generators:
            generator.env.memo = memo
        return True


def retold(
    content: Any, new: dict[str, Any], retelling: Mapping[str, Retelling]
) -> dict[str, Any] | None:
    """The attributes of a *content* that are others by its file now, whose are the *new* ones.

    *retelling* gives what plugins make of some of them, or None. None when more has changed than
    what a text says of itself, or when a plugin put something else in its place.
    """
    own = attributes(content)
    kept, now = own["_kept"], new["_kept"]
    metadata, as_read = kept.pristine[-1]
    if kept.names.ordered != now.names.ordered or own["metadata"] is not metadata:
        return None
    changed = {
        name: (before, value)
        for name, before, value in zip(kept.names.ordered, kept.values, now.values, strict=True)
        if before != value
    }
    _, notes = changed.pop("notes", (None, None))
    if metadata != as_read or (notes and notes.problems):
        return None
    told: dict[str, Any] = {"metadata": new["metadata"]}
    for name, (before, value) in changed.items():
        if name in retelling:
            told[name] = retelling[name](content, value)
        elif name in ITS_OWN and own[name] == before:
            told[name] = value
        else:
            return None
    return None if None in told.values() else told
