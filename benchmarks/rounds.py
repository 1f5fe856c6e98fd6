"""What is measured, in what order: the tools in turn, so that all see the same machine."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.corpus import DAYS, START, Corpus, Post
from benchmarks.figures import Figure, Run
from benchmarks.formats import write_posts
from benchmarks.measure import run
from benchmarks.preview import latencies
from benchmarks.tools import ROOT, Site, Tool

MODES = {
    "cold": "all built, neither output nor caches",
    "warm": "all written again, the cache kept (ours only)",
    "edit": "a sentence more in one post",
    "new": "one post more, with three tags",
    "nothing": "nothing changed",
    "preview": "from a save to the page (ours only)",
    "import": "Python and Pelican imported, a yardstick",
    "growth": "ours, cold, from 1,000 to 20,000 posts",
}
BUILDS = ("cold", "warm", "edit", "new", "nothing")
GROWTH = (1_000, 20_000)

Tell = Callable[[str], None]


def all_figures(
    sizes: Sequence[int], tools: Sequence[Tool], modes: Sequence[str], runs: int, work: Path,
    tell: Tell,
) -> Iterator[Figure]:  # fmt: skip
    """Every figure asked for, one by one; *tell* is told each run."""
    if "import" in modes:
        yield imported(runs, work)
    of_blogs = [mode for mode in modes if mode not in {"import", "growth"}]
    for size in sizes if of_blogs else ():
        yield from of_size(size, tools, of_blogs, runs, work, tell)
    if "growth" in modes:
        for size in GROWTH:
            if size not in sizes or "cold" not in of_blogs:
                yield from of_size(size, tools[:1], ["cold"], runs, work, tell)


def imported(runs: int, work: Path) -> Figure:
    """How long Python takes to start and import Pelican."""
    command = [sys.executable, "-c", "import pelican"]
    work.mkdir(parents=True, exist_ok=True)
    taken = [run(command, ROOT, {}, work / "import.log") for _ in range(runs)]
    return Figure("import", "import", 0, tuple(taken))


def of_size(
    size: int, tools: Sequence[Tool], modes: Sequence[str], runs: int, work: Path, tell: Tell
) -> Iterator[Figure]:
    """The figures of a blog of *size* posts."""
    corpus = Corpus(size)
    posts = list(corpus.posts())
    sites = [Site(tool, size, work) for tool in tools]
    for site in sites:
        site.set_up(posts)
    for mode in [mode for mode in BUILDS if mode in modes]:
        yield from rounds(mode, sites, corpus, runs, tell)
    if "preview" in modes:
        for site in sites:
            if site.tool.ours:
                for figure in latencies(site, corpus, runs):
                    tell(f"{size:,} posts, {figure.mode}, {site.tool.title}: {figure.wall:.3f} s")
                    yield figure
    for site in sites:
        for kind in ("site", "out", "cache"):
            site.remove(kind)


def rounds(
    mode: str, sites: Sequence[Site], corpus: Corpus, runs: int, tell: Tell
) -> Iterator[Figure]:
    """The figures of one *mode* of building, the sites in turn: A B C, A B C."""
    takers = [site for site in sites if site.tool.ours or mode != "warm"]
    if mode != "cold":
        for site in takers:
            if not site.output.exists():
                site.build()  # to have something to change; not counted
    taken: dict[Site, list[Run]] = {site: [] for site in takers}
    for number in range(runs):
        for site in takers:
            prepare(mode, site, corpus, number)
            one = site.build()
            taken[site].append(one)
            tell(
                f"{site.size:,} posts, {mode}, {site.tool.title}:"
                f" {one.wall:.2f} s, {one.cpu:.2f} s of processors, {one.memory:.0f} MiB"
            )
    for site in takers:
        yield Figure(site.tool.name, mode, site.size, tuple(taken[site]), *site.written())


def prepare(mode: str, site: Site, corpus: Corpus, number: int) -> None:
    """What has happened before the *number*-th build of a *mode*."""
    if mode in {"cold", "warm"}:
        site.remove("out")
    if mode == "cold":
        site.remove("cache")
    if mode == "edit":
        path = site.content / f"{corpus.heads[corpus.size // 3].name}.md"
        with path.open("a", encoding="utf-8") as post:
            post.write(f'\nUne retouche, la numéro {number}, pour "voir".\n')
    if mode == "new":
        write_posts([new_post(corpus, number)], site.tool.form, site.content)
    os.sync()


def new_post(corpus: Corpus, number: int) -> Post:
    """A post newer than all, with three tags: a common one, one less so, a rare one."""
    tags = corpus.tags[2], corpus.tags[len(corpus.tags) // 4], corpus.tags[-1]
    first = next(corpus.posts())
    date = START + timedelta(days=DAYS, minutes=number + 1)
    return replace(first, name=f"new-{number}", title=f"Nouveau {number}", date=date, tags=tags)
