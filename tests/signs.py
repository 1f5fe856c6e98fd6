"""Texts that bear the sign of their language on each word, so that any page can be asked for it."""

import re
import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path

from conftest import ROOT

SIGNS = {"fr": "ⓕ", "en": "ⓔ", "de": "ⓓ"}
SIGNED = re.compile(rf"\w+[{''.join(SIGNS.values())}]")
# Codes and numbers of dates, a letter of the list of tags, what a page about feeds names.
NEUTRAL = re.compile(r"\[(fr|en|de)\]|\b(fr|en|de) \d|\b1er\b|\bduckduckgo\.com\b")
SINGLE = re.compile(r"[A-Z]|RSS|JSON|https://\S+")


def signed(text: str, lang: str) -> str:
    """*text* with the language's sign after each word."""
    return re.sub(r"(?<![{\w])([^\W\d_]+)(?![}\w])", rf"\1{SIGNS[lang]}", text)


def signs_among(texts: Iterable[tuple[str, str]], where: object) -> set[str]:
    """The languages found among *texts*, each with the language that it has by the page.

    Fails when one has another, or holds a word that bears no sign.
    """
    seen = set()
    for text, lang in texts:
        signs = {code for code, sign in SIGNS.items() if sign in text}
        unsigned = re.search(r"[^\W\d]", NEUTRAL.sub("", SIGNED.sub("", text)))
        assert signs <= {lang}, (where, text, lang)
        assert not unsigned or SINGLE.fullmatch(text.strip()), (where, text)
        seen |= signs
    return seen


def signed_theme(folder: Path) -> Path:
    """The theme, copied to *folder*, with its words signed, and German beside French and English."""
    shutil.copytree(ROOT / "theme", folder)
    english = tomllib.loads((folder / "translations/en.toml").read_text("utf-8"))
    french = tomllib.loads((folder / "translations/fr.toml").read_text("utf-8"))
    for lang, texts in (("fr", french), ("en", english), ("de", english)):
        values = _signed_values(texts, lang) | {"plural": texts["plural"]}
        values["in_language"]["de"] = signed("so", lang)
        lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
        (folder / f"translations/{lang}.toml").write_text("\n".join(lines), "utf-8")
    return folder


def _signed_values(value, lang):
    if isinstance(value, dict):
        return {key: _signed_values(each, lang) for key, each in value.items()}
    if isinstance(value, list):
        return [_signed_values(each, lang) for each in value]
    return signed(value, lang) if isinstance(value, str) else value


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace('"', '\\"') + '"'
