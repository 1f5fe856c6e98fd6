"""An item written as the file of a post or a page, and what there is to tell of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from plugins.bilingual.identity import is_iri
from plugins.wordpress_import.bodies import Body, Workshop, body_of, excerpt_of
from plugins.wordpress_import.choices import Choices
from plugins.wordpress_import.comments import archive, as_json, counted
from plugins.wordpress_import.entries import Entry, Index
from plugins.wordpress_import.header import file_text, guarded, one_line, read_back, title_value
from plugins.wordpress_import.items import Item
from plugins.wordpress_import.languages import versions
from plugins.wordpress_import.links import Linking
from plugins.wordpress_import.media import Files
from plugins.wordpress_import.moments import read_moment, written
from plugins.wordpress_import.outcomes import Outcome
from plugins.wordpress_import.site import Site

# Meta keys that have been read elsewhere, or that say nothing once a blog has moved.
READ = re.compile(
    r"language|other-excerpt|bb-post-(?:language|excerpts)|_locale|_original_post|lang-[a-z]{2}_[a-z]{2}"
    r"|_wp_old_(?:slug|date)|_edit_lock|_edit_last|_pingme|_encloseme|footnotes|_wp_page_template"
    r"|_tc_post_format|_wpcom_is_markdown|_syntaxhighlighter_encoded|_wp_attach.*"
)
UNTITLED = {"fr": "Sans titre", "en": "Untitled"}
WORDS = 8  # of a text, for the title of one that has none


@dataclass
class Written:
    """A text as a file: its key, its file, what is in it and beside it, what to tell.

    *wanted* are files of the uploads by path, *missing* those that are nowhere; *meta* is what
    has no place in a post.
    """

    key: str
    file: str
    text: str
    comments: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    active: list[str] = field(default_factory=list)
    wanted: dict[str, Path] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    meta: dict[str, list[str]] = field(default_factory=dict)

    @property
    def comments_file(self) -> str:
        """Where its comments are."""
        return f"comments/{self.file.removesuffix('.md')}.json"


def written_of(
    item: Item, index: Index, site: Site, choices: Choices, uploads: Path | None
) -> list[Written]:
    """The files that an *item* becomes, whose places the *index* knows."""
    entries = index.entries.get(item.number, [])
    several = versions(item, site.default_lang) if entries else {}
    texts = list(several.values()) if several else [item]
    return [
        _written(each, entry, index, site, choices, Files(site.content, uploads))
        for each, entry in zip(texts, entries, strict=True)
    ]


def _written(
    item: Item, entry: Entry, index: Index, site: Site, choices: Choices, files: Files
) -> Written:
    lang = entry.lang if entry.lang in site.languages else site.default_lang
    linking = Linking(index.targets, index.media, files, item.link)
    gallery = partial(index.media.gallery, post=item.id)
    form = entry.form.rstrip("?")

    def workshop(code: str) -> Workshop:
        def render(markdown: str) -> str:
            return site.html(markdown, code)

        return Workshop(render, gallery, index.reusable, choices.keeps_active)

    body = body_of(item, form, workshop(lang), linking)
    if entry.form.endswith("?"):
        body.look.append(f"it may be Markdown or HTML; like its neighbours it is taken for {form}")
    summaries = dict(_summaries(item, entry, lang, form, workshop, linking, body))
    comments = _comments(item, entry, choices)
    made = Written(entry.key, entry.place.file, "", comments)
    fields = list(_fields(item, entry, index, site, choices, lang, summaries, body, made))
    made.text = file_text(fields, guarded(body.markdown, site.languages))
    _, errors = read_back(made.text, site.languages, site.default_lang)
    body.look += [f"the site would say: {error}" for error in errors]
    made.active = body.active
    made.wanted, made.missing = files.wanted, files.missing
    made.meta = _meta(item, choices)
    made.told = _told(item, entry, lang, body, linking, summaries)
    return made


def _summaries(
    item: Item, entry: Entry, lang: str, form: str, workshop: Any, linking: Linking, body: Body
) -> Iterator[tuple[str, str]]:
    """The summaries of a text by language, its own among them, as Markdown."""
    own = {lang: item.excerpt} if item.excerpt.strip() else {}
    for code, text in {**own, **entry.tongue.summaries}.items():
        markdown = excerpt_of(text, form, workshop(code), linking, body)
        if markdown:
            yield code, markdown


def _fields(
    item: Item,
    entry: Entry,
    index: Index,
    site: Site,
    choices: Choices,
    lang: str,
    summaries: dict[str, str],
    body: Body,
    made: Written,
) -> Iterator[tuple[str, str]]:
    """The header, in the order that an author would write it; the guid last, as it is."""
    yield "Title", title_value(_title(item, lang, body), lang, site.languages)
    yield from _dates(item, entry, site)
    if len(site.languages) > 1:
        yield "Lang", lang
    for code, text in summaries.items():
        yield "Summary" if code == lang else f"Summary_{code.replace('-', '_')}", text
    assert index.tags is not None
    assert index.terms is not None
    tags = index.tags.typed(index.terms.of(item), lang)
    if tags and item.type == "page":
        body.notes.append(f"a page has no tags here; it had {', '.join(tags)}")
        tags = []
    kept = choices.categories == "keep"
    fields = [
        ("Author", one_line(index.blog.authors.get(item.author, item.author))),
        ("Tags", ", ".join(tags)),
        ("Category", _category(item) if kept else ""),
        ("Slug", entry.place.slug),
        ("Url", entry.place.url if entry.place.stated else ""),
        ("Aliases", ", ".join(entry.place.aliases)),
        ("Translation_of", entry.translation_of),
        ("Status", entry.outcome.status),
        ("Visibility", entry.outcome.value.partition(": ")[2] if entry.outcome.status else ""),
        *((name, one_line(item.one(key))) for key, name in choices.meta.items()),
        ("Comments", made.comments_file if made.comments else ""),
        ("Guid", _guid(entry, body)),
    ]
    yield from (field for field in fields if field[1])


def _dates(item: Item, entry: Entry, site: Site) -> Iterator[tuple[str, str]]:
    if entry.date:
        yield "Date", written(entry.date, site.zone)
        modified = read_moment(item.modified)
        if modified and modified > entry.date.replace(tzinfo=None):
            yield "Modified", written(modified, site.zone)


def _guid(entry: Entry, body: Body) -> str:
    """The id that feeds know a text by, as it is; nothing when Atom would not take it for one."""
    guid = entry.item.guid.strip()
    if guid and entry.repeats_id:
        body.look.append(f"its id “{one_line(guid)}” is another text's, and is left out")
        return ""
    if guid and not is_iri(guid):
        body.look.append(f"its id “{one_line(guid)}” is no address, and is left out")
        return ""
    return guid


def _title(item: Item, lang: str, body: Body) -> str:
    if one_line(item.title):
        return item.title
    plain = re.sub(r"<[^<>]*>|!?\[|\]\([^()]*\)|[*_`#>\\]|\{:[^{}]*\}", " ", body.markdown)
    words = one_line(plain).split()
    body.notes.append("it had no title")
    if not words:
        return UNTITLED.get(lang, "…")
    return " ".join(words[:WORDS]) + ("…" if len(words) > WORDS else "")


def _category(item: Item) -> str:
    return next((each.name for each in item.terms if each.domain == "category" and each.name), "")


def _comments(item: Item, entry: Entry, choices: Choices) -> str:
    """The file of the comments of a text that readers see; nothing without any."""
    if choices.comments == "none" or not entry.is_public or not item.comments:
        return ""
    made = archive(item.comments) if choices.comments == "archive" else counted(item.comments)
    return as_json(made) if made else ""


def _meta(item: Item, choices: Choices) -> dict[str, list[str]]:
    """What the meta of an item say that its file does not."""
    found: dict[str, list[str]] = {}
    for key, value in item.meta:
        if not READ.fullmatch(key) and key not in choices.meta and value.strip():
            found.setdefault(key, []).append(value)
    if item.sticky:
        found["is_sticky"] = ["1"]
    if item.order not in ("", "0"):
        found["menu_order"] = [item.order]
    return found


def _told(
    item: Item, entry: Entry, lang: str, body: Body, linking: Linking, summaries: dict[str, str]
) -> dict[str, Any]:
    """What a report says of a text."""
    notes = [*entry.tongue.notes, *entry.place.notes, *body.notes]
    look = list(body.look)
    if not body.equal:
        look.append("what it says is not wholly what its source says: compare them")
    if entry.outcome in (Outcome.UNDATED, Outcome.STATUS, Outcome.LANGUAGE):
        look.append(entry.outcome.value)
    look += [f"“{name}” is not understood ({count})" for name, count in body.unknown.items()]
    if body.active:
        look.append(f"{len(body.active)} things that act by themselves were set aside")
    (look if linking.files.source else notes).extend(
        f"a file is nowhere: {each}" for each in dict.fromkeys(linking.absent)
    )
    notes += [f"links to what is not here: {each}" for each in dict.fromkeys(linking.unknown)]
    return {
        "item": item.number, "id": item.id, "type": item.type, "title": item.title,
        "status": item.status, "outcome": entry.outcome.value,
        "file": entry.place.file, "url": entry.place.url,
        "link": item.link, "lang": lang, "language from": entry.tongue.source,
        "summaries": sorted(summaries), "form": entry.form, "blocks": body.blocks,
        "kept as HTML": dict(Counter(body.kept)), "equal": body.equal, "notes": notes, "look": look,
    }  # fmt: skip
