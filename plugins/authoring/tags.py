"""Tends the tags of a blog: headers of posts, `tags.toml` and old addresses changed together.

`list` shows the tags; `rename`, `merge`, `translate` and `describe` change them, in nothing but the
tags of headers and the table of the tag.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from plugins.authoring.blog import (
    Written,
    known_tags,
    posts_of,
    prefix_of,
    settings_of,
    slug_of_tag,
    vocabulary_file,
    written,
)
from plugins.authoring.files import replace, uninterrupted
from plugins.authoring.gardening import Garden, Plan
from plugins.authoring.headers import RefusedError
from plugins.authoring.known_tags import Known, KnownTags
from plugins.authoring.retagging import with_tags
from plugins.authoring.vocabulary_edits import edited
from plugins.bilingual.commands import status_of
from plugins.tag_archives.likeness import alike

INTERRUPTED = "interrupted: what is written is whole; the same command again does the rest"


def tend(file: str, options: argparse.Namespace) -> int:
    """Show or change the tags of the blog whose settings are in *file*; the exit status."""
    settings = settings_of(file)
    posts = list(written(posts_of(settings), settings))
    codes = [code.lower() for code in settings["LANGUAGES"] or [settings["DEFAULT_LANG"]]]
    known = known_tags(posts, settings)
    if options.act == "list":
        print(*told_tags(known, codes), sep="\n")
        return 0
    garden = Garden(known, codes, slug_of_tag(settings))
    plan = {
        "rename": lambda: garden.rename(options.old, options.new, options.lang),
        "merge": lambda: garden.merge(options.tags, options.into),
        "translate": lambda: garden.translate(options.tag, options.lang, options.name),
        "describe": lambda: garden.describe(options.tag, options.lang, options.text),
    }[options.act]()
    path = vocabulary_file(settings)
    before = path.read_text("utf-8-sig") if path.is_file() else ""
    changes = {str(path): (before, edited(before, plan.concepts, plan.renamed, codes))}
    faults = []
    for post in posts:
        try:
            changes |= changed(post, plan)
        except RefusedError as error:
            faults.append(f"error: {prefix_of(settings)}{post.post.path}:{error}")
    if faults:
        print(*faults, "nothing was written", sep="\n", file=sys.stderr)
        return 1
    differing = {name: texts for name, texts in changes.items() if texts[0] != texts[1]}
    return _done(differing, options.dry_run)


def changed(post: Written, plan: Plan) -> Iterator[tuple[str, tuple[str, str]]]:
    """The text of a *post* before and after, when the *plan* changes its tags, by its file."""
    lang = post.source.lang

    def new(tag: str) -> str:
        return plan.typed.get((tag, lang), tag)

    if any(new(tag) != tag for tag in post.tags):
        texts = (post.content, with_tags(post.content, new))
        yield post.post.stands, (texts[0].decode(), texts[1].decode())


def _done(changes: Mapping[str, tuple[str, str]], dry_run: bool) -> int:
    """Write the *changes*, or show them; the exit status.

    `tags.toml` comes first: it knows old names as well, so that the blog is whole at any moment.
    """
    for path, (before, after) in changes.items():
        name = os.path.relpath(path)
        if dry_run:
            old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
            sys.stdout.writelines(difflib.unified_diff(old, new, name, name, n=1))
            continue
        with uninterrupted():
            Path(path).touch()
            replace(path, after.encode())
    posts = sum(not path.endswith(".toml") for path in changes)
    if not changes:
        print("nothing to do: it is so already")
    else:
        what = "would change" if dry_run else "changed"
        print(f"{posts:,} post{'' if posts == 1 else 's'} and tags.toml {what}")
    return 0


def told_tags(known: KnownTags, languages: Sequence[str]) -> Iterator[str]:
    """A line a tag, those of most posts first, then what may be wrong with them."""
    tags = sorted(known.by_slug.values(), key=lambda each: (-each.count, each.concept.slug))
    if not tags:
        yield "There are no tags yet."
        return
    width = max(len(each.concept.slug) for each in tags)
    for tag in tags:
        names = (_told_name(tag, lang) for lang in languages)
        yield f"{tag.count:>5}  {tag.concept.slug:<{width}}  {', '.join(names)}"
    yield f"{len(tags):,} tags, {sum(each.count == 1 for each in tags):,} of one post"
    for one, other in alike(tags, attrgetter("spellings"), attrgetter("described")):
        slugs = f"{other.concept.slug} {one.concept.slug}"
        yield f"Alike: {slugs}; `invoke tags.merge {slugs}` makes them one"


def _told_name(tag: Known, lang: str) -> str:
    name = tag.concept.names.get(lang)
    return f"{lang} {tag.posts[lang]}" + (f" “{name}”" if name else " no name")


def main(arguments: Sequence[str] | None = None) -> int:
    """Show or change the tags; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins authoring.tags", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    acts = parser.add_subparsers(dest="act", required=True, metavar="COMMAND")
    for name, about, names in ACTS:
        act = acts.add_parser(name, help=about, description=about)
        for each, help_, more in names:
            act.add_argument(each, help=help_, **more)
        if name != "list":
            act.add_argument("--dry-run", action="store_true", help="show the changes, make none")
    options = parser.parse_args(arguments)
    return status_of(partial(tend, options=options), options.settings, INTERRUPTED)


Arguments = Iterable[tuple[str, str, Mapping[str, Any]]]
LANG: tuple[str, str, Mapping[str, Any]] = ("lang", "the code of the language, such as fr", {})
ACTS: tuple[tuple[str, str, Arguments], ...] = (
    ("list", "every tag, with how many posts of each language bear it", ()),
    (
        "rename",
        "give a tag another name",
        (
            ("old", "the tag, by any of its names", {}),
            ("new", "its new name", {}),
            ("--lang", "the language of the name, if it has several", {"default": ""}),
        ),
    ),
    (
        "merge",
        "make several tags one",
        (
            ("tags", "those that go", {"nargs": "+"}),
            ("into", "the one that they become", {}),
        ),
    ),
    (
        "translate",
        "give a tag a name in a language",
        (("tag", "the tag, by any of its names", {}), LANG, ("name", "its name in it", {})),
    ),
    (
        "describe",
        "say what a tag is about",
        (("tag", "the tag, by any of its names", {}), LANG, ("text", "a sentence in it", {})),
    ),
)

if __name__ == "__main__":
    sys.exit(main())
