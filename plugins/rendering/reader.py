"""Reading through the content cache: only what is new is read, on all cores."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pelican.contents import SkipStub

from plugins.bilingual.workers import in_parallel, shares
from plugins.rendering.keeping import made_again, taken_apart
from plugins.rendering.store import Record, Store
from plugins.rendering.values import Codec, OpaqueError

FEW = 24  # files that one process reads in the time that another takes to begin

log = logging.getLogger(__name__)
Remark = tuple[str, int, str, dict[str, Any]]  # logger, level, message, what limits repetition


class CachedReading:
    """Reads the files of one generator, each once for the same bytes, settings and code.

    *read* makes a content of a path as Pelican does; *current* says whether a content that was
    read at another time is still what reading its file would give.
    """

    def __init__(
        self,
        generator: Any,
        store: Store,
        codec: Codec,
        processes: int,
        read: Callable[[str], Any],
        current: Callable[[Any], bool],
    ) -> None:
        self._generator = generator
        self.store = store
        self._codec = codec
        self._processes = processes
        self._read = read
        self._current = current
        self._full_paths: dict[str, str] = {}

    def contents(self, paths: Iterable[str], progress: Callable[[int, int], None]) -> list[Any]:
        """The contents of *paths* (from the content folder), in order; what fails is told.

        *progress* is told how many files are read, and of how many.
        """
        found: dict[str, Any] = {}
        keys = {}
        for path in sorted(paths):
            try:
                keys[path] = self.store.key(self._full(path), self._name(path))
            except OSError as error:  # a link that leads nowhere, or a file that is locked away
                self._take(path, b"", ["failed", str(error.strerror), {}], found)
        ordered = list(keys)
        remarks: dict[str, list[Remark]] = {}
        missing = []
        for path in ordered:
            record = self.store.get(keys[path])
            if record:
                content, told = self._made(record, path)
                if self._current(content):
                    found[path], remarks[path] = content, told
                    continue
            missing.append(path)
        for done, (path, first) in enumerate(self._outcomes(missing), start=1):
            progress(done, len(missing))
            key, (*outcome, remarks[path]) = self._of_the_same_bytes(path, keys[path], first)
            self._take(path, key, outcome, found)
        for path in ordered:
            if remarks.get(path):
                tell(remarks[path])
        return [found[path] for path in ordered if path in found]

    def body_again(self, path: str) -> str:
        """The body of the file at *path*, read anew."""
        return str(self._read(path)._content)

    def record_again(self, full: str) -> Record | None:
        """The record of the file at the path *full*, read anew; None when it gives none."""
        path = os.path.relpath(full, self._generator.path)
        key = self.store.key(full, self._name(path))
        key, outcome = self._of_the_same_bytes(path, key, self._outcome(path, quiet=True))
        what, body, apart, _ = outcome
        return self.store.add(key, what, body, apart) if isinstance(what, bytes) else None

    def content_again(self, record: Record, full: str) -> Any:
        """The content of the *record* of the file at the path *full*."""
        return self._made(record, os.path.relpath(full, self._generator.path))[0]

    def _of_the_same_bytes(
        self, path: str, key: bytes, outcome: list[Any]
    ) -> tuple[bytes, list[Any]]:
        """A key and what the file became, both of the same bytes: it may be saved meanwhile."""
        while (now := self.store.key_now(self._full(path), self._name(path))) != key:
            key, outcome = now, self._outcome(path, quiet=True)
        return key, outcome

    def _made(self, record: Record, path: str) -> tuple[Any, list[Remark]]:
        """The content of a record, and what was logged while its file was read."""
        values = self._codec.unpack(record.packed)
        content = made_again(record, values, self, self._generator, self._full(path))
        return content, values[-1]

    def _take(self, path: str, key: bytes, outcome: list[Any], found: dict[str, Any]) -> None:
        """Keep what a file became, or tell that it became nothing."""
        what, body, apart = outcome
        if isinstance(what, bytes):
            found[path], _ = self._made(self.store.add(key, what, body, apart), path)
        elif what == "opaque":
            log.info("%s cannot be kept from build to build: it holds %s", path, body)
            found[path] = self._read(path)
        elif what == "failed":
            if body:
                log.error("Could not process %s: %s", path, body)
            self._generator._add_failed_source_path(path)

    def _name(self, path: str) -> str:
        return f"{type(self._generator).__name__}:{os.path.normpath(path)}".replace(os.sep, "/")

    def _full(self, path: str) -> str:
        if path not in self._full_paths:
            self._full_paths[path] = os.path.abspath(os.path.join(self._generator.path, path))
        return self._full_paths[path]

    def _outcomes(self, paths: list[str]) -> Iterator[tuple[str, list[Any]]]:
        """What each of *paths* became: `[record, body, apart, remarks]`, read on all cores."""

        def work(part: Sequence[str]) -> Iterator[bytes]:
            alone = len(parts) < 2
            for path in part:
                yield self._codec.pack([path, *self._outcome(path, quiet=not alone)])

        parts = shares(paths, most=self._processes, least=FEW)
        for message in in_parallel(work, parts):
            path, *outcome = self._codec.unpack(message)
            if len(parts) < 2:
                outcome[-1] = []  # they were shown
            yield path, outcome

    def _outcome(self, path: str, quiet: bool) -> list[Any]:
        with noted(quiet) as remarks:
            try:
                content = self._read(path)
            except Exception as error:
                return ["failed", f"{type(error).__name__}: {error}", {}, remarks]
        if isinstance(content, SkipStub):
            return ["skipped", "", {}, remarks]
        if not content.is_valid():
            return ["failed", "", {}, remarks]
        try:
            packed, apart = taken_apart(content, remarks, self._codec)
            return [packed, content._content, apart, remarks]
        except OpaqueError as error:
            return ["opaque", str(error), {}, remarks]


def tell(remarks: Iterable[Remark]) -> None:
    """Log again what was logged while a file was read, here or in another process."""
    for logger, level, message, limits in remarks:
        logging.getLogger(logger).log(level, "%s", message, extra=limits)


@contextmanager
def noted(quiet: bool) -> Iterator[list[Remark]]:
    """The warnings and errors logged meanwhile; *quiet*: none of them is shown."""
    root = logging.getLogger()
    handlers, usual = root.handlers[:], logging.getLogRecordFactory()
    records: list[tuple[logging.LogRecord, str]] = []
    remarks: list[Remark] = []

    def make(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = usual(*arguments, **named)
        if record.levelno >= logging.WARNING:
            records.append((record, record.getMessage()))
        return record

    logging.setLogRecordFactory(make)
    if quiet:
        root.handlers[:] = [logging.NullHandler()]
    try:
        yield remarks
    finally:
        logging.setLogRecordFactory(usual)
        root.handlers[:] = handlers
        for record, message in records:
            limit = record.__dict__.get("limit_msg")
            limits = {"limit_msg": limit} if limit else {}
            remarks.append((record.name, record.levelno, message, limits))
