"""What must hold before a page is written: one function a rule, each gives problems."""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from plugins.bilingual.fragments import links_in
from plugins.bilingual.languages import other_languages
from plugins.bilingual.links import ABSOLUTE, PLACE, raw_body, source_path
from plugins.bilingual.problems import Problem, line_of

NO_PAGES = {"category": "categories", "author": "authors"}


@dataclass(frozen=True)
class Site:
    """What the rules look at: the contents to publish, the files and the addresses known.

    *sources* and *static* map paths in the content folder to contents (None: a file that
    could not be read); *tags* are the slugs that have an archive; *documents* are the pages
    that plugins make, *static_files* the files copied; *missing_templates* are names that
    contents ask for and the theme does not have.
    """

    folder: Path
    languages: Iterable[str]
    contents: list[Any]
    sources: Mapping[str, Any]
    static: Mapping[str, Any]
    documents: list[Any]
    static_files: list[Any]
    tags: frozenset[str]
    missing_templates: frozenset[str]
    shows_drafts: bool = False


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
    contents = [content for content in site.contents if is_written(content, site)]
    contents.sort(key=lambda content: str(content.relative_source_path))
    things = [(content.relative_source_path, content) for content in contents]
    things += [(document.label, document) for document in site.documents]
    things += [(f"the file {static.source_path}", static) for static in site.static_files]
    for label, thing in things:
        address = saved_at(thing)
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


def saved_at(thing: Any) -> str:
    """The file of a content, a document or a file to copy.

    Asking a file to copy for its `save_as` would fix its place, before `{attach}` moves it.
    """
    return str(thing.get_url_setting("save_as") if hasattr(thing, "source_path") else thing.save_as)


def is_written(content: Any, site: Site) -> bool:
    """Whether *content* becomes a page: drafts and scheduled posts do in a preview only."""
    return content.status != "draft" or site.shows_drafts


def links_lead_somewhere(site: Site) -> Iterator[Problem]:
    """Each link of a published text, body or summary, leads to something published."""
    known = {content.save_as for content in site.contents if is_written(content, site)}
    known |= {saved_at(each) for each in (*site.documents, *site.static_files)}
    for content in site.contents:
        if not is_written(content, site):
            continue
        texts = [raw_body(content), *content.summaries.values()]
        links = [link for text in texts for link in links_in(text)]
        problems = [
            (link, found) for link in links if (found := _fault(link, content, site, known))
        ]
        if not problems:
            continue
        source = (site.folder / content.relative_source_path).read_text("utf-8", errors="replace")
        for link, (message, cure, level) in problems:
            line = max(line_of(source, link), line_of(source, html.unescape(link)))
            yield Problem(content.relative_source_path, line, message, cure, level)


def _fault(link: str, content: Any, site: Site, known: set[str]) -> Any:
    """What is wrong with a link of *content*: `(message, cure, level)`, or None."""
    place = PLACE.match(link)
    if place:
        return _place_fault(place["what"], place["path"], link, content, site)
    parts = urlsplit(html.unescape(link))
    if ABSOLUTE.match(link) or not parts.path:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):
        target = path[1:] + "index.html" if path.endswith("/") else path[1:]
        if target not in known and target + "/index.html" not in known:
            return f"“{link}” is not an address of this blog", "correct it", "warning"
    elif path.endswith((".md", ".markdown")):
        cure = f"write {{filename}}{path} to link to the post that the file becomes"
        return f"“{link}” links to a source file", cure, "warning"
    return None


def _place_fault(what: str, path: str, link: str, content: Any, site: Site) -> Any:
    if what in ("index",):
        return None
    if what == "tag":
        if path in site.tags:
            return None
        return f"“{link}” names no tag of this blog", "write the name of a tag", "error"
    if what in NO_PAGES:
        return (
            f"“{link}”: this blog has no pages for {NO_PAGES[what]}",
            "link to a tag with {tag}, or to a post with {filename}",
            "error",
        )
    if what not in ("filename", "static", "attach"):
        return f"“{link}” is no link that Pelican knows", "write {filename} or {static}", "error"
    return _file_fault(what, path, link, content, site)


def _file_fault(what: str, path: str, link: str, content: Any, site: Site) -> Any:
    names = [
        source_path(content, name) for name in (path, unquote(path), unquote(html.unescape(path)))
    ]
    if what == "filename":
        target = next((site.sources[name] for name in names if name in site.sources), None)
        if target is not None:
            if is_written(target, site):
                return None
            kind = "a scheduled post" if hasattr(target, "scheduled") else "a draft"
            return f"“{link}” links to {kind}", "publish it, or take the link away", "error"
    if any((site.folder / name).is_file() and name in site.static for name in names):
        return None
    there = [*site.sources, *(name for name in site.static if (site.folder / name).is_file())]
    near = difflib.get_close_matches(names[0], there, n=1)
    cure = f"did you mean {{{what}}}/{near[0]}?" if near else "correct the path"
    return f"“{link}” leads to no file", cure, "error"


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
