"""What pages may load, as a Content Security Policy (https://www.w3.org/TR/CSP3/) of what they do.

Nothing else is allowed: a script that finds its way into a page is not run.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urlsplit

from plugins.bilingual.fragments import TAG

# What a page of the theme needs.
BASE = {
    "default-src": ["'none'"],
    "base-uri": ["'none'"],
    "font-src": ["'self'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
    "img-src": ["'self'"],
    "style-src": ["'self'"],
}
# The attributes by which a text loads something, and the directive that it takes.
LOADING = {
    ("audio", "src"): "media-src",
    ("embed", "src"): "object-src",
    ("form", "action"): "form-action",
    ("iframe", "src"): "frame-src",
    ("image", "href"): "img-src",
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("object", "data"): "object-src",
    ("script", "src"): "script-src",
    ("source", "src"): "media-src",
    ("source", "srcset"): "img-src",
    ("track", "src"): "media-src",
    ("video", "poster"): "img-src",
    ("video", "src"): "media-src",
}
SUSPECT = re.compile(
    r"<(?:audio|embed|form|iframe|image|img|link|object|script|source|style|track|video)\b"
    r"|<[a-z][^<>]*[\s\"'/](?:style|on[a-z]+)\s*=",
    re.IGNORECASE,
)
RUN = {"", "module", "text/javascript", "application/javascript"}  # types of scripts that are run
HOST = re.compile(r"[\w.-]+(?::\d+)?", re.ASCII)
SAFE = re.compile(r"[^\s;,\"$\\]+")  # what a directive or a source may hold
HASHES = "'unsafe-hashes'"  # also of attributes, not of elements only
SELF, NONE, DATA = "'self'", "'none'", "data:"
MOST = 1_500  # characters of a policy: hosts cut longer headers


def needs_of(html: str) -> list[str]:
    """What the fragment *html* needs beyond text: directives with a source each, sorted.

    >>> needs_of('<iframe src="https://v.example/1"></iframe><img src="a.png">')
    ['frame-src https://v.example', "img-src 'self'"]
    """
    if not SUSPECT.search(html):
        return []
    found = _Needs()
    if "<" in TAG.sub("", html):  # not well formed: a browser reads on where it can
        found.feed(html)
    else:
        for piece in TAG.finditer(html):
            if SUSPECT.match(piece[0]):
                found.feed(piece[0])
    found.close()
    return sorted(found.needs)


def checked_policy(more: object) -> Mapping[str, Sequence[str]]:
    """More sources by directive; ValueError, with what to write, if *more* is something else."""
    if isinstance(more, Mapping) and all(
        isinstance(sources, list | tuple)
        and all(isinstance(each, str) and SAFE.fullmatch(each) for each in (name, *sources))
        for name, sources in more.items()
    ):
        return more
    raise ValueError(
        f"HOSTING_POLICY = {more!r} is no policy; write sources by directive, such as"
        ' {"img-src": ["https://pictures.example"]}'
    )


def policy_of(
    needs: Iterable[str], siteurl: str = "", more: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The policy of a site at *siteurl* whose texts have these *needs*, with *more* sources."""
    wanted = {directive: dict.fromkeys(sources) for directive, sources in BASE.items()}
    own = _origin(siteurl)
    asked = [tuple(need.split(" ", 1)) for need in sorted(set(needs))]
    asked += [(name, source) for name, sources in (more or {}).items() for source in sources]
    for directive, source in asked:
        sources = wanted.setdefault(directive, {})
        sources.pop(NONE, None)
        sources[SELF if source == own else source] = None
    policy = _written(wanted)
    if len(policy) > MOST:  # too many styles to name each
        styles = [source for source in wanted["style-src"] if not _is_hash(source)]
        wanted["style-src"] = dict.fromkeys([*styles, "'unsafe-inline'"])
        policy = _written(wanted)
    return policy


def _written(wanted: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in sorted(wanted.items()))


def _is_hash(source: str) -> bool:
    return source.startswith("'sha256-") or source == HASHES


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else parts.netloc


class _Needs(HTMLParser):
    """Notes what a text loads, and the digests of what is written in it to be applied or run."""

    def __init__(self) -> None:
        super().__init__()
        self.needs: set[str] = set()
        self._inline = ""  # the directive of the element that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element loads, and whether what it holds is applied or run."""
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            self._attribute(tag, name, value)
        if tag == "link" and "stylesheet" in values.get("rel", "").lower():
            self._load("style-src", values.get("href", "").strip())
        if tag == "style":
            self._inline = "style-src"
        elif tag == "script" and "src" not in values and values.get("type", "").lower() in RUN:
            self._inline = "script-src"

    def handle_endtag(self, tag: str) -> None:
        """What comes is text again."""
        if tag in ("style", "script"):
            self._inline = ""

    def handle_data(self, data: str) -> None:
        """Name what a style or a script holds."""
        if self._inline:
            self._name(self._inline, data)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        directive = LOADING.get((tag, name))
        if directive:
            for address in value.split(",") if name == "srcset" else [value]:
                self._load(directive, *address.split()[:1])
        elif name == "style" or name.startswith("on"):
            directive = "style-src" if name == "style" else "script-src"
            self._name(directive, value)
            self.needs.add(f"{directive} {HASHES}")

    def _load(self, directive: str, address: str = "") -> None:
        """Note where an *address* leads to: this site, another, or the text itself."""
        try:
            parts = urlsplit(address)
        except ValueError:  # http://[
            return
        if parts.scheme == "data":
            self.needs.add(f"{directive} {DATA}")
        elif HOST.fullmatch(parts.netloc):
            self.needs.add(f"{directive} {_origin(address)}")
        elif address and not (parts.scheme or parts.netloc):
            self.needs.add(f"{directive} {SELF}")

    def _name(self, directive: str, text: str) -> None:
        digest = b64encode(sha256(text.encode("utf-8", "replace")).digest()).decode()
        self.needs.add(f"{directive} 'sha256-{digest}'")
