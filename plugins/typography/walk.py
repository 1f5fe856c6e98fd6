"""One pass over an HTML string: its text is changed, all else keeps its bytes.

Text runs through inline tags and ends at blocks: what is around a mark decides, not the tags
between. An element in another language is a run of its own, by that language's rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from plugins.typography.elements import BLOCK, ENDED_BY_THE_NEXT, FOREIGN, THINGS, VOID, asks
from plugins.typography.marks import OBJECT, OTHER, TAG
from plugins.typography.runs import RESERVED, Changes, Run

TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea)\b.*?(?:</(?P=raw)\b[^<>]*+>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][\w:-]*+)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>"
    r"|<[!?][^<>]*+>"
    r"|(?P<entity>&(?:[a-z][a-z0-9]{1,31}|\#[0-9]{1,7}|\#x[0-9a-f]{1,6});)"
    rf"|[{TAG}-{OTHER}]",  # typed as such, for a font of icons
    re.DOTALL | re.IGNORECASE,
)


class _Element(NamedTuple):
    """An open element, and what to go back to when it closes, if it changes anything."""

    name: str
    around: Run | None = None
    locale: str = ""
    changes: bool = False


class Walk:
    """One pass over a fragment: what is open, and the run that text goes to.

    *changes_of* gives what is done to texts of a locale, *locale_of* the locale of an element's
    language within another locale. In an element that is left as it is there is no run.
    """

    def __init__(
        self,
        locale: str,
        changes_of: Callable[[str], Changes | None],
        locale_of: Callable[[str, str], str],
    ) -> None:
        self.locale = locale
        self.changes_of = changes_of
        self.locale_of = locale_of
        self.out: list[str] = []
        self.run: Run | None = Run(self.out, changes_of(locale))
        self.open: list[_Element] = []
        self.names: Counter[str] = Counter()

    def over(self, html: str) -> str:
        """*html*, changed."""
        end = 0
        for token in TOKEN.finditer(html):
            start = token.start()
            if end < start:
                self._text(html[end:start])
            end = token.end()
            if token["name"]:
                self._tag(token)
            elif self.run is None:
                self.out.append(token[0])
            elif token["entity"]:
                self.run.entity(token[0])
            else:
                shown = token["raw"] and token["raw"].lower() == "textarea"
                is_thing = shown or RESERVED.match(token[0])
                self.run.mark(OBJECT if is_thing else TAG, token[0])
        self._text(html[end:])
        while self.open:
            self._close()
        if self.run:
            self.run.end(True)
        return "".join(self.out)

    def _text(self, text: str) -> None:
        if self.run:
            self.run.text(text)
        else:
            self.out.append(text)

    def _tag(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        if token["close"]:
            if self.names[name]:
                while self.open[-1].name != name:
                    self._close()
                self._close(token[0])
            else:
                self._pass(name, token[0])
        elif name in VOID or (name in FOREIGN and token["attributes"].endswith("/")):
            self._pass(name, token[0])
        else:
            if name in ENDED_BY_THE_NEXT and self.open and self.open[-1].name == name:
                self._close()
            self._open(name, token)

    def _pass(self, name: str, source: str) -> None:
        """A tag that opens nothing and closes nothing: a line may end at it."""
        if self.run is None:
            self.out.append(source)
        elif name in BLOCK:
            self._break(source, ends=name != "br")
        else:
            self.run.mark(OBJECT if name in THINGS else TAG, source)

    def _break(self, source: str, ends: bool = True) -> None:
        """End the run at a block's tag, and begin another after it."""
        if self.run:
            self.run.end(ends)
            self.out.append(source)
            self.run = Run(self.out, self.run.changes)

    def _open(self, name: str, token: re.Match[str]) -> None:
        self.names[name] += 1
        element = _Element(name)
        if self.run is None:
            self.out.append(token[0])
        else:
            untouched, lang = asks(name, token["attributes"])
            locale = self.locale if lang is None else self.locale_of(lang, self.locale)
            if not untouched and locale == self.locale:
                self._pass(name, token[0])
            else:
                if name in BLOCK:
                    self._break(token[0])
                else:
                    self.run.text(OBJECT)
                    self.out.append(token[0])
                element = _Element(name, self.run, self.locale, changes=True)
                self.locale = locale
                self.run = None if untouched else Run(self.out, self.changes_of(locale))
        self.open.append(element)

    def _close(self, source: str = "") -> None:
        """Close the innermost element, by its tag *source* or, without one, with what is around."""
        element = self.open.pop()
        self.names[element.name] -= 1
        if not element.changes:
            if source:
                self._pass(element.name, source)
            return
        is_block = element.name in BLOCK
        if self.run:
            self.run.end(is_block)
        self.out.append(source)
        self.run, self.locale = element.around, element.locale
        if self.run and is_block:
            self.run = Run(self.out, self.run.changes)
        elif self.run:
            self.run.resume()
