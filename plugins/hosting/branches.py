"""A branch of a git repository as a target, as GitHub Pages and Codeberg Pages read it.

The commit is made in a repository of its own, beside what builds remember, and pushed whole: who
reads the site sees the old one or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from plugins.hosting.carriers import SendingError, run
from plugins.hosting.manifest import BEGIN

HERE = "refs/heads/here"  # what the branch is, in the repository of ours
PLAIN = {"core.autocrlf": "false", "core.attributesFile": os.devnull, "core.hooksPath": os.devnull}


class Branch:
    """A branch of a repository, at an address that git takes; *author* signs if none is known."""

    def __init__(self, place: str, branch: str, cache: Path, author: str) -> None:
        self._place, self._branch, self._author = place, f"refs/heads/{branch}", author
        name = blake2b(f"{place} {branch}".encode(), digest_size=8).hexdigest()
        self._repository = cache.resolve() / "deploy" / f"{name}.git"

    def get_manifests(self, into: Path) -> None:
        """Fetch the branch, and copy those that are in it."""
        if any(self._repository.rglob("*.lock")):  # somebody was interrupted
            shutil.rmtree(self._repository)
        self._repository.mkdir(parents=True, exist_ok=True)
        self._git("init", "--quiet", "--bare")
        if self._git("ls-remote", "--", self._place, self._branch):
            refs = f"+{self._branch}:{HERE}"
            self._git("fetch", "--quiet", "--depth=1", "--no-tags", "--", self._place, refs)
            self._git("read-tree", HERE)
        else:
            self._git("update-ref", "-d", HERE)
            self._git("read-tree", "--empty")
        names = self._git("ls-files", "-z", tree=into.resolve()).split("\0")
        for name in (name for name in names if name.startswith(BEGIN)):
            self._git("checkout-index", "--", name, tree=into.resolve())

    def put(self, folder: Path, names: Sequence[str]) -> None:
        """Stage them."""
        chosen = "--add", "--replace", "-z", "--stdin"
        self._git("update-index", *chosen, text="\0".join(names), tree=folder.resolve())

    def remove(self, names: Sequence[str], left: Iterable[str]) -> None:
        """Stage that they are gone; there are no folders."""
        # In any folder but that of the repository: git would not look at files there.
        chosen = "--force-remove", "-z", "--stdin"
        self._git("update-index", *chosen, text="\0".join(names), tree=self._repository.parent)

    def finish(self, message: str) -> None:
        """Commit and push what is staged, if that is something."""
        tree = self._git("write-tree")
        there = self._git("for-each-ref", "--format=%(objectname) %(tree)", HERE).split()
        if there[1:] == [tree]:
            return
        parents = ["-p", there[0]] if there else []
        commit = self._git("commit-tree", tree, *parents, "-m", message, environment=self._who())
        try:
            self._git("push", "--quiet", "--", self._place, f"{commit}:{self._branch}")
        except SendingError as error:
            if "fetch first" in str(error) or "non-fast-forward" in str(error):
                error.add_note("somebody has changed the branch meanwhile: deploy again")
            raise

    def _who(self) -> dict[str, str]:
        """Who signs, as the environment says it, when git's own configuration does not."""
        if self._git("config", "--default", "", "user.email"):
            return {}
        return {
            f"GIT_{role}_{part}": os.environ.get(f"GIT_{role}_{part}", value)
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", self._author), ("EMAIL", "deploy@localhost"))
        }

    def _git(
        self,
        *command: str,
        text: str = "",
        tree: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        where = [f"--git-dir={self._repository}"]
        if tree:
            where += ["-C", str(tree), f"--work-tree={tree}"]
        chosen = [part for name, value in PLAIN.items() for part in ("-c", f"{name}={value}")]
        return run(["git", *where, *chosen, *command], text, environment=environment).strip("\n")
