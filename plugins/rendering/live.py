"""A blog kept in memory: read again where it changed, its pages ready to be rendered."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Iterator
from typing import Any

import pelican

from plugins.bilingual.memo import Memo
from plugins.rendering.contents import attributes
from plugins.rendering.publish import Passerelle
from plugins.rendering.writer import DeferredWriter, Job


class Preview(Passerelle):
    """Pelican as far as the pages that could be rendered: it writes none of them."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._open()
        self._cache.lasting = False
        self.jobs: dict[str, Job] = {}
        self.copies: dict[str, str] = {}
        self.behind = False  # what plugins compute of a body is not what it would be now

    def run(self) -> None:
        """Read what changed, and have all pages handed over; all stays as it was on an error."""
        kept = self.jobs, self.copies, self._generators
        self._generators = []
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
        self.jobs, self.copies = writer.jobs, writer.copies

    def _sources(self) -> Iterator[dict[str, Any]]:
        """The attributes of each content that is kept as it was read."""
        for content in self._generators[0].context["generated_content"].values():
            if content is not None and "_kept" in (own := attributes(content)):
                yield own

    def knows(self, path: str) -> bool:
        """Whether a file of the blog was at *path*, or in the folder that was there."""
        files = [*(own["source_path"] for own in self._sources()), *self.copies.values()]
        return any(file == path or file.startswith(path + os.sep) for file in files)

    def reread(self, paths: Collection[str]) -> bool:
        """Take the files at *paths* as they are, if nothing but their bodies has changed.

        False, and nothing done, when more has: all is to be run again.
        """
        changes = []
        contents = {own["source_path"]: own for own in self._sources()}
        for path in paths:
            found = contents.get(path)
            if found is None or "_body" in found or not os.path.exists(path):
                return False
            record = found["_kept"].reading.record_again(path)
            if record is None or record.digest != found["_kept"].record.digest:
                return False
            changes.append((found, record))
        for own, record in changes:
            self.behind |= record.apart != own["_kept"].record.apart
            own["_kept"] = dataclasses.replace(own["_kept"], record=record)
        memo = Memo()
        for generator in self._generators:
            generator.env.memo = memo
        return True
