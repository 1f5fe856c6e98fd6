"""A tree of HTML written as Markdown, for Python-Markdown with its `extra` extension.

Each function gives a text, or None where Markdown has no form for what it is given. Whether
the text says the same is for `proof` to tell, so nothing here needs to be right in every corner:
a text that is not is replaced by a more careful one, and in the end by the HTML itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from plugins.wordpress_import.elements import BLOCKS, TRANSPARENT
from plugins.wordpress_import.raw import SPACE, attribute, start_tag

UNWRAPPED = frozenset(
    ["div", "section", "article", "main", "aside", "header", "footer", "center", "p"]
)
SAFE_URL = re.compile(r"[^\s<>()\"'\\`*_\[\]{}]+$")
LINE_START = re.compile(r"(?:#|>|[-+*] |\d+[.)] |=+$|-+$|: |\||~{3}|\[|\{)")
FULL = re.compile(r"[\\`*_{}\[\]()#+\-.!>|~=:]")


@dataclass(frozen=True)
class Care:
    """How carefully to write: *full* escapes all that could be a mark, with tags for emphasis."""

    full: bool = False


def escaped(text: str, care: Care) -> str:
    """Plain *text*, with what Markdown would eat escaped."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")
    if care.full:
        marks = {"|": "&#124;", "~": "&#126;", "=": "&#61;", ":": "&#58;"}
        return FULL.sub(lambda found: marks.get(found[0], "\\" + found[0]), text)
    text = re.sub(r"\\(?=[\\`*_{}\[\]()#+\-.!>])", r"\\\\", text)
    text = text.replace("`", "\\`")
    text = re.sub(r"(?<![\s*])\*|\*(?![\s*])", r"\*", text) if "*" in text else text
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\_", text) if "_" in text else text
    text = re.sub(r"\[(?=[^\[\]]*\](?:\(|\[|:)|\^)", r"\[", text) if "[" in text else text
    return re.sub(r"\{(?=[:#. ])", r"\{", text) if "{" in text else text


def inline(element: Any, care: Care) -> str | None:
    """What is in an *element*, as Markdown within a line; None when blocks are in it."""
    parts = [_text(element.text, care)]
    for child in element:
        written = _inline_element(child, care)
        if written is None:
            return None
        parts += [written, _text(child.tail, care)]
    return "".join(parts)


def _text(text: str | None, care: Care) -> str:
    return escaped(SPACE.sub(" ", text), care) if text else ""


def _inline_element(child: Any, care: Care) -> str | None:
    if not isinstance(child.tag, str):
        return ""  # a comment
    tag = child.tag
    if tag in BLOCKS:
        return None
    if tag == "br":
        return "  \n"
    if tag == "img":
        return image(child, care)
    if tag == "code":
        return _code(child, care)
    text = inline(child, care)
    if text is None:
        return None
    if tag in ("em", "i", "strong", "b"):
        return _emphasis(text, child, care)
    if tag == "a":
        return _link(text, child, care)
    if tag in TRANSPARENT and not set(child.attrib) - {"class", "id"} and not child.get("id"):
        return text
    if tag in ("wbr", "embed", "source", "param"):
        return start_tag(child)
    return f"{start_tag(child)}{text}</{tag}>"


def _emphasis(text: str, child: Any, care: Care) -> str:
    if not text.strip():
        return text
    tag = {"i": "em", "b": "strong"}.get(child.tag, child.tag)
    kept = {name: value for name, value in child.attrib.items() if name in ("lang", "id", "style")}
    if kept or care.full or "\n" in text:
        attributes = "".join(f' {name}="{attribute(value)}"' for name, value in kept.items())
        return f"<{tag}{attributes}>{text}</{tag}>"
    mark = "*" if tag == "em" else "**"
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}{mark}{text.strip()}{mark}{after}"


def _code(child: Any, care: Care) -> str | None:
    text = SPACE.sub(" ", "".join(child.itertext()))
    if len(child) or not text.strip() or set(child.attrib) - {"class"}:
        inner = inline(child, care)
        return None if inner is None else f"{start_tag(child)}{inner}</code>"
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    if text != text.strip() or "`" in (text[0], text[-1]):
        return f"<code>{escaped(text, Care(full=True))}</code>"
    return f"{ticks}{text}{ticks}"


def _link(text: str, child: Any, care: Care) -> str:
    href = child.get("href")
    extra = set(child.attrib) & {"id", "name", "lang", "hreflang", "style", "dir"}
    if href is None or extra or "\n" in text or not text.strip() or (care.full and "!" in text):
        return f"{start_tag(child)}{text}</a>"
    if not len(child) and child.text == href and re.match(r"https?://[^\s<>]+$", href):
        return f"<{href}>"
    title = child.get("title") or ""
    if '"' in title or "\\" in title or "\n" in title:
        return f"{start_tag(child)}{text}</a>"
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    named = f' "{title}"' if title else ""
    return f"{before}[{text.strip()}]({_address(href)}{named}){after}"


def _address(url: str) -> str:
    if SAFE_URL.match(url) or (url.startswith("{") and SAFE_URL.match(url.partition("}")[2])):
        return url
    safe = url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\\", "%5C")
    return f"<{safe}>"


def image(child: Any, care: Care) -> str:
    """A picture; its size and side follow it in braces."""
    kept = dict(child.attrib)
    src, alt = kept.pop("src", ""), kept.pop("alt", "")
    side = re.search(r"\balign(?:left|right|center)\b", kept.pop("class", ""))
    for unseen in ("border", "hspace", "vspace", "decoding", "loading", "fetchpriority"):
        kept.pop(unseen, None)
    kept = {name: value for name, value in kept.items() if not name.startswith("data-")}
    plain = not kept.keys() - {"width", "height"} and SAFE_URL.match(src.partition("}")[2] or src)
    if not plain or care.full or re.search(r"[\[\]\\\"\n]", alt):
        attributes = {"src": src, "alt": alt, **({"class": side[0]} if side else {}), **kept}
        return "<img" + "".join(f' {k}="{attribute(v)}"' for k, v in attributes.items()) + ">"
    told = [f".{side[0]}"] if side else []
    told += [f'{name}="{attribute(kept[name])}"' for name in ("width", "height") if kept.get(name)]
    after = f"{{: {' '.join(told)} }}" if told else ""
    return f"![{escaped(alt, care)}]({src}){after}"


def paragraph(text: str, care: Care) -> str:
    """A paragraph, whose lines begin with nothing that would make it something else."""
    lines = [line.strip(" \n") for line in re.split(r" *\n", text.strip(" \n"))]
    safe = []
    for line in lines:
        found = LINE_START.match(line)
        if not found or (
            line.startswith(("[", "{")) and not re.match(r"\[[^\]]*\](?: |:)|\{:", line)
        ):
            safe.append(line)
        elif re.match(r"\d", line):
            safe.append(re.sub(r"^(\d+)([.)])", r"\1\\\2", line))
        else:
            marks = {"|": "&#124;", "~": "&#126;", "=": "&#61;", ":": "&#58;"}
            safe.append(marks.get(line[0], "\\" + line[0]) + line[1:])
    return "  \n".join(safe)
