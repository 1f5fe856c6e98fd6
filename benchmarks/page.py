"""The page of results, in Markdown, with its plots: what is met, what is not, and of what."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.bars import BARS
from benchmarks.figures import Figure, Results
from benchmarks.plot import number, plot
from benchmarks.tools import TOOLS

MODES = {
    "cold": "cold: neither output nor caches",
    "warm": "warm cache: all written again",
    "edit": "one edit: a sentence more",
    "new": "a new post with three tags",
    "nothing": "nothing changed",
    "preview-body": "preview: a sentence more",
    "preview-title": "preview: another title",
    "preview-tags": "preview: a tag more",
}
SHARED, ENOUGH = 0.25, 3  # processors that others may take; runs of which a median means much
INTRO = """\
# Speed

How long Passerelle takes beside [Hugo](https://gohugo.io), [Eleventy](https://www.11ty.dev) and
stock [Pelican](https://getpelican.com) with typogrify and related posts, on the same posts and
equal work. A program measures, and makes this page: `python -m benchmarks.speed`.

- Posts are in two languages, 300 to 900 words, over twenty years, with two to seven tags, links
  to each other, and a summary in the other language; each tool reads the same ones.
- Every tool writes a page a post with five related posts, the home page and a page a tag by
  tens with the summaries, the list of tags, an archive a year, and Atom feeds: all posts, each
  language, each tag, of twenty whole posts.
- Each build is a new process. Tools take turns (A B C A B C), and figures are medians.
- Seconds are by the clock; then those of all processors; memory is the peak of the process and
  its children together (the sum of their Pss, sampled), so that shared pages count once.
- Peers build everything in each new process (Pelican's cache is off, as it comes): for them an
  edit, a new post and nothing changed are full builds.
"""
UNEQUAL = """\
## What is not equal

- Passerelle always makes its views of one language too, and archives by month: about three
  times as many pages of listings and feeds of tags. The files are counted above.
- A listing of Passerelle is numbered from the oldest post, and its first page holds ten to
  nineteen; the others' first pages hold ten.
- Passerelle sets each text by the rules of its language, and English by typogrify's spans too;
  stock Pelican runs typogrify; Hugo and Eleventy only curl quotes and set dashes.
- Passerelle checks every post, link and address before it writes, and installs what changed;
  the others write over what is there.
- With its cache kept, Passerelle takes pages from there as they were, and looks whether they are.
- Its feeds carry the post's own excerpt beside the whole text; those of all posts and of a
  language come as RSS and JSON, too, with feeds for the readers of each language alone, a list
  and pages about them. It also writes a sitemap, rules for hosts, and a policy made from the posts.
- Hugo's and Eleventy's related posts are those that a user would have by their documentation:
  Hugo's own, and an index of tags. An expert may make either site faster.
- “Its own theme” is the blog as the project gives it: longer pages, related tags, navigation,
  search. It is not in the comparison.
"""
AGAIN = """\
## Again

```sh
invoke benchmark --full                          # every size, the peers fetched, this page
python -m benchmarks.speed --help                # sizes, runs, modes, peers
python -m benchmarks.speed FIGURES.json --page docs/speed.md    # this page from figures kept
```
"""


def write_page(found: Results, path: Path) -> None:
    """Write the page at *path*, and its plots beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = plots(found)
    for name, svg in drawn.items():
        (path.parent / f"{path.stem}-{name}.svg").write_text(svg, "utf-8")
    images = {name: f"{path.stem}-{name}.svg" for name in drawn}
    path.write_text(page(found, images), "utf-8")


def plots(found: Results) -> dict[str, str]:
    """The plots, by name: one a size, and one of the time a post as blogs grow."""
    drawn = {}
    for size in found.sizes():
        groups = {
            words: {_title(figure): figure.wall for figure in _of_mode(found, size, mode)}
            for mode, words in MODES.items()
        }
        groups = {words: group for words, group in groups.items() if group}
        drawn[str(size)] = plot(f"{size:,} posts: seconds, logarithmic scale", groups)
    cold = {
        f"{size:,} posts": {_title(each): each.each for each in _of_mode(found, size, "cold")}
        for size in found.sizes()
    }
    if len(cold := {label: group for label, group in cold.items() if group}) > 1:
        drawn["growth"] = plot("Cold: milliseconds a post, logarithmic scale", cold)
    return drawn


def page(found: Results, images: dict[str, str]) -> str:
    """The page; *images* are the names of the files of its plots."""
    parts = [INTRO, _bars(found)]
    if "growth" in images:
        parts.append(f"![Milliseconds a post as blogs grow]({images['growth']})\n")
    for size in found.sizes():
        parts.append(f"## {size:,} posts\n\n![Seconds by tool and mode]({images[str(size)]})\n")
        parts.append("\n".join(_rows(found, size)) + "\n")
    return "\n".join([*parts, UNEQUAL, _machine(found), AGAIN])


def _caution(found: Results) -> str:
    """A word when the figures are not to be trusted much, for one run or a shared machine."""
    figures = found.figures.values()
    shared = max((run.others for figure in figures for run in figure.runs), default=0.0)
    cautions = []
    if shared > SHARED:
        cautions.append(f"other processes took up to {number(shared)} processors meanwhile")
    if min((len(figure.runs) for figure in figures), default=0) < ENOUGH:
        cautions.append(f"some figures are of fewer than {ENOUGH} runs")
    return f"**To be taken with caution: {'; '.join(cautions)}.**\n\n" if cautions else ""


def _bars(found: Results) -> str:
    verdicts = [bar.verdict(found) for bar in BARS]
    counts = [
        f"{verdicts.count(each)} {each}"
        for each in ("met", "not met", "not measured")
        if each in verdicts
    ]
    lines = [
        "## What is asked of it\n",
        f"{_caution(found)}Of {len(BARS)} bars: {', '.join(counts)}.\n",
        "| Passerelle | at most | measured | |",
        "|---|--:|--:|---|",
    ]
    for bar, verdict in zip(BARS, verdicts, strict=True):
        value = bar.value(found)
        measured = "" if value is None else number(value) + bar.unit
        said = f"**{verdict}**" if verdict == "not met" else verdict
        lines.append(f"| {bar.words} | {bar.limit:g}{bar.unit} | {measured} | {said} |")
    return "\n".join(lines) + "\n"


def _rows(found: Results, size: int) -> Iterator[str]:
    yield "| | | seconds | least to most | of processors | MiB | over Passerelle | files | MB |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for mode, words in MODES.items():
        ours = found.get("passerelle", mode, size)
        for figure in _of_mode(found, size, mode):
            least, most = min(run.wall for run in figure.runs), max(run.wall for run in figure.runs)
            cells = [
                words,
                _title(figure),
                number(figure.wall),
                f"{number(least)} to {number(most)}",
                number(figure.cpu) if figure.cpu else "",
                f"{figure.memory:.0f}" if figure.memory else "",
                number(figure.wall / ours.wall) if ours else "",
                f"{figure.files:,}" if figure.files else "",
                f"{figure.size / 1e6:.0f}" if figure.files else "",
            ]
            yield f"| {' | '.join(cells)} |"
            words = ""  # noqa: PLW2901  (said once a mode)


def _machine(found: Results) -> str:
    lines = ["## Where\n", "| | |", "|---|---|"]
    lines += [f"| {what} | {value} |" for what, value in found.machine.items()]
    if imported := found.get("import", "import", 0):
        lines.append(f'| `python -c "import pelican"` | {number(imported.wall)} s |')
    runs = [run for figure in found.figures.values() for run in figure.runs]
    if runs:
        least = min(len(figure.runs) for figure in found.figures.values())
        others = max(run.others for run in runs)
        lines.append(f"| runs of each | at least {least} |")
        lines.append(f"| other processes took | at most {number(others)} processors in a run |")
    return "\n".join(lines) + "\n"


def _of_mode(found: Results, size: int, mode: str) -> Iterable[Figure]:
    """The figures of a mode at a size, the tools in their order."""
    figures = (found.get(tool, mode, size) for tool in TOOLS)
    return [figure for figure in figures if figure]


def _title(figure: Figure) -> str:
    return TOOLS[figure.tool].title
