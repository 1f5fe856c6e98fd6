"""The language that a text is in, told by its letters: for one that says another by mistake.

The work is py3langid's (Lui and Baldwin, 2012), which knows 97 languages and asks nobody. What it
says of a text is kept, so that the next check does not even load it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

SHORT = 30  # letters: of fewer nobody can be sure
SURE = 0.99  # probability, from 0 to 1
VERY_SURE, OF_TITLE = 0.999, 40  # what a title, all nouns and names, must have: the same, longer


class Detector:
    """Tells the language of texts among *codes*, and keeps in a *folder* what it told."""

    def __init__(self, codes: Collection[str], folder: Path) -> None:
        self._bases = sorted({code.partition("-")[0] for code in codes})
        name = f"{'-'.join(self._bases)}-{version('py3langid')}.json"
        self._path = folder / name
        self._before = _read(self._path)
        self._now: dict[str, list[Any]] = {}
        self._model: Any = None

    def other_than(self, lang: str, text: str, is_title: bool = False) -> str:
        """The language that *text* is in for sure, when it is not *lang*; "" otherwise."""
        letters = sum(map(str.isalpha, text))
        if len(self._bases) < 2 or letters < (OF_TITLE if is_title else SHORT):
            return ""
        found, probability = self._told(text)
        sure = probability >= (VERY_SURE if is_title else SURE)
        return found if sure and found != lang.partition("-")[0] else ""

    def keep(self) -> None:
        """Keep what was told; where nothing can be written, that costs no more than time."""
        if self._now != self._before:
            try:
                part = self._path.with_suffix(".part")
                part.write_text(json.dumps(self._now), "utf-8")
                part.replace(self._path)
            except OSError:
                return

    def _told(self, text: str) -> tuple[str, float]:
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        known = self._now.get(key) or self._before.get(key)
        if known is None:
            known = list(self._classify(text))
        self._now[key] = known
        return str(known[0]), float(known[1])

    def _classify(self, text: str) -> tuple[str, float]:
        if self._model is None:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (slow)

            self._model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            self._model.set_languages(set(self._bases) & set(self._model.labels))
        lang, probability = self._model.classify(text)
        return str(lang), float(probability)


def _read(path: Path) -> dict[str, list[Any]]:
    """What was kept at *path*; what is not of the right form is told anew."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {
        key: told
        for key, told in value.items()
        if isinstance(told, list) and len(told) == 2 and isinstance(told[0], str)
        and isinstance(told[1], int | float)
    }  # fmt: skip
