"""A blog as the author's commands see it: its settings, the files of its posts, its tags."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.generators import Generator
from pelican.readers import MarkdownReader, ensure_metadata_list
from pelican.settings import read_settings
from pelican.utils import slugify

from plugins.authoring import DEFAULTS
from plugins.authoring.ids import Post
from plugins.authoring.known_tags import KnownTags
from plugins.bilingual.decoding import text_of
from plugins.bilingual.source import Source, read_source
from plugins.tag_archives.concepts import Place, Typed, Vocabulary
from plugins.tag_archives.vocabulary import NAME, read_vocabulary


def settings_of(file: str) -> Any:
    """The settings in *file*, completed by its plugins; ValueError when one cannot load."""
    settings = read_settings(file)
    for key, value in DEFAULTS.items():
        settings.setdefault(key, value)
    wanted = len(settings["PLUGINS"] or ())
    if len(Pelican(settings).plugins) < wanted:  # they bring readers, and complete the settings
        raise ValueError("a plugin cannot load (see above): nothing was written")
    return settings


def posts_of(settings: Any) -> list[Post]:
    """The files that a build with these *settings* reads as articles, sorted by path."""
    generator = Generator(
        context=settings.copy(),
        settings=settings,
        path=settings["PATH"],
        theme=settings["THEME"],
        output_path=settings["OUTPUT_PATH"],
    )
    found = generator.get_files(settings["ARTICLE_PATHS"], settings["ARTICLE_EXCLUDES"])
    return [
        Post(
            path.replace(os.sep, "/"),
            os.path.realpath(os.path.join(settings["PATH"], path)),
            generator.readers.readers[os.path.splitext(path)[1][1:]],
        )
        for path in sorted({os.path.normpath(each) for each in found})
    ]


def prefix_of(settings: Any) -> str:
    """What leads from the working directory to a path in the content: "content/"."""
    folder = os.path.relpath(settings["PATH"])
    return "" if folder == os.curdir else f"{folder}/"


@dataclass(frozen=True)
class Written:
    """A Markdown post as its author wrote it: the *post*, the file's bytes, what they say."""

    post: Post
    content: bytes
    source: Source

    @property
    def tags(self) -> list[str]:
        """The tags as they are typed, in order."""
        field = self.source.fields.get("tags")
        return list(map(str, ensure_metadata_list(field.listed))) if field else []

    @property
    def place(self) -> Place:
        """The file and the line of its tags."""
        return self.post.path, self.source.lines.get("tags", 1)


def written(posts: Iterable[Post], settings: Any) -> Iterator[Written]:
    """Those of *posts* that are Markdown, read; OSError when one cannot be."""
    languages = list(settings["LANGUAGES"]) or [settings["DEFAULT_LANG"]]
    codes = [code.lower() for code in languages]
    for post in posts:
        if isinstance(post.reader, MarkdownReader):
            content = Path(post.stands).read_bytes()
            text, _ = text_of(content)
            yield Written(post, content, read_source(text, codes, settings["DEFAULT_LANG"]))


def typed_tags(posts: Iterable[Written]) -> list[Typed]:
    """Every tag as it is typed in *posts*, by language, with its places."""
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for post in posts:
        for tag in dict.fromkeys(post.tags):
            places[tag, post.source.lang].append(post.place)
    return [Typed(text, lang, found) for (text, lang), found in places.items()]


def vocabulary_file(settings: Any) -> Path:
    """The file that describes the tags of the blog."""
    return Path(settings["PATH"], NAME)


def vocabulary_of(settings: Any) -> Vocabulary:
    """The tags that the blog describes; ValueError when their file has an error."""
    path = vocabulary_file(settings)
    if not path.is_file():
        return Vocabulary(())
    codes = [code.lower() for code in settings["LANGUAGES"] or [settings["DEFAULT_LANG"]]]
    concepts, problems = read_vocabulary(path.read_text("utf-8-sig"), codes)
    for problem in problems:
        raise ValueError(f"{prefix_of(settings)}{problem}")
    return Vocabulary(concepts)


def known_tags(posts: Iterable[Written], settings: Any) -> KnownTags:
    """The tags in use or described; ValueError when their file has an error."""
    return KnownTags(vocabulary_of(settings), typed_tags(posts), slug_of_tag(settings))


def slug_of_tag(settings: Any) -> Callable[[str], str]:
    """How the blog makes the slug of a tag that nothing describes."""
    subs = settings.get("TAG_REGEX_SUBSTITUTIONS", settings["SLUG_REGEX_SUBSTITUTIONS"])
    return lambda name: str(slugify(name, regex_subs=subs))


def slug_of_title(settings: Any) -> Callable[[str], str]:
    """How the blog makes the slug of a post that has none in its header."""
    subs = settings.get("ARTICLE_REGEX_SUBSTITUTIONS", settings["SLUG_REGEX_SUBSTITUTIONS"])
    return lambda title: str(slugify(title, regex_subs=subs))
