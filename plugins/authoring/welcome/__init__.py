"""The first posts of a blog: one a language, joined by their tag."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path

TAGS = {"fr": "bienvenue", "en": "welcome"}
VOCABULARY = """\
# The tags of the blog: one table a tag, named by its slug. Only what differs from the tag as
# typed needs saying; a tag that is not here exists as soon as a post bears it.

[{slug}]
names = {{ {names} }}
"""


def welcome(languages: Collection[str], now: datetime.datetime, authority: str) -> dict[str, str]:
    """The texts of the content of a new blog in *languages*, by the path of the file.

    *authority* names the posts for ever: a feed reader knows them by it when their files move.
    """
    known = [lang for lang in languages if lang in TAGS]
    files = {}
    for lang in known:
        header, _, body = _text(lang).partition("\n\n")
        lines = [line for line in header.split("\n") if _language_of(line) in (None, *known)]
        path = f"{now:%Y}/{TAGS[lang]}.md"
        lines.insert(1, f"Date: {now:%Y-%m-%d %H:%M}")
        lines.insert(4, f"Guid: tag:{authority}:{path}")
        files[path] = "\n".join([*lines, "", body])
    if known:
        files["tags.toml"] = VOCABULARY.format(slug=TAGS[known[0]], names=_names(known))
    return files


def _text(lang: str) -> str:
    return Path(__file__).with_name(f"{lang}.md").read_text("utf-8")


def _language_of(line: str) -> str | None:
    """The language of a summary, if the line is one."""
    found = re.match(r"Summary_(\w+):", line)
    return found[1] if found else None


def _names(languages: Collection[str], tags: Mapping[str, str] = TAGS) -> str:
    return ", ".join(f"{lang} = {json.dumps(tags[lang])}" for lang in languages)
