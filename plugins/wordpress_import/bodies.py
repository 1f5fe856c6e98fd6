"""The body of an item, and its excerpts, in the site's Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from plugins.wordpress_import.active import without_active
from plugins.wordpress_import.blocks import has_blocks, without_blocks
from plugins.wordpress_import.items import Item
from plugins.wordpress_import.links import Linking
from plugins.wordpress_import.markdown import Render, to_markdown, tree_of
from plugins.wordpress_import.paragraphs import with_paragraphs
from plugins.wordpress_import.shortcodes import Findings, Gallery, without_shortcodes
from plugins.wordpress_import.source_format import looks_like

NEXT_PAGE = re.compile(r"\s*<!--\s*nextpage\s*-->\s*")
NESTED_BY_TWO = re.compile(r"^(?:[*+-]|\d+\.) .*\n {2,3}(?:[*+-]|\d+\.) ", re.MULTILINE)
DAMAGED = re.compile(r"</https?:[^<>]*>|<https?:[^<>]*=\"\"")  # what balancing makes of <http://…>
FOOTNOTE = re.compile(r"\(\((?=\S)[^()]*(?:\([^()]*\)[^()]*)*\)\)")
STRANGE_INDENT = re.compile(r"^[ \t]*[^\S \t\n][^\S\n]*", re.MULTILINE)  # no space to a header
CUT = re.compile(r"<!--\s*more(?:\s[^>]*?)?-->", re.IGNORECASE)
TEXT_FORMATS = {"markdown": "markdown", "textile": "textile", "wpautop": "html", "none": "plain"}


@dataclass
class Body:
    """A text in Markdown, and what there is to tell of it.

    *form* is what it was typed in; *kept* tags of blocks that stay HTML, *equal* whether it says
    the same as its source, *active* what was set aside, *unknown* counts what is not understood.
    """

    markdown: str = ""
    form: str = "html"
    blocks: int = 0
    kept: list[str] = field(default_factory=list)
    equal: bool = True
    active: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)  # what a person should look at


@dataclass(frozen=True)
class Workshop:
    """What turning texts into Markdown needs: how to render, galleries, blocks used again.

    With *keeps_active* scripts and the like stay where they are.
    """

    render: Render
    gallery: Gallery
    reusable: Mapping[str, str] = field(default_factory=dict)
    keeps_active: bool = False


def form_of(item: Item) -> str:
    """What an item's text was typed in, by what its meta say, or by the text itself."""
    told = TEXT_FORMATS.get(item.one("_tc_post_format"))
    if told:
        return told
    if item.one("_wpcom_is_markdown"):
        return "html"  # rendered already
    return looks_like(item.content)


def body_of(item: Item, form: str, workshop: Workshop, linking: Linking) -> Body:
    """The body of an *item* that was typed in *form*."""
    text = item.content.replace("\r\n", "\n").replace("\r", "\n")
    body = Body(form=form)
    if NEXT_PAGE.search(text):
        text = NEXT_PAGE.sub("\n\n", text)
        body.notes.append("it was cut into pages (<!--nextpage-->), and is one now")
    if form == "markdown":
        _markdown(text, body, workshop, linking)
    else:
        html = html_of(text, form, item, workshop, body)
        _converted(html, body, workshop, linking)
        if form == "textile":
            body.look.append("it was typed in Textile, which is not read: it is kept as text")
    if FOOTNOTE.search(item.content):
        body.look.append("“((…))” in it may have been footnotes of a plugin")
    if item.content.strip() and not body.markdown.strip() and not body.active:
        body.equal = _is_empty(item.content)
    return body


def excerpt_of(text: str, form: str, workshop: Workshop, linking: Linking, body: Body) -> str:
    """A summary's Markdown; what is to be told of it joins what the *body* tells."""
    part = Body(form=form)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if form == "markdown" and looks_like(plain) != "html":
        _markdown(plain, part, workshop, linking)
    else:
        _converted(html_of(plain, "html", None, workshop, part), part, workshop, linking)
    body.active += part.active
    body.equal = body.equal and part.equal
    body.notes += [note for note in part.notes if note not in body.notes]
    text = STRANGE_INDENT.sub("", CUT.sub("", part.markdown).strip())
    return re.sub(r" {2,}\n", "<br>\n", text)  # ends of lines lose their spaces in a header


def html_of(text: str, form: str, item: Item | None, workshop: Workshop, body: Body) -> str:
    """The HTML that WordPress would show for *text*."""
    findings = Findings()
    if form in ("plain", "textile"):
        html = text if form == "plain" else with_paragraphs(text)
    else:
        blocks = has_blocks(text)
        if blocks:
            notes = item.one("footnotes") if item else ""
            text = without_blocks(text, workshop.reusable, notes, findings)
        encoded = bool(item and item.one("_syntaxhighlighter_encoded"))
        text = without_shortcodes(text, workshop.gallery, findings, encoded)
        html = text if blocks else with_paragraphs(text)
    for name, count in findings.unknown.items():
        body.unknown[name] = body.unknown.get(name, 0) + count
    body.look += findings.notes
    return html


def _converted(html: str, body: Body, workshop: Workshop, linking: Linking) -> None:
    done = to_markdown(html, workshop.render, linking.tree, workshop.keeps_active)
    body.markdown = done.markdown
    body.blocks += done.blocks
    body.kept += done.kept
    body.active += done.active
    body.equal = body.equal and done.equal


def _markdown(text: str, body: Body, workshop: Workshop, linking: Linking) -> None:
    """Keep a Markdown *text* as it is, but for where its links lead, and for what acts in it."""
    if DAMAGED.search(text):
        body.look.append("WordPress has damaged a link <http://…> in its Markdown")
    if NESTED_BY_TWO.search(text):
        body.look.append("a list within a list is indented by two or three spaces: four are needed")
    rewritten = linking.markdown(text.strip("\n"))
    rendered = workshop.render(rewritten)
    found: list[str] = []
    try:
        if not workshop.keeps_active:
            without_active(tree_of(rendered), found.append)
    except (ValueError, etree.LxmlError) as error:
        found.append(str(error))
    if found:
        body.notes.append("its Markdown held what acts by itself, and was written anew without it")
        _converted(rendered, body, workshop, linking)
    else:
        body.markdown = rewritten


def _is_empty(html: str) -> bool:
    """Whether *html* shows nothing at all."""
    plain = re.sub(r"<!--.*?-->|<[^<>]*>|&nbsp;|\s", "", html, flags=re.DOTALL)
    return not plain and not re.search(r"<(?:img|iframe|video|audio|object|embed|hr)\b", html)
