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
    """No two things are at one address, not even on a disk that ignores case."""
    first: dict[str, tuple[str, Any]] = {}
    contents = [content for content in site.contents if site.writes(content)]
    contents.sort(key=lambda content: str(content.relative_source_path))
    things = [(content.relative_source_path, content) for content in contents]
    things += [(document.label, document) for document in site.documents]
    things += [(f"the file {static.source_path}", static) for static in site.static_files]
    for label, thing in things:
        address = site.saved_at(thing)
        other_label, other = first.setdefault(address.casefold(), (label, thing))
        if other is thing or hasattr(other, "override_save_as"):
            continue  # `Save_as` is there to take a page's place
        named = thing if hasattr(thing, "notes") else other
        notes = getattr(named, "notes", None)
        yield Problem(
            notes.path if notes else label,
            notes.lines.get("slug", notes.lines.get("title", 1)) if notes else 1,
            f"{other_label} and {label} would both be at /{address}",
            "give one of them another slug or another name",
        )


def templates_exist(site: Site) -> Iterator[Problem]:
    """The theme has the template that a content asks for."""
    for content in site.contents:
        if content.template in site.missing_templates:
            yield Problem(
                content.relative_source_path,
                content.notes.lines.get("template", 1),
                f"the theme has no template “{content.template}”",
                "take the field `Template` away, or add the template to the theme",
            )


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
