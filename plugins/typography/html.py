"""Typography of HTML fragments and of plain texts such as titles."""

from __future__ import annotations

from functools import partial

from plugins.typography.conventions import Style, convention
from plugins.typography.marks import OBJECT
from plugins.typography.runs import RESERVED, Run
from plugins.typography.walk import Walk

PLAIN = Style()


def typeset(html: str, locale: str, style: Style = PLAIN) -> str:
    """*html*, a fragment, with its text set by the convention of *locale*.

    Tags, attributes, comments and scripts keep their bytes, and so do code, formulas and
    elements of the class `notypo`. An element with `lang` is set by the rules of its own
    language. A locale of another language than French and English changes nothing.
    """
    locale = style.locale(locale)
    if convention(locale, style) is None:
        return html
    return Walk(locale, partial(convention, style=style), style.locale).over(html)


def typeset_text(text: str, locale: str, style: Style = PLAIN) -> str:
    """*text*, plain text such as a title, set by the convention of *locale*: no markup is read."""
    changes = convention(style.locale(locale), style)
    if changes is None:
        return text
    out: list[str] = []
    run = Run(out, changes)
    for at, piece in enumerate(RESERVED.split(text)):
        if at % 2:
            run.mark(OBJECT, piece)
        else:
            run.text(piece)
    run.end(True)
    return "".join(out)
