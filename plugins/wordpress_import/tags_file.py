"""A tag as an entry of `tags.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from plugins.tag_archives.concepts import Concept


def as_toml(concept: Concept) -> str:
    """The table of a tag in `tags.toml`."""
    lines = [
        f"[{concept.slug if re.fullmatch(r'[a-z0-9_-]+', concept.slug) else _text(concept.slug)}]"
    ]
    if concept.names:
        lines.append(f"names = {_table(concept.names)}")
    if concept.descriptions:
        lines.append(f"descriptions = {_table(concept.descriptions)}")
    if concept.aliases:
        lines.append(f"aliases = [{', '.join(map(_text, concept.aliases))}]")
    return "\n".join(lines) + "\n"


def _table(texts: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{lang} = {_text(text)}" for lang, text in texts.items()) + " }"


def _text(value: str) -> str:
    """A string of TOML (1.0, “String”)."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'
