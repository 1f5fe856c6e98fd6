"""What hosts say with each file, in the form of each: security, its type, how long it may be kept.

And which page they answer with where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from plugins.hosting.servers import base_of, literally

LONGEST = 1_900  # characters of a value: Cloudflare Pages takes 2,000 in a line of `_headers`
MINE = "passerelle"  # how names of ours begin in others' configuration


class Header(NamedTuple):
    """A field of an answer: its name, its value."""

    name: str
    value: str


class Folder(NamedTuple):
    """A folder of the site, "feeds/", and what is said with its files only."""

    path: str
    headers: tuple[Header, ...]


class Typed(NamedTuple):
    """The type of the files below a folder of the site whose names have an ending, ".atom.xml"."""

    folder: str
    ending: str
    type: str


@dataclass(frozen=True)
class Headers:
    """What is said with every file, and with those of some *folders*.

    *otherwise* is how long the other files may be kept: hosts that have no such rule of their own
    would let browsers guess. *typed* are files that they would take for those of other types.
    *missing* are the pages that tell that there is none, each in its folder: "404.html" for all.
    """

    everywhere: Sequence[Header]
    folders: Sequence[Folder]
    otherwise: Header
    typed: Sequence[Typed] = ()
    missing: Sequence[str] = ()


def headers_for(
    policy: str,
    hsts: int,
    feeds: str,
    kept: Sequence[str],
    lasting: Sequence[str] = (),
    types: Mapping[str, str] | None = None,
    missing: Sequence[str] = (),
) -> Headers:
    """The headers of a site with a *policy*, its *feeds* in a folder, files *kept* in others.

    In *lasting* folders a file with another content has another name (RFC 8246). *hsts* is how many
    seconds browsers are to ask for the host by HTTPS alone (RFC 6797); 0 says nothing of it.
    *types* are those of feeds by pattern, "feeds/*.atom.xml", *missing* the pages for what is not
    there.
    """
    everywhere = [
        Header("Content-Security-Policy", policy),
        Header("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        Header("Referrer-Policy", "strict-origin-when-cross-origin"),
        Header("X-Content-Type-Options", "nosniff"),
    ]
    if hsts:
        everywhere.append(Header("Strict-Transport-Security", f"max-age={hsts}"))
    hour = (
        Header("Cache-Control", "max-age=3600"),
        Header("Access-Control-Allow-Origin", "*"),  # for readers that are pages themselves
    )
    day = (Header("Cache-Control", "max-age=86400"),)
    folders = [Folder(feeds, hour)] if feeds else []
    folders += [Folder(each, day) for each in kept]
    year = (Header("Cache-Control", "max-age=31536000, immutable"),)
    folders += [Folder(each, year) for each in lasting]
    parted = ((pattern.partition("*"), kind) for pattern, kind in sorted((types or {}).items()))
    typed = [Typed(folder, ending, kind) for (folder, _, ending), kind in parted]
    no_cache = Header("Cache-Control", "no-cache")
    return Headers(everywhere, folders, no_cache, typed, sorted(missing, key=len))


def checked_seconds(seconds: object) -> int:
    """A number of *seconds*, 0 or more; ValueError with what to write if it is none."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0:
        raise ValueError(
            f"HOSTING_HSTS = {seconds!r} is no number of seconds; write 0, or 31536000 for a year"
        )
    return seconds


def apache(headers: Headers, siteurl: str) -> str:
    """Lines of `.htaccess`, for mod_headers and mod_setenvif: none takes effect without them."""
    lines = [
        "# Headers, written by the build. For Apache: AllowOverride FileInfo.",
        "<IfModule mod_headers.c>",
        *(f"Header always set {_apache(each)}" for each in headers.everywhere),
        f"Header set {_apache(headers.otherwise)}",
    ]
    for number, (path, own) in enumerate(headers.folders, start=1):
        lines += [f'SetEnvIf Request_URI "{_below(siteurl, path)}" {MINE}_{number}']
        lines += [f"Header set {_apache(each)} env={MINE}_{number}" for each in own]
    lines.append("</IfModule>")
    for folder, ending, kind in headers.typed:
        where = f"{_below(siteurl, folder)}.*{literally(ending)}$"
        lines += _apache_if(where, f"ForceType {kind}")
    for page in headers.missing:
        said = f"ErrorDocument 404 {quote(base_of(siteurl) + page)}"
        folder = page.rpartition("/")[0]
        lines += _apache_if(_below(siteurl, f"{folder}/"), said) if folder else [said]
    return "\n".join(lines) + "\n"


def _apache_if(pattern: str, said: str) -> list[str]:
    """What is said where the decoded path of an address fits."""
    return [f'<If "%{{REQUEST_URI}} =~ m#{pattern}#">', said, "</If>"]


def netlify(headers: Headers, siteurl: str) -> str:
    """`_headers`, of Netlify, Cloudflare Pages and others, which have rules for caching already."""
    base = base_of(siteurl)
    folders = [Folder("", tuple(headers.everywhere)), *headers.folders]
    lines = ["# Headers, written by the build."]
    for path, own in folders:
        lines += [f"{base}{path}*", *(f"  {name}: {value}" for name, value in own)]
    for folder, ending, kind in headers.typed:
        lines += [f"{base}{folder}*{ending}", f"  Content-Type: {kind}"]
    return "\n".join(lines) + "\n"


def nginx(headers: Headers, siteurl: str) -> str:
    """`headers.nginx.conf`: for a server; a location that adds headers itself has those only."""
    lines = [
        "# Headers, written by the build. In the server block of nginx:",
        "#     include /path/to/headers.nginx*.conf;",
        *(f'add_header {name} "{value}" always;' for name, value in headers.everywhere),
    ]
    lines += [*_nginx_folders(headers, siteurl), *_nginx_missing(headers.missing, siteurl)]
    for folder, ending, kind in headers.typed:
        where = f"{_below(siteurl, folder)}.*{literally(ending)}$"
        lines.append(f'location ~ "{where}" {{ types {{ }} default_type {kind}; }}')
    return "\n".join(lines) + "\n"


def _nginx_folders(headers: Headers, siteurl: str) -> Iterator[str]:
    """Each header that differs, as a variable: nginx sends none that is empty."""
    names = dict.fromkeys(each.name for folder in headers.folders for each in folder.headers)
    for name in dict.fromkeys([headers.otherwise.name, *names]):
        variable = f"${MINE}_{name.lower().replace('-', '_')}"
        usual = headers.otherwise.value if name == headers.otherwise.name else ""
        yield f'set {variable} "{usual}";'
        for path, own in headers.folders:
            for value in (each.value for each in own if each.name == name):
                yield f'if ($uri ~ "{_below(siteurl, path)}") {{ set {variable} "{value}"; }}'
        yield f"add_header {name} {variable};"


def _nginx_missing(missing: Sequence[str], siteurl: str) -> Iterator[str]:
    """The page for what is not there, as a variable: a location could hide others."""
    variable = f"${MINE}_missing"
    for page in missing:
        folder, said = page.rpartition("/")[0], f'set {variable} "{base_of(siteurl)}{page}";'
        inside = f'if ($uri ~ "{_below(siteurl, f"{folder}/")}") {{ {said} }}'
        yield inside if folder else said
    if missing:
        yield f"error_page 404 {variable};"


def _apache(header: Header) -> str:
    value = header.value.replace("%", "%%")  # a sign of its own there
    return f'{header.name} "{value}"'


def _below(siteurl: str, path: str) -> str:
    """A regular expression for what is in a folder of the site."""
    return f"^{literally(base_of(siteurl) + path)}"


WRITTEN: dict[str, tuple[str, Callable[[Headers, str], str]]] = {
    "apache": (".htaccess", apache),
    "netlify": ("_headers", netlify),
    "nginx": ("headers.nginx.conf", nginx),
}
