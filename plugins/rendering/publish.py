"""A site prepared aside and installed at once: a build that fails changes nothing.

What did not change keeps its file and its time, what the last build wrote and this one did
not is removed last, and files that no build wrote stay.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pelican import Pelican

from plugins.rendering.links import broken_links

A_DAY = 86_400  # seconds


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
        if not Path(self.path).is_dir():
            print(f"{self.path}: there is no such folder", file=sys.stderr)
            raise SystemExit(1)
        try:
            with prepared_aside(destination) as staging:
                self.settings["OUTPUT_PATH"] = self.output_path = str(staging)
                try:
                    super().run()
                finally:
                    self.settings["OUTPUT_PATH"] = self.output_path = str(destination)
                if self.settings.get("RENDERING_CHECK_LINKS"):
                    stop_on_broken_links(staging)
                install(staging, destination)
        except KeyboardInterrupt:
            print("interrupted; build again to be sure of what is there", file=sys.stderr)
            raise SystemExit(130) from None  # Pelican would end with 0


@contextmanager
def prepared_aside(destination: Path) -> Iterator[Path]:
    """A new folder beside *destination*, gone at the end whatever happens.

    Those that a killed build left there more than a day ago go too.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{destination.name}-"
    for left in destination.parent.glob(f"{prefix}*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > A_DAY:
            shutil.rmtree(left, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=prefix, dir=destination.parent))
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


def install(staging: Path, destination: Path) -> None:
    """Move the files of *staging* that differ into *destination*; remove the stale ones last.

    A record beside *destination* holds the names written there. While files are being moved it
    holds those of before too, so that an install that is interrupted is healed by the next.
    """
    record = destination.parent / f".{destination.name}.written.json"
    names = sorted(files_in(staging))
    before = _recorded(record)
    _write(record, sorted({*before, *names}))
    stale = sorted(set(before) - set(names), reverse=True)
    _make_room(destination, names, stale)
    for name in names:
        new, old = staging / name, destination / name
        if old.is_file() and not old.is_symlink() and filecmp.cmp(new, old, shallow=False):
            continue
        old.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new, old)
    for name in stale:
        _remove(destination / name, destination)
    _write(record, names)


def _make_room(destination: Path, names: list[str], stale: list[str]) -> None:
    """Remove stale files where a folder is to be, and the reverse; told when others are there."""
    for name in names:
        parts = [destination / name, *(destination / name).parents]
        for path in parts[: parts.index(destination)]:
            if path.is_dir() if path == parts[0] else path.is_file():
                inside = f"{path.relative_to(destination).as_posix()}"
                for each in stale:
                    if each == inside or each.startswith(inside + "/"):
                        _remove(destination / each, destination)
                if path.exists():
                    print(f"{path} is in the way of /{name}: move it away", file=sys.stderr)
                    raise SystemExit(1)


def _remove(path: Path, top: Path) -> None:
    """Remove a file, and the folders that it leaves empty, up to *top*."""
    if path.is_file() or path.is_symlink():
        path.unlink()
    folder = path.parent
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _write(record: Path, names: list[str]) -> None:
    part = record.with_suffix(".part")
    part.write_text(json.dumps(names, indent=0, ensure_ascii=False), "utf-8")
    os.replace(part, record)


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
