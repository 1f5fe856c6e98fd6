"""`tags.toml` changed where a tag changes; every other line, comments too, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Array

from plugins.tag_archives.concepts import Concept
from plugins.tag_archives.vocabulary import read_vocabulary

BARE = re.compile(r"[A-Za-z0-9_-]+")  # a key without quotes (TOML 1.0)


def edited(
    text: str,
    concepts: Mapping[str, Concept | None],
    renamed: tuple[str, str] | None,
    languages: Collection[str],
) -> str:
    """The *text* of a tags.toml in which *concepts* are as they are given; None takes one out.

    *renamed* is an old slug and the new one, under which the concept is given. ValueError when the
    file would have a fault, such as one name for two tags.
    """
    if renamed:
        text = _with_name(text, *renamed)
    for slug in [slug for slug, concept in concepts.items() if concept is None]:
        text = _without(text, slug)
    declared = tomlkit.parse(text)
    for slug in [slug for slug, concept in concepts.items() if concept and slug not in declared]:
        text = f"{text.rstrip()}\n\n[{_key(slug)}]\n".lstrip()
    for concept in concepts.values():
        text = _with_keys(text, concept) if concept else text
    document = tomlkit.parse(text)
    for slug, concept in concepts.items():
        if concept:
            _fill(document[slug], concept)
    new = tomlkit.dumps(document).rstrip("\n") + "\n"
    _, problems = read_vocabulary(new, languages)
    for problem in problems:
        raise ValueError(f"that would be a fault: {problem.message}; {problem.cure}")
    return new


def _with_name(text: str, old: str, new: str) -> str:
    """The *text* in which the table of one tag has another name."""
    table = re.compile(rf"^(\s*\[\s*)(?:[\"']?){re.escape(old)}(?:[\"']?)(\s*\])", re.MULTILINE)
    return table.sub(lambda found: f"{found[1]}{_key(new)}{found[2]}", text, count=1)


def _key(slug: str) -> str:
    return slug if BARE.fullmatch(slug) else f'"{slug}"'


def _span(lines: list[str], slug: str) -> tuple[int, int]:
    """The lines of a tag's table, from its name to its last key: comments after it are not its own.

    The number of lines, twice, when no line names it.
    """
    own = re.compile(rf"\s*\[\s*[\"']?{re.escape(slug)}[\"']?\s*\]")
    first = next((n for n, line in enumerate(lines) if own.match(line)), len(lines))
    rest = range(first + 1, len(lines))
    after = next((n for n in rest if re.match(r"\s*\[", lines[n])), len(lines))
    while after > first + 1 and re.match(r"\s*(?:#|$)", lines[after - 1]):
        after -= 1
    return first, after


def _without(text: str, slug: str) -> str:
    """The *text* without the table of one tag; comments, which may be of the next one, stay."""
    document = tomlkit.parse(text)
    if slug not in document:
        return text
    document.remove(slug)
    lines = text.splitlines(keepends=True)
    first, after = _span(lines, slug)
    while after < len(lines) and not lines[after].strip():
        after += 1
    cut = "".join(lines[:first] + lines[after:])
    if tomlkit.parse(cut).unwrap() == document.unwrap():
        return cut
    return tomlkit.dumps(document)  # of a form that lines do not tell


def _with_keys(text: str, concept: Concept) -> str:
    """The *text* with a line for each key that the table of *concept* needs and has not."""
    table: Any = tomlkit.parse(text)[concept.slug]
    wanted = [
        f"{key} = {{ {_pairs(texts)} }}\n"
        for key, texts in (("names", concept.names), ("descriptions", concept.descriptions))
        if texts and key not in table
    ]
    if concept.aliases and "aliases" not in table:
        wanted.append(f"aliases = {tomlkit.item(list(concept.aliases)).as_string()}\n")
    lines = text.splitlines(keepends=True)
    _, after = _span(lines, concept.slug)
    if after == len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join(lines[:after] + wanted + lines[after:])


def _pairs(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{lang} = {tomlkit.string(each).as_string()}" for lang, each in texts.items())


def _fill(table: Any, concept: Concept) -> None:
    """Bring a *table* that has the keys to what the *concept* is, changing what differs."""
    for key, texts in (("names", concept.names), ("descriptions", concept.descriptions)):
        known = {lang.lower(): lang for lang in table.get(key, {})}
        for lang, text in texts.items():
            written = known.get(lang, lang)
            if table[key].get(written) != text:
                table[key][written] = text
    aliases: Array | list[str] = table.get("aliases", [])
    for at in reversed(range(len(aliases))):
        if aliases[at] not in concept.aliases:
            del aliases[at]
    for alias in concept.aliases:
        if alias not in aliases:
            aliases.append(alias)
    if "aliases" in table and not aliases:
        table.remove("aliases")
