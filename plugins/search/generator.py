"""The pages to search on, and the files of the index beside them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from plugins.bilingual import stop
from plugins.bilingual.fragments import plain_text
from plugins.bilingual.generator import Document, DocumentGenerator, copy_file, copy_later
from plugins.bilingual.languages import other_languages
from plugins.bilingual.links import raw_body
from plugins.bilingual.settings import cache_folder
from plugins.bilingual.views import ALL, View, views_of
from plugins.bilingual.workers import in_parallel, processes_of, shares
from plugins.search.index import IndexingError, index_of, program, version_of
from plugins.search.keeping import code, digest, keep, kept, recalled
from plugins.search.records import Record, content_of, record_of, searchable, text_of

FOLDER = "index/"  # of the index, in that of the page
RECORDS = "records"
FEW = 100  # texts whose records one process makes in the time that another takes to begin
T = TypeVar("T")


class SearchGenerator(DocumentGenerator):
    """A page in each view from which everything published is found, in whatever language."""

    def make_documents(self) -> Iterable[Document]:
        """The pages, and what tells templates of them."""
        possible = self.context["search_index"] or self.context["search_engine"]
        wanted = self.context["search_contents"] and self.has_template("search")
        if not (possible and wanted):
            self.context["search_index"] = ""
            return
        views: dict[View, Any] = views_of(self.context["articles"], self.context["languages"])
        views = views or {ALL: []}
        url = self.settings["SEARCH_URL"]
        default = self.settings["DEFAULT_LANG"]
        self.context["search_pages"] = {
            lang: (ALL if lang == default or View(lang) not in views else View(lang)).url(url)
            for lang in self.context["languages"]
        }
        for view in views:
            lang = view.lang or default
            variables = {
                "lang": lang,
                "view": view,
                "here": "search",
                "search_tags": self._tags(lang),
            }
            yield Document(view.url(url), "the page to search on", "search", variables)

    def generate_output(self, writer: Any) -> None:
        """Hand over the pages, and begin the index, whose making stops the build when it fails."""
        super().generate_output(writer)
        if not self.context["search_index"]:
            return
        with _stopping():
            files = self._begun()

        def copy() -> None:
            with _stopping():
                found = files()
            for name, path in found.items():
                copy_file(self, writer, path, self.context["search_index"] + name)

        copy_later(writer, copy)

    def _begun(self) -> Callable[[], dict[str, Path]]:
        """Begin to make the index; what waits for its files, by name.

        It is made when a text has changed, Pagefind, or this code. What it is made of is read
        from the texts here: whatever renders pages may note who reads them.
        """
        executable = program()
        folder = cache_folder(self.settings, "search")
        lang = self.settings["DEFAULT_LANG"]
        contents = sorted(self.context["search_contents"], key=lambda each: str(each.url))
        shared = repr([code(), list(self.context["languages"])])
        states = [_told(shared + repr(self._state(each))) for each in contents]
        made_of = _told(repr([version_of(executable), shared, lang, states]))
        if (files := kept(folder, made_of)) is not None:
            return lambda: files
        values = recalled(folder / RECORDS, states, lambda places: self._values(contents, places))
        records = list(map(record_of, values))
        return meanwhile(lambda: keep(folder, made_of, index_of(executable, records, lang)))

    def _state(self, content: Any) -> tuple[Any, ...]:
        """All that the record of a content is made of; its body by what stands for it."""
        tags = [(tag.slug, *_names([tag])) for tag in getattr(content, "tags", ())]
        summaries = sorted(content.summaries.items()), content.metadata.get("summary")
        body = getattr(content, "body_digest", None) or digest(raw_body(content).encode())
        titles = content.title, sorted(content.titles.items())
        return (content.url, content.lang, titles, summaries, self._date(content), tags, body)

    def _date(self, content: Any) -> tuple[str, str]:
        """The date of a post, in the prose of its language and to be sorted by; "" of a page."""
        date = getattr(content, "date", None)
        if date is None:
            return "", ""
        strings = self.settings["BILINGUAL_STRINGS"]
        return strings[content.lang].date(date) if strings else "", date.isoformat()

    def _values(self, contents: Sequence[Any], places: Sequence[int]) -> dict[int, Any]:
        """The values of the records of the contents at some *places*, made on all cores."""

        def work(part: Sequence[int]) -> Iterator[bytes]:
            for at in part:
                yield json.dumps([at, self._record(contents[at])]).encode()

        parts = shares(places, processes_of(self.settings), least=FEW)
        return dict(map(json.loads, in_parallel(work, parts)))

    def _record(self, content: Any) -> Record:
        others = other_languages(self.context["languages"], content.lang)
        tags = getattr(content, "tags", ())
        own = content.summaries.get(content.lang) or content.metadata.get("summary") or ""
        date, day = self._date(content)
        return Record(
            url=content.url,
            lang=content.lang,
            title=searchable(plain_text(content.title)),
            content=content_of(
                text_of(raw_body(content)),
                [text_of(content.summaries.get(lang) or "") for lang in others],
                [text_of(str(own)), *_names(tags)],
            ),
            titles=tuple(searchable(title) for title in content.titles.values() if title),
            date=date,
            day=day,
            tags=tuple(sorted(tag.slug for tag in tags)),
        )

    def _tags(self, lang: str) -> tuple[Any, ...]:
        """The tags that published posts have, in the order of their names for readers of *lang*."""
        tags = self.context.get("tag_archives", ())
        return tuple(sorted(tags, key=lambda tag: (_plain(tag.concept.name(lang)[0]), tag.slug)))


@contextmanager
def _stopping() -> Iterator[None]:
    """End the process with status 1 where there can be no index."""
    try:
        yield
    except IndexingError as error:
        stop(
            f"error: there is no index to search: {error}; install “pagefind[bin]”, or write"
            " SEARCH_INDEX = False\nnothing was written"
        )


def meanwhile(work: Callable[[], T]) -> Callable[[], T]:
    """Have *work* done by a thread of its own; what waits for its result, or raises its error."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done.result


def _told(text: str) -> str:
    """The digest of a text."""
    return digest(text.encode("utf-8", "surrogatepass"))


def _names(tags: Iterable[Any]) -> Iterator[str]:
    """The names of *tags* in every language."""
    for tag in tags:
        yield from tag.concept.names.values()


def _plain(name: str) -> str:
    """A name without case and accents, for sorting."""
    return unicodedata.normalize("NFKD", name.casefold())
