"""The report of an import: every item accounted for, and what a person should look at."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from plugins.wordpress_import.entries import Index

Texts = Sequence[Mapping[str, Any]]


def accounted(index: Index, texts: Texts) -> int:
    """How many items of the export are files now, or were left out for a reason."""
    return index.left + len({each["item"] for each in texts})


def last_line(index: Index, texts: Texts) -> str:
    """The end of a report."""
    return f"{index.total:,} items in the export, {accounted(index, texts):,} accounted for"


def as_markdown(
    index: Index,
    texts: Texts,
    done: Mapping[str, int],
    more: Iterable[str],
    gone: Mapping[str, str],
) -> str:
    """The report for people; *gone* are files of items that earlier exports had, by their keys."""
    lines = [
        "# What came of the export",
        "",
        "| type | status | became | items |",
        "|---|---|---|---:|",
    ]
    lines += [
        f"| {_cell(kind)} | {_cell(status)} | {outcome} | {count} |"
        for (kind, status, outcome), count in sorted(index.counts.items())
    ]
    lines += ["", "## Files", "", *(f"- {name}: {count}" for name, count in sorted(done.items()))]
    lines += [*(f"- {each}" for each in more)]
    languages = Counter(
        (each["lang"], each["language from"] or "nothing: the default") for each in texts
    )
    lines += ["", "## Languages", ""]
    lines += [
        f"- {lang}, told by {source}: {count}"
        for (lang, source), count in sorted(languages.items())
    ]
    equal = sum(bool(each["equal"]) for each in texts)
    kept: Counter[str] = sum((Counter(each["kept as HTML"]) for each in texts), Counter())
    lines += ["", "## Texts", ""]
    lines += [f"- {equal} of {len(texts)} say the same as their source"]
    lines += [f"- {kept.total()} blocks of {sum(each['blocks'] for each in texts)} stay HTML"]
    if index.blog.mended:
        lines += [
            f"- mended in the file: {name}, {n}"
            for name, n in sorted(index.blog.mended.items())
            if n
        ]
    if gone:
        lines += ["", f"## No longer in the export, and kept: {len(gone)}", ""]
        lines += [f"- {_cell(file)}" for file in gone.values()]
    lines += _each("To look at", texts, "look")
    lines += _each("To know", texts, "notes")
    return "\n".join([*lines, "", last_line(index, texts)]) + "\n"


def _each(title: str, texts: Texts, name: str) -> list[str]:
    found = [each for each in texts if each[name]]
    lines = ["", f"## {title}: {len(found)}", ""]
    for each in found:
        lines.append(
            f"- {_cell(each['file'])} ({each['type']} {each['id']}, {_cell(each['title'])})"
        )
        lines += [f"    - {_cell(line)}" for line in each[name]]
    return lines


def _cell(text: str) -> str:
    """Text of the export, as text: on one line, with no mark of Markdown or HTML that counts."""
    plain = " ".join(str(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace("|", "&#124;").replace("`", "&#96;").replace("[", "&#91;")


def as_report(
    index: Index,
    texts: Texts,
    done: Mapping[str, int],
    gone: Mapping[str, str],
) -> str:
    """The report for programs."""
    totals: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for (kind, status, outcome), count in sorted(index.counts.items()):
        totals[kind][status][outcome] = count
    told = {
        "items": index.total,
        "accounted": accounted(index, texts),
        "totals": totals,
        "files": dict(done),
        "gone": dict(gone),
        "mended": dict(index.blog.mended),
        "texts": texts,
    }
    return as_json(told)


def as_json(told: Any) -> str:
    """What is *told*, as a file."""
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the *files* of a report into its *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", errors="replace")
