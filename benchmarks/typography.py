"""What typography costs: beside Markdown and typogrify on the same posts, and as texts grow.

    invoke benchmark

Prints processor time of one core: milliseconds a post, the least of some interleaved rounds;
then, for texts of 250 kB to 1 MB, prose and hostile ones, the time and that time a megabyte,
which stays the same where growth is linear.
"""

import argparse
import time

import smartypants
from markdown import Markdown
from typogrify.filters import typogrify

from benchmarks.corpus import Corpus
from plugins.typography import typeset
from plugins.typography.classes import typeset_with_classes
from plugins.typography.conventions import Style

ROUNDS = 5
LOCALES = {"fr": "fr", "en": "en-GB"}
STYLE = Style(last_words=True)
SIZES = [250, 500, 1_000]
HOSTILE = {
    "prose": '<p>Dis : "Viens !", l\'eau, à 20 h 30, coûte 15 % de 10 000 € ; <b>non</b> ?</p>\n',
    "spaces": " ",
    "quotes": "a\"'”",
    "open tags": "<b>",
    "broken tags": '<a b="',
    "languages": '<i lang="en">',
    "entities": "&nbsp;!",
    "numbers": "000 ",
    "dots, dashes": "... -- ",
    "addresses": "a.a@",
    "comments": "<!--",
    "broken comments": "-<!",
}


def least(functions, items):
    """The least time of each of *functions* over *items*, in ms an item, rounds interleaved."""
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(ROUNDS):
        for name, function in functions.items():
            start = time.process_time()
            for item in items:
                function(*item)
            best[name] = min(best[name], 1000 * (time.process_time() - start) / len(items))
    return best


def main():
    """Measure the posts, then the growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=300, help="how many posts")
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="sizes of texts, in kB")
    asked = parser.parse_args()
    smartypants.Attr.default = smartypants.Attr.set1 | smartypants.Attr.w  # as Pelican asks
    markdown = Markdown(
        extensions=["extra", "codehilite"],
        extension_configs={"codehilite": {"use_pygments": False}},
    )
    posts = list(Corpus(asked.posts).posts())
    pages = [(markdown.reset().convert(post.body), LOCALES[post.lang]) for post in posts]
    bodies = {page: post.body for page, post in zip(pages, posts, strict=True)}
    costs = least(
        {
            "Markdown": lambda *page: markdown.reset().convert(bodies[page]),
            "typogrify, all filters": lambda html, locale: typogrify(html, []),
            "typeset": typeset,
            "typeset, last words bound": lambda *page: typeset(*page, STYLE),
            "amp and caps besides": lambda *page: typeset_with_classes(*page, STYLE),
        },
        pages,
    )
    print(f"{asked.posts} posts, ms a post")
    for name, cost in costs.items():
        print(f"  {name:<28}{cost:6.2f}")
    print(f"\n{'seconds (a MB) for':<20}" + "".join(f"{size:>12,} kB" for size in asked.sizes))
    for name, unit in HOSTILE.items():
        told = []
        for size in asked.sizes:
            text = unit * (1000 * size // len(unit))
            start = time.process_time()
            typeset(text, "fr", STYLE)
            seconds = time.process_time() - start
            told.append(f"{seconds:7.2f} ({1e6 * seconds / len(text):.2f})")
        print(f"{name:<20}" + "".join(f"{each:>15}" for each in told), flush=True)


if __name__ == "__main__":
    main()
