"""What an import has written, remembered, so that the next one takes nothing from the author.

In the content's folder `.wordpress-import/` each file is kept as it was imported, under a name
that nobody takes for a post: what differs from that copy is the author's, and what has gone has
been taken away. A file is written before its copy, each at once, so an import that is killed and
begun again ends as if nothing had happened.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from plugins.wordpress_import.merging import merged
from plugins.wordpress_import.naming import within

FOLDER = ".wordpress-import"
MANIFEST = f"{FOLDER}/manifest.json"
NEW, SAME, UPDATED, KEPT = "new", "as it was", "changed in the export, written again", "yours, kept"
MERGED = "changed in the export and by you: merged"
CONFLICT = "changed in the export and by you: see the file .incoming beside it"
GONE = "taken away by you: not made again"
NOT_OURS = "there already, and not from this import: see the file .incoming beside it"


@dataclass
class Keeper:
    """Writes into the folder *content*; with *dry_run* it only says what it would do.

    *files* are the paths of texts by key, *counts* how often each thing was done.
    """

    content: Path
    dry_run: bool = False
    restore: bool = False
    files: dict[str, str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def read(self) -> None:
        """Read what earlier imports have written; ValueError when that is damaged."""
        path = self.content / MANIFEST
        if not path.exists():
            return
        try:
            told = json.loads(path.read_text("utf-8"))
            files, tags = told["files"], told["tags"]
            self.files = {str(key): str(name) for key, name in files.items()}
            self.tags = {str(each) for each in tags}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{path}: it cannot be read ({error}); restore it from a copy"
            ) from None
        for name in self.files.values():
            within(self.content, name)

    def put(self, name: str, text: str) -> str:
        """Write the file *name* with *text*, unless the author's wins; what was done, in words."""
        done = self._put(name, text)
        self.counts[done] += 1
        return done

    def _put(self, name: str, text: str) -> str:
        file, copy = (
            within(self.content, name),
            within(self.content, f"{FOLDER}/imported/{name}.txt"),
        )
        own, old = _text(file), _text(copy)
        if own is None and old is not None and not self.restore:
            return GONE
        if own is None:
            self._write(file, text)
            self._write(copy, text)
            return NEW
        if own == text:
            if old != text:
                self._write(copy, text)
            return SAME
        if old is None:
            self._write(file.with_name(f"{file.name}.incoming"), text)
            return NOT_OURS
        if old == text:
            return KEPT
        if own == old:
            self._write(file, text)
            self._write(copy, text)
            return UPDATED
        both = merged(old, own, text) if name.endswith(".md") else None
        if both is None:
            self._write(file.with_name(f"{file.name}.incoming"), text)
            return CONFLICT
        self._write(file, both)
        self._write(copy, text)
        return MERGED

    def append(self, name: str, text: str) -> None:
        """Add *text* at the end of the file *name*, after what is there."""
        file = within(self.content, name)
        before = _text(file) or ""
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        self._write(file, f"{before}{gap}{text}")

    def finish(self) -> None:
        """Remember what was written."""
        told = {"files": dict(sorted(self.files.items())), "tags": sorted(self.tags)}
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        if _text(self.content / MANIFEST) != text:
            self._write(self.content / MANIFEST, text)

    def _write(self, file: Path, text: str) -> None:
        if self.dry_run:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name[:200]}.part")
        part.write_bytes(text.encode("utf-8", "replace"))
        os.replace(part, file)


def _text(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
