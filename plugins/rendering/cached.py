"""What both generators of contents do: read by way of the cache, and part contents by status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pelican import signals
from pelican.utils import order_content, process_translations

from plugins.rendering.reader import CachedReading
from plugins.rendering.store import Store
from plugins.rendering.telling import Telling
from plugins.rendering.values import Codec

# Readers for whom a file is all there is; reStructuredText, for one, can include others.
READ_ALONE = {"bilingual", "markdown", "html"}
STATUSES = ("published", "hidden", "draft")


def is_read_alone(content: Any) -> bool:
    """Whether what a content became depends on no other file than its own."""
    return getattr(content, "reader", "") in READ_ALONE


def next_due(contents: Iterable[Any]) -> float | None:
    """When the next scheduled post is to appear, in seconds since 1970; None when none is."""
    scheduled = (each for each in contents if getattr(each, "scheduled", False))
    return min((each.date.timestamp() for each in scheduled), default=None)


@dataclass
class ContentCache:
    """What the generators of a build read through."""

    store: Store
    codec: Codec
    telling: Telling
    processes: int
    lasting: bool = True  # kept on disk at each build


class Cached:
    """What both generators do: read by way of the cache, and part contents by status."""

    cache: ContentCache  # given by whoever makes the build

    def read(self, kind: type, name: str) -> list[list[Any]]:
        """The published, the hidden and the draft contents of a *kind*, each in order.

        Each is known from now on to whoever looks for a link's target.
        """
        generator: Any = self
        settings = generator.settings
        lower = kind.__name__.lower()
        read = partial(
            generator.readers.read_file,
            base_path=generator.path,
            content_class=kind,
            context=generator.context,
            preread_signal=getattr(signals, f"{lower}_generator_preread"),
            preread_sender=self,
            context_signal=getattr(signals, f"{lower}_generator_context"),
            context_sender=self,
        )
        cache = self.cache
        reading = CachedReading(
            generator,
            cache.store,
            cache.codec,
            cache.processes,
            lambda path: read(path=path),
            self._current,
        )
        paths = generator.get_files(settings[f"{name}_PATHS"], exclude=settings[f"{name}_EXCLUDES"])
        by_status: dict[str, list[Any]] = {status: [] for status in STATUSES}
        with self.cache.telling.stage(f"reading {lower}s"):
            contents = reading.contents(paths, self.cache.telling.progress)
        for content in contents:
            by_status[content.status].append(content)
            generator.add_source_path(content)
            generator.add_static_links(content)
        return list(by_status.values())

    def get_files(
        self, paths: Any, exclude: list[str] | None = None, extensions: Any = None
    ) -> set[str]:
        """The files that Pelican finds, looked for once in a build."""
        chosen = None if extensions is None else tuple(extensions or ())
        key = repr((paths, exclude, chosen, extensions is False))
        known = self.__dict__.setdefault("_found", {})
        if key not in known:
            known[key] = super().get_files(paths, exclude, extensions)  # type: ignore[misc]
        return set(known[key])

    def check_disabled_readers(self) -> None:
        """Warn of files whose reader is disabled, when there are such readers."""
        if self.readers.disabled_extensions:  # type: ignore[attr-defined]
            super().check_disabled_readers()  # type: ignore[misc]

    def ordered(self, contents: list[Any], name: str) -> tuple[list[Any], list[Any]]:
        """Contents in the order of the settings; translations apart, if Pelican pairs them."""
        settings = self.settings  # type: ignore[attr-defined]
        originals, translations = process_translations(
            contents, translation_id=settings[f"{name}_TRANSLATION_ID"]
        )
        return order_content(originals, settings[f"{name}_ORDER_BY"]), translations

    def _current(self, content: Any) -> bool:
        """Whether a content that was kept is what its file gives now: a post becomes due."""
        moment = self.settings.get("BILINGUAL_MOMENT")  # type: ignore[attr-defined]
        own = content.__dict__
        if not is_read_alone(content):
            return False
        if moment is None or content.status == "hidden" or "date" not in own:
            return True
        if content.status == "draft" and "scheduled" not in own:
            return True
        return bool((own["date"] > moment) == ("scheduled" in own))
