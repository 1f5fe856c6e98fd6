"""What must hold before a page is written: one function a rule, each gives problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.bilingual.languages import other_languages
from plugins.bilingual.problems import Problem
from plugins.checks.links import links_lead_somewhere
from plugins.checks.site import Site


def lost_files(site: Site) -> Iterator[Problem]:
    """No file is lost: one that Pelican could not read is an error, not a line in a log."""
    for path, content in sorted(site.sources.items()):
        if content is None:
            yield Problem(
                path, 1, "this file could not be read as a post", "see the message about it above"
            )


def noted(site: Site) -> Iterator[Problem]:
    """What was noted while the files were read and related."""
    for content in site.contents:
        yield from content.notes.problems


def one_address_each(site: Site) -> Iterator[Problem]:
    """No two things are at one address, not even on a disk that ignores case.

    Nor is one at an address that another needs for a folder.
    """
    first: dict[str, Any] = {}
    for thing in site.things():
        address = site.saved_at(thing).casefold()
        other = first.setdefault(address, thing)
        takes_its_place = hasattr(other, "override_save_as") and hasattr(thing, "label")
        if other is not thing and not takes_its_place:  # `Save_as` may replace a listing
            yield _clash(site, other, thing, f"would both be at /{site.saved_at(thing)}")
    seen: set[str] = set()
    for address, thing in first.items():
        folder = address.rpartition("/")[0]
        while folder and folder not in seen:
            seen.add(folder)
            if folder in first:
                yield _clash(site, first[folder], thing, f"need /{folder} as a file and a folder")
            folder = folder.rpartition("/")[0]


def _clash(site: Site, one: Any, two: Any, message: str) -> Problem:
    """The problem of two things in each other's way, told of the one that an author can change."""
    named = next((each for each in (two, one) if site.origin(each)), two)
    path, line = site.origin(named) or ("", 1)
    cure = "give one of them another address or another name"
    return Problem(path, line, f"{site.label(one)} and {site.label(two)} {message}", cure)


def templates_exist(site: Site) -> Iterator[Problem]:
    """The theme has the template that a content asks for, and it is one for a content."""
    of_listings = {each.template for each in site.documents if isinstance(each.template, str)}
    for content in site.contents:
        other = "page" if hasattr(content, "date") else "article"
        name = content.template
        if name in site.missing_templates:
            message = f"the theme has no template “{name}”"
        elif name in of_listings | {"base", other}:
            message = f"the template “{name}” is not for a text of this kind"
        else:
            continue
        line = content.notes.lines.get("template", 1)
        cure = "take the field `Template` away, or add a template of your own to the theme"
        yield Problem(content.relative_source_path, line, message, cure)


def summaries_are_there(site: Site) -> Iterator[Problem]:
    """A post without a summary in another language is poorer for those who read that one."""
    for content in site.contents:
        if content.status != "published" or not hasattr(content, "date"):
            continue
        translated = {twin.lang for twin in content.translations}
        for lang in other_languages(site.languages, content.lang):
            if lang not in translated and not content.summaries.get(lang):
                yield Problem(
                    content.relative_source_path,
                    1,
                    f"no summary in “{lang}”",
                    f"add a line `Summary_{lang}: …` to its header",
                    "warning",
                )


RULES = (
    lost_files,
    noted,
    templates_exist,
    one_address_each,
    links_lead_somewhere,
    summaries_are_there,
)
