"""What one chooses when importing, checked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.wordpress_import.items import Item
from plugins.wordpress_import.moments import moment_of


@dataclass(frozen=True)
class Choices:
    """The options of an import.

    *until*: texts before that day are Markdown; *ids*: those with these ids are; *markdown* is
    whether to find out which are. *meta* are fields of headers by the key of the meta.
    """

    types: tuple[str, ...] = ("post", "page")
    author: str = ""
    since: datetime.date | None = None
    markdown: bool = True
    until: datetime.date | None = None
    ids: frozenset[str] | None = None
    categories: str = "tags"
    comments: str = "archive"
    meta: Mapping[str, str] = field(default_factory=dict)
    keeps_active: bool = False
    restore: bool = False
    dry_run: bool = False

    def wants(self, item: Item) -> bool:
        """Whether an *item* is by the author, and of the time, that was asked for."""
        if self.author and item.author != self.author:
            return False
        if self.since is None:
            return True
        moment = moment_of(item.date, item.date_gmt, item.published)
        return moment is None or moment.date() >= self.since

    def form(self, item: Item, date: datetime.datetime | None, found: str) -> str:
        """What an *item* was typed in, where *found* is what it looks like."""
        if self.ids is not None:
            return "markdown" if item.id in self.ids else "html"
        if self.until is not None:
            return "markdown" if date and date.date() < self.until and found != "blocks" else "html"
        return found if self.markdown else "html"


def markdown_choice(text: str) -> dict[str, Any]:
    """The choice that `--markdown` *text* makes; ValueError for one that is none."""
    if text in ("auto", "no"):
        return {"markdown": text == "auto"}
    name, _, value = text.partition("=")
    if name == "until":
        return {"until": day_of(value, "--markdown until=")}
    if name == "ids" and value:
        words = Path(value).read_text("utf-8").replace(",", " ").split()
        return {"ids": frozenset(words)}
    raise ValueError(f"--markdown: “{text}” is not one of auto, no, until=2008-12-31, ids=FILE")


def day_of(text: str, option: str) -> datetime.date:
    """The day in *text*, for an *option*; ValueError when it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option}: “{text}” is no day; write it as 2008-12-31") from None


def meta_choice(pairs: list[str]) -> dict[str, str]:
    """The fields of headers by the key of the meta, from `KEY=FIELD`; else ValueError."""
    found = {}
    for pair in pairs:
        key, _, name = pair.partition("=")
        if not key or not name.replace("_", "").replace("-", "").isalnum() or not name.isascii():
            raise ValueError(f"--meta: “{pair}” is not KEY=FIELD, as in _thumbnail_credit=Credit")
        found[key] = name
    return found
