"""The sitemap, `robots.txt`, and the files of drawn pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugins.bilingual.generator import Document, DocumentGenerator, Plain, copy_file
from plugins.bilingual.links import absolute
from plugins.bilingual.views import views_of
from plugins.metadata.drawn import add_drawn
from plugins.metadata.sitemap import MOST, Address, sitemap, sitemap_index

FEW = 3  # posts: an archive of fewer is no page to look for


@dataclass(frozen=True)
class Sitemap:
    """A sitemap in the place of a template: of *urls* from the root, and of posts and pages."""

    siteurl: str
    urls: tuple[str, ...]
    contents: tuple[Any, ...]

    def render(self, context: Any) -> str:
        """The document; the same whatever the *context*."""
        listings = (Address(absolute(self.siteurl, url)) for url in self.urls)
        return sitemap([*listings, *map(self._address, self.contents)])

    def _address(self, content: Any) -> Address:
        versions = [content, *content.translations] if content.translations else []
        return Address(
            absolute(self.siteurl, content.url),
            getattr(content, "modified", getattr(content, "date", None)),
            [(each.lang, absolute(self.siteurl, each.url)) for each in versions],
        )


class MetadataGenerator(DocumentGenerator):
    """What search engines look for at the root of a site with an address; pictures of titles."""

    drawn: Mapping[str, Path] = {}

    def generate_context(self) -> None:
        """Have titles drawn for posts without a picture, if that is wanted, but in a preview."""
        super().generate_context()
        look, settings = self.settings["METADATA_LOOK"], self.settings
        if look and not settings["BILINGUAL_DRAFTS"]:
            articles = [*self.context["articles"], *self.context["hidden_articles"]]
            self.drawn = add_drawn(articles, settings, look)

    def generate_output(self, writer: Any) -> None:
        """Hand the documents and the drawn pictures over."""
        super().generate_output(writer)
        for name, path in self.drawn.items():
            copy_file(self, writer, path, name)

    def make_documents(self) -> Iterable[Document]:
        """The sitemap, in parts when it is long, and `robots.txt` at the root of a host."""
        parts = urlsplit(self.settings["SITEURL"])
        if not parts.netloc:
            return
        yield from self._sitemaps()
        rules = self.settings["METADATA_ROBOTS"]
        if rules and not parts.path.strip("/"):
            lines = [*rules, "", f"Sitemap: {self._absolute('sitemap.xml')}"]
            yield Document(
                "robots.txt",
                "robots.txt (METADATA_ROBOTS)",
                Plain("\n".join(lines) + "\n"),
                relative=False,
            )

    def _sitemaps(self) -> Iterator[Document]:
        """Parts are filled from the oldest post on, so that those that are full hardly change."""
        urls = tuple(dict.fromkeys(self._listings()))
        contents = [
            content
            for content in [*self.context["pages"], *reversed(self.context["articles"])]
            if not hasattr(content, "unpublished")
        ]
        first = MOST - len(urls)
        parts = [self._sitemap(urls, contents[:first])]
        parts += [
            self._sitemap((), contents[at : at + MOST]) for at in range(first, len(contents), MOST)
        ]
        if len(parts) == 1:
            yield Document("sitemap.xml", "the sitemap", parts[0], relative=False)
            return
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield Document(name, "a part of the sitemap", part, relative=False)
        index = Plain(sitemap_index(map(self._absolute, names)))
        yield Document("sitemap.xml", "the sitemap", index, relative=False)

    def _listings(self) -> Iterator[str]:
        """Home, archives, all tags, and the tags of several posts, in each view."""
        context, settings = self.context, self.settings
        for view in views_of(context["articles"], context["languages"]):
            yield view.url("")
            yield from (view.url(settings[name]) for name in ("ARCHIVES_URL",) if name in settings)
        for view in context.get("tag_views", ()):
            yield view.url(settings["TAGS_URL"])
        for tag, views in context.get("tag_archive_views", {}).items():
            yield from (view.url(tag.url) for view, posts in views.items() if len(posts) >= FEW)

    def _sitemap(self, urls: tuple[str, ...], contents: list[Any]) -> Sitemap:
        return Sitemap(self.settings["SITEURL"], urls, tuple(contents))

    def _absolute(self, url: str) -> str:
        return absolute(self.settings["SITEURL"], url)
