"""How long after a save the preview shows it, asked of its server as a browser would.

Each save is of one post amid the blog; what is waited for are the new words on its page.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import Corpus, Post
from benchmarks.figures import Figure, Run
from benchmarks.measure import CommandError, used, watched
from benchmarks.tools import ROOT, Site

PREVIEW = "plugins.rendering.preview"
ADDRESS = re.compile(r"Preview at (http://[\d.:]+/)")
PATIENCE = 900  # seconds
EDITS = ("body", "title", "tags")


def edited(text: str, edit: str, number: int) -> tuple[str, str]:
    r"""A post's *text* after an *edit*, and the word that its page has from then on.

    >>> edited("Title: A\nTags: b\n\nText.", "title", 3)
    ('Title: Retouche3\nTags: b\n\nText.', 'Retouche3')
    """
    if edit == "body":
        return f"{text}\nUne phrase de plus, retouche{number}, pour voir.\n", f"retouche{number}"
    if edit == "title":
        title = f"Title: Retouche{number}"
        return re.sub(r"(?m)^Title: .*", title, text, count=1), f"Retouche{number}"
    tag = f"nouveau{number}"
    return re.sub(r"(?m)^(Tags: .*)", rf"\1, {tag}", text, count=1), tag


def latencies(site: Site, corpus: Corpus, runs: int) -> Iterator[Figure]:
    """The delay of each kind of edit of a post of *corpus*, measured *runs* times each."""
    post = corpus.heads[corpus.size // 2]
    with previewed(site) as (address, process, samples):
        page = f"{address}archives/{post.date:%Y/%m/%d}/{post.name}/"
        found: dict[str, list[Run]] = {edit: [] for edit in EDITS}
        for number in range(runs):
            for edit in EDITS:
                wait_until_idle(process)  # what the last save began is over, as for an author
                seconds = delay(site.content, post, page, edit, number)
                found[edit].append(Run(seconds, memory=max(samples)))
        for edit, delays in found.items():
            yield Figure(site.tool.name, f"preview-{edit}", site.size, tuple(delays))


def delay(content: Path, post: Post, page: str, edit: str, number: int) -> float:
    """Seconds from a save of *post* until its *page* has the new words."""
    path = content / f"{post.name}.md"
    text, words = edited(path.read_text("utf-8"), edit, number)
    start = time.perf_counter()
    path.write_text(text, "utf-8")
    wait_for(page, words)
    return time.perf_counter() - start


@contextlib.contextmanager
def previewed(site: Site) -> Iterator[tuple[str, int, list[float]]]:
    """Preview *site* meanwhile; gives the address, the process's id, samples of its memory."""
    command = [sys.executable, "-m", PREVIEW, "--port", "0"]
    command += ["--settings", str(site.settings), "--content", str(site.content)]
    environment = os.environ | {"BENCH_CACHE": str(site.folder("cache-of-preview"))}
    log = site.folder("out").parent / f"preview-{site.tool.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            with watched(process.pid) as samples:
                address = address_told(process, log)
                wait_for(address, "<html")
                yield address, process.pid, samples
        finally:
            end(process)
            site.remove("cache-of-preview")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process as Ctrl-C does, so that it cleans up; by force when it does not hear."""
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        process.send_signal(sent)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return


def wait_until_idle(pid: int) -> None:
    """Wait until a process and its children have had nothing to do for half a second."""
    before, end = -1.0, time.monotonic() + PATIENCE
    while (now := used(pid)) != before and time.monotonic() < end:
        before = now
        time.sleep(0.5)


def address_told(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the preview says once it serves; CommandError when it ends or never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if told := ADDRESS.search(log.read_text("utf-8", "replace")):
            return told[1]
        time.sleep(0.05)
    raise CommandError(f"the preview does not serve:\n{log.read_text('utf-8', 'replace')[-2000:]}")


def wait_for(page: str, words: str) -> None:
    """Ask for *page* every two milliseconds until it has *words*; CommandError if it never has."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if words in asked(page):
            return
        time.sleep(0.002)
    raise CommandError(f"{page} never showed “{words}”")


def asked(page: str) -> str:
    """What the server answers for *page*; nothing when it has no such page yet."""
    try:
        with urllib.request.urlopen(page, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8", "replace"))
    except (urllib.error.URLError, ConnectionError):
        return ""
