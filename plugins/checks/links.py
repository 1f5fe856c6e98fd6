"""Each link of a published text, body or summary, leads to something published."""

from __future__ import annotations

import difflib
import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from plugins.bilingual.links import ABSOLUTE, PLACE, path_from
from plugins.bilingual.problems import Level, Problem
from plugins.checks.site import Site

NO_PAGES = {"category": "categories", "author": "authors"}
SUGGESTIONS = 10  # of a build: looking for a near name costs the more, the more files there are


class Fault(NamedTuple):
    """What is wrong with a link, and how to mend it."""

    message: str
    cure: str
    level: Level = "error"


def links_lead_somewhere(site: Site) -> Iterator[Problem]:
    """Links to what is not there are errors; addresses of the site that are unknown, warnings."""
    judge = LinkJudge(site, frozenset(file for file, _ in site.files))
    good: dict[str, set[str]] = defaultdict(set)  # by folder: many texts have the same links
    for text in site.written:
        folder = text.folder
        known = good[folder]
        if known.issuperset(text.links):
            continue
        faults = []
        for link in text.links:
            if link in known:
                continue
            fault = judge.fault(link, folder)
            if fault:
                faults.append((link, fault))
            else:
                known.add(link)
        if faults:
            source = (site.folder / text.path).read_text("utf-8", errors="replace")
            lines = _Lines(source)
            for link, fault in faults:
                yield Problem(text.path, lines.next_of(link), *fault)


@dataclass
class _Lines:
    """Where links stand in a source: the first, then the next of the same."""

    source: str
    _past: dict[str, int] = field(default_factory=dict)

    def next_of(self, link: str) -> int:
        """The line where *link* stands next; 1 when its author wrote it in some other way."""
        for written in (link, html.unescape(link)):
            where = re.compile(rf"(?<=[(\"'<\s=]){re.escape(written)}")  # not the end of another
            found = where.search(self.source, self._past.get(link, 0))
            if found:
                self._past[link] = found.end()
                return self.source.count("\n", 0, found.start()) + 1
        return 1


@dataclass
class LinkJudge:
    """Judges links against what the site has; *known* are the files that will be there."""

    site: Site
    known: frozenset[str]
    suggested: int = 0

    def fault(self, link: str, folder: str) -> Fault | None:
        """What is wrong with a *link* of a text in *folder*, or None."""
        place = PLACE.match(link)
        if place:
            return self._place(place["what"], place["path"], link, folder)
        try:
            parts = urlsplit(html.unescape(link))
        except ValueError:  # http://[
            return Fault(f"“{html.unescape(link)}” is no address", "correct it")
        if ABSOLUTE.match(link) or not parts.path:
            return None
        path = unquote(parts.path)
        if path.startswith("/"):
            target = path[1:] + "index.html" if path.endswith("/") else path[1:]
            if target not in self.known and target + "/index.html" not in self.known:
                return Fault(f"“{link}” is not an address of this blog", "correct it", "warning")
        elif path.endswith((".md", ".markdown")):
            cure = f"write {{filename}}{path} to link to the post that the file becomes"
            return Fault(f"“{link}” links to a source file", cure, "warning")
        return None

    def _place(self, what: str, path: str, link: str, folder: str) -> Fault | None:
        """The fault of a link of Pelican's own form, such as {filename}."""
        if what == "index" or (what == "tag" and path in self.site.tags):
            return None
        if what == "tag":
            return Fault(f"“{link}” names no tag of this blog", "write the name of a tag")
        if what in NO_PAGES:
            message = f"“{link}”: this blog has no pages for {NO_PAGES[what]}"
            return Fault(message, "link to a tag with {tag}, or to a post with {filename}")
        if what in ("filename", "static", "attach"):
            return self._file(what, path, link, folder)
        return Fault(f"“{link}” is no link that Pelican knows", "write {filename} or {static}")

    def _file(self, what: str, path: str, link: str, folder: str) -> Fault | None:
        site = self.site
        if what == "filename" and path_from(folder, path) in site.written_paths:
            return None
        forms = dict.fromkeys((path, unquote(path), unquote(html.unescape(path))))
        names = [path_from(folder, name) for name in forms]
        if what == "filename":
            target = next((site.sources[name] for name in names if name in site.sources), None)
            if target is not None:
                draft = target.status == "draft"
                unseen = draft and target.relative_source_path not in site.written_paths
                return _unpublished(link, target) if unseen else None
        if any((site.folder / name).is_file() and name in site.static for name in names):
            return None
        return Fault(f"“{link}” leads to no file", self._cure(what, names[0]))

    def _cure(self, what: str, name: str) -> str:
        """A name near the one that leads nowhere."""
        self.suggested += 1
        if self.suggested > SUGGESTIONS:
            return "correct the path"
        site = self.site
        there = [*site.sources, *(name for name in site.static if (site.folder / name).is_file())]
        near = difflib.get_close_matches(name, there, n=1)
        return f"did you mean {{{what}}}/{near[0]}?" if near else "correct the path"


def _unpublished(link: str, target: Any) -> Fault:
    kind = "a scheduled post" if hasattr(target, "scheduled") else "a draft"
    return Fault(f"“{link}” links to {kind}", "publish it, or take the link away")
