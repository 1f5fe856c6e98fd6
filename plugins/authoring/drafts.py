"""A new post: its header, checked by reading it again; an address that is free."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from plugins.bilingual.source import read_source


@dataclass(frozen=True)
class Draft:
    """A post to be written: what its header says.

    *slug* is "" when the title gives it. *others* are the languages in which a summary is due.
    """

    title: str
    lang: str
    date: datetime.datetime
    tags: Sequence[str] = ()
    slug: str = ""
    guid: str = ""
    others: Sequence[str] = ()

    def __str__(self) -> str:
        fields = [("Title", self.title), ("Date", f"{self.date:%Y-%m-%d %H:%M}")]
        fields += [("Lang", self.lang), ("Status", "draft")]
        fields += [("Tags", ", ".join(self.tags))] if self.tags else []
        fields += [("Slug", self.slug)] if self.slug else []
        fields += [("Guid", self.guid)] if self.guid else []
        fields += [(f"Summary_{lang.replace('-', '_')}", "") for lang in self.others]
        return "".join(f"{name}: {value}".rstrip() + "\n" for name, value in fields) + "\n\n"


def checked_draft(draft: Draft, languages: Sequence[str]) -> str:
    """The text of a *draft*; ValueError when a reader would not find in it what it says."""
    for value in (draft.title, *draft.tags):
        if value != " ".join(value.split()):
            raise ValueError(f"“{value}” is not of one line; write single spaces in it")
    for tag in draft.tags:
        if {",", ";"} & set(tag):
            raise ValueError(f"the tag “{tag}” has a comma or a semicolon; it would be two")
    text = str(draft)
    source = read_source(text, languages, draft.lang)
    for _, message, cure, level in source.problems:
        if level == "error":
            raise ValueError(f"{message}; {cure}")
    if (source.title, source.lang) != (draft.title, draft.lang):
        raise ValueError(f"the title would be read as “{source.title}”; write it in another way")
    return text


def free(name: str, is_taken: Callable[[str], bool]) -> str:
    """*name*, or the first of *name*-2, *name*-3… that is not taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if not is_taken(name) else next(each for each in numbered if not is_taken(each))
