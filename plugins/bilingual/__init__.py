"""Posts in several languages on one blog: reader, summaries, markers, views, furniture.

Templates get: `languages` (values by code), `pages_by_lang` (the pages to offer in each
language), `t`, `piece`, `marker`, `tag_name` and the filters of `templates.py`; articles and
pages: `lang`, `titles`, `summaries`, `translations`, `links`, `unpublished` (in a preview).
Plugins get `views`, all posts by view.
"""

from __future__ import annotations

import datetime
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, NoReturn

from pelican import signals
from pelican.readers import ensure_metadata_list
from pelican.urlwrappers import Category
from pelican.utils import set_date_tzinfo

from plugins.bilingual import templates
from plugins.bilingual.linked import note_linked
from plugins.bilingual.links import attach_files, linked_files, links_to_check, mend_file_names
from plugins.bilingual.problems import Notes
from plugins.bilingual.reader import BilingualReader
from plugins.bilingual.settings import DEFAULTS, complete, has_strange_theme, site_languages
from plugins.bilingual.translations import join_translations
from plugins.bilingual.views import newest_first, views_of

log = logging.getLogger(__name__)

CHECKS = "plugins.checks"
LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "notice": logging.INFO}
LONGEST_SLUG = 200  # file names end at 255 bytes on most disks


def stop(message: str) -> NoReturn:
    """End the process with status 1 after a plain *message*: the settings cannot work."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


def prepare(pelican: Any) -> None:
    """Complete and check the settings; what cannot work ends the process."""
    try:
        complete(pelican.settings, os.environ.get("SOURCE_DATE_EPOCH"))
    except ValueError as error:
        stop(str(error))


def use_reader(readers: Any) -> None:
    """Read every Markdown file by our reader."""
    for extension in BilingualReader.file_extensions:
        readers.reader_classes[extension] = BilingualReader


def equip_templates(generator: Any) -> None:
    """Give a generator's templates the languages, and the functions that they call."""
    templates.add_to(generator.env, generator.settings["SITEURL"])
    generator.context.setdefault("languages", site_languages(generator.settings))
    generator.context.setdefault("problems", [])


def complete_article(generator: Any, metadata: dict[str, Any]) -> None:
    """Give an article what it needs to exist, whatever its file left out."""
    notes = complete_page(generator, metadata)
    moment = generator.settings["BILINGUAL_MOMENT"]
    status = metadata.get("status", "published").lower()
    if "date" not in metadata:
        metadata["date"] = datetime.datetime(1970, 1, 1)
        if status == "draft":
            metadata["undated"] = True  # what is read must not depend on when it is read
        else:
            cure = "add a line such as `Date: 2016-10-12 10:30`"
            notes.add("title", "the post has no date", cure)
    date = set_date_tzinfo(metadata["date"], generator.settings.get("TIMEZONE", "UTC"))
    if date > moment and status == "published":
        metadata["status"] = "draft"
        metadata["scheduled"] = True


def complete_page(generator: Any, metadata: dict[str, Any]) -> Notes:
    """The language of a file that another reader read, as our reader gives it."""
    notes: Notes = metadata.setdefault("notes", Notes(""))
    if not metadata.get("title"):
        metadata["title"] = "?"
        notes.add(1, "the post has no title", "give it one")
    languages = generator.context["languages"]
    metadata.setdefault("titles", {})
    metadata.setdefault("summaries", {})
    lang = str(metadata.get("lang", generator.settings["DEFAULT_LANG"])).lower()
    if lang not in languages:
        notes.add(1, f"unknown language “{lang}”", f"write one of: {', '.join(languages)}")
        lang = generator.settings["DEFAULT_LANG"]
    metadata["lang"] = lang
    if has_strange_theme(generator.settings):  # it shows a category
        category = generator.settings["DEFAULT_CATEGORY"]
        metadata.setdefault("category", Category(category, generator.settings))
    for name in ("aliases", "similar"):
        metadata[name] = ensure_metadata_list(metadata.get(name, ""))
    return notes


def note_links(content: Any) -> None:
    """Keep the links of a text with it, for whoever checks them."""
    if hasattr(content, "summaries"):
        content.links = links_to_check([content._content or "", *content.summaries.values()])


def relate_articles(generator: Any) -> None:
    """Put the articles in their one order, show drafts in a preview, join translations."""
    for article in generator.drafts:
        if hasattr(article, "undated"):
            article.date = generator.settings["BILINGUAL_MOMENT"]
    if generator.settings["BILINGUAL_DRAFTS"]:
        for article in generator.drafts:
            article.unpublished = "scheduled" if hasattr(article, "scheduled") else "draft"
        generator.articles = [*generator.articles, *generator.drafts]
        generator.drafts = []
    for article in chain(generator.articles, generator.hidden_articles, generator.drafts):
        name_file(article)
    generator.articles = newest_first(generator.articles)
    join_translations(generator.articles, generator.hidden_articles)


def relate_pages(generator: Any) -> None:
    """Join the pages' translations and say which pages each language is offered."""
    for page in chain(generator.pages, generator.hidden_pages, generator.draft_pages):
        name_file(page)
    if generator.settings["BILINGUAL_DRAFTS"]:
        for page in generator.draft_pages:
            page.unpublished = "draft"
        generator.pages = [*generator.pages, *generator.draft_pages]
        generator.context["draft_pages"] = []
    drop_links_of_drafts(
        generator, generator.draft_pages, [*generator.pages, *generator.hidden_pages]
    )
    generator.draft_pages = []
    generator.pages = sorted(generator.pages, key=lambda page: (page.slug, page.lang))
    join_translations(generator.pages, generator.hidden_pages)
    generator.context["pages"] = generator.pages
    generator.context["pages_by_lang"] = {
        lang: [
            page
            for page in generator.pages
            if page.lang == lang or all(twin.lang != lang for twin in page.translations)
        ]
        for lang in generator.context["languages"]
    }
    for page in chain(generator.pages, generator.hidden_pages):
        generator.context["static_links"].update(linked_files(page))
    mend_file_names(
        generator.context["static_links"], written(generator.context), generator.settings["PATH"]
    )


def finish_articles(generator: Any) -> None:
    """Make the views, and take away what Pelican would write of its own accord."""
    context = generator.context
    subtitle = context.get("SITESUBTITLE")
    if isinstance(subtitle, dict) and has_strange_theme(generator.settings):  # it shows a text
        context["SITESUBTITLE"] = subtitle.get(generator.settings["DEFAULT_LANG"]) or ""
    context["views"] = views_of(generator.articles, context["languages"])
    context["unpublished"] = generator.drafts
    written = [*generator.articles, *generator.hidden_articles]
    drop_links_of_drafts(generator, generator.drafts, written)
    generator.drafts = []  # its generate_drafts would write them
    context["drafts"] = []
    for article in chain(generator.articles, generator.hidden_articles):
        context["static_links"].update(linked_files(article))


def place_attached_files(generator: Any) -> None:
    """Put the files that posts and pages attach beside them, and see where their links lead."""
    context = generator.context
    attach_files(written(context), context["static_content"])
    note_linked(written(context), context["generated_content"])


def written(context: Any) -> Iterator[Any]:
    """The posts and pages that have an address, in the order in which they count."""
    kinds = ("articles", "hidden_articles", "pages", "hidden_pages")
    return chain.from_iterable(context.get(kind, ()) for kind in kinds)


def drop_links_of_drafts(generator: Any, drafts: list[Any], written: list[Any]) -> None:
    """Files that only drafts show are not copied: they are no more public than the drafts."""
    if not drafts:
        return
    shown = {path for content in written for path in content.get_static_links()}
    hidden = {path for draft in drafts for path in draft.get_static_links()}
    generator.context["static_links"].difference_update(hidden - shown)


def tell_problems(generators: list[Any]) -> None:
    """Log what is wrong in the content, where no plugin checks it: see `checks`."""
    context = generators[0].context
    if CHECKS in context["PLUGINS"]:
        return
    of_files = (content.notes.problems for content in [*written(context), *context["unpublished"]])
    for problem in sorted([*context["problems"], *chain.from_iterable(of_files)]):
        log.log(LEVELS[problem.level], "%s", problem)


def count_drafts(generator: Any, writer: Any) -> None:
    """Give Pelican its drafts back for its last line."""
    generator.drafts = generator.context["unpublished"]


def name_file(content: Any) -> None:
    """Problems of a file that another reader read get the file's name, and slugs are checked."""
    notes = content.notes
    if not notes.path:
        notes.path = content.relative_source_path
        notes.problems = [replace(each, path=notes.path) for each in notes.problems]
    if len(getattr(content, "slug", "")) > LONGEST_SLUG:
        notes.add("title", "the address made from the title is too long", "add a line `Slug:`")
    if not getattr(content, "slug", ""):
        notes.add(
            "title",
            f"no address can be made from the title “{content.title}”",
            "add a line `Slug:` with letters a–z, digits and hyphens",
        )


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.readers_init.connect(use_reader)
    signals.generator_init.connect(equip_templates)
    signals.content_object_init.connect(note_links)
    signals.article_generator_context.connect(complete_article)
    signals.page_generator_context.connect(complete_page)
    signals.article_generator_pretaxonomy.connect(relate_articles)
    signals.page_generator_finalized.connect(relate_pages)
    signals.article_generator_finalized.connect(finish_articles)
    signals.static_generator_finalized.connect(place_attached_files)
    signals.all_generators_finalized.connect(tell_problems)
    signals.article_writer_finalized.connect(count_drafts)


__all__ = ["DEFAULTS", "register", "site_languages", "stop", "written"]
