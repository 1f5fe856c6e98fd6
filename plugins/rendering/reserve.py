"""A site's pages in reserve, in the cache: where the output is gone they are not rendered again.

They are hard links to the files that were installed, so that they take no room while these are
there. Where the system has no such links, or the cache is on another disk, nothing is in reserve.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from plugins.rendering.pages import Made
from plugins.rendering.records import is_safe
from plugins.rendering.values import digest

KEPT = 4  # sites in reserve that stay: output, public, two more


class Reserve:
    """What one output held when it was installed last, in *folder*: its pages, their *index*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages = str(folder / "pages")
        self.index = folder / "index"

    def page(self, name: str, made: Made) -> bytes | None:
        """The page of that name with the bytes that were *made*; None when it is another now."""
        try:
            with open(f"{self._pages}/{name}", "rb", buffering=0) as file:
                content = file.read()
        except OSError:
            return None
        return content if digest(content) == made.digest else None

    def keep(
        self,
        index: Path,
        destination: Path,
        pages: Mapping[str, Made],
        changed: Collection[str],
        gone: Collection[str],
    ) -> None:
        """Keep the *pages* at *destination*, and their *index*.

        Those *changed*, all when nothing is in reserve yet, and not those *gone*.
        """
        chosen = [name for name in (changed if self.index.exists() else pages) if name in pages]
        try:
            self.index.unlink(missing_ok=True)
            for name in gone:
                with suppress(FileNotFoundError, NotADirectoryError):
                    os.unlink(f"{self._pages}/{name}")
            for name in chosen:
                if pages[name].digest and is_safe(name):  # a file that was copied has none
                    _link(f"{destination}/{name}", f"{self._pages}/{name}")
            _link(str(index), str(self.index))
            self._sweep()
        except OSError:  # no such links here: a build without a reserve only takes longer
            shutil.rmtree(self._folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what was the reserve of outputs that are no longer built."""
        indexes = sorted(self._folder.parent.glob("*/index"), key=lambda each: each.stat().st_mtime)
        for old in indexes[:-KEPT]:
            shutil.rmtree(old.parent, ignore_errors=True)


def _link(source: str, target: str) -> None:
    """Have *target* be another name of *source*."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.link(source, target)
    except FileExistsError:
        os.unlink(target)
        os.link(source, target)
