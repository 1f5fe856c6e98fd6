"""The content cache: what files became, found by the digest of all that made it.

A cache is one index of small records, and files of bodies that are only ever appended to. What
is missing, cut short, damaged or foreign is a miss: the file is read anew. Two builds may use
one folder at once: each writes bodies of its own, and the last index stays.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from plugins.rendering.bodies import Bodies
from plugins.rendering.sealed import read_sealed, write_sealed
from plugins.rendering.values import Codec, digest

MAGIC = b"passerelle content 2\n"
CODEC = Codec({})
KEPT = 4  # indexes of other settings or code that stay (build, publish, preview, one more)
IN_MEMORY = ""  # the file of bodies that no disk took
MOST_FILES = 8  # of bodies, before they are gathered into one
AN_HOUR = 3600  # seconds; after it, bodies that no index names are nobody's
TICK = 2_000_000_000  # nanoseconds: a file changed as late as this may change again unseen

Stamp = tuple[int, int, int, int]


class DamagedError(Exception):
    """A body that is no longer there as it was written."""


@dataclass(slots=True)
class Record:
    """What a file became: its values, *packed*, those kept *apart*, and where its body is.

    *key* is the digest of all that made it, *digest* that of the values, *body_digest* that of
    the body.
    """

    key: bytes
    packed: bytes
    apart: dict[str, bytes]
    digest: bytes
    file: str
    offset: int
    length: int
    body_digest: bytes


def stamp(path: str) -> Stamp:
    """What tells, without reading it, that the file at *path* is the one that it was."""
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


class Store:
    """The records of one *fingerprint* of settings and code, in *folder*."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._index = folder / f"{fingerprint}.index"
        self._records: dict[bytes, Record] = {}
        self._stamps: dict[str, tuple[Stamp, bytes]] = {}
        self._trusted_until = 0
        self._bodies = Bodies(folder, fingerprint)
        self._used: dict[bytes, Record] = {}
        self._in_memory: dict[bytes, str] = {}
        self._seen: dict[str, tuple[Stamp, bytes]] = {}
        self._changed = False
        self._load()

    def key(self, path: str, name: str) -> bytes:
        """The key of the file at *path*, called *name* in the site; reads it if need be."""
        current = stamp(path)
        known = self._stamps.get(name)
        if known and known[0] == current and max(current[1:3]) < self._trusted_until:
            self._seen[name] = known
            return known[1]
        return self.key_now(path, name)

    def key_now(self, path: str, name: str) -> bytes:
        """The key of a file by the bytes that it has now, whatever its times tell."""
        current = stamp(path)
        with open(path, "rb") as file:
            found = digest(name.encode(), file.read())
        self._seen[name] = current, found
        self._changed = True
        return found

    def get(self, key: bytes) -> Record | None:
        """What the file of that key became, if it is known."""
        record = self._records.get(key)
        if record:
            self._used[key] = record
        return record

    def add(self, key: bytes, packed: bytes, body: str, apart: dict[str, bytes]) -> Record:
        """Keep what a file became: its values, packed, its body, and the values *apart*."""
        encoded = body.encode("utf-8", "surrogatepass")
        known = self._records.get(key)
        if (
            known
            and known.digest == digest(packed)
            and known.body_digest == digest(encoded)
            and known.apart == apart
        ):
            self._used[key] = known  # read anew, and the same
            return known
        try:
            place = self._bodies.append(encoded)
        except OSError:  # a disk that is full or read-only only costs the next build its time
            place = IN_MEMORY, 0
            self._in_memory[key] = body
        record = Record(key, packed, apart, digest(packed), *place, len(encoded), digest(encoded))
        self._records[key] = self._used[key] = record
        self._changed = True
        return record

    def body(self, record: Record) -> str:
        """The body of a record; raises DamagedError when it is no longer what was written."""
        if record.file == IN_MEMORY:
            return self._in_memory[record.key]
        encoded = self._bodies.read(record.file, record.offset, record.length)
        if encoded is None or digest(encoded) != record.body_digest:
            raise DamagedError(record.file)
        return encoded.decode("utf-8", "surrogatepass")

    def turn(self) -> None:
        """Begin another build in the same process."""
        self._stamps, self._seen = self._stamps | self._seen, {}
        self._trusted_until = time.time_ns() - TICK
        self._used = {}

    def save(self) -> None:
        """Write the index of what this build has used, if it differs; the rest is dropped.

        A disk that is full or read-only only costs the next build its time.
        """
        self._changed |= len(self._used) != len(self._records)
        if not self._changed:
            return
        try:
            self._gather()
            self._write()
            self._sweep()
        except OSError:
            return

    def _load(self) -> None:
        payload = read_sealed(self._index, MAGIC)
        if payload is None:
            return
        try:
            files, self._trusted_until, records, stamps = CODEC.unpack(payload)
            self._bodies.open(files)
            loaded = [Record(*fields) for fields in records]
            self._stamps = {name: (tuple(known), key) for name, known, key in stamps}
        except (ValueError, TypeError):
            return
        self._records = {each.key: each for each in loaded if each.file in self._bodies.files}

    def _gather(self) -> None:
        """Copy the bodies in use into one file, when there are too many files."""
        if len({record.file for record in self._used.values()}) <= MOST_FILES:
            return
        self._bodies.begin_another()
        for key, record in list(self._used.items()):
            try:
                body = self.body(record)
            except DamagedError:
                del self._used[key]
                continue
            self.add(key, record.packed, body, record.apart)

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        used = [record for record in self._used.values() if record.file != IN_MEMORY]
        payload = CODEC.pack(
            [
                sorted({record.file for record in used}),
                time.time_ns() - TICK,
                [
                    [r.key, r.packed, r.apart, r.digest, r.file, r.offset, r.length, r.body_digest]
                    for r in used
                ],
                [[name, list(known), key] for name, (known, key) in self._seen.items()],
            ]
        )
        write_sealed(self._index, MAGIC, payload)
        self._records, self._changed = dict(self._used), False

    def _sweep(self) -> None:
        """Remove the oldest indexes, and bodies that no index can name any more."""
        indexes = sorted(self._folder.glob("*.index"), key=lambda each: each.stat().st_mtime_ns)
        for old in indexes[:-KEPT]:
            old.unlink(missing_ok=True)
            old.with_suffix(".remembered").unlink(missing_ok=True)
        needed = {record.file for record in self._used.values()}
        others = {each.stem for each in indexes[-KEPT:]} - {self._fingerprint}
        long_ago = time.time() - AN_HOUR  # a build that runs now may still name what it wrote
        for path in self._folder.glob("*.bodies"):
            if path.name.split("-")[0] in others or path.name in needed:
                continue
            if path.stat().st_mtime < long_ago:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the files of bodies."""
        self._bodies.close()
