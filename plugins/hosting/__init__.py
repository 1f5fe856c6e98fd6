"""Old addresses lead to new ones: a page that sends readers on, on any host.

One table makes them: the context's `redirects`, a list of `Redirect`. A plugin adds its own when
articles or pages are final; then the `Aliases` of posts and pages join them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any
from urllib.parse import unquote, urlsplit

from pelican import signals

from plugins.bilingual.generator import Document, DocumentGenerator
from plugins.bilingual.redirects import Redirect


class HostingGenerator(DocumentGenerator):
    """One small page a redirect."""

    def make_documents(self) -> Iterable[Document]:
        """The redirects' pages."""
        table: list[Redirect] = self.context.setdefault("redirects", [])
        kinds = ("articles", "hidden_articles", "pages", "hidden_pages")
        for content in chain.from_iterable(self.context.get(kind, ()) for kind in kinds):
            for alias in content.aliases:
                old = self._old(content, alias)
                if old is not None:
                    table.append(Redirect(old, content.url, content.relative_source_path))
        for each in sorted(table):
            if each.has_page:
                yield Document(
                    each.old,
                    f"the old address “/{each.old}” ({each.origin})",
                    "redirect",
                    {"lang": self.settings["DEFAULT_LANG"], "new_url": each.new},
                    origin=each.origin,
                )

    def _old(self, content: Any, alias: str) -> str | None:
        """The address that an alias names; None, and a problem, when it is none of the site."""
        try:
            parts = urlsplit(alias)
        except ValueError:  # http://[
            parts = urlsplit("?")
        path = unquote(parts.path).lstrip("/")
        if parts.query or ".." in path.split("/") or not path:
            content.notes.add(
                "aliases",
                f"“{alias}” is not an address that a file can answer",
                "write a path of this site, such as /2008/old-name/",
            )
            return None
        return path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else path + "/"


def add_generator(pelican: Any) -> type[HostingGenerator]:
    """The generator of the redirects' pages."""
    return HostingGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.get_generators.connect(add_generator)
