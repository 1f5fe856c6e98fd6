"""Files to copy, handed over with the pages, so that one that has not changed costs a look."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatch
from typing import Any

from pelican.generators import StaticGenerator


class HandedStaticGenerator(StaticGenerator):
    """Pelican's generator of static files, which hands them over in the place of copying them."""

    def generate_output(self, writer: Any) -> None:
        """Hand over the files of the theme and of the content, of which there may be many."""
        if not hasattr(writer, "copy_file"):  # a stranger's
            super().generate_output(writer)
            return
        for path in self.settings["THEME_STATIC_PATHS"]:
            source = os.path.join(self.theme, path)
            for file in self._files(source):
                within = os.path.relpath(file, source) if file != source else os.path.basename(file)
                writer.copy_file(file, os.path.join(self.settings["THEME_STATIC_DIR"], within))
        for static in self.context["staticfiles"]:
            writer.copy_file(os.path.join(self.path, static.source_path), static.save_as)

    def _files(self, source: str) -> Iterable[str]:
        """The files in a folder of the theme, or that one file; not those to ignore."""
        if os.path.isfile(source):
            yield source
        ignores = self.settings["IGNORE_FILES"]
        for folder, inner, names in os.walk(source, followlinks=True):
            inner[:] = [each for each in inner if not any(fnmatch(each, i) for i in ignores)]
            for name in names:
                if not any(fnmatch(name, ignore) for ignore in ignores):
                    yield os.path.join(folder, name)
