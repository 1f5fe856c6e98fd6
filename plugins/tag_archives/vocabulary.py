"""`tags.toml`: the tags that an author describes, checked at the door."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from typing import Any

from plugins.bilingual.problems import Problem
from plugins.tag_archives.concepts import Concept, folded

NAME = "tags.toml"
SLUG = re.compile(r"[a-z0-9][a-z0-9._~-]*$")
TABLE = re.compile(r"\s*\[\s*(?P<quote>[\"']?)(?P<slug>[^\"'\]]*?)(?P=quote)\s*\]")
SYNTAX_LINE = re.compile(r"line (\d+)")
KEYS = ("names", "descriptions", "aliases")


def read_vocabulary(text: str, languages: Collection[str]) -> tuple[list[Concept], list[Problem]]:
    """The concepts that the *text* of a tags.toml declares, and its problems.

    Never raises; what is wrong in one tag leaves the others as they are.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return [], [Problem(NAME, line, f"not TOML: {error}", "correct that line")]
    lines = _lines(text)
    problems: list[Problem] = []
    concepts: list[Concept] = []
    for slug, table in tables.items():
        line = lines.get(slug, 1)
        faults = [Problem(NAME, line, *fault) for fault in _faults(slug, table, languages)]
        problems.extend(faults)
        if not faults:
            concepts.append(
                Concept(
                    slug,
                    _by_lang(table.get("names", {})),
                    _by_lang(table.get("descriptions", {})),
                    tuple(table.get("aliases", ())),
                )
            )
    problems.extend(
        Problem(NAME, lines.get(slug, 1), message, cure)
        for slug, message, cure in _clashes(concepts)
    )
    return concepts, problems


def _lines(text: str) -> dict[str, int]:
    """The line of each tag's table, however its name is quoted."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if table := TABLE.match(line):
            lines.setdefault(table["slug"], number)
    return lines


def _by_lang(texts: dict[str, str]) -> dict[str, str]:
    return {lang.lower(): text for lang, text in texts.items()}


def _faults(slug: str, table: Any, languages: Collection[str]) -> Iterator[tuple[str, str]]:
    if not SLUG.match(slug):
        yield (
            f"the slug “{slug}” cannot be an address",
            "write it with letters a–z, digits and hyphens",
        )
    if not isinstance(table, dict):
        yield f"“{slug}” is not a tag", f"write a table: [{slug}]"
        return
    for key, value in table.items():
        if key not in KEYS:
            yield f"[{slug}] has an unknown key “{key}”", f"write one of: {', '.join(KEYS)}"
        elif key == "aliases":
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                yield f"[{slug}] aliases is not a list", 'write aliases = ["old name"]'
        elif not isinstance(value, dict) or not all(
            isinstance(each, str) for each in value.values()
        ):
            yield f"[{slug}] {key} has no language", f'write {key} = {{ {min(languages)} = "…" }}'
        else:
            for lang in value:
                if lang.lower() not in languages:
                    yield (
                        f"[{slug}] {key} is in “{lang}”, which the site does not have",
                        f"write one of: {', '.join(languages)}",
                    )


def _clashes(concepts: list[Concept]) -> Iterator[tuple[str, str, str]]:
    """Names and aliases by which two concepts would be found: `(slug, message, cure)`."""
    seen: dict[tuple[str, str], Concept] = {}
    for concept in concepts:
        keys = [(lang, folded(name), name) for lang, name in concept.names.items()]
        keys += [("alias", folded(alias), alias) for alias in concept.aliases]
        for kind, key, name in keys:
            other = seen.setdefault((kind, key), concept)
            if other is not concept:
                what = "alias" if kind == "alias" else f"name in “{kind}”"
                yield (
                    concept.slug,
                    f"“{name}” is the {what} of two tags: {other.slug} and {concept.slug}",
                    f"take it out of [{other.slug}] or of [{concept.slug}]",
                )
