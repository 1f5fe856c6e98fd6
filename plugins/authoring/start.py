"""Begins a blog of one's own in the place of the sample blog: settings, a first post a language.

What is not given is asked, at a terminal; elsewhere title and address must be given.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from plugins.authoring import sample
from plugins.authoring.answers import (
    Answers,
    checked_address,
    checked_languages,
    checked_title,
    checked_zone,
    zone_of_machine,
)
from plugins.authoring.asking import asked, someone_is_there
from plugins.authoring.settings_file import with_settings
from plugins.authoring.welcome import welcome
from plugins.bilingual.commands import status_of

USUAL = "fr, en-GB"
SHOWN = 3  # files of the author's own that are named
NEXT = """\
`make serve` shows it, `invoke new` begins a post; docs/deploying.md sends it to its host.
`make test` tests the program, on the sample blog, now in tests/sample; and that yours builds."""
T = TypeVar("T")


def begin(file: str, options: argparse.Namespace) -> int:
    """Make the blog beside the settings in *file* one's own; the exit status."""
    conf = Path(file).resolve()
    root, content = conf.parent, conf.parent / "content"
    _check_that_nothing_is_lost(content)
    words = (root / "theme/translations").glob("*.toml")
    answers = _answers(options, {path.stem for path in words})
    now = datetime.datetime.now(ZoneInfo(answers.zone))
    text = with_settings(conf.read_text("utf-8"), answers.settings(now))
    posts = welcome(answers.languages, now, answers.authority(now))
    # In this order, one that was interrupted can be begun again: what is there is the sample's.
    sample.keep(root)
    _write(conf, text)
    sample.remove(content)
    for name, post in posts.items():
        _write(content / name, post)
    (content / "images").mkdir(exist_ok=True)
    print(f"{answers.title}: its settings are in pelicanconf.py, its posts in content/:")
    print("".join(f"  content/{name}\n" for name in posts), end="")
    print(NEXT)
    return 0


def _answers(options: argparse.Namespace, translated: Collection[str]) -> Answers:
    """What is given, or else asked."""
    title = _answer("Title of the blog", options.title, checked_title)
    languages = partial(checked_languages, translated=translated)
    return Answers(
        title=title,
        author=_answer("Author", options.author, checked_title, title),
        address=_answer("Its address, https://…", options.address, checked_address),
        languages=_answer("Languages, the main one first", options.languages, languages, USUAL),
        zone=_answer("Time zone", options.timezone, checked_zone, zone_of_machine()),
    )


def _check_that_nothing_is_lost(content: Path) -> None:
    own = sample.own_files(content)
    if own:
        more = f" and {len(own) - SHOWN:,} more" if len(own) > SHOWN else ""
        raise ValueError(
            f"{', '.join(f'content/{name}' for name in own[:SHOWN])}{more}: not of the sample blog."
            " A blog is begun once, in the place of the sample: nothing was changed"
        )


def _answer(question: str, given: str | None, checked: Callable[[str], T], default: str = "") -> T:
    """What is *given*, or else asked until it can be; without a terminal, the *default*."""
    if given is not None or not someone_is_there():
        return checked(given if given is not None else default)
    while True:
        try:
            return checked(asked(question, default))
        except ValueError as error:
            print(error)


def _write(path: Path, text: str) -> None:
    """Write it beside its place, then put it there: nobody finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Begin a blog; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m plugins authoring.start", description=__doc__)
    parser.add_argument("-s", "--settings", default="pelicanconf.py", help="settings file")
    parser.add_argument("--title", help="the name of the blog")
    parser.add_argument("--author", help="who writes it; if not given, the title")
    parser.add_argument("--address", help="where it will be: https://example.org")
    parser.add_argument("--languages", help='locales, the main one first: "fr, en-GB"')
    parser.add_argument("--timezone", help="of its dates: Europe/Zurich")
    options = parser.parse_args(arguments)
    act = partial(begin, options=options)
    return status_of(act, options.settings, "interrupted: the same command begins again")


if __name__ == "__main__":
    sys.exit(main())
