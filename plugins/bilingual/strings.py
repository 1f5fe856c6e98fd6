"""Furniture: the words that a theme writes, per language, with plurals and dates in prose.

A theme's `translations/fr.toml` holds one string a key. A list of forms is a plural, chosen
by the file's `plural` rule, written as in gettext's `Plural-Forms`.
"""

from __future__ import annotations

import datetime
import gettext
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

# No type stub knows it; CPython has it since 2.3, and gettext itself reads Plural-Forms by it.
_plural_rule: Callable[[str], Callable[[int], int]] = gettext.c2py


@dataclass(frozen=True)
class Strings:
    """The furniture of one language."""

    lang: str
    texts: Mapping[str, Any]

    @property
    def words_a_minute(self) -> int:
        """How many words of the language one reads in a minute."""
        return int(self.texts["words_a_minute"])

    def pattern(self, key: str, count: int | None = None) -> str:
        """The string *key* with its braces; of a plural, the form for *count*.

        A dotted key is looked up in its table: "in_language.fr". Raises ValueError, naming
        the file to mend, when the key is not there.
        """
        found: Any = self.texts
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, list) and found:
            rule = _plural_rule(str(self.texts.get("plural", "n != 1")))
            found = found[min(rule(count or 0), len(found) - 1)]
        if not isinstance(found, str):
            raise ValueError(f'translations/{self.lang}.toml: “{key}” is missing; add {key} = "…"')
        return found

    def text(self, key: str, count: int | None = None, **values: object) -> str:
        """The string *key*, with *count* and *values* in its braces."""
        return self.pattern(key, count).format(count=count, **values)

    def date(self, date: datetime.date) -> str:
        """A day in prose: "1er mai 2016", "May 1, 2016"."""
        return self._filled("date", date)

    def month(self, date: datetime.date) -> str:
        """A month in prose: "mai 2016", "May 2016"."""
        return self._filled("month", date)

    def _filled(self, key: str, date: datetime.date) -> str:
        days = self.texts.get("days", {})
        return str(self.texts[key]).format(
            day=days.get(str(date.day), date.day),
            month=self.texts["months"][date.month - 1],
            year=date.year,
        )


def read_strings(
    folder: Path, languages: Sequence[str], own: Path | None = None
) -> dict[str, Strings]:
    """The strings of each of *languages* from `folder/xx.toml`, and before them `own/xx.toml`.

    A folder without such files gives none: the theme is a stranger's, with words of its own.
    Raises ValueError when a language's file is missing, is not TOML, or lacks a string that
    another language has.
    """
    if not any(folder.glob("*.toml")):
        return {}
    strings = {lang: Strings(lang, _texts(f"{lang}.toml", folder, own)) for lang in languages}
    keys = dict.fromkeys(chain.from_iterable(each.texts for each in strings.values()))
    for lang, each in strings.items():
        missing = [key for key in keys if key not in each.texts]
        spoken = each.texts.get("in_language", {})
        missing += [f"in_language.{code}" for code in languages if code not in spoken]
        if missing:
            raise ValueError(f"{folder / lang}.toml: missing: {', '.join(missing)}; add them")
    model = next(iter(strings.values()))
    for each in strings.values():
        for fault in _faults(each.texts, model.texts):
            raise ValueError(f"{folder / each.lang}.toml: {fault}")
    return strings


def _faults(texts: Mapping[str, Any], model: Mapping[str, Any]) -> Iterator[str]:
    """What would go wrong, some day, with a language's strings; *model* is the first one's."""
    if len(texts["months"]) != 12 or not isinstance(texts["days"], dict):
        yield "months is a list of twelve names, days a table"
    pace = texts["words_a_minute"]
    if not isinstance(pace, int) or pace < 1:
        yield "words_a_minute is a number of words"
    try:
        _plural_rule(str(texts["plural"]))
    except ValueError as error:
        yield f"plural: {error}"
    for key, found in texts.items():
        forms = found if isinstance(found, list) else [found]
        if key in ("months", "days", "plural", "words_a_minute", "in_language"):
            continue
        if not forms or not all(isinstance(form, str) for form in forms):
            yield f"{key} is a text, or a list of texts for a plural"
        elif any(_braces(form) != _braces(model[key]) for form in forms):
            yield f"{key} needs the words in braces that the other languages have: {model[key]}"


def _braces(text: Any) -> set[str] | None:
    """The names in braces of a text, or of the first of its plural forms; None if malformed."""
    try:
        first = text[0] if isinstance(text, list) else text
        return {name for _, name, *_ in string.Formatter().parse(first) if name is not None}
    except ValueError:
        return None


def _texts(name: str, folder: Path, own: Path | None) -> dict[str, Any]:
    """The strings in the theme's file, with those in the author's own before them."""
    if own is None or not (own / name).is_file():
        return _read(folder / name)
    texts = _read(folder / name) if (folder / name).is_file() else {}
    for key, value in _read(own / name).items():
        table = isinstance(value, dict) and isinstance(texts.get(key), dict)
        texts[key] = texts[key] | value if table else value
    return texts


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ValueError(
            f"{path}: the theme has no words in “{path.stem}”; copy another language's file"
            " there and translate it"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None
