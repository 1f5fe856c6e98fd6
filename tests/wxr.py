"""Exports of WordPress as a test says them, and the folder that one is imported into."""

import json
from html import escape
from pathlib import Path

from conftest import PIXEL, ROOT

from plugins.wordpress_import.command import main

OWN = Path(__file__).parent / "data/wordpress.xml"  # a case of everything, written for these tests
UPLOADS = ["2016/10/pont.png", "2016/10/bouee.png", "2005/03/carnet.png"]  # that it shows
HOME = "https://old.example"
SPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
# What an item is made of, by the argument that gives it.
FIELDS = {
    "title": "title", "link": "link", "published": "pubDate", "author": "dc:creator",
    "guid": "guid", "content": "content:encoded", "excerpt": "excerpt:encoded",
    "id": "wp:post_id", "date": "wp:post_date", "gmt": "wp:post_date_gmt",
    "modified": "wp:post_modified", "name": "wp:post_name", "status": "wp:status",
    "parent": "wp:post_parent", "order": "wp:menu_order", "type": "wp:post_type",
    "password": "wp:post_password", "url": "wp:attachment_url",
}  # fmt: skip


def cdata(text: str) -> str:
    """Text that no parser takes for anything else."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def item(number=1, *, terms=(), meta=(), comments=(), **fields) -> str:
    """An item: a published post of which *fields* say more; a field that is None is not there."""
    fields = {
        "id": str(number), "title": f"Billet {number}", "content": "Un texte.", "type": "post",
        "status": "publish", "date": f"2016-10-{number % 28 + 1:02} 10:00:00",
        "name": f"billet-{number}", **fields,
    }  # fmt: skip
    lines = [
        f"<{FIELDS[name]}>{cdata(text)}</{FIELDS[name]}>"
        for name, text in fields.items()
        if text is not None
    ]
    lines += [
        f'<category domain="{escape(domain)}" nicename="{escape(slug)}">{cdata(name)}</category>'
        for domain, slug, name in terms
    ]
    lines += [
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key>"
        f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        for key, value in meta
    ]
    lines += [
        "<wp:comment>"
        + "".join(
            f"<wp:comment_{key}>{cdata(value)}</wp:comment_{key}>" for key, value in each.items()
        )
        + "</wp:comment>"
        for each in comments
    ]
    return "<item>\n" + "\n".join(lines) + "\n</item>"


def export(*items: str, head: str = "") -> bytes:
    """An export with these *items*, and more in its *head*."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {SPACES}>\n<channel>\n'
        f"<title>Ancien</title><link>{HOME}</link><language>fr-FR</language>\n{head}\n"
        + "\n".join(items)
        + "\n</channel>\n</rss>\n"
    ).encode("utf-8", "surrogatepass")


def uploads_in(folder: Path) -> Path:
    """The files that the export of everything shows, as an author has copied them into *folder*."""
    for name in UPLOADS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PIXEL)
    return folder


class Move:
    """A folder that exports are imported into, by the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.content.mkdir(parents=True)

    def take(self, exported: bytes | Path, *options: str) -> int:
        """Import an export; the exit status."""
        path = exported
        if isinstance(exported, bytes):
            path = self.folder / "export.xml"
            path.write_bytes(exported)
        return main(
            [str(path), "-s", str(ROOT / "pelicanconf.py"), "--content", str(self.content),
             "--report", str(self.folder / "report"), *map(str, options)]
        )  # fmt: skip

    def text(self, name: str) -> str:
        """What is in a file of the content."""
        return (self.content / name).read_text("utf-8")

    def header(self, name: str) -> dict[str, str]:
        """The fields of a post, those on one line."""
        head = (
            self.text(name)
            .removeprefix("---\n")
            .split("\n\n" if "\n---\n" not in self.text(name) else "\n---\n")[0]
        )
        pairs = (line.partition(":") for line in head.splitlines() if line[:1].isalpha())
        return {name.lower(): value.strip() for name, _, value in pairs}

    def body(self, name: str) -> str:
        """What follows the header of a post."""
        text = self.text(name)
        return text.split("\n---\n" if text.startswith("---\n") else "\n\n", 1)[1].strip("\n")

    def report(self) -> dict:
        """The report for programs."""
        return json.loads((self.folder / "report/report.json").read_text("utf-8"))

    def told(self, number: int | str) -> dict:
        """What the report says of the item with that id."""
        return next(each for each in self.report()["texts"] if each["id"] == str(number))

    def files(self) -> dict[str, bytes]:
        """Every file of the content, what imports remember included."""
        return {
            path.relative_to(self.content).as_posix(): path.read_bytes()
            for path in sorted(self.content.rglob("*"))
            if path.is_file()
        }
