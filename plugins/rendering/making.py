"""Making the files of a site that have to be made: rendering on all cores, leaving out the rest.

A page is left out only when everything that it was handed, and everything that it read when it
was rendered last, is what it was, and its file is still there. In doubt it is rendered.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Template

from plugins.bilingual.workers import in_parallel, shares
from plugins.rendering.claims import Claims
from plugins.rendering.objects import ABSENT, Objects
from plugins.rendering.pages import Made, PageIndex
from plugins.rendering.renderer import Numbers, Renderer, Site
from plugins.rendering.reserve import Reserve
from plugins.rendering.telling import Telling
from plugins.rendering.templates import Templates
from plugins.rendering.values import Codec, digest
from plugins.rendering.writer import Job

FEW = 100  # pages that one process renders in the time that another takes to begin
AT_ONCE = 50  # pages that a process takes, and tells of, at once
CODEC = Codec({})


@dataclass
class Making:
    """Makes the files of a *site* that *destination* lacks, into *staging*.

    With *all_pages* none is left out, with *whole* each file is in *staging*, also those that
    *destination* has; *telling* is told how many are done.
    """

    site: Site
    index: PageIndex
    reserve: Reserve
    destination: Path
    staging: Path
    telling: Telling
    processes: int
    all_pages: bool = False
    whole: bool = False
    rendered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.objects = Objects(self.site.context)
        self.all_pages = self.all_pages or bool(self.objects.unknown)
        self._templates = Templates(self.site.environments, self.objects.names)
        self._surroundings = self._templates.surroundings()
        self._names: dict[str, bytes] = {}
        self._top, self._old = str(self.staging), str(self.destination)
        self._folders = {""}

    def make(self) -> dict[str, Made]:
        """Make what must be made; how each file of the site was made."""
        with self.telling.stage("comparing with the last build"):
            structures = {name: self._structure(job) for name, job in self.site.jobs.items()}
            stale = self.index.stale(self.objects.digest, self._name_digest)
            before = self.index.pages

            def is_same(name: str, structure: bytes) -> bool:
                return not self.all_pages and not stale(name, structure)

            same = [name for name in structures if is_same(name, structures[name])]
            made = {name: before[name] for name in same if self._is_there(name)}
            gone = [name for name in same if name not in made]
        if gone:
            with self.telling.stage("taking pages from the cache"):
                made |= {name: before[name] for name in gone if self._taken(name)}
        waiting = [job for name, job in self.site.jobs.items() if name not in made]
        with self.telling.stage("rendering pages"):
            for name, (structure, result) in self._rendered(waiting, structures).items():
                result.structure = structure
                if name in before:  # its file may have stayed: its bytes are the same
                    result.stamp = before[name].stamp
                made[name] = result
        with self.telling.stage("copying files"):
            for copy in self.site.later:
                copy()
            made |= self._copied(is_same)
        if self.whole:
            for name in made:
                self._bring(name)
        return made

    @property
    def opaque(self) -> int:
        """How many things could not be compared with those of the last build."""
        return self.objects.comparison.opaque + self._templates.opaque

    def _copied(self, is_same: Callable[[str, bytes], bool]) -> dict[str, Made]:
        """Copy each file that is to be copied, unless it is there; how each was made."""
        made = {}
        for name, source in self.site.copies.items():
            stamp = self._stamp(source)
            if is_same(name, stamp) and self._is_there(name):
                made[name] = self.index.pages[name]
            else:
                shutil.copyfile(source, self._place(name))
                made[name] = Made(stamp)
        return made

    def _bring(self, name: str) -> None:
        """Have a file that was left out beside the others, for whoever looks there."""
        if not (self.staging / name).exists():
            shutil.copy2(self.destination / name, self._place(name))

    def _write(self, name: str, content: bytes) -> bytes:
        """Write a page, unless its file has these bytes already; their digest."""
        result, before = digest(content), self.index.pages.get(name)
        if self.whole or before is None or before.digest != result or not self._is_there(name):
            with open(self._place(name), "wb", buffering=0) as file:
                file.write(content)
        return result

    def _taken(self, name: str) -> bool:
        """Take a page as it was from the reserve; whether it was there."""
        content = self.reserve.page(name, self.index.pages[name])
        if content is None:
            return False
        with open(self._place(name), "wb", buffering=0) as file:
            file.write(content)
        return True

    def _place(self, name: str) -> str:
        """The path of a file to be made, in a folder that is there."""
        self._make_folder(name.rpartition("/")[0])
        return f"{self._top}/{name}"

    def _make_folder(self, name: str) -> None:
        """Have the folder *name* and those that it is in; of other processes, too."""
        if name in self._folders:
            return
        self._make_folder(name.rpartition("/")[0])
        path = f"{self._top}/{name}"
        try:
            os.mkdir(path)
        except FileExistsError:
            if not os.path.isdir(path):
                raise
        self._folders.add(name)

    def _is_there(self, name: str) -> bool:
        """Whether the file of that name is as it was installed."""
        try:
            status = os.lstat(f"{self._old}/{name}")
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == self.index.pages[name].stamp

    def _stamp(self, source: str) -> bytes:
        status = os.stat(source)
        told = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        return digest(repr(told).encode())

    def _structure(self, job: Job) -> bytes:
        """The digest of what a job hands to its template."""
        shared = self.site.context
        private: dict[str, Any] = {}
        lacking: list[str] = []
        if job.context is not shared:
            private = {
                name: value
                for name, value in job.context.items()
                if shared.get(name, shared) is not value
            }
            lacking = sorted(shared.keys() - job.context.keys())
        told = self._templates.told(job.template)
        handed = [self._surroundings, told, job.own(), private, lacking]
        return self.objects.comparison.digest(handed)

    def _name_digest(self, name: str) -> bytes:
        if name not in self._names:
            context = self.site.context
            known = name in context
            self._names[name] = self.objects.comparison.digest(context[name]) if known else ABSENT
        return self._names[name]

    def _rendered(
        self, jobs: list[Job], structures: dict[str, bytes]
    ) -> dict[str, tuple[bytes, Made]]:
        """Render *jobs*, most of those that show the same posts in the same process."""
        ordered = sorted(jobs, key=_kin)  # otherwise in their order
        blocks = range(0, len(ordered), AT_ONCE)
        workers = range(len(shares(ordered, most=self.processes, least=FEW)))
        tables = [Numbers(self.index, self.objects, self._name_digest) for _ in workers]
        if len(workers) > 1:
            self.site.complete_templates()
        claims = Claims(len(blocks))
        renderer = Renderer(self.site, self.objects, self._write)
        found: dict[str, tuple[bytes, Made]] = {}

        def work(part: Sequence[int]) -> Iterator[bytes]:
            (worker,) = part
            renderer.begin()
            for block in claims.taken(from_back=worker % 2 == 1):
                first = blocks[block]
                pages = renderer.rendered(ordered[first : first + AT_ONCE])
                yield CODEC.pack([worker, list(pages)])

        try:
            for message in in_parallel(work, [[worker] for worker in workers]):
                number, pages = CODEC.unpack(message)
                for name, bytes_digest, *noted in pages:
                    made = tables[number].made(*noted)
                    made.digest = bytes_digest
                    found[name] = structures[name], made
                    self.rendered.append(name)
                self.telling.progress(len(found), len(jobs))
        finally:
            renderer.end()
        return found


def _kin(job: Job) -> tuple[bool, str]:
    """Jobs with the same show much the same pieces of posts: pages of a view, or feeds."""
    return not isinstance(job.template, Template), repr(job.variables.get("view"))
