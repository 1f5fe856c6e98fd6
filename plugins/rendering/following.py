"""A preview that follows its files, and answers for each address whatever has happened to them."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugins.rendering.answers import Answer, names
from plugins.rendering.faults import fault

TEXTS = (".md", ".markdown", ".mkd", ".mdown")
SHOWN = 200  # pages that are kept as they were last seen
SOON = 0.3  # seconds in which a run of all is soon enough


class Errors(logging.Handler):
    """Keeps the errors that are logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.told.append(f"error: {record.getMessage()}")


class Live:
    """A preview that follows its files; asked for pages by any thread.

    *load* makes the preview of the settings as they are now. *version* changes when pages may
    look different; *problems* are those of the last attempt, *told* what a terminal is to say.
    Where a run of all takes longer than *soon*, in seconds, what a text says of itself is taken
    in for its own page first; the run is made when another is asked for, or nobody waits.
    """

    def __init__(self, load: Callable[[], Any], soon: float = SOON) -> None:
        self._load, self._soon = load, soon
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._begun = threading.Event()
        self._site: Any = None
        self._stale = True  # the settings are to be read
        self._rested = self._kept = False
        self._seconds = 0.0  # that the last run of all took
        self._shown: dict[str, bytes] = {}
        self.version = time.time_ns()  # which no preview that was here before has had
        self.problems = ""
        self.told = ""

    def follow(self, paths: Collection[str], anew: bool = False) -> None:
        """Take in changes of files at *paths*; *anew*: of the settings, too."""
        site = self._site
        if paths and site and not anew:
            paths = [path for path in paths if os.path.exists(path) or site.knows(path)]
            if not paths:  # what an editor put there for a moment
                self.told = ""
                return
        began = time.monotonic()
        self._stale |= anew
        with self._lock:
            self.problems = self._attempt(paths)
            self.told = self.problems or f"up to date in {time.monotonic() - began:.2f} s"
            self._turn()

    def practise(self) -> None:
        """Do once what a save asks for, if all is well."""
        with self._lock, contextlib.suppress(Exception):  # whoever asks for that page is told
            if self._site and not self.problems:
                self._site.practise()

    def complain(self, problems: str) -> None:
        """Show *problems* over the pages as they are."""
        with self._lock:
            self.problems = self.told = problems
            self._turn()

    def _turn(self) -> None:
        self._begun.set()
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> int:
        """The version, as soon as it is no longer *version*, or after so many *seconds*."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, seconds)
            return self.version

    def rest(self) -> None:
        """When nobody waits: run all on texts that changed, keep on disk what was read.

        Then free what is no longer used.
        """
        with self._lock:
            if self._site and self._site.behind:
                self._catch_up()
            if self._site and not self._kept:
                self._site.keep()
                self._kept = True
            if not self._rested:
                gc.unfreeze()
                gc.collect()
                gc.freeze()
                self._rested = True

    def _attempt(self, paths: Collection[str]) -> str:
        """Take in the changes; what is wrong, if something is."""
        said, errors = io.StringIO(), Errors()
        logging.getLogger().addHandler(errors)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
                site = self._site
                texts = bool(paths) and all(path.endswith(TEXTS) for path in paths)
                ahead, stale = self._seconds > self._soon, self._stale or self.problems
                if texts and not stale and site.reread(paths, ahead):
                    return ""
                self._rested, began = False, time.monotonic()
                with uncollected():
                    site = self._load() if self._stale else site
                    site.run()
                self._seconds = time.monotonic() - began
            if site is not self._site and self._site:
                self._site.close()
            self._site, self._stale = site, False
            return "\n".join(errors.told)
        except SystemExit:
            return errors_of(said.getvalue()) or "the build stopped"
        except Exception as error:
            return f"{errors_of(said.getvalue())}\n{fault(error)}".strip()
        finally:
            logging.getLogger().removeHandler(errors)

    def _catch_up(self) -> None:
        """Run all again after what was taken in for some pages alone: they may be others now."""
        shown = {name: self._shown[name] for name in self._site.ahead & self._shown.keys()}
        before, self.problems = self.problems, self._attempt(())
        if self.problems != before or any(map(self._is_other, shown, shown.values())):
            self._turn()

    def _is_other(self, name: str, page: bytes) -> bool:
        """Whether there is another page of that name now than *page*, or none."""
        try:
            return name not in self._site.jobs or self._page(name) != page
        except Exception:  # whoever asks for it is told
            return True

    def _page(self, name: str) -> bytes:
        """The page of that name, rendered."""
        siteurl, context = self._site.settings["SITEURL"], self._site.context
        text: str = self._site.jobs[name].render(siteurl, context)
        return text.encode("utf-8", "surrogateescape")

    def _is_ahead(self, address: str) -> bool:
        """Whether what is at an *address* is right although all is to be run again."""
        site = self._site
        found = names(address, urlsplit(site.settings["SITEURL"]).path)
        return any(name in site.ahead or name in site.copies for name in found)

    def answer(self, address: str) -> Answer:
        """What is at an *address* of the site, once it has been read."""
        self._begun.wait()
        with self._lock:
            if self._site and self._site.ahead and not self._is_ahead(address):
                self._catch_up()
            now = Answer(self.version, self.problems)
            found = self._file(address, now)
            if not found and not address.endswith("/") and self._file(address + "/", now):
                return replace(now, elsewhere=True)
            if not found and (found := self._file("/404.html", now)):
                return replace(found, missing=True)
        return found or replace(now, missing=True)

    def _file(self, address: str, now: Answer) -> Answer | None:
        """The file at an *address*; a page that cannot be rendered is as it was last seen."""
        site = self._site
        if site is None:
            return None
        for name in names(address, urlsplit(site.settings["SITEURL"]).path):
            if name in site.jobs:
                try:
                    page = self._page(name)
                except Exception as error:
                    told = "\n".join(filter(None, (now.problems, fault(error))))
                    seen = self._shown.get(name, b"")
                    return replace(now, problems=told, name=name, content=seen, failed=True)
                self._shown.pop(name, None)
                self._shown[name] = page
                if len(self._shown) > SHOWN:
                    del self._shown[next(iter(self._shown))]
                return replace(now, name=name, content=page)
            path = site.copies.get(name) or os.path.join(site.output_path, name)
            if os.path.isfile(path):
                return replace(now, name=name, content=Path(path).read_bytes())
        return None


def errors_of(said: str) -> str:
    """The errors among what was said, without what they would be lost in; all if none is marked."""
    errors = [line for line in said.splitlines() if line.startswith("error: ")]
    return "\n".join(errors) or said.strip()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """No collection of garbage meanwhile, nor of what is then there until the next rest.

    It would look at every object of the blog, just when somebody waits for a page.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
