"""Posts and the ids that feeds know them by: which can be written, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugins.bilingual.problems import Problem

FORMS = {  # the line to add to a file that is not Markdown
    "rst": ":guid: {}",
    "html": '<meta name="guid" content="{}">',
    "htm": '<meta name="guid" content="{}">',
}


class Post(NamedTuple):
    """A post's file: its *path* in the content, where it *stands*, links followed; its reader."""

    path: str
    stands: str
    reader: Any


class Known(NamedTuple):
    """A post with the *id* that feeds know it by, and whether its file says it."""

    post: Post
    id: str
    written: bool


@dataclass
class Outcome:
    """What became of the posts.

    *done* have their Guid now, *had* had it; *by_hand* are the lines to add to the files that are
    not Markdown; a post with a problem is as it was.
    """

    done: int = 0
    had: int = 0
    by_hand: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def doubled(found: Sequence[Known]) -> Iterator[tuple[Known, Problem]]:
    """The posts whose id must not be written, since another post would have it, too."""
    files = Counter(each.post.stands for each in found)
    first: dict[str, str] = {}
    for each in sorted(found, key=lambda each: not each.written):
        path, other = each.post.path, first.setdefault(each.id, each.post.path)
        if each.written:
            continue
        if files[each.post.stands] > 1:
            yield (
                each,
                Problem(path, 1, "another post is the same file", "give it a file of its own"),
            )
        elif other != path:
            message = f"the feed id “{each.id}” is also that of {other}"
            yield each, Problem(path, 1, message, "give one of them a Guid of its own")


def by_hand(known: Known) -> str:
    """The line that says the id of a post that is not Markdown, in its own form."""
    return FORMS.get(known.post.path.rpartition(".")[2], "guid: {}").format(known.id)


def account(outcome: Outcome, dry_run: bool) -> str:
    """The line that says how many posts there are of each kind; a *dry_run* did nothing."""
    parts = [f"{outcome.done:,} {'would get' if dry_run else 'got'} a Guid"]
    parts += [f"{outcome.had:,} had one"]
    parts += [f"{len(outcome.by_hand):,} to be done by hand"] if outcome.by_hand else []
    parts += [f"{len(outcome.problems):,} with an error, not done"] if outcome.problems else []
    nothing = not (outcome.done or outcome.by_hand or outcome.problems)
    return f"{'Nothing to do: ' if nothing else 'Posts: '}{', '.join(parts)}"
