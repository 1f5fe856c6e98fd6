"""An import, step by step: read once for all places, read again for the texts, then the rest."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from plugins.wordpress_import import report
from plugins.wordpress_import.addresses import usual_pattern
from plugins.wordpress_import.choices import Choices
from plugins.wordpress_import.entries import Index
from plugins.wordpress_import.export import Blog
from plugins.wordpress_import.index import indexed, items_of
from plugins.wordpress_import.items import Item
from plugins.wordpress_import.keeping import Keeper
from plugins.wordpress_import.languages import code_of
from plugins.wordpress_import.media import Files
from plugins.wordpress_import.naming import decoded_slug, path_of
from plugins.wordpress_import.posts import Written, written_of
from plugins.wordpress_import.redirects import as_csv, redirects_of
from plugins.wordpress_import.report import as_json
from plugins.wordpress_import.site import Site
from plugins.wordpress_import.tags_file import as_toml

BATCH = 8  # items that go to a process at once
AHEAD = 4  # batches a process that may wait, so that memory stays flat

Watch = Callable[[int], None]


@dataclass
class Done:
    """What an import does: what was read, what has become of each text, what is not in a post.

    *gone* are the files, by their keys, of items that an earlier export had; *meta* is what has no
    place in a post, *active* what was set aside, each by the file of its text.
    """

    index: Index
    keeper: Keeper
    files: Files
    gone: dict[str, str]
    texts: list[dict[str, Any]] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    active: dict[str, list[str]] = field(default_factory=dict)

    @property
    def to_look_at(self) -> int:
        """How many texts a person should look at."""
        return sum(bool(each["look"]) for each in self.texts)

    def put(self, made: Written) -> None:
        """Write a text, and keep what there is to tell of it."""
        told = made.told | {"done": self.keeper.put(made.file, made.text)}
        if made.comments:
            self.keeper.put(made.comments_file, made.comments)
        if told["done"].endswith(".incoming beside it"):
            told["look"] = [*told["look"], told["done"]]
        self.texts.append(told)
        self.files.wanted.update(made.wanted)
        self.files.missing.update(made.missing)
        self.meta |= {made.file: made.meta} if made.meta else {}
        self.active |= {made.file: made.active} if made.active else {}


def spoken_in(paths: list[Path]) -> str:
    """The code of the language that the blog in the exports at *paths* says it is in, or ""."""
    blog = Blog()
    next(items_of(paths, blog), None)
    return code_of(blog.language)


def run(
    paths: list[Path],
    site: Site,
    choices: Choices,
    uploads: Path | None,
    folder: Path,
    watch: Watch,
) -> Done:
    """Import the exports at *paths* into *site*; the report goes into *folder*.

    *watch* is told of every byte, twice. RefusedError, before anything is written, for a file that
    is no export; ValueError when what an earlier import remembered is damaged.
    """
    keeper = Keeper(site.content, choices.dry_run, choices.restore)
    keeper.read()
    index = indexed(paths, site, choices, keeper.files, watch)
    now = {each.key: each.place.file for each in index.all()}
    gone = {key: file for key, file in sorted(keeper.files.items()) if key not in now}
    keeper.files |= now
    done = Done(index, keeper, Files(site.content, uploads), gone)
    for made in _all_written(paths, index, site, choices, uploads, watch):
        done.put(made)
    _tags(index, keeper)
    rows = redirects_of(index, site)
    if rows:
        keeper.put("redirects.csv", as_csv(rows))
    copied = 0 if choices.dry_run else done.files.copy()
    keeper.finish()
    where = "" if uploads else ", which --uploads would bring"
    more = [
        f"files copied: {copied}",
        f"files left where they were: {len(done.files.missing)}{where}",
        f"old addresses in redirects.csv: {len(rows)}",
        *_advice(index, site),
    ]
    report.write(folder, dict(_report(done, more)))
    return done


def _report(done: Done, more: list[str]) -> Iterator[tuple[str, str]]:
    """The files of the report, with what else there is to say."""
    index, counts = done.index, done.keeper.counts
    yield "report.md", report.as_markdown(index, done.texts, counts, more, done.gone)
    yield "report.json", report.as_report(index, done.texts, counts, done.gone)
    yield "meta.json", as_json(done.meta)
    yield "media.json", as_json([each.told() for each in index.media.by_id.values()])
    for file, pieces in done.active.items():
        yield f"quarantine/{file.removesuffix('.md')}.txt", "\n\n".join(pieces) + "\n"


def _advice(index: Index, site: Site) -> Iterator[str]:
    """What would spare most posts a `Url` of their own."""
    home = index.targets.home
    places = [
        (path, each.date, decoded_slug(each.item.name))
        for each in index.all()
        if each.is_public and each.item.type == "post" and each.date and each.item.name
        if (path := path_of(each.item.link, home))
    ]
    pattern = usual_pattern(places)
    stated = sum(each.place.stated for each in index.all())
    if pattern and pattern != site.article and stated * 2 > len(places):
        yield (
            f'most posts were at "{pattern}": with that as ARTICLE_URL in pelicanconf.py, before'
            f" the import, {stated} of them need no Url of their own"
        )


def _tags(index: Index, keeper: Keeper) -> None:
    """Describe the tags that need it, each once: one that its author took away stays away."""
    assert index.tags is not None
    new = [each for each in index.tags.entries if each.slug not in keeper.tags]
    keeper.tags.update(each.slug for each in new)
    if new:
        keeper.append("tags.toml", "\n".join(map(as_toml, new)))


def _all_written(
    paths: Iterable[Path],
    index: Index,
    site: Site,
    choices: Choices,
    uploads: Path | None,
    watch: Watch,
) -> Iterator[Written]:
    """Every text of the export as a file, in order; by several processes where there is fork."""

    def make(items: list[Item]) -> list[Written]:
        return [made for item in items for made in written_of(item, index, site, choices, uploads)]

    batches = _batches(
        item for item in items_of(paths, Blog(), watch) if item.number in index.entries
    )
    count = min(os.cpu_count() or 1, 8)
    if not hasattr(os, "fork") or count < 2:
        for batch in batches:
            yield from make(batch)
        return
    _shared["make"] = make
    waiting: deque[Future[list[Written]]] = deque()
    with ProcessPoolExecutor(count, mp_context=get_context("fork")) as pool:
        for batch in batches:
            waiting.append(pool.submit(_make, batch))
            if len(waiting) > AHEAD * count:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_shared: dict[str, Callable[[list[Item]], list[Written]]] = {}  # what forked processes inherit


def _make(items: list[Item]) -> list[Written]:
    return _shared["make"](items)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
