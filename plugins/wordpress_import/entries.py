"""What is known of an export as a whole, and of each of its texts."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from plugins.wordpress_import.addresses import Place
from plugins.wordpress_import.export import Blog
from plugins.wordpress_import.items import Item
from plugins.wordpress_import.languages import Tongue
from plugins.wordpress_import.links import Targets
from plugins.wordpress_import.media import Media
from plugins.wordpress_import.outcomes import Outcome
from plugins.wordpress_import.terms import Tags, Terms


@dataclass
class Entry:
    """One text that is to be a file: which item it is, how it is shown, where it goes."""

    key: str
    item: Item  # without its texts
    lang: str
    tongue: Tongue
    outcome: Outcome
    date: datetime.datetime | None
    form: str
    repeats_id: bool = False  # another text has the same id
    place: Place = field(default_factory=lambda: Place("", "", "", False))
    translation_of: str = ""

    @property
    def is_there(self) -> bool:
        """Whether readers see it as soon as the blog is built."""
        return self.outcome is Outcome.PUBLISHED

    @property
    def is_public(self) -> bool:
        """Whether readers will see it."""
        return self.outcome.is_public


@dataclass
class Index:
    """What is known of the whole before texts are written; *entries* are by the item's number."""

    blog: Blog = field(default_factory=Blog)
    media: Media = field(default_factory=Media)
    targets: Targets = field(default_factory=Targets)
    reusable: dict[str, str] = field(default_factory=dict)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    terms: Terms | None = None
    tags: Tags | None = None
    total: int = 0
    left: int = 0  # items that become no file
    ids: set[str] = field(default_factory=set)  # of feeds, as they are taken

    def all(self) -> Iterator[Entry]:
        """Every text that is to be a file, in the order of the export."""
        for number in sorted(self.entries):
            yield from self.entries[number]
