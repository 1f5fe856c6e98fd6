"""Home, archives, years, months and the page not found, in every view."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

from plugins.bilingual.generator import Document, DocumentGenerator
from plugins.bilingual.views import ALL, View, view_links, views_of

MONTH = attrgetter("date.year", "date.month")
Month = tuple[Any, ...]  # its posts
PeriodUrl = Callable[[datetime.date], str]


@dataclass(frozen=True)
class Period:
    """A year or a month of posts: a day of it, its address in the view of all, its posts."""

    date: datetime.date
    url: str
    posts: tuple[Any, ...]


@dataclass(frozen=True)
class PeriodLink:
    """A way to a period: its first day, its address in the view of all."""

    date: datetime.date
    url: str


class ListingsGenerator(DocumentGenerator):
    """The listings of all posts."""

    def make_documents(self) -> Iterable[Document]:
        """Home, archives, years and months in every view, and the page not found."""
        articles = self.context["articles"]
        self._urls: dict[tuple[str, int, int], str] = {}
        self._views = views_of(articles, self.context["languages"])
        self._months = {view: by_month(posts) for view, posts in self._views.items()}
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
            for sheet, more in self.sheets_of(view.url(""), posts):
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
                        **more,
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
                "years": periods(self._months[view], self._year),
                "view_links": view_links(url, self._views, view, counted=True),
                **self._stock(self._views[view]),
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
        by_view = {view: grouped(months, url_of) for view, months in self._months.items()}
        views_at: dict[str, dict[View, list[Any]]] = defaultdict(dict)
        for view, groups in by_view.items():
            for period, _ in groups:
                views_at[period.url][view] = list(period.posts)
        for view, groups in by_view.items():
            links = [None, *(link_to(period, inner is None) for period, _ in groups), None]
            for at, (period, months) in enumerate(groups):
                yield Document(
                    view.url(period.url),
                    label,
                    "period_archives",
                    {
                        "lang": self._lang(view),
                        "view": view,
                        "granularity": granularity,
                        "period": period,
                        "months": periods(months, inner) if inner else [],
                        "newer": links[at],
                        "older": links[at + 2],
                        "view_links": view_links(
                            period.url, views_at[period.url], view, counted=True
                        ),
                        **self._stock(period.posts, period.date, inner is None),
                    },
                )

    def _stock(
        self, posts: Sequence[Any], date: datetime.date | None = None, in_month: bool = False
    ) -> dict[str, Any]:
        """What a stranger's theme is told of *posts*, those of the year or the month of *date*."""
        if not self.is_strange:
            return {}
        period = date and ((date.year, f"{date:%m}") if in_month else (date.year,))
        return {"articles": posts, "dates": posts} | ({"period": period} if period else {})

    def _not_found(self) -> Iterator[Document]:
        """404.html, served at any address: its links start from the site's path."""
        path = urlsplit(self.settings["SITEURL"]).path
        for view in not_found_in(self._views):
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


def not_found_in(views: Iterable[View]) -> list[View]:
    """The views that have a page not found: that of all, and that of each language."""
    return [ALL, *(view for view in views if view.lang)]


def by_month(posts: Sequence[Any]) -> list[Month]:
    """*posts*, in the order given, month by month: no address tells less of them apart."""
    return [tuple(month) for _, month in groupby(posts, key=MONTH)]


def grouped(months: Sequence[Month], url_of: PeriodUrl) -> list[tuple[Period, list[Month]]]:
    """The periods whose addresses *url_of* gives, each with its *months*."""
    found = []
    for url, group in groupby(months, key=lambda month: url_of(month[0].date)):
        members = list(group)
        found.append((Period(members[0][0].date, url, tuple(chain(*members))), members))
    return found


def link_to(period: Period, is_month: bool) -> PeriodLink:
    """The way to a *period*, which its posts do not change: a month, or a year."""
    day = period.date
    return PeriodLink(datetime.date(day.year, day.month if is_month else 1, 1), period.url)


def periods(months: Sequence[Month], url_of: PeriodUrl) -> list[Period]:
    """The periods alone."""
    return [period for period, _ in grouped(months, url_of)]
