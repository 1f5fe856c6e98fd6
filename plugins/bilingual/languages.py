"""The site's languages as values: code, name in itself, typographic locale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")  # fr, en, fr-ch: BCP 47, lower case


@dataclass(frozen=True)
class Language:
    """A language of the site: its code, its name in itself, its typographic locale.

    *number* is its place among the languages, from 1: a stylesheet can tell by it what it has not
    heard of.
    """

    lang: str
    name: str
    locale: str
    number: int = 1


def languages_from(
    declared: Mapping[str, Mapping[str, str]], default_lang: str
) -> dict[str, Language]:
    """The languages that the setting LANGUAGES declares, in its order.

    *declared* maps a code to `{"name": ..., "locale": ...}`; both may be left out. With
    nothing declared the site has one language, *default_lang*. Raises ValueError, with the
    line to write, when a code is not a language code, or *default_lang* is not among them.
    """
    if not isinstance(declared, Mapping) or not all(
        isinstance(values, Mapping) for values in declared.values()
    ):
        raise ValueError('LANGUAGES: write {"fr": {"name": "Français", "locale": "fr"}, …}')
    declared = declared or {default_lang: {}}
    languages: dict[str, Language] = {}
    for code, values in declared.items():
        lang = code.lower()
        if not CODE.fullmatch(lang):
            raise ValueError(f'LANGUAGES: "{code}" is not a language code; write one such as "fr"')
        unknown = sorted(set(values) - {"name", "locale"})
        if unknown:
            raise ValueError(
                f'LANGUAGES["{code}"]: unknown key "{unknown[0]}"; write "name" or "locale"'
            )
        for key, value in values.items():
            if not isinstance(value, str):
                raise ValueError(f'LANGUAGES["{code}"]["{key}"] = {value!r}: write a text')
        locale = values.get("locale", lang).replace("_", "-")
        languages[lang] = Language(lang, values.get("name", lang), locale, len(languages) + 1)
    if default_lang.lower() not in languages:
        raise ValueError(
            f'DEFAULT_LANG = "{default_lang}" is not among LANGUAGES; write one of: '
            + ", ".join(languages)
        )
    return languages


def other_languages(languages: Iterable[str], lang: str) -> list[str]:
    """The codes of *languages* that are not *lang*, in the same order."""
    return [code for code in languages if code != lang]
