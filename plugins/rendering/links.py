"""Internal links and fragments of a finished site, followed as a browser would."""

from __future__ import annotations

import html
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from plugins.bilingual.fragments import ids_in, links_in

ROOT = "http://site.invalid/"  # RFC 2606: no such host


def broken_links(folder: Path) -> list[tuple[str, str]]:
    """The links of the HTML pages in *folder* that lead to no file or fragment of it.

    Gives `(page, link)` pairs in order. Links to other hosts are not followed, nor those of
    pages that are served at any address (404.html).
    """
    texts = {
        page.relative_to(folder).as_posix(): page.read_text("utf-8")
        for page in sorted(folder.rglob("*.html"))
    }
    ids = {name: ids_in(text) for name, text in texts.items()}
    return [
        (name, link)
        for name, text in texts.items()
        if not name.endswith("404.html")
        for link in dict.fromkeys(links_in(text))
        if not _resolves(link, name, folder, ids)
    ]


def _resolves(link: str, page: str, folder: Path, ids: dict[str, set[str]]) -> bool:
    url = urljoin(ROOT + page, html.unescape(link).strip())
    if not url.startswith(ROOT):
        return True
    parts = urlsplit(url)
    target = unquote(parts.path).lstrip("/")
    if target == "" or target.endswith("/"):
        target += "index.html"
    if not (folder / target).is_file():
        return False
    return not parts.fragment or target not in ids or unquote(parts.fragment) in ids[target]
