"""Views and numbering: which posts a listing shows, in which languages, on which pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar


class InLanguage(Protocol):
    """What a view needs of a post."""

    lang: str


P = TypeVar("P", bound=InLanguage)
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def newest_first(articles: Iterable[Any]) -> list[Any]:
    """Articles from the newest to the oldest, in an order without ties: date, slug, path."""
    return sorted(
        articles,
        key=attrgetter("date", "slug", "relative_source_path"),
        reverse=True,
    )


class View(NamedTuple):
    """A listing of all posts, or of those written in *lang*; *lang* None means all."""

    lang: str | None = None

    def url(self, url: str) -> str:
        """The address of the listing *url* in this view: the language in front."""
        return f"{self.lang}/{url}" if self.lang else url


ALL = View()


@dataclass(frozen=True)
class ViewLink:
    """A link to one view of a listing; *count* is None where totals are not told."""

    view: View
    url: str
    count: int | None
    current: bool


def views_of(posts: Sequence[P], languages: Iterable[str]) -> dict[View, list[P]]:
    """The posts of each view, in the order given; a view without posts does not exist.

    With one language there is only the view of all.
    """
    codes = list(languages)
    if len(codes) < 2:
        return {ALL: list(posts)} if posts else {}
    split: dict[str, list[P]] = {code: [] for code in codes}
    for post in posts:
        split[post.lang].append(post)
    views = {ALL: list(posts)} | {View(lang): members for lang, members in split.items()}
    return {view: members for view, members in views.items() if members}


def views_of_each(
    posts: Iterable[P], keys_of: Callable[[P], Iterable[K]], languages: Iterable[str]
) -> dict[K, dict[View, list[P]]]:
    """By each key that *keys_of* gives of some post, the views of the posts that have it.

    The same as `views_of` for each, in one pass over the posts.
    """
    everyone: dict[K, list[P]] = defaultdict(list)
    split: dict[str, dict[K, list[P]]] = {code: defaultdict(list) for code in languages}
    for post in posts:
        in_lang = split[post.lang]
        for key in keys_of(post):
            everyone[key].append(post)
            in_lang[key].append(post)
    of_languages = [(View(lang), of_lang) for lang, of_lang in split.items()]
    if len(of_languages) < 2:
        return {key: {ALL: members} for key, members in everyone.items()}
    return {
        key: {ALL: members} | {view: some[key] for view, some in of_languages if key in some}
        for key, members in everyone.items()
    }


def view_links(
    url: str, views: dict[View, list[P]], current: View, counted: bool
) -> tuple[ViewLink, ...]:
    """Links to every view of the listing at *url*; none when there is but one."""
    if len(views) < 2:
        return ()
    return tuple(
        ViewLink(view, view.url(url), len(posts) if counted else None, view == current)
        for view, posts in views.items()
    )


@dataclass(frozen=True)
class Sheet(Generic[T]):
    """One page of a listing: its *number* (None: the listing's own address), its posts."""

    number: int | None
    posts: tuple[T, ...]
    newer: int | None = None
    older: int | None = None

    def url(self, listing: str) -> str:
        """The address of this sheet of the listing whose address is *listing*."""
        return sheet_url(listing, self.number)

    def newer_url(self, listing: str) -> str:
        """The address of the sheet of newer posts."""
        return sheet_url(listing, self.newer)

    def older_url(self, listing: str) -> str:
        """The address of the sheet of older posts."""
        return sheet_url(listing, self.older)


def sheet_url(listing: str, number: int | None) -> str:
    """The address of sheet *number* of a listing; None is the listing's own.

    >>> sheet_url("tag/x/", 3), sheet_url("tag/x.html", 3)
    ('tag/x/page/3/', 'tag/x/page/3/')
    """
    if number is None:
        return listing
    folder = listing if listing.endswith("/") or not listing else listing.rsplit(".", 1)[0] + "/"
    return f"{folder}page/{number}/"


def sheets(newest_first: Sequence[T], size: int) -> Iterator[Sheet[T]]:
    """Part a listing into sheets of *size* posts, numbered from the oldest.

    Of N posts, max(0, N // size - 1) sheets are numbered: sheet k holds posts
    (k-1) × size + 1 … k × size, counted from the oldest. The rest, size to 2 × size - 1 posts
    (all when N < 2 × size), is at the listing's own address. So a full sheet hardly changes.
    *newer* and *older* are numbers of sheets; *newer* of the last numbered one is None, and so
    is *older* of the first.
    """
    if size < 1:
        raise ValueError(f"a page of {size} posts; write a number of at least 1")
    total = len(newest_first)
    last = max(0, total // size - 1)
    rest = total - last * size
    yield Sheet(None, tuple(newest_first[:rest]), older=last or None)
    for number in range(last, 0, -1):
        start = total - number * size
        yield Sheet(
            number,
            tuple(newest_first[start : start + size]),
            newer=number + 1 if number < last else None,
            older=number - 1 or None,
        )
