"""What is typed among words and is no prose: addresses, paths, operators, emoticons.

They are put aside while the rules run, each behind one character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.typography.marks import AMP, FACE, GT, HELD, LT, TAG

ENTITIES = "nbsp|thinsp|shy|amp|lt|gt|quot|apos|[lr]aquo|[lr][sd]quo|hellip|[mn]dash|copy"
TO_SPACE = rf"[^\s<>\"«»{TAG}]"
ADDRESS = re.compile(
    rf"""
    (?<!\w)(?:[a-zA-Z][a-zA-Z0-9+.-]{{1,15}}://|www\.){TO_SPACE}*(?<![.,;:!?)\]'’…])   # RFC 3986
    | (?<![\w.+'-])[\w.+'-]{{1,64}}@[\w-]++(?:\.[\w-]++)++                       # RFC 5321
    | (?<![\w.-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}})++/(?:{TO_SPACE}*[\w/=&\#-])?   # ex.org/?a;b:c
    | (?<![\w.])(?:[A-Za-z]:\\|\.{{0,3}}/|~/|\\\\){TO_SPACE}*[\w/\\*]            # C:\Temp, ../a
    | ::|:=|[!=]==?|=>                                                # std::vector, a := b, a != b
    | [&{AMP}](?:{ENTITIES}|\#x?[0-9a-f]{{1,6}});                       # &nbsp; shown as text
    """,
    re.VERBOSE,
)
FACES = re.compile(
    rf"""
    (?<![\w:]):[A-Za-z+-][\w+-]*+:(?![\w:])                           # :tada:
    | (?:>|{GT})?[:;=]['’]?[-o^]?[)(\]\[/\\|*}}{{](?![\w/])           # :-) :'( ;) >:( :/
    | (?<!\w)[:;=]-?[DPpOoSsXx3$](?!\w)                               # :D :-P :3
    | [:;]-[DPpOoSsXx](?!\w)                                          # bravo:-D
    | (?:<|{LT})/?3(?!\w)                                             # <3 </3
    """,
    re.VERBOSE,
)
OF_ADDRESS = frozenset(f"/\\@:=&{AMP}")
OF_FACES = frozenset(f":;=<{LT}")
# Colons and semicolons of prose have a space after them: most texts hold nothing like either.
LIKE_ADDRESS = re.compile(rf"[/\\@=&{AMP}]|::|www\.")
LIKE_FACE = re.compile(rf"[:;=][-+'’^\w)(\]\[/\\|*}}{{$]|[<{LT}]/?3")
ASIDE = re.compile(f"[{HELD}{FACE}]")


class Held:
    """What was put aside of a text."""

    def __init__(self) -> None:
        self._addresses: list[str] = []
        self._faces: list[str] = []

    def put_aside(self, text: str, marks: set[str]) -> str:
        """*text*, with one character for what is no prose; *marks* are those that it has."""
        if not OF_ADDRESS.isdisjoint(marks) and LIKE_ADDRESS.search(text):
            text = ADDRESS.sub(self._address, text)
        if not OF_FACES.isdisjoint(marks) and LIKE_FACE.search(text):
            text = FACES.sub(self._face, text)
            marks.add(FACE)
        return text

    def put_back(self, text: str) -> str:
        """*text* with each thing where its character is."""
        if not (self._addresses or self._faces):
            return text
        things: dict[str, Iterator[str]] = {
            FACE: iter(self._faces),
            HELD: iter(self._addresses),
        }
        return ASIDE.sub(lambda mark: next(things[mark[0]]), text)

    def _address(self, found: re.Match[str]) -> str:
        self._addresses.append(found[0])
        return HELD

    def _face(self, found: re.Match[str]) -> str:
        self._faces.append(found[0])
        return FACE
