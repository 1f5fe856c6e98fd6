"""Begins a post: a file with its header, known tags found, an address that is free.

What is not given is asked, at a terminal; elsewhere the title must be given. The post is a draft.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plugins.authoring.asking import asked, chosen, someone_is_there
from plugins.authoring.blog import (
    Written,
    known_tags,
    posts_of,
    prefix_of,
    settings_of,
    slug_of_title,
    written,
)
from plugins.authoring.drafts import Draft, checked_draft, free
from plugins.authoring.known_tags import KnownTags
from plugins.bilingual.commands import status_of
from plugins.bilingual.dates import read_date
from plugins.bilingual.identity import checked_authority, entry_id
from plugins.bilingual.languages import other_languages
from plugins.bilingual.summaries import title_and_lang

SHOWN = 8  # tags of which an author is reminded


def begin(file: str, options: argparse.Namespace) -> int:
    """Write the file of a post for the blog whose settings are in *file*; the exit status."""
    settings = settings_of(file)
    authority = checked_authority(settings.setdefault("LANGUAGE_FEEDS_AUTHORITY", ""))
    posts = list(written(posts_of(settings), settings))
    codes = [code.lower() for code in settings["LANGUAGES"] or [settings["DEFAULT_LANG"]]]
    title, lang = _title_and_lang(options, codes, settings["DEFAULT_LANG"])
    tags = _tags(options, lang, known_tags(posts, settings))
    date = _date(options.date, settings)
    slug, path = _place(title, options.slug, lang, date, posts, settings)
    ids = {field.text for post in posts if (field := post.source.fields.get("guid"))}
    draft = Draft(
        title=title,
        lang=lang,
        date=date,
        tags=tags,
        slug="" if slug == slug_of_title(settings)(title) else slug,
        guid=free(entry_id(authority, path), ids.__contains__),
        others=other_languages(codes, lang),
    )
    text = checked_draft(draft, codes)
    target = Path(settings["PATH"], path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as new:
        new.write(text)
    shown = prefix_of(settings) + path
    print(f"{shown}: a draft, which `make serve` shows; take “Status: draft” away when it is done")
    if options.edit and someone_is_there():
        _edit(target)
    return 0


def _title_and_lang(options: argparse.Namespace, codes: list[str], default: str) -> tuple[str, str]:
    """The title and the language, which a marker at the title's end may say, too."""
    title = " ".join((options.title or "").split())
    if not title and someone_is_there():
        title = asked("Title")
    title, marked = title_and_lang(title, codes if len(codes) > 1 else ())
    if not title:
        raise ValueError("a post needs a title: give one with --title")
    lang = (options.lang or marked or "").lower()
    if options.lang and marked and lang != marked:
        raise ValueError(f"the title is marked [{marked}], but --lang says {options.lang}")
    if not lang and len(codes) > 1 and someone_is_there():
        lang = asked(f"Language ({', '.join(codes)})", default).lower()
    lang = lang or default
    if lang not in codes:
        raise ValueError(f"unknown language “{lang}”; write one of: {', '.join(codes)}")
    return title, lang


def _tags(options: argparse.Namespace, lang: str, known: KnownTags) -> list[str]:
    """The tags, each as the blog calls it in the post's language; new ones are said."""
    typed = options.tags
    if typed is None and someone_is_there():
        usual = ", ".join(each.concept.name(lang)[0] for each in known.most_used(lang, SHOWN))
        typed = asked(f"Tags, with commas{f' (often: {usual})' if usual else ''}")
    found = (" ".join(tag.split()) for tag in (typed or "").replace(";", ",").split(","))
    return list(dict.fromkeys(_tag(tag, lang, known) for tag in found if tag))


def _tag(typed: str, lang: str, known: KnownTags) -> str:
    tag = known.find(typed, lang)
    if tag is None:
        near = known.near(typed)
        names = [f"{each.concept.name(lang)[0]} ({told(each.count)})" for each in near]
        if near and someone_is_there():
            choice = chosen(f"“{typed}” is a new tag. Is it one of these?", names)
            tag = None if choice is None else near[choice]
        else:
            like = f"; like it: {', '.join(names)}" if near else ""
            print(f"“{typed}” is a new tag{like}", file=sys.stderr)
    if tag is None:
        return typed
    name, of = tag.concept.name(lang)
    if of != lang:
        print(f"“{name}” has no name in “{lang}”: see `invoke tags.translate`", file=sys.stderr)
    elif name != typed:
        print(f"“{typed}” is “{name}” here ({told(tag.count)})")
    return name


def told(count: int) -> str:
    """A number of posts in words.

    >>> told(1), told(2)
    ('1 post', '2 posts')
    """
    return f"{count:,} post{'' if count == 1 else 's'}"


def _date(typed: str | None, settings: Any) -> datetime.datetime:
    if typed:
        return read_date(typed)
    return datetime.datetime.now(ZoneInfo(settings["TIMEZONE"])).replace(tzinfo=None)


def _place(
    title: str,
    slug: str | None,
    lang: str,
    date: datetime.datetime,
    posts: Sequence[Written],
    settings: Any,
) -> tuple[str, str]:
    """A slug whose address is free on that day, and a file that is; ValueError if it is not."""
    slug_of, form = slug_of_title(settings), settings["AUTHORING_FILE"]
    addresses = {address for post in posts if (address := _address_of(post, slug_of, settings))}
    files = {post.post.path for post in posts}

    def is_taken(name: str) -> bool:
        address = settings["ARTICLE_URL"].format(slug=name, date=date, lang=lang)
        path = form.format(slug=name, date=date, lang=lang)
        return address in addresses or path in files or Path(settings["PATH"], path).exists()

    wanted = slug or slug_of(title)
    if not wanted:
        raise ValueError(f"no address can be made from the title “{title}”; give one with --slug")
    if slug and is_taken(slug):
        raise ValueError(f"the slug “{slug}” is taken; “{free(slug, is_taken)}” is free")
    name = free(wanted, is_taken)
    return name, form.format(slug=name, date=date, lang=lang)


def _address_of(post: Written, slug_of: Any, settings: Any) -> str:
    """Where a post is, as far as its header tells; "" when it does not."""
    source = post.source
    slug, date = source.fields.get("slug"), source.fields.get("date")
    try:
        when = read_date(date.text) if date else None
        name = slug.text if slug else slug_of(source.title or "")
        return str(settings["ARTICLE_URL"].format(slug=name, date=when, lang=source.lang))
    except (ValueError, TypeError, KeyError):  # the build tells what is wrong with it
        return ""


def _edit(path: Path) -> None:
    """Open the file in the author's editor, if there is one."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        print("Set EDITOR to the name of your editor, and it opens here")
        return
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=False)
    except OSError as error:
        print(f"{editor}: {error.strerror}; the file is there all the same", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Begin a post; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins authoring.new", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    parser.add_argument("-t", "--title", help="the title; it may end with a marker, such as [fr]")
    parser.add_argument("-l", "--lang", help="the language of the post")
    parser.add_argument("-T", "--tags", help="its tags, with commas between them")
    parser.add_argument("--slug", help="the last part of its address")
    parser.add_argument("--date", help="its date, if it is not now: 2016-10-12 10:30")
    parser.add_argument("--no-edit", dest="edit", action="store_false", help="open no editor")
    options = parser.parse_args(arguments)
    act = partial(begin, options=options)
    return status_of(act, options.settings, "interrupted: no post was begun")


if __name__ == "__main__":
    sys.exit(main())
