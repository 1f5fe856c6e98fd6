"""The tokens that texts are compared by: words, and marks that no text holds."""

from __future__ import annotations

# What tokens that are no words begin with; no text holds these.
BLOCK, INLINE = "\x01", "\x02"
PARAGRAPH, GAP, LINE = f"{BLOCK}¶", f"{INLINE}_", f"{INLINE}br"
EMPTY = frozenset({"em", "strong", "s", "u", "code"})  # when nothing is in them


def tidied(tokens: list[str]) -> list[str]:
    """The *tokens* without breaks and spaces at the ends of blocks, and without empty emphasis."""
    out: list[str] = []
    for token in tokens:
        _add(token, out)
    while out and out[-1] in (LINE, GAP, PARAGRAPH):
        out.pop()
    return out


def _add(token: str, out: list[str]) -> None:
    """Add a *token* to those before it, which it may end, or be a part of."""
    last = out[-1] if out else PARAGRAPH
    if token == GAP and last in (GAP, LINE):
        return
    if token[0] == BLOCK or token == LINE or token.startswith(f"{INLINE}/"):
        ending = (LINE, GAP) if token[0] == BLOCK else (GAP,)
        while out and out[-1] in ending:
            out.pop()
    if token == PARAGRAPH and (not out or out[-1][0] == BLOCK):
        return
    name = token[2:] if token.startswith(f"{INLINE}/") else ""
    if name in EMPTY and out and out[-1] == f"{INLINE}{name}":
        out.pop()
    elif token[0] not in (BLOCK, INLINE) and out and out[-1][0] not in (BLOCK, INLINE):
        out[-1] += token  # a word in which a mark without meaning stood
    else:
        out.append(token)
