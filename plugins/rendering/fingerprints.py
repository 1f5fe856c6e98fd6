"""What a build depends on beside the content: settings, code, theme; each as a digest."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from plugins.rendering.unchanged import installed
from plugins.rendering.values import Comparison, digest

# Settings that say where things are or how the command was typed, not what they are. What is in
# the folders counts by itself.
WHERE = frozenset(
    {
        *("PATH", "OUTPUT_PATH", "CACHE_PATH", "THEME", "PLUGIN_PATHS", "PELICAN_CLASS"),
        *("THEME_OVERRIDES", "THEME_TEMPLATES_OVERRIDES", "THEME_STATIC_PATHS", "THEME_STATIC_DIR"),
        *("DEBUG", "BIND", "PORT", "AUTORELOAD_IGNORE_CACHE", "DELETE_OUTPUT_DIRECTORY"),
        *("CACHE_CONTENT", "LOAD_CONTENT_CACHE", "CHECK_MODIFIED_METHOD", "GZIP_CACHE"),
        *("BILINGUAL_MOMENT", "BILINGUAL_DRAFTS", "RENDERING_AT_ONCE", "RENDERING_CHECK_LINKS"),
        *("RENDERING_PROCESSES", "HOSTING_TARGETS", "CHECKS_ASKED", "CHECKS_FORMAT"),
        *("SIMILAR_POSTS_ASKED", "CHECKS_LEVELS", "CHECKS_EXCEPTIONS", "CHECKS_SUMMARY_WORDS"),
    }
)


def settings_digest(settings: Mapping[str, Any]) -> bytes:
    """The digest of *settings*: functions count by their code's file and name.

    A value that cannot be told apart from another is never equal to itself at the next build.
    """
    comparison = Comparison({}, code_name)
    return digest(
        *(
            key.encode() + comparison.digest(value)
            for key, value in sorted(settings.items())
            if key not in WHERE
        )
    )


def code_name(value: Any) -> str | None:
    """The name of a function, a class or a module, with a digest of the file it is in."""
    if isinstance(value, functools.partial):
        called = code_name(value.func)
        return called and f"{called} {value.args!r} {value.keywords!r}"
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, type) or inspect.isroutine(value):
        bound = inspect.ismethod(value) and not isinstance(value.__self__, type)
        if bound or "<locals>" in value.__qualname__:
            return None
        try:
            source = inspect.getsourcefile(value)
        except TypeError:  # built in
            source = None
        held = file_digest(Path(source)).hex() if source else ""
        return f"{value.__module__}.{value.__qualname__} {held}"
    return None


def code_digest(plugins: Iterable[Any]) -> bytes:
    """The digest of all code that makes pages: ours, the *plugins*', Python, what is installed."""
    folders = {Path(__file__).parents[1]}
    for plugin in plugins:
        file = getattr(plugin, "__file__", None)
        if file:
            path = Path(file)
            folders.add(path.parent if path.name == "__init__.py" else path)
    return digest(
        sys.version.encode(), installed().encode(), *(tree_digest(each) for each in sorted(folders))
    )


def tree_digest(path: Path) -> bytes:
    """The digest of the files in a folder, of code and of what it brings; or of one file."""
    if path.is_file():
        return file_digest(path)
    found = []
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(each for each in inner if each not in ("__pycache__", "node_modules"))
        for name in sorted(names):
            file = Path(folder, name)
            found += [str(file.relative_to(path)).encode(), file_digest(file)]
    return digest(*found)


def theme_digest(theme: Path, others: Iterable[str]) -> bytes:
    """The digest of a theme's templates and of those of *others*, folders of templates."""
    found = []
    for folder in [theme / "templates", *map(Path, others)]:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            found += [str(file.relative_to(folder)).encode(), file_digest(file)]
    return digest(*found)


def file_digest(path: Path) -> bytes:
    """The digest of a file's bytes; of one that is not there, a digest of nothing."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return digest()
