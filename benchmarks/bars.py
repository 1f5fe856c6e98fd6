"""What is asked of this project's speed, and whether figures meet it."""

from dataclasses import dataclass

from benchmarks.figures import Results

Key = tuple[str, str, int]
LARGE, SMALL, LARGEST = 10_000, 1_000, 20_000
IMPORT: Key = ("import", "import", 0)


def ours(mode: str, posts: int = LARGE) -> Key:
    """The figure of this project in a *mode*, with the templates that ask for equal work."""
    return "passerelle", mode, posts


def cold(tool: str, posts: int = LARGE) -> Key:
    """The full build of a tool."""
    return tool, "cold", posts


@dataclass(frozen=True)
class Bar:
    """At most *limit*: the *quantity* of a *figure*, divided by that of the figure *over*."""

    words: str
    limit: float
    figure: Key
    over: Key | None = None
    quantity: str = "wall"
    unit: str = " ×"

    def value(self, found: Results) -> float | None:
        """What was measured, in the unit of the limit; None when it was not."""
        figure = found.get(*self.figure)
        over = found.get(*self.over) if self.over else None
        if not figure or (self.over and not over):
            return None
        measured = float(getattr(figure, self.quantity))
        return measured / float(getattr(over, self.quantity)) if over else measured

    def verdict(self, found: Results) -> str:
        """Whether it is met."""
        value = self.value(found)
        if value is None:
            return "not measured"
        return "met" if value <= self.limit else "not met"


BARS = [
    Bar("cold, 10,000 posts, over Hugo", 1.0, ours("cold"), cold("hugo")),
    Bar("cold, 10,000 posts, over Eleventy", 1.0, ours("cold"), cold("eleventy")),
    Bar("cold, 10,000 posts, over stock Pelican", 0.3, ours("cold"), cold("pelican")),
    Bar("cold, 1,000 posts, over Eleventy", 0.8, ours("cold", SMALL), cold("eleventy", SMALL)),
    Bar("cold, 1,000 posts, over Hugo", 2.0, ours("cold", SMALL), cold("hugo", SMALL)),
    Bar("warm cache, 10,000 posts, over Hugo's full build", 0.4, ours("warm"), cold("hugo")),
    Bar("one edit, 10,000 posts, over Hugo's full build", 0.05, ours("edit"), cold("hugo")),
    Bar("one edit, 10,000 posts, over the import of Pelican", 5.0, ours("edit"), IMPORT),
    Bar("a new post, 10,000 posts, over Hugo's full build", 0.06, ours("new"), cold("hugo")),
    Bar("a new post, 10,000 posts, over the import of Pelican", 7.0, ours("new"), IMPORT),
    Bar("nothing changed, 10,000 posts", 0.25, ours("nothing"), unit=" s"),
    Bar("preview, a sentence more, 10,000 posts", 0.05, ours("preview-body"), unit=" s"),
    Bar("preview, another title, 10,000 posts", 0.3, ours("preview-title"), unit=" s"),
    Bar("preview, a tag more, 10,000 posts", 0.3, ours("preview-tags"), unit=" s"),
    Bar("memory, cold, 10,000 posts", 300, ours("cold"), quantity="memory", unit=" MiB"),
    Bar(
        "growth: time a post, cold, 20,000 posts over 1,000",
        1.15,
        ours("cold", LARGEST),
        ours("cold", SMALL),
        "each",
    ),
]
