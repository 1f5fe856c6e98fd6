"""What of a site is at a target, kept there: what to send and to remove is decided from it alone.

The manifest is a file of a name that nobody guesses (it names hidden posts), beside the site's own.
While files are on their way it tells of none what it holds, so that whoever is next sends it again.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import NamedTuple

BEGIN = ".deployed-"
UNKNOWN = ""  # the digest of a file that may be there, whole or in part, or not
DIGEST = 12  # bytes


class Manifest(NamedTuple):
    """The files at a target with the digests of what they hold, and how its own file is named."""

    name: str
    files: dict[str, str]

    def save(self, folder: Path) -> None:
        """Write it into a *folder*, the same bytes for the same files."""
        text = json.dumps(self.files, sort_keys=True, separators=(",", ":"))
        (folder / self.name).write_bytes(gzip.compress(text.encode(), mtime=0))


class Plan(NamedTuple):
    """What is to be done, in this order, for a target to hold a site and nothing else of ours."""

    in_the_way: tuple[str, ...]  # files in the place of folders, and the other way round
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return any(self[:])


def digests_of(site: Path) -> dict[str, str]:
    """The digest of each file of a *site* by its name; no repository, no manifest."""
    return {
        name: blake2b((site / name).read_bytes(), digest_size=DIGEST).hexdigest()
        for name in sorted(_files_in(site))
        if not name.startswith((BEGIN, ".git/"))
    }


def found_in(folder: Path) -> tuple[Manifest, list[str]]:
    """The manifest that a target's files of such names make, and the names of others to remove.

    One that cannot be read tells nothing. Of several, which two that began at once have left, no
    file is known that all do not tell alike.
    """
    names = sorted(path.name for path in folder.glob(f"{BEGIN}*"))
    files = reduce(_alike, (_read(folder / name) for name in names)) if names else {}
    name = names[0] if names else f"{BEGIN}{secrets.token_hex(16)}"
    return Manifest(name, files), names[1:]


def plan_of(site: Mapping[str, str], there: Mapping[str, str]) -> Plan:
    """What is to be done, for the digests of a *site* and of what is *there*."""
    gone = sorted(there.keys() - site.keys())
    new = sorted(site.keys() - there.keys())
    folders, files = set(_folders(site)), site.keys()
    away = [name for name in gone if name in folders or not files.isdisjoint(_folders([name]))]
    return Plan(
        tuple(away),
        tuple(new),
        tuple(name for name in sorted(site.keys() & there.keys()) if site[name] != there[name]),
        tuple(name for name in gone if name not in set(away)),
    )


def underway(plan: Plan, there: Manifest) -> Manifest:
    """The manifest of a target while a *plan* is carried out: whatever happens, it is true."""
    moving = dict.fromkeys([name for part in plan for name in part], UNKNOWN)
    return there._replace(files=there.files | moving)


def emptied(removed: Iterable[str], left: Iterable[str]) -> list[str]:
    """The folders of *removed* files in which nothing is *left*, the inner ones first.

    >>> emptied(["a/b/c.html", "d/e.html"], ["d/f.html"])
    ['a/b', 'a']
    """
    gone = set(_folders(removed)) - set(_folders(left))
    return sorted(gone, key=lambda folder: (-folder.count("/"), folder))


def _folders(names: Iterable[str]) -> Iterator[str]:
    """Every folder above each of these names."""
    for folder in {name.rpartition("/")[0] for name in names}:
        if folder:
            yield from accumulate(folder.split("/"), "{}/{}".format)


def _files_in(site: Path) -> Iterator[str]:
    for path in site.rglob("*"):
        if path.is_file():
            yield path.relative_to(site).as_posix()


def _alike(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """What both tell; what only one does, or otherwise, is unknown."""
    same = one.items() & other.items()
    return dict.fromkeys([*one, *other], UNKNOWN) | dict(same)


def _read(path: Path) -> dict[str, str]:
    """What a manifest tells; nothing when it cannot be read, and of no name outside the site."""
    try:
        told = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {str(name): str(digest) for name, digest in told.items() if _is_inside(str(name))}


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return path.as_posix() == name and not path.is_absolute() and not {".", ".."} & {*path.parts}
