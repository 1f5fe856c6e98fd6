"""A post's file as values: language, titles, summaries, body; everything still Markdown."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from plugins.bilingual.header import Field, read_header
from plugins.bilingual.problems import Level, Remark
from plugins.bilingual.summaries import opening_summaries, title_and_lang

IN_LANGUAGE = re.compile(r"(title|summary)_([a-z0-9_]+)$")  # summary_en
KNOWN = [
    "aliases",
    "author",
    "authors",
    "category",
    "comments",
    "date",
    "guid",
    "lang",
    "modified",
    "save_as",
    "similar",
    "slug",
    "status",
    "summary",
    "tags",
    "template",
    "title",
    "translation_of",
    "url",
]
DEFINITION = re.compile(r"^ {0,3}\[[^\]^][^\]]*\]:[ \t]*\S.*$", re.MULTILINE)  # [id]: https://…
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*$")


@dataclass
class Source:
    """What an author wrote in one file.

    *titles* and *summaries* are those in other languages, by code; *summary* is the own
    excerpt; *fields* are the header's other fields; *lines* says where each field stands.
    """

    lang: str
    title: str | None = None
    titles: dict[str, str] = field(default_factory=dict)
    summary: str | None = None
    summaries: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: list[Remark] = field(default_factory=list)

    def problem(self, line: int, message: str, cure: str, level: Level = "error") -> None:
        """Note that *line* has a problem, and how to mend it."""
        self.problems.append((line, message, cure, level))


def read_source(
    text: str, languages: Collection[str], default_lang: str, required: bool = False
) -> Source:
    """Read a file's *text*; *languages* are the codes it may use.

    Never raises: what is wrong is among the problems. With *required*, a file that names no
    language has a problem; otherwise it is in *default_lang*.
    """
    header = read_header(text)
    source = Source(lang=default_lang, body=header.body, body_line=header.body_line)
    source.problems.extend(header.problems)
    source.fields = dict(header.fields)
    source.lines = {name: each.line for name, each in header.fields.items()}
    marked = _take_title(source, languages)
    _take_lang(source, marked, languages, required)
    _take_fields_in_languages(source, languages)
    if len(languages) > 1:
        _take_opening(source, languages)
    _check_slug(source)
    _tell_near_misses(source)
    return source


def listed(languages: Collection[str]) -> str:
    """The codes of *languages*, as a cure names them."""
    return ", ".join(languages)


def _take_title(source: Source, languages: Collection[str]) -> str | None:
    typed = source.fields.pop("title", None)
    if typed is None or not typed.text:
        source.problem(
            source.lines.get("title", 1),
            "the post has no title",
            "begin the file with a line `Title: …`",
        )
        return None
    source.title, marked = title_and_lang(
        html.unescape(typed.text), languages if len(languages) > 1 else ()
    )
    return marked


def _take_lang(
    source: Source, marked: str | None, languages: Collection[str], required: bool
) -> None:
    typed = source.fields.pop("lang", None)
    lang = typed.text.lower() if typed else ""
    line = source.lines.get("lang", source.lines.get("title", 1))
    if lang and lang not in languages:
        source.problem(
            line,
            f"unknown language “{typed.text if typed else lang}”",
            f"write one of: {listed(languages)}",
        )
    elif lang and marked and lang != marked:
        source.problem(
            source.lines["title"],
            f"the title is marked [{marked}], but Lang says {lang}",
            "keep the one that is true",
        )
    elif not lang and not marked and required:
        source.problem(
            line,
            "the post does not say its language",
            f"add a line `Lang:` with one of: {listed(languages)}",
        )
    if lang in languages or marked:
        source.lang = lang if lang in languages else marked or source.lang


def _take_fields_in_languages(source: Source, languages: Collection[str]) -> None:
    """Title_en, Summary_en…, and Summary, the same as Summary_xx in the post's own language."""
    own = source.fields.pop("summary", None)
    if own:
        source.summary = own.markdown
    for name in [name for name in source.fields if IN_LANGUAGE.match(name)]:
        kind, _, code = name.partition("_")
        lang = code.replace("_", "-")
        value = source.fields.pop(name)
        if lang not in languages:
            source.problem(
                value.line,
                f"“{name}” is in a language that the site does not have",
                f"write one of: {listed(languages)}",
            )
        elif kind == "title" and lang != source.lang:
            source.titles[lang] = html.unescape(value.text)
        elif kind == "summary" and lang != source.lang:
            source.summaries[lang] = value.markdown
        elif kind == "title" or own:
            source.problem(
                value.line,
                f"“{name}” is in the post's own language, so {kind} is given twice",
                f"keep one of “{kind}” and “{name}”",
            )
        else:
            source.summary = value.markdown


def _take_opening(source: Source, languages: Collection[str]) -> None:
    opening = opening_summaries(source.body, source.lang, languages)
    for lang, text in opening.summaries.items():
        name = f"summary_{lang.replace('-', '_')}"
        if lang in source.summaries:
            source.problem(
                source.body_line,
                f"the summary in “{lang}” is given twice: in the header"
                f" (line {source.lines[name]}) and before the text",
                "keep one of them",
            )
        else:
            source.summaries[lang] = text
            source.lines[name] = source.body_line
    for line, lang in opening.inner:
        source.problem(
            source.body_line + line,
            f"the marker [{lang}] stands inside a paragraph",
            "leave a blank line before it",
            "warning",
        )
    source.body = opening.body
    source.body_line += opening.skipped


def _tell_near_misses(source: Source) -> None:
    """Fields that nothing reads, and whose names are nearly those of fields that count."""
    for name, unknown in source.fields.items():
        near = [] if name in KNOWN else difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.75)
        if near and near[0] not in source.lines:
            source.problem(
                unknown.line,
                f"nothing reads the field “{name}”",
                f"did you mean “{near[0].capitalize()}”?",
                "warning",
            )


def definitions(body: str) -> str:
    """The reference definitions of a Markdown *body*, for the summaries that use them."""
    return "\n".join(DEFINITION.findall(body))


def _check_slug(source: Source) -> None:
    slug = source.fields.get("slug")
    if slug and slug.text and not SLUG.match(slug.text):
        source.problem(
            slug.line,
            f"“{slug.text}” cannot be an address",
            "write the slug with letters a–z, digits and hyphens",
        )
