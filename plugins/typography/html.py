"""Typography over an HTML string: text is set, tags and code keep their bytes."""

from __future__ import annotations

import re

from plugins.typography.rules import CONVENTIONS, OBJECT, TAG

TOKEN = re.compile(
    r"(<!--.*?-->"
    r"|<(?:script|style|textarea|svg|math)\b.*?</(?:script|style|textarea|svg|math)\s*>"
    r"|</?[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
    r"|&(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);"
    r"|(?:https?://|www\.)[^\s<>\"]+)",
    re.DOTALL | re.IGNORECASE,
)
NAME = re.compile(r"<(/?)([A-Za-z][\w-]*)")
LANG = re.compile(r"\slang\s*=\s*[\"']?([A-Za-z-]+)")
OPT_OUT = re.compile(r"\sclass\s*=\s*[\"'][^\"']*\b(?:notypo|math)\b")
UNTOUCHED = {"code", "pre", "kbd", "samp", "tt"}
INLINE = re.compile(
    r"(?:a|abbr|b|bd[io]|cite|del|dfn|em|i|ins|mark|q|s|small|span|strong|su[bp]|u)$"
)
VOID = re.compile(r"(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$")


def typeset(html: str, locale: str) -> str:
    """An HTML fragment, set by the convention of *locale*; an unknown locale changes nothing.

    Context runs through inline tags and stops at blocks. An element in another language, or
    with the class `notypo`, is left as it is.
    """
    convention = CONVENTIONS.get(locale)
    if convention is None:
        return html
    pieces = TOKEN.split(html)
    run: list[int] = []
    masked: list[str] = []
    closing, depth = "", 0  # inside an untouched element: its name, and how deep in its like

    def flush() -> None:
        for at, text in zip(run, _split(convention("".join(masked)), masked), strict=True):
            pieces[at] = text
        run.clear()
        masked.clear()

    for at, piece in enumerate(pieces):
        tag = NAME.match(piece) if at % 2 else None
        name = tag[2].lower() if tag else ""
        if closing:
            if name == closing:
                depth += -1 if tag and tag[1] else 1
                closing = closing if depth else ""
        elif at % 2 == 0:
            run.append(at)
            masked.append(piece)
        elif tag and not tag[1] and not VOID.match(name) and _is_left(name, piece):
            closing, depth = name, 1
            masked.append(OBJECT)
        elif not tag:
            masked.append(OBJECT)
        elif INLINE.match(name):
            masked.append(TAG)
        else:
            flush()
    flush()
    return "".join(pieces)


def typeset_text(text: str, locale: str) -> str:
    """A plain *text*, such as a title, set by the convention of *locale*: characters only."""
    convention = CONVENTIONS.get(locale)
    return convention(text) if convention else text


def _is_left(name: str, tag: str) -> bool:
    return name in UNTOUCHED or bool(LANG.search(tag) or OPT_OUT.search(tag))


def _split(text: str, masked: list[str]) -> list[str]:
    """*text* parted where the one-character marks of *masked* stand."""
    parts = re.split(f"[{TAG}{OBJECT}]", text)
    texts = [part for part in masked if part not in (TAG, OBJECT)]
    return parts if len(parts) == len(texts) else texts
