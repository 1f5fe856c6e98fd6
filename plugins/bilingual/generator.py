"""Pages as values first, files later: the generator that the plugins' generators extend."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pelican.generators import Generator, PelicanTemplateNotFound

from plugins.bilingual.settings import has_strange_theme
from plugins.bilingual.stock import stock_pages
from plugins.bilingual.views import Sheet, sheets


@dataclass(frozen=True)
class Document:
    """A page to write: its address, what it is in a word, its template, its variables.

    *template* is a name in the theme, or an object with `render(context)`. *label* names the
    document in messages, *origin* the file of the content that asks for it, if one does.
    *relative* false keeps its links independent of its own address.
    """

    url: str
    label: str
    template: Any
    variables: dict[str, Any] = field(default_factory=dict)
    relative: bool = True
    origin: str = ""

    @property
    def save_as(self) -> str:
        """The file of the address: a folder's is its `index.html`."""
        return self.url + "index.html" if self.url.endswith("/") or not self.url else self.url


@dataclass(frozen=True)
class Plain:
    """A *text* in the place of a template."""

    text: str

    def render(self, context: Any) -> str:
        """The text."""
        return self.text


def copy_file(generator: Any, writer: Any, source: Path, name: str) -> None:
    """Have the file *source* copied into the site as *name*, by *writer* if it does such things."""
    if hasattr(writer, "copy_file"):
        writer.copy_file(str(source), name)
        return
    target = Path(generator.output_path) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_later(writer: Any, copy: Callable[[], None]) -> None:
    """Have *copy* called when pages are rendered, or now by a *writer* that renders at once."""
    if hasattr(writer, "copy_later"):
        writer.copy_later(copy)
    else:
        copy()


class DocumentGenerator(Generator):
    """Makes all its documents when the context is made, and writes them when pages are.

    A theme without the template of a document has no such page: Pelican's own have no list of
    feeds, for instance.

    The context's `documents` lists those of every generator, so that whoever checks
    addresses knows them before anything is written.
    """

    documents: list[Document]

    def make_documents(self) -> Iterable[Document]:
        """The documents of this generator; for subclasses."""
        return ()

    @property
    def is_strange(self) -> bool:
        """Whether the theme is a stranger's, with Pelican's names for what it shows."""
        return has_strange_theme(self.settings)

    def sheets_of(self, url: str, posts: Sequence[Any]) -> Iterator[tuple[Sheet[Any], Any]]:
        """The sheets of a listing at *url*, each with what else its template is told."""
        size = self.settings["DEFAULT_PAGINATION"] or max(1, len(posts))
        if not self.is_strange:
            return ((sheet, {}) for sheet in sheets(posts, size))
        found = list(sheets(posts, size))
        return zip(found, stock_pages(url, posts, found, size), strict=True)

    def has_template(self, name: str) -> bool:
        """Whether the theme has a template of that name."""
        try:
            self.get_template(name)
        except PelicanTemplateNotFound:
            return False
        return True

    def generate_context(self) -> None:
        """Make the documents known, and keep with the other generators what many pages show."""
        self.env.memo = self.context.setdefault("memo", self.env.memo)
        self.documents = [
            each
            for each in self.make_documents()
            if not isinstance(each.template, str) or self.has_template(each.template)
        ]
        self.context.setdefault("documents", []).extend(self.documents)

    def generate_output(self, writer: Any) -> None:
        """Hand each document to Pelican's *writer*."""
        for document in self.documents:
            lang = document.variables.get("lang")
            more = {"DEFAULT_LANG": lang} if lang and self.is_strange else {}  # in its <html>
            template = document.template
            writer.write_file(
                document.save_as,
                self.get_template(template) if isinstance(template, str) else template,
                self.context,
                relative_urls=document.relative and self.settings["RELATIVE_URLS"],
                url=document.url,
                **document.variables,
                **more,
            )
