"""Pelican, made to read, render and install only what changed.

Give it as PELICAN_CLASS. The site is prepared aside, checked, and put in place when all is well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Sequence
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

from plugins.bilingual.workers import WorkerError, processes_of
from plugins.rendering import DEFAULTS, strangers
from plugins.rendering.aside import InstallError, alone, place_of, prepared_aside
from plugins.rendering.broken import broken_of
from plugins.rendering.cached import ContentCache, is_read_alone, next_due
from plugins.rendering.changes import files_in
from plugins.rendering.compiled import Compiled
from plugins.rendering.fingerprints import code_digest, settings_digest, theme_digest
from plugins.rendering.generator import (
    CachedArticlesGenerator,
    CachedPagesGenerator,
    RenderingGenerator,
)
from plugins.rendering.installing import install, plainly, shrinks
from plugins.rendering.keeping import codec
from plugins.rendering.looking import unfit
from plugins.rendering.making import Making
from plugins.rendering.pages import Made, PageIndex
from plugins.rendering.remembered import Remembered
from plugins.rendering.renderer import Site
from plugins.rendering.reserve import Reserve
from plugins.rendering.static import HandedStaticGenerator
from plugins.rendering.store import Store
from plugins.rendering.telling import Telling, complain, counted, say
from plugins.rendering.values import DIGEST, digest
from plugins.rendering.writer import DeferredWriter

OURS = {
    ArticlesGenerator: CachedArticlesGenerator,
    PagesGenerator: CachedPagesGenerator,
    StaticGenerator: HandedStaticGenerator,
}
CACHED = (CachedArticlesGenerator, CachedPagesGenerator, RenderingGenerator)


class Passerelle(Pelican):
    """Pelican, with a content cache, a deferred writer, and its output prepared aside."""

    telling = Telling()
    all_pages = False  # render every page, whatever has not changed
    force = False  # install even a site that loses most of its files
    settled = False  # another build of the same would make the same
    due: float | None = None  # when, in seconds since 1970, a scheduled post is to appear

    once_installed: Callable[[Collection[str]], None] | None = None  # told of all files, alone
    pages_rendered: Sequence[str] = ()  # the files of the pages that the last run rendered

    @property
    def processes(self) -> int:
        """How many processes may work at once."""
        return processes_of(self.settings)

    def init_plugins(self) -> None:
        """Load the plugins; one that cannot load ends the process with status 1."""
        for key, value in DEFAULTS.items():
            self.settings.setdefault(key, value)
        wanted = len(self.settings["PLUGINS"] or ())
        super().init_plugins()
        if len(self.plugins) < wanted:
            print("a plugin cannot load (see above): nothing was written", file=sys.stderr)
            raise SystemExit(1)
        signals.get_writer.connect(self._writer_class)
        signals.generator_init.connect(self._note_generator)

    def run(self) -> None:
        """Build the site, then install it; whatever stops the build leaves the site as it was."""
        destination = place_of(Path(self.settings["OUTPUT_PATH"]))
        if reason := unfit(self.path):
            complain(reason)
            raise SystemExit(1)
        try:
            with alone(destination), prepared_aside(destination) as staging:
                self._build(destination, staging)
        except WorkerError as error:
            complain(f"{error}\nnothing was written")
        except InstallError as reason:
            complain(str(reason))
        except OSError as error:
            if error.errno not in (ENOSPC, EDQUOT, EROFS, EACCES, EPERM):
                raise
            complain(f"{plainly(error)}: the site could not be put in place")
        except KeyboardInterrupt:
            complain("interrupted; build again to be sure of what is there")
            raise SystemExit(130) from None  # Pelican would end with 0
        else:
            return
        raise SystemExit(1)

    def _build(self, destination: Path, staging: Path) -> None:
        with self.telling.stage("opening what earlier builds left"):
            self._begin(destination, staging)
        self.settings["OUTPUT_PATH"] = self.output_path = str(staging)
        try:
            with self.telling.stage("relating and handing over"):
                super().run()
        finally:
            self.settings["OUTPUT_PATH"] = self.output_path = str(destination)
            self._cache.store.close()
        self._finish(destination, staging)

    def _open(self) -> tuple[bytes, bytes]:
        """Open the content cache; the digests of the code and of the settings."""
        code, chosen = code_digest(self.plugins), settings_digest(self.settings)
        folder = Path(self.settings["CACHE_PATH"]) / "content"
        name, processes = digest(code, chosen).hex(), self.processes
        self._remembered = Remembered(folder / f"{name}.remembered")
        self._compiled = Compiled(self._remembered)
        if strangers.who_are_told_of_reading():  # every file is read, and here
            name, processes = os.urandom(DIGEST).hex(), 1
        store, reading = Store(folder, name), codec(self.settings)
        self._cache = ContentCache(store, reading, self.telling, processes)
        self._generators: list[Any] = []
        return code, chosen

    def _begin(self, destination: Path, staging: Path) -> None:
        """Open what earlier builds have left: the content cache and the index of pages."""
        code, chosen = self._open()
        theme = theme_digest(Path(self.theme), self.settings["THEME_TEMPLATES_OVERRIDES"])
        index = destination.with_name(f".{destination.name}.pages")
        drafts = b"drafts" if self.settings.get("BILINGUAL_DRAFTS") else b""
        self._reserve = Reserve(Path(self.settings["CACHE_PATH"], "pages", destination.name))
        self._index = PageIndex(
            index, digest(code, chosen, theme, drafts), instead=self._reserve.index
        )
        self._destination, self._staging = destination, staging
        self._made: dict[str, Made] = {}

    def _note_generator(self, generator: Any) -> None:
        if generator.settings is self.settings:
            generator.context["remembered"] = self._remembered
            generator.env.bytecode_cache = self._compiled
            self._generators.append(generator)

    def _get_generator_classes(self) -> list[type]:
        """Pelican's, with ours in the place of its own, and rendering at the end."""
        found = super()._get_generator_classes()
        mine = [*(OURS.get(each, each) for each in found), RenderingGenerator]
        return [
            type(each.__name__, (each,), {"cache": self._cache}) if each in CACHED else each
            for each in mine
        ]

    def _writer_class(self, pelican: Any) -> type[DeferredWriter] | None:
        if pelican is not self:
            return None
        careful = strangers.are_loaded(self) or strangers.make_pages(self._generators)
        given = {"finishing": self._make, "careful": careful}
        return type("DeferredWriter", (DeferredWriter,), given)

    def _make(self, writer: DeferredWriter) -> None:
        """Make the pages that changed, and send the signals of all."""
        context, siteurl = self._generators[0].context, self.settings["SITEURL"]
        environments = [each.env for each in self._generators]
        site = Site(writer.jobs, writer.copies, context, environments, siteurl, writer.later)
        listeners = strangers.who_look_at_files(self)
        everything = self.all_pages or (bool(listeners) and self._index.rewritten)
        making = Making(
            site,
            self._index,
            self._reserve,
            self._destination,
            self._staging,
            self.telling,
            self.processes,
            all_pages=everything,
            whole=bool(listeners),
        )
        self._made = making.make()
        if signals.content_written.receivers:
            for job in writer.jobs.values():
                path = str(self._staging / job.name)
                signals.content_written.send(path, context=job.local_context(siteurl))
        self._listened, self._rendered = bool(listeners), making.rendered
        in_doubt = making.all_pages or making.opaque or strangers.are_loaded(self)
        contents = [each for each in context["generated_content"].values() if each is not None]
        self.settled = all(map(is_read_alone, contents)) and not (listeners or in_doubt)
        self.due = next_due(contents)

    def _finish(self, destination: Path, staging: Path) -> None:
        """Check what is prepared, put it in place, and remember how it was made."""
        index, made = self._index, self._made
        prepared = set(files_in(staging))
        names = made.keys() | prepared
        if shrinks(index.installed, len(names)) and not self.force:
            raise InstallError(
                f"the site would have {counted(len(names), 'file')} in the place of"
                f" {index.installed:,}: nothing was written; build with --force if that is meant"
            )
        if self.settings["RENDERING_CHECK_LINKS"]:
            with self.telling.stage("following links"):
                self._stop_on_broken_links(destination, staging, prepared, names)
        index.rewritten = self._listened and any(
            digest((staging / name).read_bytes()) != page.digest
            for name, page in made.items()
            if page.digest
        )
        with self.telling.stage("installing"):
            at_once = self.settings["RENDERING_AT_ONCE"]
            seen = made.keys() - prepared
            installed = install(
                staging, names, destination, at_once=at_once, locked=True, seen=seen
            )
        with self.telling.stage("remembering"):
            for name in prepared & made.keys():
                status = os.lstat(f"{destination}/{name}")
                made[name].stamp = status.st_size, status.st_mtime_ns
            index.save(made)
            gone = index.pages.keys() - names
            self._reserve.keep(index.path, destination, made, prepared, gone)
            self._compiled.keep()
            self._remembered.save()
        if self.once_installed:
            self.once_installed(names)
        self.pages_rendered = self._rendered
        say(
            f"{counted(len(names), 'file')}: {installed.written:,} written,"
            f" {installed.removed:,} removed; {counted(len(self._rendered), 'page')} rendered;"
            f" {self.telling.took()}"
        )

    def _stop_on_broken_links(
        self, destination: Path, staging: Path, prepared: set[str], names: Collection[str]
    ) -> None:
        """End the process with status 1, naming each, when internal links do not resolve."""
        broken = broken_of(self._index, staging, destination, prepared, names, self.processes)
        for page, link in broken:
            complain(f"error: {page}: the link “{link}” leads nowhere")
        if broken:
            complain(f"{counted(len(broken), 'broken link')}: nothing was written")
            raise SystemExit(1)
        self._index.followed = True
