"""WordPress's shortcodes as HTML: captions, galleries, code, embeds; unknown ones stay text.

Code comes first: what is in it is neither HTML nor shortcodes, whatever it looks like.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from plugins.wordpress_import.sections import replaced

CODE_NAMES = [
    "sourcecode", "source", "code", "cc", "php", "html", "css", "javascript", "js", "java",
    "jscript", "python", "py", "ruby", "rb", "sql", "xml", "bash", "shell", "c", "cpp",
    "csharp", "perl", "plain", "text", "diff", "vb", "actionscript",
]  # fmt: skip
MOST = 2000  # characters of a shortcode's attributes: many open ones must not take hours
CODE = re.compile(
    rf"(?<!\[)\[(?P<name>{'|'.join(CODE_NAMES)})(?P<more>\s[^\]]{{0,{MOST}}})?\]", re.IGNORECASE
)
PRE = re.compile(r"<(?P<tag>pre|script)\b|<(?P<code>code)\b[^<>]*>|<!--", re.IGNORECASE)
CAPTION = re.compile(rf"\[(?P<name>wp_caption|caption)(?P<more>\s[^\]]{{0,{MOST}}})?\]")
PICTURE = re.compile(
    r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)\s*(?P<said>.*)", re.DOTALL
)
GALLERY = re.compile(rf"(?<!\[)\[gallery(?P<more>\s[^\]]{{0,{MOST}}})?\](?:\s*\[/gallery\])?")
EMBED = re.compile(
    r"(?<!\[)\[(?P<name>embed|youtube|vimeo|dailymotion|soundcloud)"
    rf"(?P<more>[\s=:][^\]]{{0,{MOST}}})?\](?:(?P<url>[^\[\]\s<]*)\[/(?P=name)\])?"
)
PLAYER = re.compile(
    rf"(?<!\[)\[(?P<name>audio|video)(?P<more>[\s:][^\]]{{0,{MOST}}})?\](?:\s*\[/(?P=name)\])?"
)
ESCAPED = re.compile(r"\[(\[[a-z][\w-]*(?:\s[^\[\]]*)?/?\](?:[^\[\]]*\[/[a-z][\w-]*\])?)\]")
PAIR = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))|\"([^\"]*)\"|(\S+)")
UNKNOWN = re.compile(
    rf"(?<!\[)\[(?P<name>[a-z][a-z0-9_-]{{2,40}})(?P<more>\s[\w-]+=[^\]]{{0,{MOST}}})?\s?/?\]"
    r"(?!\(|\[|:)"
)
URL_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"\[\]]+)[ \t]*$", re.MULTILINE)
HELD = "\x02%d\x03"
HELD_BACK = re.compile("\x02(\\d+)\x03")


@dataclass(frozen=True)
class Picture:
    """A picture of the export's media: what a gallery shows."""

    url: str
    alt: str = ""
    caption: str = ""
    width: str = ""
    height: str = ""


@dataclass
class Findings:
    """What is to be told of a text: counts by what it is and its name."""

    unknown: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


@dataclass
class _Held:
    """Pieces set aside, with a mark in their place."""

    pieces: list[str] = field(default_factory=list)

    def hold(self, piece: str) -> str:
        """The mark of a *piece*, which is kept."""
        self.pieces.append(piece)
        return HELD % (len(self.pieces) - 1)

    def back(self, text: str) -> str:
        """A *text* with the pieces in the place of their marks."""
        while HELD_BACK.search(text):
            text = HELD_BACK.sub(lambda found: self.pieces[int(found[1])], text)
        return text


Gallery = Callable[[dict[str, str]], Sequence[Picture]]


def attributes(text: str | None) -> dict[str, str]:
    """The attributes of a shortcode; a value without a name has its number for one."""
    found: dict[str, str] = {}
    for match in PAIR.finditer(html.unescape(text or "").replace("”", '"').replace("″", '"')):
        name, *values = match.groups()
        value = next((each for each in values if each is not None), "")
        if name:
            found.setdefault(name.lower(), value)
        else:
            found[str(sum(key.isdigit() for key in found))] = value.lstrip("=:")
    return found


def without_shortcodes(
    text: str, gallery: Gallery, findings: Findings, encoded: bool = False
) -> str:
    """The HTML of *text* with its shortcodes done; *gallery* gives the pictures that one asks for.

    *encoded* is whether code in it was stored with its marks as entities.
    """
    held = _Held()
    text = replaced(text, CODE, _end, lambda found, code, _: held.hold(_code(found, code, encoded)))
    text = replaced(text, PRE, _end_of_tag, lambda found, inner, whole: held.hold(whole))
    text = ESCAPED.sub(lambda found: held.hold(found[1]), text)
    text = replaced(
        text, CAPTION, _end, lambda found, what, whole: _caption(found, what, whole, findings)
    )
    text = GALLERY.sub(lambda found: _gallery(found, gallery, findings), text)
    text = EMBED.sub(_embed, text)
    text = PLAYER.sub(_player, text)
    text = URL_LINE.sub(
        lambda found: f'\n<a href="{html.escape(found[1])}">{html.escape(found[1])}</a>\n', text
    )
    for found in UNKNOWN.finditer(text):
        if found["more"] or f"[/{found['name']}]" in text:
            findings.unknown[found["name"]] += 1
    return held.back(text)


def _end(found: re.Match[str]) -> str:
    return f"[/{found['name']}]"


def _end_of_tag(found: re.Match[str]) -> str:
    tag = found["tag"] or found["code"]
    return f"</{tag}" if tag else "-->"  # what follows the name stays where it is


def _code(found: re.Match[str], code: str, encoded: bool) -> str:
    code = code.strip("\r\n")
    if encoded or ("&lt;" in code and "<" not in code):
        code = html.unescape(code)
    code = re.sub(r"^<pre[^>]*>|</pre>$|<br\s*/?>(?=\n)", "", code)
    told = attributes(found["more"])
    name = found["name"].lower()
    language = told.get("language") or told.get("lang") or told.get("0") or ""
    if not language and name not in ("sourcecode", "source", "code", "cc", "text", "plain"):
        language = name
    kind = f' class="language-{language.lower()}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"\n\n<pre{kind}>{html.escape(code, quote=False)}</pre>\n\n"


def _caption(found: re.Match[str], what: str, whole: str, findings: Findings) -> str:
    told = attributes(found["more"])
    picture = PICTURE.fullmatch(what)
    if picture is None:
        findings.unknown[found["name"]] += 1
        return whole
    said = picture["said"].strip() or told.get("caption", "").strip()
    side = told.get("align", "")
    kind = f' class="{side}"' if re.fullmatch(r"align(?:left|right|center|none)", side) else ""
    return f"\n\n<figure{kind}>{picture['picture']}<figcaption>{said}</figcaption></figure>\n\n"


def _gallery(found: re.Match[str], gallery: Gallery, findings: Findings) -> str:
    pictures = gallery(attributes(found["more"]))
    if not pictures:
        findings.unknown["gallery"] += 1
        findings.notes.append(
            "a gallery whose pictures are not in the export stays as it was typed"
        )
        return found[0]
    return "\n\n" + "\n\n".join(map(figure, pictures)) + "\n\n"


def figure(picture: Picture) -> str:
    """The HTML of a picture with its caption."""
    size = "".join(
        f' {name}="{value}"'
        for name, value in (("width", picture.width), ("height", picture.height))
        if value.isdigit()
    )
    shown = f'<img src="{html.escape(picture.url)}" alt="{html.escape(picture.alt)}"{size}>'
    said = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
    return f"<figure>{shown}{said}</figure>"


def _embed(found: re.Match[str]) -> str:
    told = attributes(found["more"])
    address = (
        found["url"] or told.get("src") or told.get("url") or told.get("id") or told.get("0") or ""
    ).strip()
    homes = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
    home = homes.get(found["name"])
    if home and re.fullmatch(r"[\w-]+", address):
        address = home + address
    return _to(address) if re.match(r"https?://", address) else found[0]


def _to(address: str) -> str:
    safe = html.escape(address)
    return f'\n\n<a href="{safe}">{safe}</a>\n\n'


def _player(found: re.Match[str]) -> str:
    told = attributes(found["more"])
    kinds = ("src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "0")
    address = next((told[kind] for kind in kinds if told.get(kind)), "").split("|")[0]
    if not re.match(r"https?://|/", address):
        return found[0]
    tag = found["name"]
    return f'\n\n<{tag} controls preload="none" src="{html.escape(address)}"></{tag}>\n\n'
