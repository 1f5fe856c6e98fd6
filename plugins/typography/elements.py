"""HTML's elements, as far as typography minds: where lines end, and what is no prose."""

from __future__ import annotations

import re

ATTRIBUTE = re.compile(r"([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'=]+)))?")


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCK = _names("""
    address article aside blockquote body br caption center col colgroup dd details dialog dir div
    dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li
    main menu nav ol optgroup option p pre search section select summary table tbody td tfoot th
    thead tr ul
""")  # rendered as a block, or ending a line (HTML Standard, 15.3)
VOID = _names("area base br col embed hr img input link meta param source track wbr")  # (13.1.2)
THINGS = _names("embed img input math svg")  # shown: in a text they are no text
ENDED_BY_THE_NEXT = _names("dd dt li option p td th tr")  # without an end tag (13.1.2.4)
FOREIGN = _names("math svg")  # of these alone `/>` is an end
UNTOUCHED = _names("code kbd math pre samp svg tt")
OPT_OUT = _names("math notypo")  # classes


def asks(name: str, attributes: str) -> tuple[bool, str | None]:
    """Whether an element is to be left as it is, and the language that it names, if it does."""
    untouched, lang = name in UNTOUCHED, None
    if "=" in attributes:
        for key, *values in ATTRIBUTE.findall(attributes):
            if key.lower() == "lang" and lang is None:
                lang = "".join(values)
            elif key.lower() == "class" and not OPT_OUT.isdisjoint("".join(values).split()):
                untouched = True
    return untouched, lang
