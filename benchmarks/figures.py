"""What was measured, as values: runs, figures of several runs, and all of them as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Run:
    """One process: seconds by the clock, of the processors, memory at its peak in MiB.

    *others* is how many processors other processes kept busy meanwhile.
    """

    wall: float
    cpu: float = 0.0
    memory: float = 0.0
    others: float = 0.0


@dataclass(frozen=True)
class Figure:
    """The *runs* of a *tool* in a *mode* on a blog of so many *posts*; what it wrote in the end.

    *files* counts what was written, *size* is in bytes.
    """

    tool: str
    mode: str
    posts: int
    runs: tuple[Run, ...]
    files: int = 0
    size: int = 0

    @property
    def key(self) -> tuple[str, str, int]:
        """What the figure is of."""
        return self.tool, self.mode, self.posts

    @property
    def wall(self) -> float:
        """Seconds by the clock, the median of the runs."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Seconds of the processors, the median of the runs."""
        return median(run.cpu for run in self.runs)

    @property
    def memory(self) -> float:
        """The peak of memory in MiB, the median of the runs."""
        return median(run.memory for run in self.runs)

    @property
    def each(self) -> float:
        """Milliseconds a post."""
        return 1000 * self.wall / self.posts


@dataclass(frozen=True)
class Results:
    """The *figures*, by what they are of, and the *machine* and versions that they are from."""

    machine: dict[str, str]
    figures: dict[tuple[str, str, int], Figure]

    def sizes(self) -> list[int]:
        """The sizes at which anything was measured, the smallest first."""
        return sorted({figure.posts for figure in self.figures.values() if figure.posts})

    def get(self, tool: str, mode: str, posts: int) -> Figure | None:
        """The figure of a tool in a mode at a size, if there is one."""
        return self.figures.get((tool, mode, posts))


def results(machine: dict[str, str], figures: Iterable[Figure]) -> Results:
    """*figures* of one *machine*; of two of the same, the later holds."""
    return Results(machine, {figure.key: figure for figure in figures})


def save(found: Results, path: Path) -> None:
    """Write *found* as JSON."""
    figures = [asdict(figure) for figure in found.figures.values()]
    path.write_text(json.dumps({"machine": found.machine, "figures": figures}, indent=1), "utf-8")


def load(paths: Iterable[Path]) -> Results:
    """The results in files; of two figures of the same, that of the later file holds.

    Raises ValueError, naming the file, when one does not hold results.
    """
    machine: dict[str, str] = {}
    figures: list[Figure] = []
    for path in paths:
        try:
            read = json.loads(path.read_text("utf-8"))
            machine |= read["machine"]
            figures += [
                Figure(**each | {"runs": tuple(Run(**run) for run in each["runs"])})
                for each in read["figures"]
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: these are no figures of a benchmark ({error})") from error
    return results(machine, figures)
