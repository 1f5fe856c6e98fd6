"""When an item was published, on the clock of the blog's own wall."""

from __future__ import annotations

import datetime
import re
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
YEAR = re.compile(r"\b[12]\d{3} \d\d?:")  # of a pubDate; a date of zeros is there in the year -1
DAY = datetime.timedelta(hours=15)  # more than any zone is from Greenwich


def read_moment(text: str) -> datetime.datetime | None:
    """The moment in *text*, as WordPress writes it; None for a date of zeros, or none."""
    found = FORM.match(text.strip())
    if not found:
        return None
    try:
        year, month, day, hour, minute, second = (int(each or 0) for each in found.groups())
        return datetime.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def moment_of(date: str, gmt: str, published: str, zone: str = "") -> datetime.datetime | None:
    """The local time of an item with its distance from Greenwich, if both are told.

    *date* is local, *gmt* and *published* (RFC 5322, § 3.3) are not: where they alone are told, it
    is the time in *zone*, if there is one. None when none can be read.
    """
    local, world = read_moment(date), read_moment(gmt)
    if local and world and abs(local - world) <= DAY:
        minutes = round((local - world).total_seconds() / 60)
        return local.replace(tzinfo=datetime.timezone(datetime.timedelta(minutes=minutes)))
    if local:
        return local
    moment = world.replace(tzinfo=datetime.UTC) if world else _published(published)
    if moment is None or moment.tzinfo is None or not zone:
        return moment
    try:
        return moment.astimezone(ZoneInfo(zone))
    except OverflowError:
        return None


def _published(text: str) -> datetime.datetime | None:
    try:
        return parsedate_to_datetime(text) if YEAR.search(text) else None
    except (TypeError, ValueError, IndexError):
        return None


def written(moment: datetime.datetime, zone: str) -> str:
    """A *moment* as a header has it, its distance from Greenwich where *zone* has another one."""
    naive = moment.replace(tzinfo=None)
    text = naive.isoformat(" ", "seconds" if moment.second else "minutes")
    offset = moment.utcoffset()
    if offset is None:
        return text
    expected = moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    if expected == offset:
        return text
    sign = "-" if offset < datetime.timedelta() else "+"
    minutes = abs(int(offset.total_seconds())) // 60
    return f"{text}{sign}{minutes // 60:02}:{minutes % 60:02}"
