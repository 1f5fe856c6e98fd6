"""The broken links of a site that is prepared, looked for where they can be."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from plugins.bilingual.workers import in_parallel, shares
from plugins.rendering.links import Broken, broken_after, broken_in
from plugins.rendering.pages import PageIndex
from plugins.rendering.values import Codec

CODEC = Codec({})
FEW = 100  # pages that one process follows in the time that another takes to begin


def broken_of(
    index: PageIndex,
    staging: Path,
    destination: Path,
    prepared: Collection[str],
    names: Collection[str],
    processes: int,
) -> Broken:
    """The pages and links that lead nowhere in a site of the files *names*.

    Those *prepared* are in *staging*, the others at *destination*. Where the *index* knows that
    all links there led somewhere, only those are followed that a change can have broken.
    """
    if index.followed and index.pages and len(prepared) < len(names):
        removed = index.pages.keys() - set(names)
        changed = {name: staging / name for name in prepared}
        return broken_after(changed, removed, names, destination)
    paths = {n: (staging if n in prepared else destination) / n for n in names}
    parts = shares(sorted(names), processes, least=FEW)
    found = in_parallel(lambda part: [CODEC.pack(broken_in(paths, part))], parts)
    return sorted(tuple(each) for message in found for each in CODEC.unpack(message))
