"""Receivers that are not ours, for whom a build must do more than it need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from blinker import ANY
from pelican import signals

OURS = f"{__name__.partition('.')[0]}."
WRITE_NOTHING = {"plugins.checks"}  # those of our receivers that only look on at the end
WRITING = (signals.content_written, signals.feed_written, signals.finalized)
READING = (
    *(signals.content_object_init, signals.article_generator_preread),
    *(signals.article_generator_context, signals.page_generator_preread),
    signals.page_generator_context,
)


def who_look_at_files(pelican: Any) -> list[Any]:
    """The receivers that may look at the files of the site when they are written."""
    return [each for each in _receivers(WRITING, pelican) if _module(each) not in WRITE_NOTHING]


def who_are_told_of_reading() -> list[Any]:
    """The receivers of others that are told of each file read: they may note it, or read more."""
    return [each for each in _receivers(READING, ANY) if not _module(each).startswith(OURS)]


def are_loaded(pelican: Any) -> bool:
    """Whether there are plugins of others, who may read anything from anywhere."""
    return any(not each.__name__.startswith(OURS) for each in pelican.plugins)


def make_pages(generators: Iterable[Any]) -> bool:
    """Whether generators of others hand over pages."""
    known = (OURS, "pelican.generators")
    return any(not type(each).__module__.startswith(known) for each in generators)


def _receivers(among: Iterable[Any], sender: Any) -> Iterator[Any]:
    for signal in among:
        yield from signal.receivers_for(sender)


def _module(receiver: Any) -> str:
    return str(getattr(receiver, "__module__", ""))
