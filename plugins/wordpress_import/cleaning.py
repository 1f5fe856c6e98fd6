"""An export's bytes made well-formed XML, piece by piece; what could do harm is refused.

Exports of WordPress never have a DOCTYPE, and an entity can only be declared in one: a file that
has one is no export. What they do have: marks of byte order, control characters, bytes of
another encoding, `&nbsp;`, prefixes that nothing declares.
"""

from __future__ import annotations

import codecs
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

# What exports use, and sometimes forget to declare.
PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "wp": "http://wordpress.org/export/1.2/",
}
ENCODINGS = {"utf-8", "iso8859-1", "iso8859-15", "cp1252", "ascii"}
# What XML has no form for (1.0, § 2.2), and U+007F, which no text means.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# What browsers and Python do not take for the same: Windows's characters by their bytes, which
# HTML shows (§ 13.2.5.80), and ends of lines that are none in HTML.
ODD = re.compile("[\x80-\x9f\u2028\u2029]")
NUMBER = re.compile(r"&#(?:0*(\d{1,5})|x0*([0-9a-f]{1,4}))(?:;|(?![0-9a-f]))", re.IGNORECASE)
SECTION = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
OPENED = re.compile(r"<!\[CDATA\[|<!--")
ENTITY = re.compile(r"&(#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
# A field within the text of another: the end of that one is lost.
SWALLOWED = re.compile(r"<(?:wp|content|excerpt|dc):\w+>\s*<!\[CDATA\[")
DECLARED = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
ROOT = re.compile(r"<rss\b[^>]*>")
OWN = {"amp", "lt", "gt", "quot", "apos"}  # XML's five
BEGINNING = 65536  # characters among which `<rss` must be


class RefusedError(ValueError):
    """A file that is not taken for an export: why, and what to do."""

    def at(self, file: str) -> RefusedError:
        """The same, of the *file*: where in it, first of all."""
        return RefusedError(f"{file}:{str(self).removeprefix('line ')}")


def pieces(chunks: Iterable[bytes], mended: Counter[str]) -> Iterator[str]:
    """The text of an export, given by its *chunks*, fit for an XML parser.

    What is mended is counted in *mended*. RefusedError for what no export holds, and for a file
    that does not end as one.
    """
    held, started, ending, line = "", False, "", 1
    for text in _decoded(chunks, mended):
        whole = CONTROL.sub(lambda _: _count(mended, "control characters taken out"), text)
        held += ODD.sub(lambda found: _count(mended, "odd characters", _usual(found[0])), whole)
        if not started:
            if len(held) < BEGINNING and "</rss>" not in held:
                continue
            held, started = _begun(held, mended), True
        whole, held = _split(held)
        clean = _clean(whole, mended, line)
        line += whole.count("\n")
        ending = (ending + clean)[-64:]
        yield clean
    if not started:
        held = _begun(held, mended)
    clean = _clean(held, mended, line)
    yield clean
    if not re.search(r"</rss>\s*$", (ending + clean)[-64:]):
        raise RefusedError(
            f"line {line + held.count(chr(10))}: the file stops before its end (no </rss>):"
            " export or download it again"
        )


def without_odd(html: str) -> str:
    """The *html* with what is meant in the place of odd characters, written by number too."""

    def put(found: re.Match[str]) -> str:
        character = chr(int(found[1]) if found[1] else int(found[2], 16))
        if CONTROL.match(character):
            return ""
        return _usual(character) if ODD.match(character) else found[0]

    return ODD.sub(lambda found: _usual(found[0]), NUMBER.sub(put, html))


def _usual(character: str) -> str:
    """What an odd *character* is meant for: what Windows has in its place, or a space."""
    return bytes([ord(character)]).decode("cp1252", "ignore") if character < "\xa0" else " "


def _count(mended: Counter[str], what: str, by: str = "") -> str:
    mended[what] += 1
    return by


def _decoded(chunks: Iterable[bytes], mended: Counter[str]) -> Iterator[str]:
    """Text, whatever some bytes are: one that UTF-8 does not know is taken for Windows-1252."""

    def other(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        wrong = error.object[error.start : error.end]
        mended["bytes that were not UTF-8"] += len(wrong)
        return wrong.decode("cp1252", "replace"), error.end

    codecs.register_error("passerelle-cp1252", other)
    decoder: codecs.IncrementalDecoder | None = None
    for chunk in chunks:
        if decoder is None:
            decoder = codecs.getincrementaldecoder(_encoding(chunk))("passerelle-cp1252")
        yield decoder.decode(chunk)
    if decoder is not None:
        yield decoder.decode(b"", final=True)


def _encoding(beginning: bytes) -> str:
    """The encoding that a file says it has."""
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = re.search(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9_.:-]+)", beginning[:200])
    try:
        name = codecs.lookup(found[1].decode() if found else "utf-8").name
    except LookupError:
        name = ""
    if name not in ENCODINGS:
        raise RefusedError(
            f"line 1: the encoding {found[1].decode() if found else ''} is not one that is"
            " known here: save the file as UTF-8"
        )
    return name


def _begun(text: str, mended: Counter[str]) -> str:
    """The *text* from its root on, with every prefix declared."""
    root = ROOT.search(text)
    if root is None:
        raise RefusedError("line 1: this is no export of WordPress: there is no <rss> in it")
    if found := DECLARED.search(text[: root.start()]):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedError(
            f"line {line}: a {found[0]} declaration: no export has one, and it can do harm"
        )
    tag = root[0]
    missing = [name for name in PREFIXES if f"xmlns:{name}=" not in tag]
    used = [name for name in missing if re.search(rf"</?{name}:", text)]
    mended["prefixes declared"] += len(used)
    declared = "".join(f' xmlns:{name}="{PREFIXES[name]}"' for name in missing)
    lines = "\n" * text.count("\n", 0, root.start())  # so that lines are told as they are
    return (
        f"{lines}{tag[:-1]}{declared}>{text[root.end() :]}".lstrip("\n")
        if not lines
        else (f"<!--{lines}-->{tag[:-1]}{declared}>{text[root.end() :]}")
    )


def _split(text: str) -> tuple[str, str]:
    """What of a *text* is whole, and what must wait: an open section, the end of a tag."""
    last = max((found.start() for found in OPENED.finditer(text)), default=-1)
    if last >= 0:
        close = "]]>" if text.startswith("<![CDATA[", last) else "-->"
        end = text.find(close, last)
        if end < 0:
            return text[:last], text[last:]
        safe = end + len(close)
    else:
        safe = 0
    waits = max(safe, len(text) - 64)
    at = max(text.rfind("<", safe), text.rfind("&", waits), safe)
    return text[:at], text[at:]


def _clean(text: str, mended: Counter[str], line: int) -> str:
    """A *text* that begins at *line*, its entities those of XML; what is declared is refused."""
    parts = SECTION.split(text)

    for at in range(1, len(parts), 2):
        if SWALLOWED.search(parts[at]):
            line += "".join(parts[:at]).count("\n")
            raise RefusedError(
                f"line {line}: a field that begins here has no end, and takes others in:"
                " the file is damaged: export or download it again"
            )
    for at in range(0, len(parts), 2):
        if found := DECLARED.search(parts[at]):
            line += "".join(parts[:at]).count("\n") + parts[at].count("\n", 0, found.start())
            raise RefusedError(
                f"line {line}: a {found[0]} declaration: no export has one, and it can do harm"
            )
        if "&" in parts[at]:
            parts[at] = ENTITY.sub(lambda found: _entity(found[1], mended), parts[at])
    return "".join(parts)


def _entity(name: str | None, mended: Counter[str]) -> str:
    """What a reference to *name* is in XML; an ampersand alone is one."""
    if not name:
        return _count(mended, "ampersands escaped", "&amp;")
    if name[0] == "#" or name[:-1] in OWN:
        number = html.unescape(f"&{name}")
        return "" if CONTROL.search(number) else without_odd(f"&{name}")
    text = html.unescape(f"&{name}")
    if text.startswith("&"):
        return _count(mended, "ampersands escaped", f"&amp;{name}")
    return _count(mended, "names of characters replaced", html.escape(text))
