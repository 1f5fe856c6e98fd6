"""A writer that keeps what to render instead of rendering it.

Plugins and themes use it as they use Pelican's. A page is rendered later: in another process,
when a browser asks for it, or not at all when nothing that it is made of has changed.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pelican.paginator import Paginator
from pelican.utils import sanitised_join
from pelican.writers import FileOverwriteFailedError, Writer


@dataclass(slots=True)
class Job:
    """A page to render: the *name* of its file, its template, the context, its own variables."""

    name: str
    template: Any
    context: dict[str, Any]
    variables: dict[str, Any]
    relative: bool

    def own(self) -> dict[str, Any]:
        """The values that this page does not share with others."""
        if not self.relative:
            return {"localsiteurl": None, "output_file": self.name, **self.variables}
        root = "/".join([".."] * self.name.count("/")) or "."
        addresses = {"SITEURL": root, "localsiteurl": root}
        return {**addresses, "output_file": self.name, **self.variables}

    def local_context(self, siteurl: str) -> dict[str, Any]:
        """What the template is given; *siteurl* is the site's, for pages that are not relative."""
        local = self.context | self.own()
        local["localsiteurl"] = local["localsiteurl"] or siteurl
        return local

    def render(self, siteurl: str, shared: dict[str, Any]) -> str:
        """The page; contents read the way to the site's root from the *shared* context."""
        local = self.local_context(siteurl)
        shared["localsiteurl"] = local["localsiteurl"]
        return str(self.template.render(local))


class DeferredWriter(Writer):
    """Keeps each page as a job, by the name of its file; feeds of Pelican's form are written.

    *finishing* is what happens when all have handed over their pages.
    """

    finishing: Callable[[DeferredWriter], None]
    careful = False  # strangers may change the context between two pages

    def __init__(self, output_path: str, settings: Mapping[str, Any] | None = None) -> None:
        super().__init__(output_path, settings=settings)
        self.jobs: dict[str, Job] = {}
        self._overriding: set[str] = set()
        self._copy: dict[str, Any] = {}
        self.copies: dict[str, str] = {}  # file of the site: file to copy
        self.later: list[Callable[[], None]] = []  # what copies more, once pages are rendered

    def finish(self) -> None:
        """Have every page rendered that has to be."""
        type(self).finishing(self)

    def copy_file(self, source: str, name: str) -> None:
        """Keep a file to copy."""
        self.copies[self._inside(name)] = source

    def copy_later(self, copy: Callable[[], None]) -> None:
        """Keep what is to *copy* files that are made while pages are rendered."""
        self.later.append(copy)

    def _inside(self, name: str) -> str:
        """The name of a file of the site in its plain form; RuntimeError if it is none of it."""
        if posixpath.normpath(name) == name and name[0] not in "/.":
            return name
        path: str = sanitised_join(self.output_path, name)
        return os.path.relpath(path, self.output_path).replace(os.sep, "/")

    def write_file(
        self,
        name: Any,
        template: Any,
        context: dict[str, Any],
        relative_urls: bool = False,
        paginated: dict[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Keep what Pelican's own would render and write, under the same names."""
        if not name:
            return
        if self.careful:
            context = self._as_it_is(context)
        if paginated is None:
            paginated = {key: kwargs[key] for key in ("articles", "dates") if key in kwargs}
        sizes = self.settings["PAGINATED_TEMPLATES"]
        if not paginated or template_name not in sizes:
            self._keep(Job(str(name), template, context, kwargs, relative_urls), override_output)
            return
        size = sizes[template_name] or self.settings["DEFAULT_PAGINATION"]
        paginators = {
            key: Paginator(name, url, values, self.settings, size)
            for key, values in paginated.items()
        }
        for number in range(next(iter(paginators.values())).num_pages):
            variables = dict(kwargs)
            for key, paginator in paginators.items():
                page = paginator.page(number + 1)
                variables[f"{key}_paginator"] = paginator
                variables[f"{key}_page"] = page
                variables[f"{key}_previous_page"] = paginator.page(number) if number else None
                variables[f"{key}_next_page"] = (
                    paginator.page(number + 2) if number + 1 < paginator.num_pages else None
                )
            job = Job(str(page.save_as), template, context, variables, relative_urls)
            self._keep(job, override_output)

    def _as_it_is(self, context: dict[str, Any]) -> dict[str, Any]:
        """A copy of a context, the last one while nothing in it has changed."""
        if self._copy.keys() != context.keys() or any(
            self._copy[name] is not value for name, value in context.items()
        ):
            self._copy = dict(context)
        return self._copy

    def _keep(self, job: Job, override: bool) -> None:
        """Keep a job, unless one that overrides others has its place already."""
        job.name = self._inside(job.name)
        if job.name in self._overriding:
            if override:
                raise FileOverwriteFailedError(f"two files override the one at “{job.name}”")
            return
        if job.name in self.jobs and not override:
            raise FileOverwriteFailedError(f"two files would be written at “{job.name}”")
        if override:
            self._overriding.add(job.name)
        self.jobs[job.name] = job
