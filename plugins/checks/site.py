"""What the rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Site:
    """What the rules look at: the contents to publish, the files and the addresses known.

    *sources* and *static* map paths in the content folder to contents (None: a file that
    could not be read); *tags* are the slugs that have an archive; *documents* are the pages
    that plugins make, *static_files* the files copied; *missing_templates* are names that
    contents ask for and the theme does not have.
    """

    folder: Path
    languages: Iterable[str]
    contents: list[Any]
    sources: Mapping[str, Any]
    static: Mapping[str, Any]
    documents: list[Any]
    static_files: list[Any]
    tags: frozenset[str]
    missing_templates: frozenset[str]
    shows_drafts: bool = False

    def writes(self, content: Any) -> bool:
        """Whether *content* becomes a page: drafts and scheduled posts do in a preview only."""
        return content.status != "draft" or self.shows_drafts

    def saved_at(self, thing: Any) -> str:
        """The file of a content, a document or a file to copy.

        Asking a file to copy for its `save_as` would fix its place, before `{attach}` moves it.
        """
        return str(
            thing.get_url_setting("save_as") if hasattr(thing, "source_path") else thing.save_as
        )

    def addresses(self) -> set[str]:
        """The files of everything that will be written or copied."""
        return {self.saved_at(thing) for thing in self.things()}

    def things(self) -> list[Any]:
        """Everything that will be at an address: contents by path, then what is made of them."""
        contents = [content for content in self.contents if self.writes(content)]
        contents.sort(key=lambda content: str(content.relative_source_path))
        return [*contents, *self.documents, *self.static_files]

    def label(self, thing: Any) -> str:
        """What to call a thing in a message."""
        if hasattr(thing, "notes"):
            return str(thing.relative_source_path)
        if hasattr(thing, "label"):
            return str(thing.label)
        return f"the file {thing.relative_source_path}"

    def origin(self, thing: Any) -> tuple[str, int] | None:
        """The file and the line that a thing comes from, if an author wrote them."""
        if hasattr(thing, "notes"):
            lines = thing.notes.lines
            return thing.relative_source_path, lines.get("slug", lines.get("title", 1))
        if hasattr(thing, "origin"):
            return self._asked(thing.origin) if thing.origin else None
        return thing.relative_source_path, 1

    def _asked(self, path: str) -> tuple[str, int]:
        content = self.sources.get(path)
        return path, content.notes.lines.get("aliases", 1) if content else 1
