"""A plot of bars on a logarithmic scale, as the text of an SVG file.

Text and lines are in `currentColor`, light or dark as the reader's screen asks; the colours of
bars are readable on both.
"""

import math
from collections.abc import Iterable, Mapping
from html import escape

COLOURS = ["#2f7fd1", "#7f9fc4", "#d1495b", "#c98a00", "#3f9a5f", "#8f6bc2"]
WIDTH, LABELS, VALUES = 800, 230, 70  # of the whole, of the names on the left, of the numbers
BAR, GAP, TOP, BOTTOM = 16, 14, 44, 30  # heights
STYLE = """
  svg { color: #222; font: 12px system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { svg { color: #ddd; } }
  text { fill: currentColor; } .title { font-size: 14px; font-weight: 600; }
  .group { font-weight: 600; } .grid { stroke: currentColor; stroke-opacity: 0.25; }
"""


def plot(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """An SVG of *groups* of bars under a *title*: by group, by name, a value above 0.

    A name has the same colour in every group.
    """
    values = [value for group in groups.values() for value in group.values()]
    if not values or min(values) <= 0:
        raise ValueError(f"{title}: values above 0 are needed")
    low, high = _decades(values)
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    colours = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(names)}
    height = TOP + BOTTOM + sum(BAR * (len(group) + 1) + GAP for group in groups.values())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<text class="title" x="0" y="18">{escape(title)}</text>',
        *_grid(low, high, height),
    ]
    y = TOP
    for label, group in groups.items():
        y += BAR
        parts.append(f'<text class="group" x="0" y="{y - 4}">{escape(label)}</text>')
        for name, value in group.items():
            parts += _bar(name, value, y, _place(value, low, high), colours[name])
            y += BAR
        y += GAP
    return "\n".join([*parts, "</svg>\n"])


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """The powers of ten below the least and above the greatest of *values*."""
    logs = [math.log10(value) for value in values]
    low = math.ceil(min(logs)) - 1  # even a bar of 0.1 has a length
    return low, max(math.ceil(max(logs)), low + 1)


def _place(value: float, low: int, high: int) -> float:
    """Where *value* is, from the left."""
    room = WIDTH - LABELS - VALUES
    return LABELS + room * (math.log10(value) - low) / (high - low)


def _grid(low: int, high: int, height: int) -> Iterable[str]:
    for power in range(low, high + 1):
        x = f"{_place(10.0**power, low, high):.1f}"
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 12}" y2="{height - BOTTOM}"/>'
        yield f'<text x="{x}" y="{height - 10}" text-anchor="middle">{10.0**power:,g}</text>'


def _bar(name: str, value: float, y: int, end: float, colour: str) -> Iterable[str]:
    width, text = f"{end - LABELS:.1f}", y + BAR - 4
    yield f'<text x="{LABELS - 8}" y="{text}" text-anchor="end">{escape(name)}</text>'
    yield (
        f'<rect x="{LABELS}" y="{y + 2}" width="{width}" height="{BAR - 4}" fill="{colour}">'
        f"<title>{escape(name)}: {value:,.3g}</title></rect>"
    )
    yield f'<text x="{end + 6:.1f}" y="{text}">{number(value)}</text>'


def number(value: float) -> str:
    """*value* with as many decimals as it can bear: 0.042, 1.05, 12.3, 1,234."""
    decimals = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{decimals}f}"
