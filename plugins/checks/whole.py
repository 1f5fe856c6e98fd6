"""All rules, for who asks: those of a build, and those that read every word."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from plugins.bilingual.linked import Following
from plugins.bilingual.problems import Problem
from plugins.bilingual.settings import cache_folder
from plugins.checks.choices import (
    checked_levels,
    read_exceptions,
    with_levels,
    without_exceptions,
)
from plugins.checks.debt import Post, told_debt
from plugins.checks.languages import Detector
from plugins.checks.rules import RULES
from plugins.checks.site import Read, Site, WholeSite
from plugins.checks.tags import TAG_RULES
from plugins.checks.telling import as_github, as_text, counted
from plugins.checks.texts import TEXT_RULES

FORMATS = ("text", "json", "github")


def name_of(rule: Any) -> str:
    """The name of a rule for authors.

    >>> name_of(TEXT_RULES[0])
    'languages-are-true'
    """
    return str(rule.__name__).replace("_", "-")


CHOSEN = frozenset(
    map(name_of, (*TEXT_RULES, *TAG_RULES, *RULES[-1:]))
)  # what a build needs is not to be chosen


def found_by(rule: Any, *given: Any) -> Iterator[Problem]:
    """What a *rule* finds, by its name."""
    return (replace(each, rule=each.rule or name_of(rule)) for each in rule(*given))


def tell_all(site: Site, context: Any, settings: Any, known: Iterable[Problem], debt: bool) -> int:
    """Tell every problem of the *site*, with those *known* already; the exit status.

    With *debt* it is what readers of each language cannot follow that is told.
    """
    prefix = _prefix(settings["PATH"])
    if debt:
        posts = _posts(site, context)
        for lang, language in context["languages"].items():
            print(*told_debt(posts, lang, language.name, prefix), sep="\n")
        return 0
    detector = Detector(list(context["languages"]), cache_folder(settings, "languages"))
    whole = WholeSite(
        **{each.name: getattr(site, each.name) for each in fields(site)},
        tagged=context.get("tag_archives", {}),
        described=context.get("tags_described", frozenset()),
        moment=settings["BILINGUAL_MOMENT"],
        longest_summary=settings["CHECKS_SUMMARY_WORDS"],
        detector=detector,
    )
    problems = [
        *known,
        *chain.from_iterable(
            found_by(rule, read)
            for read in (Read(whole, text) for text in site.texts)
            for rule in TEXT_RULES
        ),
        *chain.from_iterable(found_by(rule, whole) for rule in TAG_RULES),
    ]
    detector.keep()
    problems = with_levels(problems, checked_levels(settings["CHECKS_LEVELS"], CHOSEN))
    problems = sorted(set(_excepted(problems, settings, prefix)))
    _tell(problems, settings["CHECKS_FORMAT"], prefix)
    return 1 if any(each.level == "error" for each in problems) else 0


def _excepted(problems: list[Problem], settings: Any, prefix: str) -> list[Problem]:
    """The *problems* that the author's file of exceptions leaves."""
    if not settings["CHECKS_EXCEPTIONS"]:
        return problems
    path = Path(settings["CHECKS_EXCEPTIONS"])
    if not path.is_file():
        message, cure = "there is no such file", "write it, or take CHECKS_EXCEPTIONS away"
        return [*problems, Problem(path.name, 1, message, cure)]
    exceptions, faults = read_exceptions(path.read_text("utf-8-sig"), path.name, CHOSEN)
    return [*without_exceptions(problems, exceptions, path.name), *faults]


def _tell(problems: list[Problem], form: str, prefix: str) -> None:
    if form == "json":
        keys = ("path", "line", "level", "rule", "message", "cure")
        found = [{key: getattr(each, key) for key in keys} for each in problems]
        print(json.dumps([each | {"path": prefix + each["path"]} for each in found], indent=1))
        return
    tell = as_github if form == "github" else as_text
    print(*tell(problems, prefix), sep="\n", end="\n" if problems else "")
    counts = ", ".join(counted(problems, level) for level in ("error", "warning", "notice"))
    told = counts if problems else "Nothing to say: all is well"
    print(told, file=sys.stderr if form == "github" else sys.stdout)


def _posts(site: Site, context: Any) -> list[Post]:
    """The published posts, as the debt counts them."""
    written = [text.content for text in site.written]
    linked: Counter[int] = Counter()
    follow = Following(written, context["generated_content"])
    for content in written:
        linked.update({id(target) for _, target in follow.links_of(content)} - {id(content)})
    return [
        Post(
            text.path,
            text.lang,
            frozenset(lang for lang, html in text.summaries.items() if html)
            | {twin.lang for twin in text.content.translations},
            linked[id(text.content)],
        )
        for text in site.written
        if text.is_post and text.status == "published"
    ]


def _prefix(path: str) -> str:
    folder = os.path.relpath(path)
    return "" if folder == os.curdir else folder + "/"
