"""The files of smaller pictures, handed over with those to copy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pelican.generators import Generator


class PicturesGenerator(Generator):
    """Hands over what the context's `pictures` names: files of the site, and the files to copy."""

    def generate_output(self, writer: Any) -> None:
        """Have each file copied, by *writer* if it does such things, as ours does."""
        for name, path in sorted(self.context.get("pictures", {}).items()):
            if hasattr(writer, "copy_file"):
                writer.copy_file(str(path), name)
                continue
            target = Path(self.output_path) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
