"""Run a process and measure it with its children: time, processors, memory.

Memory is the sum of the proportional set sizes (Pss in /proc/PID/smaps_rollup) of the process
and its descendants, so that shared pages count once. It is sampled while they run, a hundred
times a second or, where a sample takes long, as often as a twentieth of a processor allows, but
at least four times a second. Where there is no /proc it is 0: not known.
"""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.figures import Run

PROC = Path("/proc")
LEAST, MOST = 0.01, 0.25  # seconds between samples
SHARE = 20  # times as long as a sample takes


class CommandError(Exception):
    """A process that did not end well: what it said last."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Run:
    """Run *command* in *folder* to its end, what it says into *log*; CommandError when it fails."""
    os.sync()  # what others wrote is not ours to wait for
    before = busy()
    with log.open("wb") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        with watched(process.pid) as peak:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise CommandError(f"{' '.join(command)}\nended with {process.returncode}:\n{last}")
    cpu = used.ru_utime + used.ru_stime
    return Run(wall, cpu, max(peak), max(0.0, busy() - before - cpu) / wall)


@contextlib.contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """Sample the memory of a process and its children meanwhile; gives the list of samples."""
    samples, ended = [0.0], threading.Event()

    def sample() -> None:
        pause = 0.0
        while not ended.wait(pause):
            start = time.thread_time()  # not what others make it wait
            samples.append(sum(memory(each) for each in family(pid)))
            pause = min(MOST, max(LEAST, SHARE * (time.thread_time() - start)))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def family(pid: int) -> Iterator[int]:
    """A process and all its descendants that run now."""
    yield pid
    with contextlib.suppress(OSError):  # it just ended
        for path in (PROC / str(pid) / "task").glob("*/children"):
            for child in path.read_text().split():
                yield from family(int(child))


def memory(pid: int) -> float:
    """The proportional set size of a process in MiB; 0 when it cannot be read."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def used(pid: int) -> float:
    """Seconds of processors that a process and its children have used so far, to a tenth."""
    spent = 0
    for each in family(pid):
        with contextlib.suppress(OSError):  # it just ended
            fields = (PROC / str(each) / "stat").read_text().rpartition(")")[2].split()
            spent += sum(map(int, fields[11:15]))  # its own, and of children that ended
    return round(spent / os.sysconf("SC_CLK_TCK"), 1)


def busy() -> float:
    """Seconds that all processors together have been busy so far; 0 when it cannot be read."""
    try:
        spent = [int(each) for each in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]]
    except OSError:
        return 0.0
    return (sum(spent[:8]) - spent[3] - spent[4]) / os.sysconf("SC_CLK_TCK")
