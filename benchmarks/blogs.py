"""Public blogs whose posts link to each other, read to see whether similar posts are those.

No text of theirs is here: they are fetched when asked for, and only figures are kept. What leads
from one post to another, words and address, is taken out of the text that methods see.
"""

import datetime
import re
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path

import lxml.html
import markdown


@dataclass(frozen=True)
class Blog:
    """A blog: its git *repository*, its posts there (patterns with | between), its *hosts*."""

    name: str
    repository: str
    posts: str
    hosts: str


BLOGS = [
    Blog("eev.ee", "eevee/eev.ee", "content/**/*.markdown", "eev.ee"),
    Blog(
        "raymondcamden", "cfjedimaster/raymondcamden2023", "src/posts/**/*.md", "raymondcamden.com"
    ),
    Blog("kittygiraudel", "KittyGiraudel/site", "posts/*.md", "kittygiraudel.com|hugogiraudel.com"),
    Blog("remysharp", "remy/remysharp.com", "public/blog/*.md", "remysharp.com"),
    Blog("zachleat", "zachleat/zachleat.com", "_posts/*.md", "zachleat.com"),
    Blog(
        "nicolas-hoizey", "nhoizey/nicolas-hoizey.com",
        "src/articles/**/*.md|src/notes/**/*.md|_archives/**/*.md", "nicolas-hoizey.com",
    ),
    Blog("mtlynch", "mtlynch/mtlynch.io", "content/**/*.md", "mtlynch.io"),
]  # fmt: skip
HEADER = re.compile(r"\s*---\s*\n(?P<header>.*?)\n---\s*\n", re.DOTALL)
FIELD = re.compile(r"(?P<name>\w+):\s*(?P<value>.*)")
ITEM = re.compile(r"\s*-\s+(?P<value>.*)")
DATE = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)")
DATED = re.compile(r"^(?:\d{4}-\d\d-\d\d|\d\d|\d{4})-")
TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass
class Entry:
    """A post of a blog: *html* without what leads to other posts, whose names are *targets*."""

    path: str
    name: str
    lang: str
    title: str
    summary: str
    date: datetime.date
    tags: list[str]
    html: str
    targets: list[str]
    links: set[int] = field(default_factory=set)

    @cached_property
    def moment(self) -> float:
        """Its date in seconds."""
        return (self.date - datetime.date(1970, 1, 1)).days * 86_400.0


def fetch(blog: Blog, work: Path) -> None:
    """Clone the repository of *blog* into the folder *work*, if it is not there."""
    if not (work / blog.name).exists():
        address = f"https://github.com/{blog.repository}.git"
        subprocess.run(
            ["git", "clone", "--quiet", "--depth=1", address, work / blog.name], check=True
        )


def entries(blog: Blog, folder: Path) -> list[Entry]:
    """The published posts of *blog* in *folder*, with the places of those that they link to."""
    paths = [path for pattern in blog.posts.split("|") for path in sorted(folder.glob(pattern))]
    found = [entry for path in paths if path.is_file() and (entry := read(blog, path, folder))]
    places: dict[str, int] = {}
    for place, entry in enumerate(found):
        places.setdefault(entry.name, place)
    for place, entry in enumerate(found):
        entry.links = {places[name] for name in entry.targets if name in places} - {place}
    return found


def read(blog: Blog, path: Path, folder: Path) -> Entry | None:
    """The post in the file at *path*; None when it is none, or a draft."""
    header, body = header_of(path.read_text("utf-8", "replace").replace("\r", ""))
    relative = path.relative_to(folder).as_posix()
    date = DATE.search(f"{header.get('date', '')} {relative}")
    if not date or "title" not in header or header.get("draft") == "true":
        return None
    try:
        day = datetime.date(*map(int, date.groups()))
    except ValueError:
        return None
    html, targets = without_links(markdown.markdown(body, extensions=["extra"]), blog.hosts)
    tags = f"{header.get('tags', '')},{header.get('categories', '')}".replace("[", "")
    return Entry(
        path=relative,
        name=name_of(relative),
        lang=header.get("lang", "")[:2],
        title=escape(header["title"]),
        summary=escape(header.get("description") or header.get("summary", "")),
        date=day,
        tags=list(dict.fromkeys(filter(None, map(bare, tags.replace("]", "").lower().split(","))))),
        html=html,
        targets=targets,
    )


def header_of(text: str) -> tuple[dict[str, str], str]:
    """The fields of a file and its body: YAML of the simple sort, or lines as in Pelican."""
    if begun := HEADER.match(text):
        raw, body = begun["header"], text[begun.end() :]
    else:
        raw, _, body = text.partition("\n\n")
    fields: dict[str, str] = {}
    name = ""
    for line in raw.split("\n"):
        if typed := FIELD.match(line):
            name = typed["name"].lower()
            fields[name] = bare(typed["value"])
        elif name and (item := ITEM.match(line)):
            fields[name] = ",".join(filter(None, [fields[name], bare(item["value"])]))
        elif name and line.startswith(" "):
            fields[name] = f"{fields[name]} {line.strip()}"
    return fields, TEMPLATE.sub(" ", body)


def bare(value: str) -> str:
    """A value without blanks and quotes around it."""
    return value.strip().strip("\"'").strip()


def name_of(path: str) -> str:
    """What tells a post by its file or its address: the last part, without date and ending."""
    parts = [part for part in path.split("/") if part]
    last = re.sub(r"\.(html?|md|markdown)$", "", parts[-1]) if parts else ""
    if DATED.sub("", last) == "index" and len(parts) > 1:
        last = parts[-2]
    return DATED.sub("", last).lower()


def without_links(html: str, hosts: str) -> tuple[str, list[str]]:
    """A text without its links within the blog, and the names that they led to."""
    tree = lxml.html.fromstring(f"<div>{CONTROLS.sub('', html)}</div>")
    own = re.compile(
        rf"(?:https?:)?//(?:[a-z]+\.)?(?:{hosts})(?=[/?#]|$)|{{filename}}|(?![a-z]+:|//|#)"
    )
    targets = []
    for link in list(tree.iter("a")):
        address = link.get("href") or "#"
        if own.match(address):
            targets.append(name_of(re.sub(r"[?#].*", "", own.sub("", address, count=1))))
            for child in list(link):
                link.remove(child)
            link.text = ""
    return lxml.html.tostring(tree, encoding="unicode"), [name for name in targets if name]
