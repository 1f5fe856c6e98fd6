"""The file of a post written: a header that is read as it was meant, whatever its values hold."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable

from plugins.bilingual.header import FIELD
from plugins.bilingual.source import Source, read_source
from plugins.bilingual.summaries import LINE_START, TITLE_END

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(value: str) -> str:
    """A *value* on one line, without characters that no one sees."""
    return " ".join(CONTROL.sub(" ", value).split())


def title_value(title: str, lang: str, languages: Collection[str]) -> str:
    """A *title* for the header: entities are read there, and so is a marker at its end."""
    value = one_line(title)
    if html.unescape(value) != value:
        value = value.replace("&", "&amp;")
    marked = TITLE_END.match(value)
    others = set(languages) - {lang} if len(languages) > 1 else set()
    if marked and marked[3].lower() in others and not marked["escape"]:
        at = marked.start("escape")
        value = f"{value[:at]}\\{value[at:]}"
    return value


def file_text(fields: Iterable[tuple[str, str]], body: str) -> str:
    """The text of a file with these *fields*, in their order, and *body*.

    A value may have paragraphs only where the header allows it, in summaries: such a header
    stands between lines of `---`.
    """
    lines: list[str] = []
    fenced = False
    for name, value in fields:
        first, *rest = value.split("\n")
        fenced = fenced or any(not line.strip() for line in rest)
        lines.append(f"{name}: {first}".rstrip())
        lines += [f"    {line}" if line.strip() else "" for line in rest]
    header = "\n".join(["---", *lines, "---"] if fenced else lines)
    return f"{header}\n\n{body}".rstrip("\n") + "\n"


def guarded(body: str, languages: Collection[str], keeps: bool = False) -> str:
    """A *body* whose beginning is taken for nothing but text.

    A paragraph that begins with a marker would be a summary, a line `Name: value` a field that
    was left behind. With *keeps* markers are meant.
    """
    if not keeps:
        marked = LINE_START.match(body.lstrip("\n"))
        if marked and marked[1].lower() in languages:
            start = len(body) - len(body.lstrip("\n"))
            at = body.index("[", start)
            body = f"{body[:at]}\\{body[at:]}"
    first, *rest = body.lstrip("\n").split("\n", 1)
    if FIELD.match(first):
        first = first.replace(":", "&#58;", 1)
    return "\n".join([first, *rest])


def read_back(text: str, languages: Collection[str], default_lang: str) -> tuple[Source, list[str]]:
    """What the site reads in the *text* of a file, and the errors it would tell."""
    source = read_source(text, list(languages), default_lang)
    return source, [message for _, message, _, level in source.problems if level == "error"]
