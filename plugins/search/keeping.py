"""An index kept on disk, to be made again only when what it is made of has changed.

Files that are the same in the next index stay as they are, so that nobody copies them again; and
of what is searched, what is of texts that have not changed is not made again either.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

FILES, LIST = "files", "list.json"


def kept(folder: Path, made_of: str) -> dict[str, Path] | None:
    """The files of the index kept in *folder*, by name; None when it is of something else.

    *made_of* is the digest of what it is made of. Each file is looked at: there is no index when
    one is damaged or missing.
    """
    found = _found(folder / FILES)
    if _listed(folder / LIST) != {"made_of": made_of, "files": found}:
        return None
    return _paths(folder, found)


def keep(folder: Path, made_of: str, made: Mapping[str, bytes]) -> dict[str, Path]:
    """Keep an index in *folder*: its files as they are *made*, by name; their paths."""
    files = folder / FILES
    before, after = _found(files), {name: digest(content) for name, content in made.items()}
    for name in sorted(after.keys() | before.keys()):
        if name not in after:
            (files / name).unlink()
        elif before.get(name) != after[name]:
            _write(files / name, made[name])
    _write(folder / LIST, json.dumps({"made_of": made_of, "files": after}).encode())
    return _paths(folder, after)


def _paths(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    return {name: folder / FILES / name for name in sorted(names)}


def recalled(
    path: Path, keys: Sequence[str], make: Callable[[Sequence[int]], Mapping[int, Any]]
) -> list[Any]:
    """What was kept at *path* under each of *keys*; what *make* gives for the places of others.

    Plain values; those under other keys are forgotten. A file that is damaged costs but time.
    """
    before = _whole(path)
    lacking = [at for at, key in enumerate(keys) if key not in before]
    made = make(lacking) if lacking else {}
    found = {key: made[at] if at in made else before[key] for at, key in enumerate(keys)}
    if found.keys() != before.keys():
        content = json.dumps(found).encode()
        _write(path, digest(content).encode() + b"\n" + content)
    return [found[key] for key in keys]


def digest(content: bytes) -> str:
    """The digest of some bytes."""
    return blake2b(content, digest_size=16).hexdigest()


def code() -> str:
    """What stands for the code of this folder, which makes the index."""
    return digest(
        b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    )


def _found(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _listed(path: Path) -> Any:
    with suppress(OSError, ValueError):
        return json.loads(path.read_bytes())
    return None


def _whole(path: Path) -> dict[str, Any]:
    """The values at *path*, by key; none when it is not as it was written."""
    with suppress(OSError, ValueError):
        told, _, content = path.read_bytes().partition(b"\n")
        if told == digest(content).encode():
            return dict(json.loads(content))
    return {}


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole: an index may be made while another build copies it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{os.getpid()}.{path.name}")
    aside.write_bytes(content)
    os.replace(aside, path)
