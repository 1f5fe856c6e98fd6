"""The redirect files of web servers and hosts, each from the same table.

Old addresses are matched whole, literal ones before patterns. Whatever text an address
holds, it is that text in the file: a line is one rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from plugins.bilingual.redirects import SEGMENT, Redirect

ANY = "([^/]+)"  # a segment, as a regular expression has it
PLAIN = "/-_~,=@"  # what means itself in a regular expression, in quotes or not
IN_PATHS = "/~-._!$&'()+,;=@"  # what browsers ask for as it is; `:` and `*` mean more to hosts
IN_TARGETS = "/~-._!&'()+,=@%?#"
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Server(NamedTuple):
    """A redirect file: its name, what it holds for some redirects and the site's address."""

    file: str
    text: Callable[[Iterable[Redirect], str], str]


def apache(redirects: Iterable[Redirect], siteurl: str) -> str:
    r"""`.htaccess`: one RedirectMatch (mod_alias) a redirect.

    Apache matches the decoded path, and encodes what it answers by itself.

    >>> print(apache([Redirect("a.html", "b/", "")], "https://x.example/blog"), end="")
    # Old addresses, written by the build. For Apache: AllowOverride FileInfo.
    RedirectMatch 301 "^/blog/a\.html$" "https://x.example/blog/b/"
    """
    lines = ["# Old addresses, written by the build. For Apache: AllowOverride FileInfo."]
    for old, new in _rows(redirects):
        target = "$1".join(map(_apache_text, _parts(old, f"{siteurl.rstrip('/')}/{new}")))
        lines.append(f'RedirectMatch 301 "{_regex(base_of(siteurl) + old)}" "{target}"')
    return _file([*lines, *_apache_queries(redirects, siteurl)])


def _apache_queries(redirects: Iterable[Redirect], siteurl: str) -> Iterator[str]:
    """Rules of mod_rewrite for the root with a query: RedirectMatch sees none."""
    queries = _queries(redirects)
    if queries:
        yield "<IfModule mod_rewrite.c>"
        yield "RewriteEngine On"
        for query, new in queries.items():
            target = _encoded("", new, siteurl, "").replace("%", r"\%")
            yield f'RewriteCond "%{{QUERY_STRING}}" "(?:^|&){query}(?:&|$)"'
            yield rf'RewriteRule "^(?:index\.php)?$" "{target}" [R=301,L,NE,QSD]'
        yield "</IfModule>"


def netlify(redirects: Iterable[Redirect], siteurl: str) -> str:
    """`_redirects`, of Netlify, Cloudflare Pages and others: `old new 301`, encoded.

    Cloudflare Pages tells an address that ends with a slash from the one without.

    >>> print(netlify([Redirect("été/", "b/", "")], "https://x.example"), end="")
    # Old addresses, written by the build.
    /%C3%A9t%C3%A9 https://x.example/b/ 301
    /%C3%A9t%C3%A9/ https://x.example/b/ 301
    """
    rules: dict[str, str] = {}
    for old, new in _rows(redirects):
        target = _encoded(old, new, siteurl, ":slug")
        for path in _both(base_of(siteurl) + old):
            source = ":slug".join(quote(text, safe=IN_PATHS) for text in path.split(SEGMENT))
            rules.setdefault(source, f"{target} 301")
    comment = "# Old addresses, written by the build."
    home = quote(base_of(siteurl), safe=IN_PATHS)
    queries = (
        f"{home} {query} {_encoded('', new, siteurl, '')} 301!"  # though there is a page
        for query, new in _queries(redirects).items()
    )
    return _file([comment, *(f"{source} {rule}" for source, rule in rules.items()), *queries])


def nginx(redirects: Iterable[Redirect], siteurl: str) -> str:
    """`redirects.nginx.conf`: locations to include in a server.

    Literal ones are exact locations: nginx looks them up first, with their case, and how long
    they are does not matter (the keys of a `map` have neither). In a pattern `rewrite` encodes
    what it repeats, as `return` would not.

    >>> print(nginx([Redirect("a.html", "b/", "")], "https://x.example"), end="")
    # Old addresses, written by the build. In the server block of nginx:
    #     include /path/to/redirects.nginx*.conf;
    location = "/a.html" { return 301 "https://x.example/b/"; }
    """
    lines = [
        "# Old addresses, written by the build. In the server block of nginx:",
        "#     include /path/to/redirects.nginx*.conf;",
    ]
    rules: dict[str, str] = {}
    for old, new in _rows(redirects):
        path, target = base_of(siteurl) + old, _encoded(old, new, siteurl, "$1")
        if SEGMENT in old or not old.isprintable():
            regex = _regex(path)
            rule = f'{{ rewrite "{regex}" "{target}?" permanent; }}'  # `?`: no query is added
            rules.setdefault(f'location ~ "{regex}"', rule)
            continue
        for each in _both(path):
            rules.setdefault(f'location = "{_nginx_text(each)}"', f'{{ return 301 "{target}"; }}')
    rules |= _nginx_queries(redirects, siteurl)
    return _file([*lines, *(f"{location} {rule}" for location, rule in rules.items())])


def _nginx_queries(redirects: Iterable[Redirect], siteurl: str) -> dict[str, str]:
    """Locations that nobody can ask for, one a query, which the root leads to."""
    queries = _queries(redirects)
    base, inner = base_of(siteurl), "/.query/"
    rules: dict[str, str] = {}
    for name in dict.fromkeys(query.partition("=")[0] for query in queries):
        condition = f'if ($arg_{name} ~ "^[A-Za-z0-9_-]+$")'
        root = f"{_regex(base).removesuffix('/?$')}/(?:index\\.php)?$"
        rules[condition] = f'{{ rewrite "{root}" "{inner}{name}=$arg_{name}?" last; }}'
    for query, new in queries.items():
        target = _encoded("", new, siteurl, "")
        rules[f'location = "{inner}{query}"'] = f'{{ internal; return 301 "{target}"; }}'
    if queries and "$" not in base:  # with any other query the root is the root
        rules[f'location ^~ "{inner}"'] = (
            f'{{ internal; rewrite "^" "{_nginx_text(base)}?" last; }}'
        )
    return rules


SERVERS = {
    "apache": Server(".htaccess", apache),
    "netlify": Server("_redirects", netlify),
    "nginx": Server("redirects.nginx.conf", nginx),
}


def checked_servers(servers: object) -> tuple[str, ...]:
    """The names in *servers*; ValueError, with what to write, if they are no list of servers."""
    names = ", ".join(f'"{name}"' for name in SERVERS)
    known = f"write some of ({names})"
    if not isinstance(servers, list | tuple):
        raise ValueError(f"HOSTING_SERVERS: {servers!r} is no list of servers; {known}")
    for name in servers:
        if not isinstance(name, str) or name not in SERVERS:
            raise ValueError(f"HOSTING_SERVERS: {name!r} is no server; {known}")
    return tuple(dict.fromkeys(servers))


def _rows(redirects: Iterable[Redirect]) -> Iterator[tuple[str, str]]:
    """Old and new addresses, each old one once, patterns last: the first rule that fits wins."""
    found: dict[str, str] = {}
    for each in sorted(redirects, key=lambda each: (each.is_pattern, each)):
        if not each.is_query:
            found.setdefault(each.old, each.new)
    yield from found.items()


def _queries(redirects: Iterable[Redirect]) -> dict[str, str]:
    """New addresses by the query that the root was asked with."""
    found: dict[str, str] = {}
    for each in sorted(redirects):
        if each.is_query:
            found.setdefault(each.old[1:], each.new)
    return found


def base_of(siteurl: str) -> str:
    """What stands before every address of the site: "/" or, under a path, "/blog/"."""
    return unquote(urlsplit(siteurl).path).rstrip("/") + "/"


def _both(path: str) -> tuple[str, ...]:
    """A path and, when it ends with a slash, the same without it first."""
    return (path[:-1] or "/", path) if path.endswith("/") else (path,)


def _parts(old: str, new: str) -> list[str]:
    """What stands around the segment that *new* repeats; all of it if *old* has none."""
    return new.split(SEGMENT) if SEGMENT in old else [new]


def _regex(path: str) -> str:
    r"""A regular expression for a decoded *path*, safe within double quotes.

    >>> _regex("/a.b/{slug}/")
    '^/a\\.b/([^/]+)/?$'
    """
    end = "/?" if path.endswith("/") else ""
    return f"^{ANY.join(map(literally, path.removesuffix('/').split(SEGMENT)))}{end}$"


def literally(text: str) -> str:
    """A regular expression for that *text* alone, safe within double quotes."""
    return "".join(
        each if each.isalnum() or each in PLAIN else "\\." if each == "." else _bytes(each)
        for each in text
    )


def _bytes(character: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in character.encode())


def _encoded(old: str, new: str, siteurl: str, segment: str) -> str:
    """The whole address of *new*, encoded where it is not yet, *segment* for what it repeats."""
    parts = (re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part) for part in _parts(old, new))
    path = segment.join(quote(part, safe=IN_TARGETS) for part in parts)
    return f"{quote(siteurl.rstrip('/'), safe=IN_TARGETS + ':[]')}/{path}"


def _nginx_text(text: str) -> str:
    """Text within double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _apache_text(text: str) -> str:
    r"""Text of a target, decoded but for a query, that is literal each time that Apache reads it.

    It looks for `${NAME}` of its environment, then for the end of the quotes, then for `$1`.

    >>> _apache_text("a%20${b}")
    'a \\\\$\\\\{b}'
    """
    path, mark, query = text.partition("?")
    decoded = CONTROL.sub(lambda found: quote(found[0]), unquote(path)) + mark
    literal = re.sub(r"[\\$&{]", r"\\\g<0>", decoded + quote(query, safe=IN_TARGETS))
    return re.sub(r'[\\"]', r"\\\g<0>", literal)


def _file(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
