"""What is wrong with a table of redirects: loops, chains, addresses that no rule can name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from plugins.bilingual.problems import Level
from plugins.bilingual.redirects import SEGMENT, Redirect
from plugins.hosting.servers import CONTROL

# https://developers.cloudflare.com/pages/configuration/redirects/, “Per file”
MOST_LITERAL = 2000
MOST_PATTERNS = 100
AWAY = "take one of the two away"


class Fault(NamedTuple):
    """A redirect that cannot be, or (a warning) that some host leaves out: why, and the cure."""

    redirect: Redirect
    message: str
    cure: str
    level: Level = "error"


def faults(redirects: Iterable[Redirect]) -> Iterator[Fault]:
    """Everything wrong with *redirects*, in their order."""
    table = sorted(set(redirects))
    places = {place(each.old): each for each in reversed(table)}
    patterns = [each for each in table if each.is_pattern]
    for each in table:
        yield from _of_one(each)
        first = places[place(each.old)]
        if first.new != each.new and not (first.has_page and each.has_page):  # else they clash
            yield Fault(each, f"“/{each.old}” leads to “/{first.new}”, too ({first.origin})", AWAY)
        new = _target(each)
        if new == place(each.old):
            yield Fault(each, f"the old address “/{each.old}” leads to itself", "take it away")
            continue
        onward = None if each.is_pattern else places.get(new)
        onward = onward or next((other for other in patterns if _meet(new, other)), None)
        if onward and _target(onward) != place(onward.old):  # a loop is told once
            message = f"“/{each.old}” leads to “/{each.new}”, an old address ({onward.origin})"
            yield Fault(each, message, f"have it lead to “/{onward.new}”, or {AWAY}")


def over_limits(redirects: Iterable[Redirect]) -> Iterator[Fault]:
    """The first redirect that Cloudflare Pages leaves out, if it does: literal ones, patterns."""
    cure = 'take old addresses away that nobody asks for, or "netlify" out of HOSTING_SERVERS'
    table = sorted(set(redirects))
    for name, most, is_pattern in (
        ("redirects", MOST_LITERAL, False),
        ("redirects with a pattern", MOST_PATTERNS, True),
    ):
        rules = 0
        for each in (e for e in table if e.is_pattern == is_pattern and not e.is_query):
            rules += 2 if each.old.endswith("/") else 1
            if rules > most:
                message = f"Cloudflare Pages takes {most} {name} from _redirects; this is one more"
                yield Fault(each, message, cure, "warning")
                break


def _of_one(each: Redirect) -> Iterator[Fault]:
    """What is wrong with a redirect by itself."""
    if CONTROL.search(each.old + each.new):
        message = f"the old address {each.old!r} holds a control character"
        yield Fault(each, message, "write it without, or take it away")
    if each.is_pattern and not each.old.split("/").count(SEGMENT) == each.old.count(SEGMENT) == 1:
        yield Fault(each, f"“/{each.old}” is no pattern", "let one whole segment be {slug}")


def _target(redirect: Redirect) -> str:
    """The place that a redirect leads to."""
    return place(unquote(re.split("[?#]", redirect.new)[0]))


def place(path: str) -> str:
    """What hosts take for one place: with and without the slash, or the index, of a folder."""
    return f"/{path}".removesuffix("/index.html").strip("/")


def _meet(address: str, pattern: Redirect) -> bool:
    """Whether an address, which may be a pattern itself, can be one that *pattern* stands for.

    >>> _meet("feeds/tag/{slug}.xml", Redirect("feeds/{slug}/a.xml", "", ""))
    True
    """
    ours, theirs = address.split("/"), place(pattern.old).split("/")
    return len(ours) == len(theirs) and all(map(_segments_meet, ours, theirs))


def _segments_meet(ours: str, theirs: str) -> bool:
    if theirs == SEGMENT:
        return bool(ours)
    before, slug, after = ours.partition(SEGMENT)
    return theirs.startswith(before) and theirs.endswith(after) if slug else ours == theirs
