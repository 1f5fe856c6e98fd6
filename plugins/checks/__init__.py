"""Every problem of the content, told at once before anything is written; and every file counted.

An error ends the build with status 1. A build ends by saying what became of each file read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, PelicanTemplateNotFound

from plugins.bilingual import stop
from plugins.bilingual.problems import Problem
from plugins.checks.choices import checked_levels
from plugins.checks.rules import RULES
from plugins.checks.site import Site, Text, text_of
from plugins.checks.telling import counted, told
from plugins.checks.whole import CHOSEN, found_by, tell_all

DEFAULTS: dict[str, Any] = {
    "CHECKS_LEVELS": {},
    "CHECKS_EXCEPTIONS": "",
    "CHECKS_SUMMARY_WORDS": 100,
}


def prepare(pelican: Any) -> None:
    """Complete and check the settings."""
    for key, value in DEFAULTS.items():
        pelican.settings.setdefault(key, value)
    try:
        checked_levels(pelican.settings["CHECKS_LEVELS"], CHOSEN)
    except ValueError as error:
        stop(str(error))


def check_everything(generators: list[Any]) -> None:
    """Tell every problem; with an error among them, stop before anything is written."""
    articles = next(each for each in generators if isinstance(each, ArticlesGenerator))
    pages = next(each for each in generators if isinstance(each, PagesGenerator))
    shown = articles.settings["BILINGUAL_DRAFTS"]
    posts, of_pages = (
        [text_of(content, shown) for content in chain(*listed)]
        for listed in (
            (articles.articles, articles.hidden_articles, articles.context["unpublished"]),
            (pages.pages, pages.hidden_pages, pages.context["draft_pages"]),
        )
    )
    site = _site(articles, [*posts, *of_pages])
    problems = [
        *articles.context["problems"],
        *chain.from_iterable(found_by(rule, site) for rule in RULES),
    ]
    lost, account = accounted({articles: posts, pages: of_pages}, problems)
    problems += lost
    if asked := articles.settings.get("CHECKS_ASKED"):
        debt = asked == "debt"
        raise SystemExit(tell_all(site, articles.context, articles.settings, problems, debt))
    folder = os.path.relpath(articles.settings["PATH"])
    prefix = "" if folder == os.curdir else folder + "/"
    for line in told(problems, prefix):
        print(line, file=sys.stderr)
    if any(problem.level == "error" for problem in problems):
        print(account, file=sys.stderr)
        print(f"{counted(problems, 'error')}: nothing was written", file=sys.stderr)
        raise SystemExit(1)
    articles.settings["CHECKS_ACCOUNT"] = account


def report(pelican: Any) -> None:
    """Say at the end what became of every file."""
    print(pelican.settings["CHECKS_ACCOUNT"])


def accounted(
    texts: Mapping[Any, list[Text]], problems: list[Problem]
) -> tuple[list[Problem], str]:
    """Every file found is published, a draft, hidden, scheduled, skipped, or has an error.

    *texts* are by their generator, posts first. Gives an error for each file that is none of
    these, and the sum in words.
    """
    faulty = {problem.path for problem in problems if problem.level == "error"}
    lost: list[Problem] = []
    sums = []
    for (generator, found), name, kind in zip(
        texts.items(), ("Posts", "Pages"), ("ARTICLE", "PAGE"), strict=True
    ):
        fates = {text.path: "scheduled" if text.scheduled else text.status for text in found}
        settings = generator.settings
        files = generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"])
        paths = {os.path.normpath(path).replace(os.sep, "/") for path in files}
        skipped = paths - set(fates) - set(generator.context["generated_content"])
        known = dict.fromkeys(paths & faulty, "error") | {
            path: fate for path, fate in fates.items() if path not in faulty
        }
        known |= dict.fromkeys(skipped, "skipped")
        lost += [
            Problem(path, 1, "this file was read, but became nothing", "look at its header")
            for path in sorted(paths - set(known))
        ]
        sums.append(f"{name}: {len(paths)} read = {_sum(list(known.values()))}")
    return lost, "\n".join(sums)


def _sum(fates: list[str]) -> str:
    words = {
        "published": "published",
        "draft": "draft" if fates.count("draft") == 1 else "drafts",
        "hidden": "hidden",
        "scheduled": "scheduled",
        "error": "with errors",
    }
    if "skipped" in fates:
        words["skipped"] = "skipped"
    return " + ".join(f"{fates.count(fate)} {word}" for fate, word in words.items())


def _missing_templates(articles: Any, texts: list[Text]) -> frozenset[str]:
    missing = set()
    for name in {text.template for text in texts}:
        try:
            articles.get_template(name)
        except PelicanTemplateNotFound:
            missing.add(name)
    return frozenset(missing)


def _site(articles: Any, texts: list[Text]) -> Site:
    context = articles.context
    return Site(
        folder=Path(articles.settings["PATH"]),
        languages=context["languages"],
        texts=texts,
        missing_templates=_missing_templates(articles, texts),
        sources=context["generated_content"],
        static=context["static_content"],
        documents=context.get("documents", []),
        static_files=context["staticfiles"],
        tags=frozenset(tag.slug for tag in context.get("tag_archives", {})),
    )


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.all_generators_finalized.connect(check_everything)
    signals.finalized.connect(report)
