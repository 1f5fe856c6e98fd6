"""What the first reading of an export gives: where everything is to be, before a text is written.

A text links to posts that come after it, shows pictures that come after it, and takes over blocks:
so all places are known before the second reading.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.wordpress_import.addresses import Addresses, place_of
from plugins.wordpress_import.bodies import form_of
from plugins.wordpress_import.choices import Choices
from plugins.wordpress_import.cleaning import RefusedError
from plugins.wordpress_import.comments import shown_ids
from plugins.wordpress_import.entries import Entry, Index
from plugins.wordpress_import.export import Blog, read_items
from plugins.wordpress_import.forms import settled
from plugins.wordpress_import.items import Item
from plugins.wordpress_import.languages import tongue_of, versions
from plugins.wordpress_import.media import Media, medium_of
from plugins.wordpress_import.moments import moment_of
from plugins.wordpress_import.naming import path_of, same_host
from plugins.wordpress_import.outcomes import Outcome, outcome_of
from plugins.wordpress_import.site import Site
from plugins.wordpress_import.terms import Terms, tags_of

FORMER = ("_wp_old_slug", "_wp_old_date")


def items_of(
    paths: Iterable[Path], blog: Blog, watch: Callable[[int], None] = lambda size: None
) -> Iterator[Item]:
    """The items of several exports of one blog, numbered on.

    RefusedError, which names the file and the line, for one that is no export.
    """
    before = 0
    for path in paths:
        number = 0
        try:
            for item in read_items(path, blog, watch):
                number = item.number
                yield replace(item, number=before + number)
        except RefusedError as error:
            raise error.at(str(path)) from None
        before += number


def indexed(
    paths: Iterable[Path],
    site: Site,
    choices: Choices,
    files: dict[str, str],
    watch: Callable[[int], None] = lambda size: None,
) -> Index:
    """Read the exports at *paths* once; *files* are where texts are from an earlier import.

    RefusedError for a file that is no export.
    """
    index = Index(terms=Terms(site.slug_of_tag, choices.categories))
    seen: Counter[str] = Counter()
    same: set[tuple[str, ...]] = set()
    for item in items_of(paths, index.blog, watch):
        index.total += 1
        mark = (item.id, item.type, item.guid, item.title, item.name)
        outcome = Outcome.TWICE if item.id and mark in same else outcome_of(item, choices)
        same.add(mark)
        if item.type == "attachment":
            index.media.add(medium_of(item))
        elif item.type == "wp_block":
            index.reusable[item.id] = item.content
        made = _entries(item, outcome, site, choices, index, seen) if outcome.is_written else []
        if made:
            index.entries[item.number] = made
        else:
            index.left += 1
        told = made[0].outcome if made else outcome
        index.counts[item.type, item.status or "none", told.value] += 1
    _settle_forms(index, choices)
    _homes(index)
    _place(index, site, files)
    assert index.terms is not None
    index.tags = tags_of(index.terms, index.blog.terms, site.languages, site.tags)
    _targets(index, site)
    _translations(index)
    return index


def _entries(
    item: Item, outcome: Outcome, site: Site, choices: Choices, index: Index, seen: Counter[str]
) -> list[Entry]:
    """The texts that an *item* is: one, or one a language."""
    several = versions(item, site.default_lang)
    found = []
    for at, (code, each) in enumerate((several or {"": item}).items()):
        tongue = tongue_of(each, site.languages, site.default_lang)
        shown = outcome
        if tongue.lang not in site.languages:
            shown = Outcome.LANGUAGE if outcome.is_written else outcome
        base = item.id or f"{item.type} {item.guid or item.link or item.name or item.title}"
        key = base if not at else f"{base} {code}"
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key} again {seen[key]}"
        text = each
        if at:
            text = replace(each, name=f"{each.name}-{code}" if each.name else "", link="", guid="")
        date = moment_of(text.date, text.date_gmt, text.published, site.zone)
        if date is None and shown.is_public:
            shown = Outcome.UNDATED
        if date and shown.is_public:
            local = date if date.tzinfo else date.replace(tzinfo=ZoneInfo(site.zone))
            shown = Outcome.SCHEDULED if local > site.moment else Outcome.PUBLISHED
        assert index.terms is not None
        if item.type != "page":
            index.terms.note(text, tongue.lang, shown is Outcome.PUBLISHED)
        repeated = bool(text.guid) and text.guid.strip() in index.ids
        if shown.is_written and text.guid:
            index.ids.add(text.guid.strip())
        small = replace(
            text, content="", excerpt="", comments=(), terms=(),
            meta=tuple(pair for pair in text.meta if pair[0] in FORMER),
        )  # fmt: skip
        found.append(Entry(key, small, tongue.lang, tongue, shown, date, form_of(text), repeated))
        if shown.is_public and choices.comments == "archive":
            index.targets.comments.update(shown_ids(each.comments))
    return found


def _settle_forms(index: Index, choices: Choices) -> None:
    """Say of each text what it was typed in, as chosen or, where it is not sure, as others were."""
    dated = sorted(index.all(), key=lambda each: (_naive(each.date), each.item.number))
    told = [each for each in dated if each.form not in ("textile", "plain")]
    chosen = [choices.form(each.item, each.date, each.form) for each in told]
    for each, form in zip(told, settled(chosen), strict=True):
        each.form = form


def _naive(date: datetime.datetime | None) -> datetime.datetime:
    return date.replace(tzinfo=None) if date else datetime.datetime.min


def _homes(index: Index) -> None:
    """Where the old blog was: its address, and the hosts that its files were on."""
    blog = index.blog
    links = [each.item.link.partition("?")[0] for each in index.all() if each.item.link]
    origins = Counter("/".join(link.split("/")[:3]) for link in links)
    said = [blog.link, blog.base, *(origin for origin, _ in origins.most_common(1))]
    # An export may call the blog by another name than its items: theirs counts.
    home = max(
        filter(None, said),
        key=lambda base: sum(path_of(link, base) is not None for link in links),
        default="",
    )
    index.targets.home = home
    hosts = {
        same_host(each.split("/")[2])
        for each in (home, blog.link, blog.base)
        if each.count("/") > 1
    }
    index.targets.hosts = frozenset(host.partition(":")[0] for host in hosts if host)
    media = Media(index.targets.hosts)
    kept = [*index.media.by_id.values()]
    for medium in kept:
        media.add(medium)
    index.media = media


def _place(index: Index, site: Site, files: dict[str, str]) -> None:
    """Give every text its place: those that readers see first."""
    addresses = Addresses(
        site.article, site.page, site.file, site.page_folder,
        index.targets.home, site.slug_of_title, site.reserved, site.tag, site.archives,
    )  # fmt: skip
    addresses.files.taken.update(file.casefold() for file in files.values())
    for each in sorted(index.all(), key=lambda each: (not each.is_public, each.item.number)):
        kind = "page" if each.item.type == "page" else "post"
        otherwise = f"{kind}-{each.item.id or each.item.number}"
        otherwise = re.sub(r"[^a-z0-9-]", "-", otherwise.lower())[:60].strip("-")
        date = each.date.replace(tzinfo=None) if each.date else None
        each.place = addresses.place(each.item, date, each.lang, otherwise, files.get(each.key, ""))


def _targets(index: Index, site: Site) -> None:
    """Where links to what the old blog had lead now."""
    targets = index.targets
    for each in index.all():
        if each.is_there:
            if each.item.id:
                targets.by_id.setdefault(each.item.id, each.place.file)
            for url in (each.place.url, *each.place.aliases):
                targets.by_place.setdefault(place_of(url), each.place.file)
            if (old := path_of(each.item.link, targets.home)) is not None:
                targets.by_place.setdefault(place_of(old), each.place.file)
    for medium in index.media.by_id.values():
        targets.attachments[f"?{medium.id}"] = medium.url
        if path := path_of(medium.link, targets.home):
            targets.attachments.setdefault(place_of(path), medium.url)
    assert index.terms is not None
    slug_of = index.tags.slug_of if index.tags else {}
    shown = {slug_of[key] for key in index.terms.shown if key in slug_of}
    for (taxonomy, slug), new in slug_of.items():
        if new not in shown:
            continue
        base = "tag" if taxonomy == "post_tag" else "category"
        for front in ("", site.archives):
            targets.tags.setdefault(
                place_of(f"{front}{base}/{slug}"), f"/{site.tag.format(slug=new)}"
            )


def _translations(index: Index) -> None:
    """Say of each translation what it is one of: the first public text of its group."""
    slugs = Counter(each.place.slug for each in index.all() if each.item.type != "page")
    groups: dict[str, list[Entry]] = {}
    for each in index.all():
        group = each.tongue.group or (
            each.item.id if len(index.entries[each.item.number]) > 1 else ""
        )
        if group and each.is_public and each.item.type != "page" and each.date:
            groups.setdefault(group, []).append(each)
    for members in groups.values():
        first, *others = sorted(members, key=lambda each: not each.is_there)
        langs = {first.lang}
        for each in others:
            if each.lang not in langs and first.date:
                langs.add(each.lang)
                slug = first.place.slug
                each.translation_of = slug if slugs[slug] == 1 else f"{first.date:%Y/%m/%d}/{slug}"
