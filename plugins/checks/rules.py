"""What must hold before a page is written: one function a rule, each gives problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from plugins.bilingual.languages import other_languages
from plugins.bilingual.problems import Problem
from plugins.checks.links import links_lead_somewhere
from plugins.checks.site import Site


def lost_files(site: Site) -> Iterator[Problem]:
    """No file is lost: one that Pelican could not read is an error, not a line in a log."""
    for path in sorted(path for path, content in site.sources.items() if content is None):
        yield Problem(
            path, 1, "this file could not be read as a post", "see the message about it above"
        )


def noted(site: Site) -> Iterator[Problem]:
    """What was noted while the files were read and related."""
    return chain.from_iterable(text.notes.problems for text in site.texts)


def one_address_each(site: Site) -> Iterator[Problem]:
    """No two things are at one address, not even on a disk that ignores case.

    Nor is one at an address that another needs for a folder.
    """
    addresses = [file.casefold() for file, _ in site.files]
    apart = set(addresses)
    if len(apart) == len(addresses) and apart.isdisjoint(folders(apart)):
        return  # as on most blogs; the rest finds who is in whose way
    order = sorted(zip(addresses, site.files, strict=True), key=_contents_by_path)
    first: dict[str, Any] = {}
    for address, (file, thing) in order:
        other = first.setdefault(address, thing)
        if other is thing or (hasattr(other, "override_save_as") and hasattr(thing, "label")):
            continue  # `Save_as` may replace a listing
        yield _clash(site, other, thing, f"would both be at /{file}")
    seen: set[str] = set()
    for address, thing in first.items():
        folder = address.rpartition("/")[0]
        while folder and folder not in seen:
            seen.add(folder)
            if folder in first:
                yield _clash(site, first[folder], thing, f"need /{folder} as a file and a folder")
            folder = folder.rpartition("/")[0]


def folders(files: Iterable[str]) -> set[str]:
    """The folders that *files* are in, and those that these are in.

    >>> sorted(folders(["a/b/c.html", "a/d.html", "e.html"]))
    ['a', 'a/b']
    """
    found: set[str] = set()
    inner = set(files)
    while inner := {each.rpartition("/")[0] for each in inner} - found - {""}:
        found |= inner
    return found


def _contents_by_path(placed: tuple[str, tuple[str, Any]]) -> tuple[bool, str]:
    """Contents in the order of their files, before what is made of them."""
    thing = placed[1][1]
    is_content = hasattr(thing, "notes")
    return not is_content, str(thing.relative_source_path) if is_content else ""


def _clash(site: Site, one: Any, two: Any, message: str) -> Problem:
    """The problem of two things in each other's way, told of the one that an author can change."""
    named = next((each for each in (two, one) if site.origin(each)), two)
    path, line = site.origin(named) or ("", 1)
    cure = "give one of them another address or another name"
    return Problem(path, line, f"{site.label(one)} and {site.label(two)} {message}", cure)


def templates_exist(site: Site) -> Iterator[Problem]:
    """The theme has the template that a content asks for, and it is one for a content."""
    of_listings = {each.template for each in site.documents if isinstance(each.template, str)}
    unfit = {
        is_post: of_listings | {"base", "page" if is_post else "article"}
        for is_post in (True, False)
    }
    for text in site.texts:
        name = text.template
        if name in site.missing_templates:
            message = f"the theme has no template “{name}”"
        elif name in unfit[text.is_post]:
            message = f"the template “{name}” is not for a text of this kind"
        else:
            continue
        line = text.notes.lines.get("template", 1)
        cure = "take the field `Template` away, or add a template of your own to the theme"
        yield Problem(text.path, line, message, cure)


def summaries_are_there(site: Site) -> Iterator[Problem]:
    """A post without a summary in another language is poorer for those who read that one."""
    others = {lang: other_languages(site.languages, lang) for lang in site.languages}
    for text in site.texts:
        lacking = [lang for lang in others[text.lang] if not text.summaries.get(lang)]
        if not lacking or text.status != "published" or not text.is_post:
            continue
        translated = {twin.lang for twin in text.content.translations}
        for lang in lacking:
            if lang not in translated:
                message = f"no summary in “{lang}”"
                cure = f"add a line `Summary_{lang}: …` to its header"
                yield Problem(text.path, 1, message, cure, "warning")


RULES = (
    lost_files,
    noted,
    templates_exist,
    one_address_each,
    links_lead_somewhere,
    summaries_are_there,
)
