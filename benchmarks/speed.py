"""Measure this project beside Hugo, Eleventy and stock Pelican, on the same posts.

    python -m benchmarks.speed --posts 1000,10000 --peers hugo --fetch --page docs/speed.md

Every run is told, and kept as JSON in the work folder; with --page a page is made of them.
With files of such FIGURES nothing is measured: the page is made of them again.
"""

import argparse
import datetime
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.bars import BARS
from benchmarks.figures import Figure, Results, load, results, save
from benchmarks.machine import described
from benchmarks.measure import CommandError
from benchmarks.page import write_page
from benchmarks.plot import number
from benchmarks.rounds import MODES, all_figures
from benchmarks.tools import OURS, PEERS, ROOT, Tool, fetch

WORK = Path(tempfile.gettempdir()) / "passerelle-benchmarks"
PAGE = ROOT / "docs/speed.md"
FULL = [1_000, 5_000, 10_000]
USUAL = [mode for mode in MODES if mode != "growth"]
INTERRUPTED = 130


def count(text: str) -> int:
    """A number above 0 as typed; what argparse tells when it is none."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number above 0")
    return int(text)


def counts(text: str) -> list[int]:
    """Numbers above 0 as typed, with commas between."""
    return sorted({count(each) for each in text.split(",")})


def among(known: Sequence[str]) -> Callable[[str], list[str]]:
    """What reads names of *known* ones as typed, with commas between, and orders them."""

    def names(text: str) -> list[str]:
        typed = [each.strip() for each in text.split(",")]
        for each in typed:
            if each not in known:
                raise argparse.ArgumentTypeError(f"“{each}”: write one of {', '.join(known)}")
        return [each for each in known if each in typed]

    return names


def arguments() -> argparse.ArgumentParser:
    """What one types."""
    peers = [*(peer.name for peer in PEERS), "none"]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="modes:\n" + "\n".join(f"  {mode:<9}{words}" for mode, words in MODES.items()),
    )
    add = parser.add_argument
    add("figures", nargs="*", type=Path, metavar="FIGURES", help="figures kept, to make a page of")
    add("--posts", type=counts, metavar="N,N", help="sizes of blogs (1000)")
    add("--runs", type=count, default=3, metavar="N", help="runs of each, for the median (3)")
    add("--only", type=among(list(MODES)), metavar="MODE,MODE", help="modes (all but growth)")
    add("--peers", type=among(peers), default=peers, metavar="NAME,NAME",
        help=f"{', '.join(peers)} (those that are there)")  # fmt: skip
    add("--plain", action="store_true", help="of ours, only the site that is compared with peers")
    add("--fetch", action="store_true", help="fetch peers first, by pip and npm")
    add("--full", action="store_true", help="1,000, 5,000 and 10,000 posts, growth, the page")
    add("--page", type=Path, metavar="FILE", help="write the page of results, and plots beside it")
    add("--work", type=Path, default=WORK, metavar="DIR", help=f"where it all is done ({WORK})")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, or make the page of figures kept; the exit status."""
    parser = arguments()
    asked = parser.parse_args(argv)
    if asked.figures and not asked.page:
        parser.error("say where to write the page of these figures: --page docs/speed.md")
    if asked.full:
        asked.posts, asked.only = asked.posts or FULL, asked.only or list(MODES)
        asked.page = asked.page or PAGE
    try:
        found = load(asked.figures) if asked.figures else measured(asked)
        for bar in BARS:
            if (value := bar.value(found)) is not None:
                limit = f"{bar.limit:g}{bar.unit}"
                print(f"{bar.words}: {number(value)}{bar.unit}, {bar.verdict(found)} ({limit})")
        if asked.page:
            write_page(found, asked.page)
            print(f"written: {asked.page}")
    except KeyboardInterrupt:
        print("interrupted; what was measured is kept", file=sys.stderr)
        return INTERRUPTED
    except (CommandError, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def measured(asked: argparse.Namespace) -> Results:
    """Measure what is *asked*, telling each run and keeping each figure as it comes."""
    work = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    peers = [peer for peer in PEERS if peer.name in asked.peers]
    if asked.fetch:
        fetch(peers, work)
    peers = present(peers, work)
    machine = described(peers, work)
    kept = work / f"figures-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}.json"
    figures: list[Figure] = []
    print(f"figures are kept in {kept}", flush=True)
    ours = OURS[:1] if asked.plain else OURS
    for figure in all_figures(
        asked.posts or FULL[:1], [*ours, *peers], asked.only or USUAL, asked.runs, work, told
    ):
        figures.append(figure)
        save(results(machine, figures), kept)
    return results(machine, figures)


def present(peers: Sequence[Tool], work: Path) -> list[Tool]:
    """Those of *peers* that are in *work*; of the others it is said how to get them."""
    for peer in peers:
        if not peer.program(work):
            print(f"{peer.title} is not there, and is left out; --fetch gets it")
    return [peer for peer in peers if peer.program(work)]


def told(line: str) -> None:
    """Say one run."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
