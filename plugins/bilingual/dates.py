"""Dates as authors type them, read the same on every day or refused, and as programs read them."""

from __future__ import annotations

import datetime
import re

from dateutil import parser

EITHER_ORDER = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b")  # 12/10/2016
USUAL = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?", re.ASCII)  # 2016-10-12 10:30
_FILLS = (datetime.datetime(2000, 1, 1), datetime.datetime(2004, 2, 29))


def read_date(text: str) -> datetime.datetime:
    """The moment that *text* names; a day without an hour begins at midnight.

    Stock Pelican completes "2016-10" with today's day, so the same file gives another date
    tomorrow. Raises ValueError when a part of the day is missing, or no date is named.
    """
    typed = text.replace("_", " ")
    if USUAL.fullmatch(typed):  # read alike, and much faster
        try:
            return datetime.datetime.fromisoformat(typed)
        except ValueError:
            raise ValueError(f"“{text}” is not a date") from None
    try:
        first, second = (parser.parse(typed, default=fill) for fill in _FILLS)
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"“{text}” is not a date") from None
    if first != second:
        raise ValueError(f"“{text}” is not a whole date")
    offset = first.utcoffset()  # of a zone of dateutil's own, which nothing else knows
    return first if offset is None else first.replace(tzinfo=datetime.timezone(offset))


def read_by_chance(text: str) -> bool:
    """Whether day and month of a typed date could be taken for each other: 12/10/2016."""
    found = EITHER_ORDER.match(text)
    return found is not None and found[1] != found[2] and max(map(int, found.groups())) <= 12


def rfc3339(moment: datetime.datetime) -> str:
    """A moment as feeds and sitemaps write it (RFC 3339).

    Before clocks kept standard time, zones were minutes and seconds from Greenwich: UTC then.
    """
    offset = moment.utcoffset() or datetime.timedelta()
    if offset.total_seconds() % 60:
        moment = moment.astimezone(datetime.UTC)
    return moment.isoformat()
