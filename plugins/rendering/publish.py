"""A site prepared aside and installed at once: a build that fails changes nothing.

What did not change keeps its file and its time, what the last build wrote and this one did
not is removed last, and files that no build wrote stay.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pelican import Pelican

from plugins.rendering.links import broken_links


class Passerelle(Pelican):
    """Pelican, with its output prepared aside, and no plugin missing in silence.

    For the setting PELICAN_CLASS. With RENDERING_CHECK_LINKS, a page whose internal links do
    not all resolve keeps the site from being installed.
    """

    def init_plugins(self) -> None:
        """Load the plugins; one that cannot load ends the process with status 1."""
        wanted = len(self.settings["PLUGINS"] or ())
        super().init_plugins()
        if len(self.plugins) < wanted:
            print("a plugin cannot load (see above): nothing was written", file=sys.stderr)
            raise SystemExit(1)

    def run(self) -> None:
        """Build the site, then install it; whatever stops the build leaves the site as it was."""
        destination = Path(self.settings["OUTPUT_PATH"])
        with prepared_aside(destination) as staging:
            self.settings["OUTPUT_PATH"] = self.output_path = str(staging)
            try:
                super().run()
            finally:
                self.settings["OUTPUT_PATH"] = self.output_path = str(destination)
            if self.settings.get("RENDERING_CHECK_LINKS"):
                stop_on_broken_links(staging)
            install(staging, destination, self._record(destination))

    def _record(self, destination: Path) -> Path:
        """Where the names of the files written to *destination* are kept."""
        name = hashlib.sha256(str(destination.resolve()).encode()).hexdigest()[:16]
        return Path(self.settings["CACHE_PATH"]) / f"written-{name}.json"


@contextmanager
def prepared_aside(destination: Path) -> Iterator[Path]:
    """A new folder beside *destination*, gone at the end whatever happens."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def stop_on_broken_links(folder: Path) -> None:
    """End the process with status 1, naming each, when internal links do not resolve."""
    broken = broken_links(folder)
    for page, link in broken:
        print(f"error: {page}: the link “{link}” leads nowhere", file=sys.stderr)
    if broken:
        print(f"{len(broken)} broken links: nothing was written", file=sys.stderr)
        raise SystemExit(1)


def install(staging: Path, destination: Path, record: Path) -> None:
    """Move the files of *staging* that differ into *destination*; remove the stale ones last.

    *record* holds the names that the last install wrote there, and then those of this one.
    """
    names = sorted(files_in(staging))
    before = _recorded(record)
    for name in names:
        new, old = staging / name, destination / name
        if old.is_file() and not old.is_symlink() and filecmp.cmp(new, old, shallow=False):
            continue
        old.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new, old)
    for name in sorted(set(before) - set(names), reverse=True):
        stale = destination / name
        stale.unlink(missing_ok=True)
        _remove_empty(stale.parent, destination)
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps(names, indent=0, ensure_ascii=False), "utf-8")
    except OSError as error:
        print(f"{record}: {error.strerror}; stale pages will not be removed", file=sys.stderr)


def files_in(folder: Path) -> Iterator[str]:
    """The names of all files under *folder*, relative to it, with slashes."""
    for parent, _, files in os.walk(folder):
        for name in files:
            yield (Path(parent) / name).relative_to(folder).as_posix()


def _recorded(record: Path) -> list[str]:
    """The names in *record*; none when there is no such record, or it is damaged."""
    try:
        names: Any = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [
        name
        for name in (names if isinstance(names, list) else [])
        if isinstance(name, str) and not os.path.isabs(name) and ".." not in name.split("/")
    ]


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
