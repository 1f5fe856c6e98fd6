"""Listings by the names that Pelican's own themes know, for those that know no others.

A theme without `translations/*.toml` is a stranger's: it asks for `articles_page` where ours asks
for `sheet`. Pages are then counted from the newest, as there, and keep their addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugins.bilingual.views import Sheet


@dataclass(frozen=True)
class StockPage:
    """A page of a listing, as `pelican.paginator.Page`; *number* is 1 for the newest posts."""

    paginator: StockPaginator
    number: int
    object_list: Sequence[Any]
    url: str

    def has_next(self) -> bool:
        """Whether there is a page of older posts."""
        return self.number < self.paginator.num_pages

    def has_previous(self) -> bool:
        """Whether there is a page of newer posts."""
        return self.number > 1

    def has_other_pages(self) -> bool:
        """Whether this is not the only page."""
        return self.paginator.num_pages > 1

    def next_page_number(self) -> int:
        """The number of the page of older posts."""
        return self.number + 1

    def previous_page_number(self) -> int:
        """The number of the page of newer posts."""
        return self.number - 1


@dataclass(frozen=True)
class StockPaginator:
    """A listing of *count* posts at *url*, as `pelican.paginator.Paginator`."""

    url: str
    sheets: Sequence[Sheet[Any]]
    per_page: int
    count: int

    @property
    def num_pages(self) -> int:
        """How many pages there are."""
        return len(self.sheets)

    @property
    def page_range(self) -> list[int]:
        """The numbers of all pages."""
        return list(range(1, self.num_pages + 1))

    def page(self, number: int) -> StockPage:
        """The page of that number."""
        sheet = self.sheets[number - 1]
        return StockPage(self, number, sheet.posts, sheet.url(self.url))


def stock_pages(
    url: str, posts: Sequence[Any], sheets: Sequence[Sheet[Any]], size: int
) -> list[dict[str, Any]]:
    """What a template is told of each of the *sheets* of *posts* in a listing at *url*."""
    paginator = StockPaginator(url, sheets, size, len(posts))
    told = []
    for number in paginator.page_range:
        page = paginator.page(number)
        told.append(
            {
                "articles": posts,
                "dates": posts,
                "articles_paginator": paginator,
                "articles_page": page,
                "articles_previous_page": paginator.page(number - 1) if number > 1 else None,
                "articles_next_page": paginator.page(number + 1) if page.has_next() else None,
            }
        )
    return told
