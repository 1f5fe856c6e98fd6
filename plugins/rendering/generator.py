"""Pelican's generators of articles and pages, reading through the cache and growing evenly.

They send the same signals and hand over the same things as Pelican's own.
"""

from __future__ import annotations

import calendar
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.writers import FileOverwriteFailedError

from plugins.rendering.cached import Cached, ContentCache
from plugins.rendering.contents import Article, Page

STATUSES = ("published", "hidden", "draft")
PERIODS = {"year": ("year",), "month": ("year", "month"), "day": ("year", "month", "day")}
Write = Callable[..., None]

log = logging.getLogger(__name__)


class CachedArticlesGenerator(Cached, ArticlesGenerator):
    """Pelican's generator of articles, with no step that grows faster than the blog."""

    categories: Any
    authors: Any

    def generate_context(self) -> None:
        """Put the articles into the shared context."""
        published, hidden, drafts = self.read(Article, "ARTICLE")
        self.articles, self.translations = self.ordered(published, "ARTICLE")
        self.hidden_articles, self.hidden_translations = self.ordered(hidden, "ARTICLE")
        self.drafts, self.drafts_translations = self.ordered(drafts, "ARTICLE")
        signals.article_generator_pretaxonomy.send(self)
        self._gather()
        self.dates = sorted(
            self.articles, key=attrgetter("date"), reverse=self.context["NEWEST_FIRST_ARCHIVES"]
        )
        self.period_archives = self._build_period_archives(self.dates, self.articles, self.settings)
        self.categories = sorted(
            self.categories.items(), reverse=self.settings["REVERSE_CATEGORY_ORDER"]
        )
        self.authors = sorted(self.authors.items(), key=itemgetter(0))
        self._update_context(
            ("articles", "drafts", "hidden_articles", "dates", "tags", "categories", "authors")
        )
        self._update_context(("related_posts",))
        self.context["period_archives"] = self.period_archives
        signals.article_generator_finalized.send(self)

    def _gather(self) -> None:
        """The articles by category, tag and author."""
        for article in self.articles:
            if hasattr(article, "category"):
                self.categories[article.category].append(article)
            for tag in getattr(article, "tags", ()):
                self.tags[tag].append(article)
            for author in getattr(article, "authors", ()):
                self.authors[author].append(article)

    def _build_period_archives(
        self, sorted_articles: list[Any], articles: list[Any], settings: Any
    ) -> dict[str, list[dict[str, Any]]]:
        """The articles of each period that has pages, as Pelican gives them."""
        archives: dict[str, list[dict[str, Any]]] = {}
        for granularity, names in PERIODS.items():
            save_as = settings[f"{granularity.upper()}_ARCHIVE_SAVE_AS"]
            if not save_as:
                continue
            url = settings[f"{granularity.upper()}_ARCHIVE_URL"]
            numbers = attrgetter(*names)
            in_order: dict[Any, list[Any]] = defaultdict(list)
            for article in articles:
                in_order[numbers(article.date)].append(article)
            for period, group in groupby(sorted_articles, key=lambda each: numbers(each.date)):
                dates = list(group)
                number = period if isinstance(period, tuple) else (period,)
                archives.setdefault(granularity, []).append(
                    {
                        "dates": dates,
                        "articles": in_order[period],
                        "save_as": save_as.format(date=dates[0].date),
                        "url": url.format(date=dates[0].date),
                        "period": tuple(
                            calendar.month_name[each] if at == 1 else each
                            for at, each in enumerate(number)
                        ),
                        "period_num": number,
                    }
                )
        return archives

    def generate_tags(self, write: Write) -> None:
        """Hand over the pages of tags."""
        self._pages_of_each("tag", self.tags.items(), write)

    def generate_categories(self, write: Write) -> None:
        """Hand over the pages of categories."""
        self._pages_of_each("category", self.categories, write)

    def generate_authors(self, write: Write) -> None:
        """Hand over the pages of authors."""
        self._pages_of_each("author", self.authors, write)

    def _pages_of_each(self, kind: str, groups: Iterable[tuple[Any, Any]], write: Write) -> None:
        """As Pelican does it, but for the way to put articles in the order of their dates."""
        template = self.get_template(kind)
        place = {id(article): at for at, article in enumerate(self.dates)}
        for wrapper, articles in groups:
            if not wrapper.save_as:
                continue
            try:
                write(
                    wrapper.save_as,
                    template,
                    self.context,
                    url=wrapper.url,
                    articles=articles,
                    dates=sorted(articles, key=lambda article: place[id(article)]),
                    template_name=kind,
                    blog=True,
                    page_name=wrapper.page_name,
                    all_articles=self.articles,
                    **{kind: wrapper},
                )
            except FileOverwriteFailedError:
                if wrapper.slug:
                    raise
                log.info("%s %s: no page, for want of a slug", kind, wrapper)


class CachedPagesGenerator(Cached, PagesGenerator):
    """Pelican's generator of pages."""

    def generate_context(self) -> None:
        """Put the pages into the shared context."""
        published, hidden, drafts = self.read(Page, "PAGE")
        self.pages, self.translations = self.ordered(published, "PAGE")
        self.hidden_pages, self.hidden_translations = self.ordered(hidden, "PAGE")
        self.draft_pages, self.draft_translations = self.ordered(drafts, "PAGE")
        self._update_context(("pages", "hidden_pages", "draft_pages"))
        signals.page_generator_finalized.send(self)


class RenderingGenerator(Generator):
    """The last generator: when all have read, the cache is kept; at the end pages are rendered."""

    cache: ContentCache  # given by whoever makes the build

    def generate_context(self) -> None:
        """Keep what was read, whatever becomes of this build."""
        if self.cache.lasting:
            self.cache.store.save()

    def generate_output(self, writer: Any) -> None:
        """Have done what is still to do."""
        if hasattr(writer, "finish"):
            writer.finish()
