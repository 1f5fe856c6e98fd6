"""HTML as feed readers can show it: without scripts, style or what only a page can do."""

from __future__ import annotations

import re
from html import escape, unescape

from plugins.bilingual.fragments import plain_text

# Tags and attributes as browsers read them (HTML, §13.2.5): the space before a name may be missing,
# a value without quotes may hold one, and what has no end goes on to the end of the text.
VALUE = r"\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+"
NAMED = r"=[^\s/>=]*+|[^\s/>=]++"
ATTRIBUTE = re.compile(rf"[\s/]*+(?P<name>{NAMED})(?:\s*+=\s*+(?P<value>{VALUE})?+)?+")
ATTRIBUTES = rf"(?:[\s/]++|(?:{NAMED})(?:\s*+=\s*+(?:{VALUE})?+)?+)*+"
BARE = r"/?(?:p|a|[biq]|em|strong|li|[uo]l|h[1-6]|code|pre|span|t[dhr]|blockquote)>"  # most tags
PART = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+(?:>|\Z)"
    # What is gone with all that it holds, or (a frame) holds no tags.
    r"|<(?P<whole>script|style|template|applet|select|textarea|iframe)(?![^\s/>])"
    rf"(?P<its>{ATTRIBUTES})>.*?(?:</(?P=whole)(?![^\s/>])[^>]*+(?:>|\Z)|\Z)"
    rf"|<(?!{BARE})(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>{ATTRIBUTES})(?P<end>>|\Z)"
    rf"|<(?!{BARE})(?=[a-z/])",  # what only looks like the beginning of a tag
    re.DOTALL | re.IGNORECASE,
)
# What most of it is: a tag with a class alone, as around every word of coloured code.
CLASS_ALONE = re.compile(r"(<[a-z][a-z0-9]*+) class=\"[^\"<>]*+\">")
# References to characters that no text has: controls, halves of characters, noncharacters.
NO_TEXT = re.compile(
    r"&#(?:0*(?:[0-8]|1[1-9]|2\d|3[01]|127|6553[45])"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|7f|d[89a-f][0-9a-f]{2}|fff[ef]))(?:;|(?![0-9a-f]))",
    re.IGNORECASE,
)
LONG, SHORTENED = 10_000, 1_000  # characters
GONE = {"script", "style", "template", "applet", "select", "textarea", "iframe"}
# The tags go, what they hold stays. Some would have it read as text, not as tags.
UNWRAPPED = {
    *("noscript", "object", "embed", "form", "fieldset", "label", "input", "button", "picture"),
    *("meta", "link", "base", "animate", "animatemotion", "animatetransform", "set"),
    *("noembed", "noframes", "plaintext", "title", "xmp"),
}
NAME = re.compile(r"[a-z][\w:-]*", re.ASCII)
ADDRESSES = {"href", "xlink:href", "src", "srcset", "poster", "cite", "data"}
OF_THE_PAGE = re.compile(r"class|style|srcdoc|on\w+")
ACTIVE = re.compile(r"(?:java|vb)script:|data:(?!image/(?!svg))", re.IGNORECASE)
NO_SCHEME = re.compile(r"\A\s*(?=//)")
NO_SCHEMES = re.compile(r"(?:\A|,\s|[wx],)\s*(?=//)")  # of a srcset
BLANKS = re.compile(r"[\x00-\x20]+")  # which browsers pass over in `java script:`


def for_feeds(html: str, scheme: str = "https") -> str:
    """The fragment *html* for readers whose program is not a browser.

    Scripts, styles, classes, event handlers, forms and comments go; a frame is followed by a plain
    link to what it shows; of a picture in several sizes the plain one stays; an address without
    a scheme gets that of the site, *scheme*.
    """
    fit = _Fitting(scheme)(CLASS_ALONE.sub(r"\1>", html))
    return NO_TEXT.sub("", fit) if "&#" in fit else fit


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
        self._in_picture = False

    def __call__(self, html: str) -> str:
        return PART.sub(self._part, html)

    def _part(self, part: re.Match[str]) -> str:
        name = part["name"]
        if name:
            return self._tag(part, name.lower())
        if part["whole"]:
            return self._frame(part["its"]) if part["whole"].lower() == "iframe" else ""
        return "&lt;" if part[0] == "<" else ""

    def _tag(self, tag: re.Match[str], name: str) -> str:
        attributes = tag["attributes"]
        if not tag["end"]:
            return escape(tag[0], quote=False)
        if name == "picture":
            self._in_picture = not tag["close"]
        if name in UNWRAPPED or name in GONE or not NAME.fullmatch(name):
            return ""
        if name == "source" and self._in_picture:
            return ""
        if attributes:
            attributes = "" if tag["close"] else ATTRIBUTE.sub(self._attribute, attributes)
        return f"<{tag['close']}{tag['name']}{attributes}>"

    def _attribute(self, attribute: re.Match[str]) -> str:
        name, value = attribute["name"].lower(), attribute["value"]
        if OF_THE_PAGE.fullmatch(name) or not NAME.fullmatch(name):
            return ""
        if not value:
            return f" {attribute['name']}"
        if value[0] not in "\"'":
            value = '"' + value.replace('"', "&quot;") + '"'
        text = value[1:-1]
        if name in ADDRESSES:
            address = BLANKS.sub("", unescape(text))
            if not address or ACTIVE.match(address):
                return ""
            lacking = NO_SCHEMES if name == "srcset" else NO_SCHEME
            text = lacking.sub(rf"\g<0>{self._scheme}:", text)
        return f" {attribute['name']}={value[0]}{text}{value[0]}"

    def _frame(self, attributes: str) -> str:
        """A frame, and a link to what it shows: many readers show no frames."""
        kept = ATTRIBUTE.sub(self._attribute, attributes)
        values = {
            each["name"].lower(): unescape(each["value"][1:-1])
            for each in ATTRIBUTE.finditer(kept)
            if each["value"]
        }
        address = values.get("src", "")
        if not address:
            return ""
        words = escape(values.get("title") or address)
        return f'<iframe{kept}></iframe> <a href="{escape(address)}">{words}</a>'
