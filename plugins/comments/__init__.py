"""The comments that a post once had, closed: shown under it, never asked for.

A post's header names their file, `Comments: comments/2016/slug.json`, from the content folder. It
has `comments`, in threads, each with `author`, `date`, `html`, perhaps `id`, `url`, `lang` and
`replies`; `pings` counts links from elsewhere; or `count` alone says how many there were. Articles
and pages get `comment_archive`, an `Archive`, or None.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals

from plugins.bilingual import written
from plugins.comments.archive import Archive, read_archive

FIELD = "comments"


def add_comments(generator: Any) -> None:
    """Give each text the comments that its header names; what is wrong with them is noted."""
    folder = Path(generator.settings["PATH"]).resolve()
    for content in written(generator.context):
        name = getattr(content, FIELD, None)
        content.comment_archive = _archive(content, folder, name) if name else None


def _archive(content: Any, folder: Path, name: str) -> Archive | None:
    path = (folder / name).resolve()
    try:
        if not path.is_relative_to(folder):
            raise FileNotFoundError
        return read_archive(path.read_text("utf-8"))
    except OSError:
        cure = "write the path of a file of comments in the content folder"
        content.notes.add(FIELD, f"there is no file “{name}”", f"{cure}, or take the field away")
    except ValueError as error:
        content.notes.add(FIELD, f"“{name}” is no file of comments: {error}", "correct that file")
    return None


def register() -> None:
    """Connect to Pelican's signals."""
    signals.page_generator_finalized.connect(add_comments)
