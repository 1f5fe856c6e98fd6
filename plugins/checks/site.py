"""What the rules look at."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from plugins.bilingual.fragments import ids_in
from plugins.bilingual.links import raw_body
from plugins.checks.languages import Detector
from plugins.checks.prose import blocks

NAMES = ("relative_source_path", "status", "lang", "template", "links", "summaries", "notes")
VALUES = attrgetter(*NAMES)


class Text(NamedTuple):
    """A post or a page, as the rules look at it: its values side by side, gathered once.

    *file* is where it is written, None if it is not.
    """

    content: Any
    is_post: bool
    scheduled: bool
    file: str | None
    path: str
    status: str
    lang: str
    template: str
    links: list[str]
    summaries: Mapping[str, str]
    notes: Any

    @property
    def folder(self) -> str:
        """The folder of its source, from the content folder."""
        return self.path.rpartition("/")[0]


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
    texts: list[Text]
    sources: Mapping[str, Any]
    static: Mapping[str, Any]
    documents: list[Any]
    static_files: list[Any]
    tags: frozenset[str]
    missing_templates: frozenset[str]

    @cached_property
    def written(self) -> list[Text]:
        """The texts that become pages."""
        return [text for text in self.texts if text.file is not None]

    @cached_property
    def written_paths(self) -> frozenset[str]:
        """The paths of the texts that become pages."""
        return frozenset(text.path for text in self.written)

    @cached_property
    def files(self) -> list[tuple[str, Any]]:
        """Everything that will be at an address, each after its file."""
        return [
            *((text.file, text.content) for text in self.written if text.file is not None),
            *((document.save_as, document) for document in self.documents),
            *((saved_at(static), static) for static in self.static_files),
        ]

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


@dataclass(frozen=True)
class WholeSite(Site):
    """What the rules look at that read every word.

    *tagged* are the posts of each tag, newest first; *described* are the slugs of the tags that
    the author describes; *moment* is now; *longest_summary* is a number of words;
    *detector* tells languages.
    """

    tagged: Mapping[Any, Sequence[Any]]
    described: Collection[str]
    moment: datetime.datetime
    longest_summary: int
    detector: Detector
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)

    def ids_of(self, content: Any) -> frozenset[str]:
        """The ids of the parts of a *content*, which links may lead to."""
        path = content.relative_source_path
        if path not in self._ids:
            self._ids[path] = frozenset(ids_in(raw_body(content)))
        return self._ids[path]


@dataclass
class Read:
    """A *text* of a *site*, whose words are read once for all rules."""

    site: WholeSite
    text: Text

    @cached_property
    def body(self) -> str:
        """Its HTML, links as they are written."""
        return raw_body(self.text.content)

    @cached_property
    def blocks(self) -> list[str]:
        """The texts of its blocks, code left out."""
        return blocks(self.body)

    @cached_property
    def source(self) -> str:
        """The file, as its author wrote it."""
        path = self.site.folder / self.text.path
        return path.read_text("utf-8-sig", errors="replace")


def text_of(content: Any, shows_drafts: bool) -> Text:
    """What the rules look at of a post or a page; drafts are written in a preview only."""
    values = VALUES(content)
    file = saved_at(content) if shows_drafts or values[1] != "draft" else None
    is_post = content.default_template == "article"  # a page may have a date, too
    return Text(content, is_post, hasattr(content, "scheduled"), file, *values)


def saved_at(thing: Any) -> str:
    """The file of a content or of a file to copy.

    Asking a file to copy for its `save_as` would fix its place, before `{attach}` moves it.
    """
    return str(thing.get_url_setting("save_as"))
