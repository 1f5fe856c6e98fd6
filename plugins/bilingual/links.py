"""Links in what authors write, followed from wherever the text is shown."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from plugins.bilingual.fragments import Rewriting, links_in
from plugins.bilingual.images import with_images

PLACE = re.compile(r"[{|](?P<what>[a-z]+)[|}](?P<path>[^?#]*)")  # {filename}/2016/post.md#top
# The usual link to a file of the content: Pelican's own way to it takes five times as long.
FILE = re.compile(
    r"\{filename\}(?P<path>/?(?:\.\./)*(?:[\w~-][\w.~-]*/)*[\w~-][\w.~-]*)(?P<fragment>#[\w.:~-]+)?",
    re.ASCII,
)
IN_ADDRESSES = "/%?#=&;:@!$'()*+,~"  # what an address may hold as it is (RFC 3986)
ATTACH = re.compile(r"[{|]attach[|}]")
FILES = re.compile(r"[{|](?:static|attach)[|}]")
PELICANS = re.compile(r"=\s*[\"'][{|]")  # what Pelican would resolve begins so
UNSAFE = re.compile(r"[<>\"]")  # an address that would end the tag around it
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)  # https://…, mailto:…, //host


def absolute(siteurl: str, url: str) -> str:
    """The whole address of what is at *url* in the site, encoded where it is not yet."""
    return f"{siteurl}/{encoded(url)}"


def encoded(url: str) -> str:
    """An address encoded where it is not yet."""
    return quote(url, safe=IN_ADDRESSES)


def moved(html: str, content: Any, siteurl: str, under: int, listed: bool) -> str:
    """The fragment *html* of *content*, as it is to stand in a page or a feed.

    *siteurl* leads from there to the site's root; *under* is the level of the heading above.
    A *listed* fragment loses its ids, and links to its own fragments lead to its own page. Of
    pictures it tells what the content's `images` know, by their addresses as written.
    """
    if "<" not in html:
        return html
    images = getattr(content, "images", None)
    if images is not None:
        html = with_images(html, images, first=not listed)
    home = ""

    def link(address: str) -> str:
        if PLACE.match(address):
            return _resolved(address, content, siteurl)
        if not address or ABSOLUTE.match(unescape(address) if address[0] == "&" else address):
            return address  # Markdown hides `mailto:` in references to characters
        if address.startswith("/"):
            return siteurl + address
        if not listed:
            return address
        nonlocal home
        home = home or f"{siteurl}/{content.url}"  # Pelican makes it anew each time
        if address[0] in "#?":
            return home + address
        return f"{home.rpartition('/')[0]}/{address}"

    rewritten = Rewriting(link, keep_ids=not listed, under=under)(html)
    if not PELICANS.search(rewritten):
        return rewritten
    return str(content._update_content(rewritten, siteurl))  # of a comment, of a `content=`


def _resolved(address: str, content: Any, siteurl: str) -> str:
    """Where a link of Pelican's own form leads, by Pelican itself, which looks for it in a tag."""
    file = FILE.fullmatch(address)
    if file and content.settings["RELATIVE_URLS"] and not siteurl.startswith("//"):
        target = content._context["generated_content"].get(
            path_from(folder_of(content), file["path"])
        )
        if target is not None:
            return posixpath.join(siteurl, target.url) + (file["fragment"] or "")
    if UNSAFE.search(address):
        return address
    return str(content._update_content(f'<a href="{address}">', siteurl))[9:-2]


def raw_body(content: Any) -> str:
    """The HTML of *content* before its links are resolved, by Pelican's own hook if it is set."""
    return str(content._get_content() if hasattr(content, "_get_content") else content._content)


def places(html: str) -> list[tuple[str, str, str]]:
    """Links of Pelican's own form in *html*: what, path, and the link as written."""
    found = ((PLACE.match(unescape(link)), link) for link in links_in(html))
    return [(match["what"], match["path"], link) for match, link in found if match]


def links_to_check(texts: Iterable[str]) -> list[str]:
    """The links of *texts*, as written, that may lead nowhere: all but good absolute ones."""
    return [link for text in texts for link in links_in(text) if not _leads_away(link)]


def _leads_away(link: str) -> bool:
    if not ABSOLUTE.match(link):
        return False
    try:
        urlsplit(unescape(link))
    except ValueError:  # http://[
        return False
    return True


def linked_files(content: Any, body: str = "") -> Iterator[str]:
    """The paths, from the content folder, of the files that the summaries of *content* show.

    So do those that its *body* shows, if it is given.
    """
    for text in (body, *content.summaries.values()):
        for what, path, _ in places(text) if FILES.search(text) else ():
            if what in ("static", "attach"):
                yield path_from(folder_of(content), unquote(path))


def mend_file_names(paths: set[str], contents: Iterable[Any], folder: str) -> None:
    """Make *paths* of files that *contents* link to whole again, where names hold `&`.

    Pelican cuts a link at the `;` of `&amp;`: what is left is no file in the content's *folder*.
    """
    cut = {path for path in paths if "&" in path and not os.path.isfile(os.path.join(folder, path))}
    if cut:
        paths.difference_update(cut)
        for content in contents:
            paths.update(path for path in linked_files(content, raw_body(content)) if "&" in path)


def folder_of(content: Any) -> str:
    """The folder of the file of *content*, from the content folder."""
    return str(content.relative_source_path).rpartition("/")[0]


def path_from(folder: str, path: str) -> str:
    """A path in a link of a text in *folder* as one from the content folder: `/` is that one."""
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, path) if folder else path)


def attach_files(contents: Iterable[Any], static: Mapping[str, Any]) -> None:
    """Put each file that an `{attach}` link names beside the first content that links to it.

    *contents* are in the order in which they count; *static* are the files to copy, by path. Done
    before pages are rendered, so that the place does not depend on which is rendered first.
    """
    for content in contents:
        texts = [raw_body(content)] if content.get_static_links() else []
        for text in (*texts, *content.summaries.values()):
            for what, path, _ in places(text) if ATTACH.search(text) else ():
                names = (path_from(folder_of(content), each) for each in (path, unquote(path)))
                found = next((static[name] for name in names if static.get(name)), None)
                if what == "attach" and found is not None:
                    found.attach_to(content)
