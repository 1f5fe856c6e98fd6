"""What feeds cost: the blog built with all its feeds, and without any, in turns.

    invoke benchmark

Prints, for each, seconds by the clock and of all processors, the medians of some runs; then the
share of the build that feeds take.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.figures import Figure, Run
from benchmarks.tools import Site, Tool

TOOLS = (
    Tool("with feeds", "Passerelle", "passerelle", "content", "own_theme.py"),
    Tool("without", "Passerelle without feeds", "passerelle", "content", "no_feeds.py"),
)


def cold_builds(posts: int, runs: int, work: Path) -> tuple[Figure, Figure]:
    """*runs* builds of each kind, from nothing, of a blog of so many *posts* under *work*."""
    corpus = Corpus(posts)
    sites = [Site(tool, posts, work) for tool in TOOLS]
    for site in sites:
        site.set_up(corpus.posts())
    rounds = [[built_anew(site) for site in sites] for _ in range(runs)]
    with_feeds, without = (
        Figure(site.tool.name, "cold", posts, builds)
        for site, builds in zip(sites, zip(*rounds, strict=True), strict=True)
    )
    return with_feeds, without


def built_anew(site: Site) -> Run:
    """A build of *site* with neither output nor caches."""
    site.remove("out")
    site.remove("cache")
    return site.build()


def main() -> None:
    """Measure, and print the share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000, help="how many posts")
    parser.add_argument("--runs", type=int, default=3, help="builds of each kind")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        all_, without = cold_builds(asked.posts, asked.runs, Path(work))
    print(f"{asked.posts:<12,}  clock s  processors s")
    for figure in (all_, without):
        print(f"{figure.tool:12} {figure.wall:8.2f} {figure.cpu:13.2f}")
    print(f"{'share':12} {1 - without.wall / all_.wall:8.1%} {1 - without.cpu / all_.cpu:13.1%}")


if __name__ == "__main__":
    main()
