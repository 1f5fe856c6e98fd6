"""The smaller versions of all pictures of a site: kept ones looked for, the others made."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from plugins.bilingual.images import Image
from plugins.pictures.known import Picture
from plugins.pictures.versions import Recipe, Version, kept_versions, make_versions

MANY = 10  # pictures whose versions take so long to make that it is said


@dataclass
class Making:
    """Makes versions of pictures in the *content* folder, and keeps them in the folder *kept*.

    *faults* says, by the path of a picture, why its versions could not be made.
    """

    content: Path
    kept: Path
    recipe: Recipe
    faults: dict[str, str] = field(default_factory=dict)

    def made(
        self, pictures: Mapping[str, Picture], only_kept: bool = False
    ) -> dict[str, list[Version]]:
        """The versions of those of *pictures* that can be scaled, by path.

        With *only_kept* none is made that is not there.
        """
        if not self.recipe.widths:
            return {}
        folders = {
            path: self.kept / self.recipe.name / picture.digest
            for path, picture in pictures.items()
            if picture.size and picture.size.scalable
        }
        found = {path: kept_versions(folder) for path, folder in folders.items()}
        # Of files with the same bytes the first is enough.
        missing = {folders[path]: path for path in reversed(found) if found[path] is None}
        if missing and not only_kept:
            if len(missing) >= MANY:
                print(f"Making smaller versions of {len(missing):,} pictures", file=sys.stderr)
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(self._make, missing.values(), missing))
            found = {path: kept_versions(folder) for path, folder in folders.items()}
        return {path: versions or [] for path, versions in found.items()}

    def _make(self, path: str, folder: Path) -> None:
        try:
            make_versions(self.content / path, folder, self.recipe)
        except ValueError as reason:
            self.faults[path] = str(reason)


def images_of(
    pictures: Mapping[str, Picture],
    versions: Mapping[str, list[Version]],
    folder: str,
    sizes: str,
) -> tuple[dict[str, Image], dict[str, Path]]:
    """What pages tell of *pictures*, by path; and the files of their *versions*, by name.

    The names are in a *folder* of the site; *sizes* is how wide pictures are shown.
    """
    images: dict[str, Image] = {}
    files: dict[str, Path] = {}
    for path, picture in pictures.items():
        if picture.size is None:
            continue
        sources = []
        for each in versions.get(path, ()):
            name = f"{folder}{each.name_for(path, picture.digest)}"
            files[name] = each.path
            sources.append((name, each.width))
        images[path] = Image(picture.size.width, picture.size.height, tuple(sources), sizes)
    return images, files
