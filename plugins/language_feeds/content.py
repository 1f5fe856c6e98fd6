"""HTML as feed readers can show it: without scripts, style or what only a page can do."""

from __future__ import annotations

import re
from html import escape, unescape

from plugins.bilingual.fragments import plain_text

# Tags and attributes as browsers read them (HTML, §13.2.5): the space before a name may be missing,
# a value without quotes may hold one.
VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+"
ATTRIBUTE = re.compile(rf"[\s/]*+(?P<name>=?[^\s/>=]++)(?:\s*+=\s*+(?P<value>{VALUE})?)?+")
TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    rf"(?P<attributes>(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:{VALUE})?+)?+)*+)>"
    r"|<(?=[A-Za-z/])"  # what only looks like the beginning of one
)
# A text without any of these, in small letters, is as it should be. Each begins with a character
# of its own, by which it is soon looked for.
SUSPECT = [
    re.compile(pattern)
    for pattern in (
        r"<(?:!|\?|script|style|template|noscript|iframe|object|embed|applet|picture|form|fieldset"
        r"|label|input|button|select|textarea|meta|link|base|animate|set\b)",
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
PICTURE = re.compile(r"<picture\b[^<>]*>(?P<inside>.*?)</picture\s*>", re.DOTALL | re.IGNORECASE)
SOURCE = re.compile(r"</?source\b[^<>]*>", re.IGNORECASE)
LONG, SHORTENED = 10_000, 1_000  # characters
# The tags go, what they hold stays.
UNWRAPPED = {
    *("noscript", "object", "embed", "form", "fieldset", "label", "input", "button"),
    *("meta", "link", "base", "animate", "animatemotion", "animatetransform", "set"),
}
ADDRESSES = {"href", "xlink:href", "src", "srcset", "poster", "cite", "data"}
OF_THE_PAGE = re.compile(r"class|style|srcdoc|on\w+", re.IGNORECASE)
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
    return NO_TEXT.sub("", _Fitting(scheme)(html))


def brief(html: str) -> str:
    """*html* if it is short, as summaries are; else the beginning of its text.

    >>> brief("<p>Short.</p>"), len(brief("<p>Long.</p>" * 10_000))
    ('<p>Short.</p>', 1008)
    """
    if len(html) <= LONG:
        return html
    return f"<p>{escape(plain_text(html)[:SHORTENED])}…</p>"


class _Fitting:
    """Takes from the tags of a fragment what does not fit; *scheme* is what addresses may lack."""

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme
        self._link = ""  # to what the frame that is open shows

    def __call__(self, html: str) -> str:
        html = TAG.sub(self._tag, html)
        return html + (f"</iframe> {self._link}" if self._link else "")

    def _tag(self, tag: re.Match[str]) -> str:
        if not tag["name"]:
            return "&lt;"
        name = tag["name"].lower()
        if name in UNWRAPPED:
            return ""
        attributes = "" if tag["close"] else ATTRIBUTE.sub(self._attribute, tag["attributes"])
        if name == "iframe":
            return self._frame(tag["close"], attributes)
        return f"<{tag['close']}{tag['name']}{attributes}>"

    def _attribute(self, attribute: re.Match[str]) -> str:
        name = attribute["name"].lower()
        if OF_THE_PAGE.fullmatch(name):
            return ""
        if name not in ADDRESSES or not attribute["value"]:
            return attribute[0]
        address = BLANKS.sub("", unescape(_unquoted(attribute["value"])))
        if ACTIVE.match(address):
            return ""
        return NO_SCHEME.sub(rf"\g<0>{self._scheme}:", attribute[0])

    def _frame(self, close: str, attributes: str) -> str:
        """A frame, and a link to what it shows: many readers show no frames."""
        if close:
            link, self._link = self._link, ""
            return f"</iframe> {link}" if link else ""
        values = {
            each["name"].lower(): unescape(_unquoted(each["value"]))
            for each in ATTRIBUTE.finditer(attributes)
            if each["value"]
        }
        address = values.get("src", "")
        if not address:
            return ""
        words = escape(values.get("title") or address)
        self._link = f'<a href="{escape(address)}">{words}</a>'
        return f"<iframe{attributes}>"


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] in "\"'" else value
