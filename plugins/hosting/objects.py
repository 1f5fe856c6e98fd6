"""What a store of objects is told with each: headers that a server would say from its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

SAID = ("Cache-Control", "Content-Type")  # a store takes no others
OTHERWISE = {"Cache-Control": "no-cache"}  # or browsers would guess how long a page may be kept


def headers_of_objects(
    names: Iterable[str], rules: str, base: str = "/"
) -> Mapping[str, tuple[str, ...]]:
    r"""The headers of each file, as the *rules* of the site's `_headers` give them.

    *base* stands before every address of the site. Of several rules the last one counts.

    >>> headers_of_objects(["feeds/a.xml", "b.html"], "/feeds/*\n  Cache-Control: max-age=9\n")
    {'feeds/a.xml': ('Cache-Control: max-age=9',), 'b.html': ('Cache-Control: no-cache',)}
    """
    told = list(_rules(rules))
    found = {}
    for name in names:
        said = OTHERWISE | {k: value for where, k, value in told if where.fullmatch(base + name)}
        found[name] = tuple(f"{key}: {value}" for key, value in sorted(said.items()))
    return found


def _rules(text: str) -> Iterator[tuple[re.Pattern[str], str, str]]:
    """Each header that a store takes, with the addresses that it is said with."""
    where = re.compile("")
    for line in text.splitlines():
        if line.startswith("/"):
            where = re.compile(".*".join(map(re.escape, line.split("*"))))
        elif line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            if name in SAID:
                yield where, name, value
