"""HTML as feed readers can show it: without scripts, style or what only a page can do."""

from __future__ import annotations

import re
from html import escape, unescape

from plugins.bilingual.fragments import TAG, plain_text

# As browsers read it: the space before a name may be missing after a quoted value.
ATTRIBUTE = re.compile(
    r"\s*(?P<name>[^\s=>/\"']+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s>\"'=]+))?"
)
# A text without any of these, in small letters, is as it should be. Each begins with a character
# of its own, by which it is soon looked for.
SUSPECT = [
    re.compile(pattern)
    for pattern in (
        r"<(?:!|\?|script|style|template|noscript|iframe|object|embed|applet|picture|form|fieldset"
        r"|label|input|button|select|textarea|meta|link|base)",
        r"class\s*=",
        r"style\s*=",
        r"on[a-z]+\s*=",
        r"script\s*:",
        r"data\s*:",
        r"[\"'=,]\s*//",
        r"&#",
    )
]
# What most of it is: a tag with a class alone, as around every word of coloured code.
CLASS_ALONE = re.compile(r"(<[a-z][a-z0-9]*+) class=\"[^\"<>]*+\">")
# Every tag, and what only looks like the beginning of one: to a browser it may be a tag, too.
ANY_TAG = re.compile(rf"{TAG.pattern}|<(?=[A-Za-z/])", TAG.flags)
# References to characters that no text has: controls, halves of characters, noncharacters.
NO_TEXT = re.compile(
    r"&#(?:0*(?:[0-8]|1[1-9]|2\d|3[01]|127|6553[45])"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|7f|d[89a-f][0-9a-f]{2}|fff[ef]))(?:;|(?![0-9a-f]))",
    re.IGNORECASE,
)
# Gone with what they hold.
DROPPED = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*>"
    r"|<(?P<name>script|style|template|applet|select|textarea)\b.*?"
    r"(?:</(?P=name)\b[^<>]*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
IFRAME = re.compile(
    r"<iframe\b(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?:[^<]*</iframe\s*>)?",
    re.IGNORECASE,
)
PICTURE = re.compile(r"<picture\b[^<>]*>(?P<inside>.*?)</picture\s*>", re.DOTALL | re.IGNORECASE)
SOURCE = re.compile(r"</?source\b[^<>]*>", re.IGNORECASE)
LONG, SHORTENED = 10_000, 1_000  # characters
# The tags go, what they hold stays.
UNWRAPPED = {
    *("noscript", "object", "embed", "form", "fieldset", "label", "input", "button"),
    *("meta", "link", "base"),
}
ADDRESSES = {"href", "src", "srcset", "poster", "cite", "action", "formaction", "data"}
OF_THE_PAGE = re.compile(r"class|style|on\w+", re.IGNORECASE)
ACTIVE = re.compile(r"(?:java|vb)script:|data:(?!image/(?!svg))", re.IGNORECASE)
NO_SCHEME = re.compile(r"(?:=\s*[\"']?|,)\s*(?=//)")  # also of the second of a srcset
BLANKS = re.compile(r"[\x00-\x20]+")  # which browsers pass over in `java script:`


def for_feeds(html: str, scheme: str = "https") -> str:
    """The fragment *html* for readers whose program is not a browser.

    Scripts, styles, classes, event handlers, forms and comments go; a frame is followed by a plain
    link to what it shows; of a picture in several sizes the plain one stays; an address without
    a scheme gets that of the site, *scheme*.
    """
    html = CLASS_ALONE.sub(r"\1>", html)
    small = html.lower()
    if not any(pattern.search(small) for pattern in SUSPECT):
        return html
    while (less := DROPPED.sub("", html)) != html:  # <scr<script></script>ipt>
        html = less
    html = PICTURE.sub(lambda picture: SOURCE.sub("", picture["inside"]), html)
    html = ANY_TAG.sub(lambda tag: _tag(tag, scheme), html)
    return NO_TEXT.sub("", IFRAME.sub(_with_link, html))


def brief(html: str) -> str:
    """*html* if it is short, as summaries are; else the beginning of its text.

    >>> brief("<p>Short.</p>"), len(brief("<p>Long.</p>" * 10_000))
    ('<p>Short.</p>', 1008)
    """
    if len(html) <= LONG:
        return html
    return f"<p>{escape(plain_text(html)[:SHORTENED])}…</p>"


def _tag(tag: re.Match[str], scheme: str) -> str:
    name = tag["name"]
    if not name or name.lower() in UNWRAPPED:
        return "&lt;" if tag[0] == "<" else ""
    attributes = tag["attributes"]
    if not attributes or tag["close"]:
        return f"<{tag['close']}{name}>"
    return f"<{name}{ATTRIBUTE.sub(lambda each: _attribute(each, scheme), attributes)}>"


def _attribute(attribute: re.Match[str], scheme: str) -> str:
    name = attribute["name"].lower()
    if OF_THE_PAGE.fullmatch(name):
        return ""
    if name not in ADDRESSES or not attribute["value"]:
        return attribute[0]
    address = BLANKS.sub("", unescape(_unquoted(attribute["value"])))
    if ACTIVE.match(address):
        return ""
    return NO_SCHEME.sub(rf"\g<0>{scheme}:", attribute[0])


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value


def _with_link(frame: re.Match[str]) -> str:
    """A frame, and a link to what it shows: many readers show no frames."""
    values = {
        attribute["name"].lower(): _unquoted(attribute["value"])
        for attribute in ATTRIBUTE.finditer(frame["attributes"])
        if attribute["value"]
    }
    address = values.get("src", "")
    if not address:
        return ""
    words = escape(unescape(values.get("title") or address))
    return f'{frame[0]} <a href="{escape(unescape(address))}">{words}</a>'
