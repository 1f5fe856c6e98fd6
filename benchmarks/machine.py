"""The machine and the versions that figures are from, for whoever reads them later."""

import datetime
import json
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.tools import ROOT, Tool


def described(peers: Sequence[Tool], work: Path) -> dict[str, str]:
    """The machine, the date and the versions of all that is measured."""
    found = {
        "date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        "processors": f"{os.cpu_count()} × {_processor()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{_system()}, files on {_file_system(work)}",
        "Python": platform.python_version(),
        "Passerelle": said(["git", "-C", str(ROOT), "log", "-1", "--format=%h of %cs"]),
        "its Pelican": version("pelican"),
    }
    for peer in peers:
        found[peer.title] = _version(peer, work)
    if any(peer.form == "eleventy" for peer in peers):
        found["Node"] = said(["node", "--version"])
    return {key: value for key, value in found.items() if value}


def said(command: Sequence[str]) -> str:
    """The first line that a command says; nothing when it cannot run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (done.stdout.splitlines() or [""])[0]


def _version(peer: Tool, work: Path) -> str:
    program = peer.program(work)
    if peer.form == "eleventy":
        return str(json.loads((program.parent / "package.json").read_text("utf-8"))["version"])
    if peer.form == "hugo":
        found = re.search(r"v([\d.]+)(?:\S*?(\+extended))?", said([str(program), "version"]))
        return f"{found[1]}{' extended' if found[2] else ''}" if found else ""
    return said([str(work / "venv/bin/python"), "-c", "import pelican; print(pelican.__version__)"])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        lines = ""
    named = re.search(r"^model name\s*: (.*)$", lines, re.M)
    return named[1] if named else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def _file_system(folder: Path) -> str:
    """The kind of the file system that *folder* is on, such as ext4 or tmpfs."""
    kind = said(["findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(folder)])
    return kind or "a disk"
