"""Links of an old blog followed to where their targets are now.

A link to a post becomes `{filename}…`, one to a file `{static}…`, so that the site follows it
from wherever a text is shown; what is not in the site keeps its old, whole address.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from plugins.wordpress_import.addresses import place_of
from plugins.wordpress_import.media import Files, Media
from plugins.wordpress_import.naming import path_of, same_host

HREFS = ("href", "src", "poster", "data", "cite")
IN_FILES = "/~-._!$'+,;=@"
# [text](destination "title"), [id]: destination, and attributes of tags within Markdown
INLINE = re.compile(
    r"(\]\(\s*<?)([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)(?=>?(?:\s+[\"'][^\n]*?[\"'])?\s*\))"
)
REFERENCE = re.compile(r"^( {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]+<?)([^\s<>]+)", re.MULTILINE)
TAGGED = re.compile(r"(<[a-z][^<>]*?\s(?:href|src|poster)\s*=\s*[\"'])([^\"'<>]*)", re.IGNORECASE)
CODE = re.compile(
    r"^(?: {4}|\t).*$|^(`{3,}|~{3,}).*?^\1[`~]*\s*$|(`+)(?!`).*?(?<!`)\2(?!`)",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Targets:
    """Where old addresses lead: *files* of public items by place and by id, *tags* by place.

    *comments* are the ids of comments that are shown; *home* is the old blog's address.
    """

    home: str = ""
    hosts: frozenset[str] = frozenset()
    by_place: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)  # their pages' place or id: a url
    comments: set[int] = field(default_factory=set)


@dataclass
class Linking:
    """Rewrites the links of one text, which was at *link*; what it cannot follow is noted.

    *absent* are files that are nowhere, *unknown* pages of the old blog that are not here.
    """

    targets: Targets
    media: Media
    files: Files
    link: str
    absent: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def rewritten(self, address: str) -> str:
        """What a text is to write for an *address* of its source."""
        address = address.strip()
        if not address or address.startswith("#"):
            return "" if address.startswith("#more-") else address
        if address[0] in "{|":  # what Pelican would follow
            return f"%{ord(address[0]):02X}{address[1:]}"
        try:
            parts = urlsplit(address)
            whole = urljoin(self.link or self.targets.home, address)
            there = urlsplit(whole)
        except ValueError:
            return address
        if parts.scheme and parts.scheme not in ("http", "https"):
            return address
        if same_host(there.hostname) not in self.targets.hosts:
            return address if parts.scheme or parts.netloc else whole
        return self._own(whole, there)

    def _own(self, whole: str, there: Any) -> str:
        """What leads to *whole*, an address of the old blog."""
        upload = self.media.upload_of(whole)
        if upload is not None:
            return self._file(upload, whole)
        fragment = _fragment(there.fragment, self.targets.comments)
        query = dict(parse_qsl(there.query))
        known = self.targets.by_id.get(query.get("p") or query.get("page_id") or "")
        attached = self.targets.attachments.get(f"?{query.get('attachment_id', '')}")
        path = path_of(whole.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0], self.targets.home)
        if known is None and attached is None and path is not None and not there.query:
            place = place_of(path)
            known = self.targets.by_place.get(place)
            if known is None and place in self.targets.tags:
                return self.targets.tags[place]
            attached = self.targets.attachments.get(place)
            if known is None and attached is None and place == "":
                return f"/{fragment}"
        if known is not None:
            return "{filename}/" + quote(known, safe=IN_FILES) + fragment
        if attached and (upload := self.media.upload_of(attached)) is not None:
            return self._file(upload, attached)
        self.unknown.append(whole)
        return whole

    def _file(self, upload: str, whole: str) -> str:
        found = self.files.link_to(upload)
        if found is None:
            self.absent.append(whole)
        return found or whole

    def tree(self, body: Any) -> None:
        """Rewrite the links in a tree of HTML, and give pictures without an alt theirs."""
        for element in body.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag == "img" and not element.get("alt"):
                medium = self.media.at(element.get("src") or "")
                if medium is not None and medium.alt:
                    element.set("alt", medium.alt)
            for name in HREFS:
                value = element.get(name)
                if value is not None and (name != "data" or element.tag == "object"):
                    written = self.rewritten(value)
                    if written != value:
                        element.set(name, written)
                    if name == "href" and not written and value.startswith("#more-"):
                        del element.attrib[name]

    def markdown(self, text: str) -> str:
        """A Markdown *text* with its links rewritten; nothing else of it changes, code neither."""
        out, at = [], 0
        for found in CODE.finditer(text):
            out += [self._links(text[at : found.start()]), found[0]]
            at = found.end()
        return "".join([*out, self._links(text[at:])])

    def _links(self, text: str) -> str:
        def put(found: re.Match[str]) -> str:
            return found[1] + self.rewritten(found[2])

        for pattern in (INLINE, REFERENCE, TAGGED):
            text = pattern.sub(put, text)
        return text


def _fragment(fragment: str, comments: Collection[int]) -> str:
    """The end of a link, if what it names is still there."""
    if re.fullmatch(r"comment-\d{1,18}", fragment):
        return f"#{fragment}" if int(fragment[8:]) in comments else ""
    if fragment.startswith("more-") or fragment in ("comments", "respond", "more"):
        return ""
    return f"#{quote(unquote(fragment), safe='-._~:')}" if fragment else ""
