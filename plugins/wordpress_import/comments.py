"""The comments of a post as a closed archive: approved ones, cleaned, in threads.

Nothing that only the blog's owner could see is in it: no address of mail, none of a machine.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from plugins.wordpress_import.items import Comment
from plugins.wordpress_import.markdown import tree_of
from plugins.wordpress_import.moments import moment_of
from plugins.wordpress_import.paragraphs import with_paragraphs

ALLOWED = {
    "a": ("href",), "abbr": ("title",), "b": (), "blockquote": (), "br": (), "cite": (),
    "code": (), "del": (), "em": (), "i": (), "li": (), "ol": (), "p": (), "pre": (), "q": (),
    "s": (), "strong": (), "ul": (),
}  # fmt: skip
DROPPED = frozenset({
    "script", "style", "iframe", "object", "embed", "form", "template", "noscript", "svg",
    "math", "head",
})  # fmt: skip
ADDRESS = re.compile(r"(?<![\w/@.])(https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])")
PINGS = ("pingback", "trackback")
DEEPEST = 40  # answers to answers; deeper ones stand beside their parent


def archive(comments: Sequence[Comment]) -> dict[str, Any] | None:
    """What is shown under a post of its *comments*; None when nothing is.

    `comments` are in threads, oldest first, each with `author`, `date`, `html`, perhaps `url` and
    `replies`; `pings` counts links from elsewhere.
    """
    approved = [each for each in comments if each.approved == "1"]
    pings = sum(each.type in PINGS for each in approved)
    said = [each for each in comments if _is_shown(each)]
    if not said and not pings:
        return None
    shown: dict[str, dict[str, Any]] = {}
    depth: dict[str, int] = {}
    top: list[dict[str, Any]] = []
    for each in sorted(said, key=_order):
        entry = _entry(each)
        parent = shown.get(each.parent) if depth.get(each.parent, DEEPEST) < DEEPEST else None
        if each.id and each.id not in shown:
            shown[each.id] = entry
            depth[each.id] = depth[each.parent] + 1 if parent is not None else 0
        (parent.setdefault("replies", []) if parent is not None else top).append(entry)
    result: dict[str, Any] = {"comments": top}
    if pings:
        result["pings"] = pings
    return result


def shown_ids(comments: Sequence[Comment]) -> set[int]:
    """The ids of the *comments* that an archive shows."""
    return {
        int(each.id) for each in comments if _is_shown(each) and re.fullmatch(r"\d{1,18}", each.id)
    }


def _is_shown(comment: Comment) -> bool:
    return comment.approved == "1" and comment.type in ("", "comment")


def counted(comments: Sequence[Comment]) -> dict[str, Any] | None:
    """How many *comments* there were, and nothing of what they say."""
    said = sum(map(_is_shown, comments))
    return {"count": said} if said else None


def as_json(archived: dict[str, Any]) -> str:
    """The file of an archive, in a form that an author can read and prune."""
    return json.dumps(archived, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _order(comment: Comment) -> tuple[str, int, str]:
    return comment.date_gmt or comment.date, len(comment.id), comment.id


def _entry(comment: Comment) -> dict[str, Any]:
    moment = moment_of(comment.date, comment.date_gmt, "")
    entry: dict[str, Any] = {"author": comment.author or "?"}
    if re.fullmatch(r"\d{1,18}", comment.id):
        entry["id"] = int(comment.id)
    if is_web(comment.url):
        entry["url"] = comment.url
    if moment is not None:
        entry["date"] = moment.isoformat(" ", "minutes")
    entry["html"] = cleaned(comment.content)
    return entry


def is_web(url: str) -> bool:
    """Whether a *url* is an address that a comment may link to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and "." in (parts.hostname or "")
        and not re.search(r"[\s<>\"'{}]", url)
    )


def cleaned(text: str) -> str:
    """The HTML of a comment: a few elements, links to the web that count for nothing."""
    linked = text if "<a" in text else ADDRESS.sub(r'<a href="\1">\1</a>', text)
    try:
        body = tree_of(with_paragraphs(linked))
    except ValueError:
        return f"<p>{html.escape(re.sub(r'<[^>]*>', ' ', text))}</p>"
    out: list[str] = []
    _write(body, out)
    return "".join(out).strip()


def _write(element: Any, out: list[str]) -> None:
    out.append(_text(element.text))
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in ALLOWED and (tag != "a" or is_web(child.get("href") or "")):
            out.append(f"<{tag}{''.join(_attributes(child, tag))}>")
            if tag != "br":
                _write(child, out)
                out.append(f"</{tag}>")
        elif tag and tag not in DROPPED:
            _write(child, out)
        out.append(_text(child.tail))


def _attributes(child: Any, tag: str) -> Iterable[str]:
    for name in ALLOWED[tag]:
        value = child.get(name)
        if value and (name != "href" or is_web(value)):
            yield f' {name}="{html.escape(value)}"'
    if tag == "a":
        yield ' rel="nofollow ugc"'


def _text(text: str | None) -> str:
    return html.escape(text or "", quote=False)
