"""Each link of a published text, body or summary, leads to something published."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from plugins.bilingual.links import ABSOLUTE, PLACE, source_path
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
    judge = LinkJudge(site, site.addresses())
    for content in site.contents:
        if not site.writes(content):
            continue
        faults = [(link, fault) for link in content.links if (fault := judge.fault(link, content))]
        if not faults:
            continue
        source = (site.folder / content.relative_source_path).read_text("utf-8", errors="replace")
        lines = _Lines(source)
        for link, fault in faults:
            yield Problem(content.relative_source_path, lines.next_of(link), *fault)


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
    known: set[str]
    suggested: int = 0

    def fault(self, link: str, content: Any) -> Fault | None:
        """What is wrong with a *link* of *content*, or None."""
        place = PLACE.match(link)
        if place:
            return self._place(place["what"], place["path"], link, content)
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

    def _place(self, what: str, path: str, link: str, content: Any) -> Fault | None:
        """The fault of a link of Pelican's own form, such as {filename}."""
        if what == "index" or (what == "tag" and path in self.site.tags):
            return None
        if what == "tag":
            return Fault(f"“{link}” names no tag of this blog", "write the name of a tag")
        if what in NO_PAGES:
            message = f"“{link}”: this blog has no pages for {NO_PAGES[what]}"
            return Fault(message, "link to a tag with {tag}, or to a post with {filename}")
        if what in ("filename", "static", "attach"):
            return self._file(what, path, link, content)
        return Fault(f"“{link}” is no link that Pelican knows", "write {filename} or {static}")

    def _file(self, what: str, path: str, link: str, content: Any) -> Fault | None:
        site = self.site
        if what == "filename" and (there := site.sources.get(source_path(content, path))):
            return None if site.writes(there) else _unpublished(link, there)
        forms = dict.fromkeys((path, unquote(path), unquote(html.unescape(path))))
        names = [source_path(content, name) for name in forms]
        if what == "filename":
            target = next((site.sources[name] for name in names if name in site.sources), None)
            if target is not None:
                return None if site.writes(target) else _unpublished(link, target)
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
