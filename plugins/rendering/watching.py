"""What changes in folders, told as it happens; what editors leave for themselves is passed over."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue

import watchfiles

STEP, QUIET = 10, 20  # milliseconds: between looks at the files, and of rest after a change
OFTEN = 500  # milliseconds after which a watch notices that it is over
SETTLED = 0.5  # seconds after which what is put into a new folder is surely told by the system


class Filter(watchfiles.DefaultFilter):
    """Passes over copies, locks and other files that editors make beside the one they save.

    Vim: `.a.md.swp`, `a.md~`, `4913`; Emacs: `#a.md#`, `.#a.md`; others: `a.md.tmp`.
    """

    ignore_entity_patterns = (
        *watchfiles.DefaultFilter.ignore_entity_patterns,
        *(r"^\.", r"^#.*#$", r"^4913$", r"\.(?:bak|orig|part|tmp)$"),
    )


class CodeFilter(Filter):
    """Passes over all but code."""

    def __call__(self, change: watchfiles.Change, path: str) -> bool:
        """Whether a change is told."""
        return path.endswith(".py") and super().__call__(change, path)


class Watcher:
    """Tells the paths that change in folders, and code that does beside a file of settings."""

    def __init__(self) -> None:
        self._told: SimpleQueue[set[str]] = SimpleQueue()
        self._watched: dict[bool, tuple[list[str], threading.Event]] = {}

    def look_at(self, folders: Iterable[str], beside: str) -> None:
        """Look at these folders, all that is in them, and at the code beside a file."""
        # The folder of a file, as an editor may put another file in its place.
        for deep, wanted in ((True, folders), (False, [os.path.dirname(os.path.abspath(beside))])):
            paths = sorted({os.path.abspath(path) for path in wanted if os.path.isdir(path)})
            known, over = self._watched.get(deep, ([], threading.Event()))
            if paths != known:
                over.set()
                over = threading.Event()
                self._watched[deep] = paths, over
                threading.Thread(target=self._watch, args=(paths, deep, over), daemon=True).start()

    def _watch(self, paths: list[str], deep: bool, over: threading.Event) -> None:
        for changes in watchfiles.watch(
            *paths,
            watch_filter=Filter() if deep else CodeFilter(),
            step=STEP,
            debounce=QUIET,
            rust_timeout=OFTEN,
            stop_event=over,
            recursive=deep,
        ):
            self.tell({path for _, path in changes})
            added = [path for change, path in changes if change is watchfiles.Change.added]
            if deep and (new := [path for path in added if os.path.isdir(path)]):
                # A file that is put into a folder before the system looks at that is not told.
                threading.Timer(SETTLED, self._tell_within, [new]).start()

    def _tell_within(self, folders: list[str]) -> None:
        if paths := set(within(folders)):
            self.tell(paths)

    def tell(self, paths: set[str]) -> None:
        """Have *paths* told as if they had changed."""
        self._told.put(paths)

    def changes(self, seconds: float | None) -> set[str]:
        """The paths that have changed since the last time; none after so many *seconds*."""
        try:
            found = self._told.get(timeout=seconds)
            while not self._told.empty():
                found = found | self._told.get()
        except Empty:
            return set()
        return found


def within(folders: Iterable[str]) -> Iterator[str]:
    """The files in *folders*, and in the folders there, but for those of editors."""
    wanted = Filter()
    for folder in folders:
        for parent, _, names in os.walk(folder):
            paths = (os.path.join(parent, name) for name in names)
            yield from (path for path in paths if wanted(watchfiles.Change.added, path))
