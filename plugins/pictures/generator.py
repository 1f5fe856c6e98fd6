"""The files of smaller pictures, handed over with those to copy."""

from __future__ import annotations

from typing import Any

from pelican.generators import Generator

from plugins.bilingual.generator import copy_file


class PicturesGenerator(Generator):
    """Hands over what the context's `pictures` names: files of the site, and the files to copy."""

    def generate_output(self, writer: Any) -> None:
        """Have each file copied."""
        for name, path in sorted(self.context.get("pictures", {}).items()):
            copy_file(self, writer, path, name)
