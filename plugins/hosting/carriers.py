"""The programs that carry files to a target: rsync, rclone, or none for a folder of this machine.

Each puts and removes the files it is told to; which those are is decided elsewhere. Secrets are
theirs: they take them from the environment, from ssh, from their own configuration.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Literal, Protocol

from plugins.hosting.manifest import BEGIN, emptied

Kind = Literal["rsync", "git", "folder", "rclone"]
NO_FOLDER = {"rsync": 23, "rclone": 3}  # the statuses of programs when a target is not there yet
SECRET = re.compile("PASS|SECRET|TOKEN|KEY", re.IGNORECASE)  # in the name of a variable
SHORTEST = 6  # characters of a value that could be taken for a secret
# What a hook of another repository says to the git that it runs.
OTHERS = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}


class SendingError(Exception):
    """What a program that sends has said."""


class Carrier(Protocol):
    """Carries files between a folder of this machine and a target."""

    def get_manifests(self, into: Path) -> None:
        """Copy the manifests of the target, if there are any, into a folder."""

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Have these files of a *folder* at the target."""

    def remove(self, names: Sequence[str], left: Iterable[str]) -> None:
        """Remove files from the target, and folders in which none of those *left* is."""

    def finish(self, message: str) -> None:
        """End: what has been put and removed is to be seen now, if it was not yet."""


class Folder:
    """A folder of this machine, or of one whose disk this one has mounted."""

    def __init__(self, place: str) -> None:
        self._root = Path(place).expanduser()

    def get_manifests(self, into: Path) -> None:
        """Copy them."""
        for path in self._root.glob(f"{BEGIN}*"):
            shutil.copyfile(path, into / path.name)

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Copy each beside its place, then put it there: nobody sees half a file."""
        underway = self._root / f"{BEGIN.rstrip('-')}.part"  # one name: what is left is used again
        for name in names:
            path = self._root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, underway)
            underway.replace(path)

    def remove(self, names: Sequence[str], left: Iterable[str]) -> None:
        """Remove them, and the folders that are empty then."""
        for name in names:
            with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                (self._root / name).unlink()
        for name in emptied(names, left):
            with suppress(OSError):  # somebody else's files are in it
                (self._root / name).rmdir()

    def finish(self, message: str) -> None:
        """Nothing: all is done."""


class Rsync:
    """A folder of another machine, over ssh or an rsync daemon."""

    def __init__(self, place: str) -> None:
        self._place = place if place.endswith(":") else place.rstrip("/") + "/"

    def get_manifests(self, into: Path) -> None:
        """Copy them; a folder that is not there yet has none."""
        chosen = "--recursive", f"--include=/{BEGIN}*", "--exclude=*"
        run(["rsync", *chosen, self._place, f"{into}/"], ignored=NO_FOLDER["rsync"])

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Send them, whatever is there; the rights of folders that are there stay."""
        chosen = "--ignore-times", "--copy-links", "--times", "--omit-dir-times", "--chmod=ugo=rwX"
        self._run(folder, names, *chosen)

    def remove(self, names: Sequence[str], left: Iterable[str]) -> None:
        """Remove them, then the folders that are empty, level by level."""
        levels = groupby(emptied(names, left), key=lambda folder: folder.count("/"))
        for each in (names, *(list(folders) for _, folders in levels)):
            with tempfile.TemporaryDirectory() as nothing:  # but the folders above them
                for name in each:
                    Path(nothing, name).parent.mkdir(parents=True, exist_ok=True)
                self._run(Path(nothing), each, "--delete-missing-args", "--dirs", "--existing")

    def finish(self, message: str) -> None:
        """Nothing: all is done."""

    def _run(self, folder: Path, names: Sequence[str], *options: str) -> None:
        if names:
            command = ["rsync", *options, "--from0", "--files-from=-", f"{folder}/", self._place]
            run(command, "\0".join(names))


class Rclone:
    """A remote of rclone: S3, SFTP, WebDAV and many more.

    Objects of a store have headers of their own: *headers* gives those of a file by its name.
    """

    def __init__(self, place: str, headers: Mapping[str, tuple[str, ...]]) -> None:
        self._place, self._headers = place, headers

    def get_manifests(self, into: Path) -> None:
        """Copy them; a folder that is not there yet has none."""
        chosen = "--max-depth=1", f"--include=/{BEGIN}*"
        self._run("copy", self._place, str(into), *chosen, ignored=NO_FOLDER["rclone"])

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Send them, whatever is there, those of the same headers together."""

        def headers_of(name: str) -> tuple[str, ...]:
            return self._headers.get(name, ())

        for headers, same in groupby(sorted(names, key=headers_of), key=headers_of):
            said = [f"--header-upload={header}" for header in headers]
            options = "--ignore-times", "--no-traverse", *said
            self._run_listed(list(same), "copy", str(folder), self._place, *options)

    def remove(self, names: Sequence[str], left: Iterable[str]) -> None:
        """Remove them, and the folders that are empty then."""
        if names:
            self._run_listed(names, "delete", self._place)
        tops = {folder.split("/")[0] for folder in emptied(names, left)}
        for top in sorted(tops):
            separator = "" if self._place.endswith((":", "/")) else "/"
            found = f"{self._place}{separator}{top}"
            self._run("rmdirs", found, ignored=NO_FOLDER["rclone"])

    def finish(self, message: str) -> None:
        """Nothing: all is done."""

    def _run_listed(self, names: Iterable[str], *command: str) -> None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as listed:
            listed.write("".join(f"{name}\n" for name in names))
            listed.flush()
            self._run(*command, f"--files-from-raw={listed.name}")

    def _run(self, *command: str, ignored: int = 0) -> None:
        # Not beside its place first: what an interrupted copy leaves there, nobody would remove.
        run(["rclone", *command], ignored=ignored, environment={"RCLONE_INPLACE": "true"})


def run(
    command: Sequence[str],
    text: str = "",
    ignored: int = 0,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a program, *text* its input: what it prints.

    Raises SendingError with what it has said when it ends with a status that is not to be
    *ignored*; no value of a variable that may be a secret is repeated.
    """
    if not shutil.which(command[0]):
        raise SendingError(f"{command[0]} is not installed; install it, then deploy again")
    inherited = {name: value for name, value in os.environ.items() if name not in OTHERS}
    done = subprocess.run(
        command,
        input=text.encode(),
        capture_output=True,
        env=inherited | {"LC_ALL": "C.UTF-8"} | dict(environment or {}),
        check=False,
    )
    if done.returncode not in (0, ignored):
        said = done.stderr.decode("utf-8", "replace").strip() or "it says nothing more"
        raise SendingError(f"{command[0]} ended with status {done.returncode}:\n{hidden(said)}")
    return done.stdout.decode("utf-8", "surrogateescape")


def hidden(said: str) -> str:
    """What a program said, without passwords: those of addresses, those of the environment."""
    for name, value in os.environ.items():
        if SECRET.search(name) and len(value) >= SHORTEST:
            said = said.replace(value, "…")
    return re.sub(r"(?<=://)[^/@\s]+@", "…@", said)
