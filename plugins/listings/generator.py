"""Home, archives, years, months and the page not found, in every view."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from plugins.bilingual.generator import Document, DocumentGenerator
from plugins.bilingual.views import ALL, View, sheets, view_links, views_of

PeriodUrl = Callable[[datetime.date], str]


@dataclass(frozen=True)
class Period:
    """A year or a month of posts: a day of it, its address in the view of all, its posts."""

    date: datetime.date
    url: str
    posts: tuple[Any, ...]


class ListingsGenerator(DocumentGenerator):
    """The listings of all posts."""

    def make_documents(self) -> Iterable[Document]:
        """Home, archives, years and months in every view, and the page not found."""
        articles = self.context["articles"]
        self._urls: dict[tuple[str, int, int], str] = {}
        self._views = views_of(articles, self.context["languages"])
        self.context["home_views"] = tuple(self._views)
        yield from self._home(self._views or {ALL: []})
        for view in self._views:
            yield from self._archives(view)
        yield from self._periods("the archives of a year", "year", self._year, self._month)
        yield from self._periods("the archives of a month", "month", self._month)
        yield from self._not_found()

    def _lang(self, view: View) -> str:
        return view.lang or str(self.settings["DEFAULT_LANG"])

    def _home(self, views: dict[View, list[Any]]) -> Iterator[Document]:
        for view, posts in views.items():
            size = self.settings["DEFAULT_PAGINATION"] or max(1, len(posts))
            for sheet in sheets(posts, size):
                yield Document(
                    sheet.url(view.url("")),
                    "the home page",
                    "index",
                    {
                        "lang": self._lang(view),
                        "view": view,
                        "sheet": sheet,
                        "listing_url": view.url(""),
                        "view_links": view_links("", views, view, counted=sheet.number is None),
                        "full": self.settings["LISTINGS_CONTENT"] == "full",
                    },
                )

    def _archives(self, view: View) -> Iterator[Document]:
        url = self.settings["ARCHIVES_URL"]
        yield Document(
            view.url(url),
            "the archives",
            "archives",
            {
                "lang": self._lang(view),
                "view": view,
                "years": periods(self._views[view], self._year),
                "view_links": view_links(url, self._views, view, counted=True),
            },
        )

    def _year(self, date: datetime.date) -> str:
        return self._period_url("YEAR", date, (date.year, 1))

    def _month(self, date: datetime.date) -> str:
        return self._period_url("MONTH", date, (date.year, date.month))

    def _period_url(self, period: str, date: datetime.date, numbers: tuple[int, int]) -> str:
        """The address of a period, formatted once for all its days."""
        found = self._urls.get((period, *numbers))
        if found is None:
            form = str(self.settings[f"{period}_ARCHIVE_URL"])
            found = self._urls[period, *numbers] = form.format(date=date)
        return found

    def _periods(
        self, label: str, granularity: str, url_of: PeriodUrl, inner: PeriodUrl | None = None
    ) -> Iterator[Document]:
        """Each period's page in every view; *inner* periods, if any, group its posts."""
        by_view = {view: periods(posts, url_of) for view, posts in self._views.items()}
        views_at: dict[str, dict[View, list[Any]]] = defaultdict(dict)
        for view, members in by_view.items():
            for period in members:
                views_at[period.url][view] = list(period.posts)
        for view, members in by_view.items():
            for at, period in enumerate(members):
                newer = members[at - 1] if at else None
                older = members[at + 1] if at + 1 < len(members) else None
                yield Document(
                    view.url(period.url),
                    label,
                    "period_archives",
                    {
                        "lang": self._lang(view),
                        "view": view,
                        "granularity": granularity,
                        "period": period,
                        "months": periods(period.posts, inner) if inner else [],
                        "newer": newer,
                        "older": older,
                        "view_links": view_links(
                            period.url, views_at[period.url], view, counted=True
                        ),
                    },
                )

    def _not_found(self) -> Iterator[Document]:
        """404.html, served at any address: its links start from the site's path."""
        path = urlsplit(self.settings["SITEURL"]).path
        for view in [ALL, *(view for view in self._views if view.lang)]:
            yield Document(
                view.url("404.html"),
                "the page not found",
                "404",
                {
                    "lang": self._lang(view),
                    "view": view,
                    "SITEURL": path,
                    "localsiteurl": path,
                    "latest": self._views.get(view, [])[:5],
                },
                relative=False,
            )


def periods(posts: Sequence[Any], url_of: PeriodUrl) -> list[Period]:
    """*posts*, in the order given, by the periods whose addresses *url_of* gives."""
    return [
        Period(members[0].date, url, members)
        for url, group in groupby(posts, key=lambda post: url_of(post.date))
        if (members := tuple(group))
    ]
