"""The reader: one Markdown file becomes metadata and HTML, whatever is wrong with it."""

from __future__ import annotations

import copy
import os
import re
from typing import Any

from markdown import Markdown
from pelican.contents import Article
from pelican.readers import MarkdownReader, ensure_metadata_list

from plugins.bilingual.dates import read_by_chance, read_date
from plugins.bilingual.decoding import text_of
from plugins.bilingual.header import Field
from plugins.bilingual.languages import languages_from
from plugins.bilingual.patterns import look_for_signs
from plugins.bilingual.problems import Notes
from plugins.bilingual.source import Source, definitions, read_source

STATUSES = ("published", "draft", "hidden", "skip")
LISTS = ("aliases", "similar")
ONE_LINE = ("comments", "translation_of", "guid", "status", "slug", "save_as", "url", "template")
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")  # of RFC 3986: with a scheme or a host
MOST_TAGS = 200  # of a post; the page of each tag shows them all
META, EXTRA = "markdown.extensions.meta", "markdown.extensions.extra"
# Attributes of an article that a header must not overwrite.
TAKEN = (set(dir(Article)) - {"save_as", "status", "summary", "url"}) | {
    *("metadata", "settings", "source_path", "relative_source_path", "translations"),
    *(
        "comment_archive",
        "links",
        "notes",
        "scheduled",
        "similar_posts",
        "summaries",
        "term_vector",
        "titles",
        "undated",
        "unpublished",
    ),
}


class BilingualReader(MarkdownReader):
    """Reads Markdown posts; never raises for what an author wrote.

    Among the metadata it gives: `lang`; `titles` and `summaries` (HTML) by language, the
    post's own summary among the summaries; `notes`, with the problems found.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self._languages = languages_from(settings.get("LANGUAGES", {}), settings["DEFAULT_LANG"])
        self._markdowns: dict[str, Markdown] = {}  # made when needed: each costs milliseconds

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The HTML and the metadata of the file at *source_path*."""
        notes = Notes(os.path.relpath(source_path, self.settings["PATH"]).replace(os.sep, "/"))
        source = read_source(
            self._text(source_path, notes),
            self._languages,
            self.settings["DEFAULT_LANG"],
            self.settings.get("LANGUAGES_REQUIRED", False),
        )
        notes.lines = source.lines
        if not notes.problems:  # a file that is no text has one problem, not four
            for problem in source.problems:
                notes.add(*problem)
        return self.html(source.body, source.lang), self._metadata(source, notes)

    def _markdown(self, lang: str) -> Markdown:
        """Markdown as the settings have it, for texts in *lang*; headers are not its business."""
        options = copy.deepcopy(self.settings["MARKDOWN"])
        options["extensions"] = [name for name in options["extensions"] if name != META]
        configs = options["extension_configs"]
        configs.pop(META, None)
        strings = self.settings.get("BILINGUAL_STRINGS", {}).get(lang)
        if strings and EXTRA in options["extensions"]:
            notes = configs.setdefault(EXTRA, {}).setdefault("footnotes", {})
            notes.setdefault("BACKLINK_TITLE", strings.text("footnote_back", number="{}"))
        return look_for_signs(Markdown(**options))

    def _text(self, source_path: str, notes: Notes) -> str:
        with open(source_path, "rb") as file:
            text, problems = text_of(file.read())
        for problem in problems:
            notes.add(*problem)
        return text

    def html(self, markdown: str, lang: str) -> str:
        """The HTML that *markdown* in *lang* is on this site."""
        if lang not in self._markdowns:
            self._markdowns[lang] = self._markdown(lang)
        return str(self._markdowns[lang].reset().convert(markdown))

    def _metadata(self, source: Source, notes: Notes) -> dict[str, Any]:
        metadata: dict[str, Any] = {
            "title": source.title or os.path.basename(notes.path),
            "lang": source.lang,
            "titles": source.titles,
            "summaries": {
                lang: self._summary(text, lang, source) for lang, text in source.summaries.items()
            },
            "notes": notes,
        }
        if source.summary is not None:
            metadata["summary"] = self._summary(source.summary, source.lang, source)
            metadata["summaries"][source.lang] = metadata["summary"]
        for name, field in source.fields.items():
            if name in TAKEN:
                cure = "give the field another name"
                notes.add(field.line, f"“{name}” is a word that Pelican or a plugin uses", cure)
                continue
            value = self._value(name, field, source.lang, notes)
            if value is not None:
                metadata[name] = value
        _complete_address(metadata)
        return metadata

    def _summary(self, text: str, lang: str, source: Source) -> str:
        """A summary's HTML; it may use the links that the body defines."""
        defined = definitions(source.body) if "[" in text else ""
        return self.html(f"{text}\n\n{defined}", lang)

    def _value(self, name: str, field: Field, lang: str, notes: Notes) -> Any:
        """A field's value as Pelican has it; None for a field to leave out."""
        if name in ("date", "modified"):
            return self._date(field, notes)
        if name == "status" and field.text.lower() not in STATUSES:
            cure = f"write one of: {', '.join(STATUSES[:3])}"
            notes.add(field.line, f"unknown status “{field.text}”", cure)
            return "draft"
        if name == "save_as" and (field.text.startswith("/") or ".." in field.text.split("/")):
            notes.add(field.line, f"“{field.text}” is outside the site", "write a path within it")
            return None
        if name == "url" and ELSEWHERE.match(field.text):
            cure = "write a path within it, such as about/"
            notes.add(field.line, f"“{field.text}” is no address of this site", cure)
            return None
        if name == "tags" and (count := len(ensure_metadata_list(field.listed))) > MOST_TAGS:
            cure = f"leave the {MOST_TAGS} that matter, or fewer"
            notes.add(field.line, f"{count} tags on one post", cure)
            return None
        if name in LISTS:
            return ensure_metadata_list(field.listed)
        if name in ("tags", "authors"):
            return self.process_metadata(name, field.listed) if field.text else None
        if name in ONE_LINE:
            return field.text or None
        if name in self.settings["FORMATTED_FIELDS"]:
            return self.html(field.markdown, lang)
        lines = [line for line in field.lines if line]
        if name in ("category", "author") or len(lines) < 2:
            value = self.process_metadata(name, field.text)
            return value if field.text and value else None
        return lines

    def _date(self, field: Field, notes: Notes) -> Any:
        try:
            date = read_date(field.text)
        except ValueError as error:
            notes.add(field.line, str(error), "write it as 2016-10-12 10:30")
            return read_date("1970-01-01")
        if read_by_chance(field.text):
            cure = f"write {date:%Y-%m-%d} if you mean that day"
            notes.add(field.line, f"“{field.text}” could be two days", cure, "warning")
        return date


def _complete_address(metadata: dict[str, Any]) -> None:
    """`Save_as` alone says the address too, and `Url` alone the file."""
    if "save_as" in metadata and "url" not in metadata:
        metadata["url"] = re.sub(r"(^|/)index\.html$", r"\1", metadata["save_as"])
    elif "url" in metadata and "save_as" not in metadata:
        url = metadata["url"].lstrip("/")
        metadata["save_as"] = url + "index.html" if url.endswith("/") or not url else url
