"""What texts were typed in, where they alone do not tell: as their neighbours in time were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NEAR = 5  # texts before and after that tell how an unsure one was typed
UNSURE, BARE = "unsure", "bare"


def settled(forms: Sequence[str]) -> list[str]:
    """The *forms* of texts in the order of time, each `markdown` or HTML of some sort.

    An `unsure` one that follows its neighbours ends with a question mark; a `bare` one has no
    mark at all, so that it makes little difference.

    >>> settled(["markdown", "unsure", "markdown", "bare"]), settled(["html", "unsure"])
    (['markdown', 'markdown?', 'markdown', 'markdown'], ['html', 'html?'])
    """
    found = []
    for at, form in enumerate(forms):
        if form in (UNSURE, BARE):
            before = _sure(forms[place] for place in range(at - 1, -1, -1))
            after = _sure(forms[place] for place in range(at + 1, len(forms)))
            near = [*before, *after]
            like = "markdown" if near.count("markdown") * 2 > len(near) else "html"
            form = f"{like}?" if form == UNSURE else like  # noqa: PLW2901
        found.append(form)
    return found


def _sure(forms: Iterable[str]) -> list[str]:
    found = []
    for form in forms:
        if form not in (UNSURE, BARE):
            found.append(form)
        if len(found) == NEAR:
            break
    return found
