"""Whether the pages of an imported blog say what their source does.

    python -m benchmarks.fidelity EXPORT.xml…

A page is compared with the HTML of its source by what readers get, in their order: words, links,
pictures, headings, lists, code, tables. Quotes, dashes and spaces, which typography sets, count as
one of each, spaces at the end of a line of code as none; markers that we add do not count, and a
text that begins its headings at the first level has all of them one level lower here. The
comparison shares no code with the one that the import makes by itself.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Comment, NavigableString

from plugins.wordpress_import.active import without_active
from plugins.wordpress_import.bodies import Body, Workshop, html_of
from plugins.wordpress_import.choices import Choices
from plugins.wordpress_import.cleaning import RefusedError
from plugins.wordpress_import.export import Blog
from plugins.wordpress_import.importing import Done, run, spoken_in
from plugins.wordpress_import.index import items_of
from plugins.wordpress_import.languages import versions
from plugins.wordpress_import.markdown import tree_of
from plugins.wordpress_import.raw import as_html
from plugins.wordpress_import.site import Site, site_of

ROOT = Path(__file__).parents[1]
SETTINGS = str(ROOT / "pelicanconf.py")
SAME = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\u00ad": "", "\ufeff": "",
})  # fmt: skip
SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)")
APART = ["p", "br", "li", "div", "td", "th", "tr", "pre", "dt", "dd", "figcaption", "figure"]
HEADING = re.compile("^h[1-6]$")
ADDED = ".marker, .visually-hidden, .footnote-backref, [class*=headerlink]"


def features(html: str) -> dict[str, list[str]]:
    """What readers get of *html*, by kind, each kind in its order."""
    page = BeautifulSoup(html, "html.parser")
    for each in page.select(ADDED):
        before = each.previous_sibling  # the space before it is ours, too
        if isinstance(before, NavigableString):
            before.replace_with(before.rstrip())
        each.decompose()
    for each in page.find_all(string=lambda text: isinstance(text, Comment)):
        each.extract()
    lower = 1 if page.h1 else 0
    return {
        "words": _words(page),
        "links": [_address(each["href"]) for each in page.find_all("a", href=True)],
        "pictures": [_picture(each) for each in page.find_all("img", src=True)],
        "headings": [
            f"{min(int(each.name[1]) + lower, 6)} {_plain(each)}" for each in page.find_all(HEADING)
        ],
        "lists": [
            f"{len(each.find_parents(['ul', 'ol']))} {each.parent.name}"
            for each in page.find_all("li")
        ],
        "code": [_code(each.get_text()) for each in page.find_all("pre")],
        "tables": [_plain(each) for each in page.find_all(["td", "th"])],
    }


def _words(page: BeautifulSoup) -> list[str]:
    for each in page.find_all(
        ["p", "br", "li", "div", "td", "th", "tr", "pre", "dt", "dd", "figcaption", "figure"]
    ):
        each.insert_before(NavigableString(" "))
        each.insert_after(NavigableString(" "))
    return re.findall(r"\w+", page.get_text(""))


def _code(text: str) -> str:
    lines = text.expandtabs(4).strip().translate(SAME).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _plain(element: BeautifulSoup) -> str:
    return " ".join(re.findall(r"\w+", element.get_text(" ")))


def _address(href: str) -> str:
    """A link elsewhere as it is; within the blog only that there is one: it follows its target."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return href
    if parts.scheme in ("http", "https") and not _is_own(parts.hostname or ""):
        return unquote(href.strip()).rstrip("/")
    return "own" if parts.scheme in ("", "http", "https") else href.strip()


own_hosts: set[str] = set()


def _is_own(host: str) -> bool:
    return host.removeprefix("www.") in own_hosts


def _picture(element: BeautifulSoup) -> str:
    name = unquote(urlsplit(element["src"]).path).rsplit("/", 1)[-1]
    return SIZE.sub("", name)


def sources(paths: list[Path], site: Site, done: Done) -> Iterator[tuple[dict, str]]:
    """What the report says of each published text, and the HTML that its source is."""
    told = {each["file"]: each for each in done.texts}
    index = done.index
    for item in items_of(paths, Blog()):
        entries = index.entries.get(item.number, [])
        if not entries:
            continue
        several = versions(item, site.default_lang)
        for text, entry in zip(several.values() if several else [item], entries, strict=True):
            if entry.outcome.value != "published" or not text.content.strip():
                continue
            lang = entry.lang if entry.lang in site.languages else site.default_lang
            plain = text.content.replace("\r\n", "\n").replace("\r", "\n")
            if entry.form.startswith("markdown"):
                html = site.html(plain, lang)
            else:
                gallery = partial(index.media.gallery, post=item.id)
                workshop = Workshop(lambda markdown: markdown, gallery, index.reusable)
                html = html_of(plain, entry.form.rstrip("?"), text, workshop, Body())
            yield told[entry.place.file], _inert(html)


def _inert(html: str) -> str:
    """The *html* without what acts by itself: that is set aside, and told."""
    try:
        body = tree_of(html)
    except ValueError:
        return html
    without_active(body, lambda text: None)
    return str(as_html(body))


def compare(path: Path) -> tuple[int, list[str]]:
    """Import and build the export at *path*: how many pages are compared, which differ."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = site_of(SETTINGS, str(folder / "content"), None, spoken_in([path]))
        done = run([path], site, Choices(), None, folder / "report", lambda size: None)
        own_hosts.clear()
        own_hosts.update(
            done.index.targets.hosts, {urlsplit(done.index.targets.home).hostname or ""}
        )
        told = _build(folder)
        if told:
            return 0, [told]
        count, different = 0, []
        for text, html in sources([path], site, done):
            page = (
                folder
                / "output"
                / (text["url"] + ("index.html" if text["url"].endswith("/") else ""))
            )
            shown = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one("div.prose")
            count += 1
            ours, theirs = features(str(shown)), features(html)
            kinds = [kind for kind in theirs if ours[kind] != theirs[kind]]
            if kinds:
                named = "" if text["look"] else " (not named in the report)"
                different.append(f"{text['id']} {text['file']}: {', '.join(kinds)}{named}")
        return count, different


def _build(folder: Path) -> str:
    """Build what was imported; the errors that were told, or nothing."""
    (folder / "content").mkdir(exist_ok=True)
    build = subprocess.run(
        [sys.executable, "-m", "pelican", folder / "content", "-s", SETTINGS,
         "-o", folder / "output", "-e", f'CACHE_PATH="{folder}/cache"'],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    errors = [line for line in build.stderr.splitlines() if line.startswith("error")]
    return (
        "" if build.returncode == 0 else f"it does not build: {errors[:3] or build.stderr[-500:]}"
    )


def main() -> None:
    """Measure, or compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exports", nargs="+", type=Path)
    asked = parser.parse_args()
    _compare_all(asked.exports)


def _compare_all(paths: list[Path]) -> None:
    total = wrong = 0
    for path in paths:
        try:
            count, different = compare(path)
        except RefusedError as error:
            print(f"refused: {error}")
            continue
        total, wrong = total + count, wrong + len(different)
        print(f"{path.name}: {count - len(different) if count else 0:,} of {count:,} the same")
        for each in different:
            print(f"    {each}")
    print(f"{total - wrong:,} of {total:,} the same: {1 - wrong / max(total, 1):.2%}")


if __name__ == "__main__":
    main()
