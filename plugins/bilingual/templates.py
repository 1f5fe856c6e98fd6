"""What templates may call: furniture in the page's language, texts moved to where they show.

Each reads the page's language from the variable `lang`, and the way to the site's root from
`SITEURL`, so that a template never says either.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from plugins.bilingual.excerpts import own_summary, summaries_of
from plugins.bilingual.fragments import plain_text, scrollable
from plugins.bilingual.linked import with_languages
from plugins.bilingual.links import moved, raw_body
from plugins.bilingual.memo import Memo
from plugins.bilingual.reading import minutes, sections
from plugins.bilingual.strings import Strings

MARKER = "partials/marker.html"

# A noncharacter, for use inside programs only (Unicode 15, 23.7): no text has it.
ROOT = "\ufdd0"

# What a piece sees besides its values: the same on every page, and small.
SITE_WIDE = (
    "BILINGUAL_STRINGS",
    "languages",
    "home_views",
    "tag_index_views",
    "pages_by_lang",
    "feeds",
    "feeds_pages",
    "search_pages",
    "SITENAME",
    "SITESUBTITLE",
    "AUTHOR",
    "ARCHIVES_URL",
    "TAGS_URL",
    "SEARCH_URL",
)


def add_to(environment: Environment, siteurl: str) -> None:
    """Make the functions of this module available to templates, and the site's real address.

    `SITEURL` is relative in a page; `ABSOLUTE_SITEURL`, for what leaves the page, never is.
    """
    environment.extend(memo=Memo())
    environment.auto_reload = False  # a build reads each template once
    environment.globals["t"] = Furniture()
    environment.globals["piece"] = piece
    environment.globals["marker"] = marker
    environment.globals["tag_name"] = tag_name
    environment.globals["ABSOLUTE_SITEURL"] = siteurl
    environment.filters.update(
        {
            "body": body,
            "listed_body": listed_body,
            "excerpt": excerpt,
            "own_summary": own_summary,
            "other_summaries": other_summaries,
            "date_in": date_in,
            "month_in": month_in,
            "markup_free": markup_free,
            "address": address,
            "sections": sections,
            "minutes": minutes,
        }
    )


class Furniture:
    """`{{ t("posts", count=3) }}`: a furniture string, in the page's language or another."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, str, int | None], str] = {}

    @pass_context
    def __call__(
        self,
        context: Context,
        key: str,
        in_lang: str | None = None,
        count: int | None = None,
        **values: Any,
    ) -> Markup:
        """The string *key*; *values* go into its braces."""
        lang = in_lang or context["lang"]
        pattern = self._patterns.get((lang, key, count))
        if pattern is None:
            pattern = str(escape(_strings(context, lang).pattern(key, count)))
            self._patterns[lang, key, count] = pattern
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = escape(value)
        return Markup(pattern.format(count=count, **values))


@pass_context
def piece(context: Context, name: str, **values: Hashable) -> Markup:
    """The partial *name*, for what many pages show.

    It is rendered once for all pages of one language that give it the same *values*. Of the
    page it sees these and `lang`; addresses in it lead from each page to where they should.
    """
    return _piece(context, context["lang"], name, **values)


def _piece(context: Context, lang: str, name: str, **values: Hashable) -> Markup:
    def make(siteurl: str) -> str:
        site = {each: context[each] for each in SITE_WIDE if each in context}
        template = context.environment.get_template(name)
        text = template.render(site, **values, lang=lang, SITEURL=siteurl)
        return text.removesuffix("\n")  # as the last newline of a file is

    return _made_once(context, (name, lang, *values.items()), make)


@pass_context
def marker(context: Context, code: str) -> Markup:
    """`[fr]`: the marker of a text in the language *code*."""
    return piece(context, MARKER, code=code)


@pass_context
def tag_name(context: Context, tag: Any) -> Markup:
    """The name of *tag* for the readers of the page."""
    return piece(context, "partials/tag_name.html", tag=tag)


def _made_once(context: Context, key: tuple[Hashable, ...], make: Callable[[str], str]) -> Markup:
    """What *make* gives for the page's way to the site's root, by the environment's `memo`.

    A relative way differs from page to page: a sign stands for it in what is kept.
    """
    siteurl = context["SITEURL"]
    root = ROOT if siteurl.startswith(".") else siteurl
    memo: Memo = context.environment.memo  # type: ignore[attr-defined]
    text = memo((*key, root), partial(make, root))
    return Markup(text if root == siteurl else text.replace(ROOT, siteurl))


@pass_context
def date_in(context: Context, date: datetime.datetime, lang: str | None = None) -> str:
    """`{{ article.date|date_in(article.lang) }}`: a day in prose, without the OS's locales."""
    return _strings(context, lang or context["lang"]).date(date)


@pass_context
def month_in(context: Context, date: datetime.datetime, lang: str | None = None) -> str:
    """`{{ date|month_in }}`: a month in prose."""
    return _strings(context, lang or context["lang"]).month(date)


@pass_context
def body(context: Context, content: Any) -> Markup:
    """`{{ article|body }}`: a post's body for its own page, under the page's one `h1`."""
    told = _told(context, raw_body(content), content, content.lang)
    return Markup(scrollable(moved(told, content, context["SITEURL"], under=1, listed=False)))


@pass_context
def listed_body(context: Context, content: Any, under: int = 2) -> Markup:
    """`{{ article|listed_body }}`: a body in a listing, its headings under one of level *under*."""

    def make(siteurl: str) -> str:
        told = _told(context, raw_body(content), content, content.lang)
        return scrollable(moved(told, content, siteurl, under, listed=True))

    return _made_once(context, ("listed_body", content, under), make)


@pass_context
def excerpt(context: Context, content: Any, under: int = 2) -> Markup:
    """`{{ article|excerpt }}`: a post's own summary, or the beginning of its body."""

    def make(siteurl: str) -> str:
        told = _told(context, own_summary(content), content, content.lang)
        return moved(told, content, siteurl, under, listed=True)

    return _made_once(context, ("excerpt", content, under), make)


@pass_context
def other_summaries(context: Context, content: Any) -> list[tuple[str, Markup]]:
    """`{% for code, summary in article|other_summaries %}`: those in other languages."""
    siteurl = context["SITEURL"]
    return [
        (lang, Markup(moved(told, content, siteurl, under=6, listed=True)))
        for lang, html in summaries_of(content, context["languages"])
        for told in [_told(context, html, content, lang)]
    ]


def _told(context: Context, html: str, content: Any, lang: str) -> str:
    """The fragment *html*, in the language *lang*, with the language of what it links to."""
    return with_languages(
        html, content, lang, lambda code: _piece(context, lang, MARKER, code=code)
    )


def markup_free(html: str) -> str:
    """`{{ summary|markup_free }}`: the text of an HTML fragment, for an attribute.

    Unlike Jinja's `striptags` it keeps no-break spaces.
    """
    return plain_text(html)


def address(output_file: str) -> str:
    """`{{ output_file|address }}`: the address of the page in a file; a folder's is the folder."""
    return output_file.removesuffix("index.html") if _is_index(output_file) else output_file


def _is_index(output_file: str) -> bool:
    return output_file == "index.html" or output_file.endswith("/index.html")


def _strings(context: Context, lang: str) -> Strings:
    strings: dict[str, Strings] = context["BILINGUAL_STRINGS"]
    return strings[lang]
