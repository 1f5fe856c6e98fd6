"""Tags as concepts: one slug, a name per language; and what a typed tag means.

A typed tag is looked up as a name in the post's language, a name in another language, an
alias, a slug; what nothing knows is a new tag, named by how it is typed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from plugins.bilingual.problems import Level


@dataclass(frozen=True)
class Concept:
    """One tag: its *slug*, its *names* and *descriptions* by language, its old names."""

    slug: str
    names: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    def name(self, lang: str) -> tuple[str, str | None]:
        """The name to show to readers of *lang*, and the language that it is in.

        Without a name in *lang*: the first other one. Without any: the slug, in no language.
        """
        if lang in self.names:
            return self.names[lang], lang
        return next(((name, code) for code, name in self.names.items()), (self.slug, None))


Place = tuple[str, int]  # a file and a line


@dataclass(frozen=True)
class Typed:
    """A tag as posts' headers have it: its text, the posts' language, the places in order."""

    text: str
    lang: str
    places: Sequence[Place]

    @property
    def first(self) -> Place:
        """Where it is typed first."""
        return self.places[0]


@dataclass(frozen=True)
class Finding:
    """Something to tell of a tag at a *place*; *level* is "error" or "notice"."""

    place: Place
    message: str
    cure: str
    level: Level = "error"


@cache
def folded(name: str) -> str:
    """What spelling variants of a tag have in common: case, accents, hyphens set aside.

    >>> folded("Identité-numérique") == folded("IDENTITÉ NUMÉRIQUE")
    True
    """
    plain = name
    for _ in range(2):  # a folded letter may decompose again (Unicode, 3.13, NFKC_Casefold)
        plain = unicodedata.normalize("NFKD", plain).casefold()
    plain = plain.replace("œ", "oe").replace("æ", "ae")
    letters = "".join(" " if char in "-_'’" else char for char in plain if not _is_accent(char))
    return " ".join(letters.split())


def _is_accent(char: str) -> bool:
    return unicodedata.combining(char) != 0


class Vocabulary:
    """The declared concepts, to be found by what authors type."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.slug: concept for concept in concepts}
        self._names: dict[tuple[str, str], list[Concept]] = defaultdict(list)
        self._any_name: dict[str, list[Concept]] = defaultdict(list)
        self._aliases: dict[str, list[Concept]] = defaultdict(list)
        self._slugs: dict[str, list[Concept]] = defaultdict(list)
        for concept in self.concepts.values():
            for lang, name in concept.names.items():
                self._names[lang, folded(name)].append(concept)
                if concept not in self._any_name[folded(name)]:
                    self._any_name[folded(name)].append(concept)
            for alias in dict.fromkeys(map(folded, concept.aliases)):
                self._aliases[alias].append(concept)
            self._slugs[folded(concept.slug)].append(concept)

    def find(self, text: str, lang: str) -> Concept | None:
        """The declared concept that *text*, typed in a post in *lang*, names; None: a new tag.

        Raises ValueError, naming them, when two concepts answer at the same step.
        """
        key = folded(text)
        for answers in (
            self._names.get((lang, key)),
            self._any_name.get(key),
            self._aliases.get(key),
            self._slugs.get(key),
        ):
            if answers and len(answers) > 1:
                slugs = ", ".join(sorted(concept.slug for concept in answers))
                raise ValueError(f"the tag “{text}” names several tags: {slugs}")
            if answers:
                return answers[0]
        return None


def concepts_of(
    typed: Iterable[Typed], vocabulary: Vocabulary, slugify: Callable[[str], str]
) -> tuple[dict[tuple[str, str], Concept], list[Finding]]:
    """What each `(text, lang)` of the *typed* tags means, and what there is to tell.

    *typed* has each once; *slugify* makes a slug of a name. A text whose meaning cannot be told
    is left out, and among the findings, with the line to add to tags.toml.
    """
    meanings: dict[tuple[str, str], Concept] = {}
    findings: list[Finding] = []
    new: dict[str, list[Typed]] = defaultdict(list)
    unnamed: dict[str, list[Typed]] = defaultdict(list)
    for tag in sorted(typed, key=lambda tag: (tag.first, tag.text)):
        try:
            concept = vocabulary.find(tag.text, tag.lang)
        except ValueError as error:
            cure = "write the slug of the one you mean, or give them different names in tags.toml"
            findings.extend(Finding(place, str(error), cure) for place in tag.places)
            continue
        if concept is None:
            new[slugify(tag.text)].append(tag)
        elif not concept.names:
            unnamed[concept.slug].append(tag)
        else:
            meanings[tag.text, tag.lang] = concept
    for slug, tags in sorted((new | unnamed).items()):
        unsafe = list(_unsafe(slug, new[slug], vocabulary)) if slug in new else []
        findings.extend(unsafe)
        if not slug:
            continue
        concept = _named_by(tags, vocabulary.concepts.get(slug, Concept(slug)))
        meanings |= {(tag.text, tag.lang): concept for tag in tags}
        findings.extend([] if unsafe else _variants(concept, tags))
    return meanings, findings


def _named_by(tags: list[Typed], concept: Concept) -> Concept:
    """The *concept* with, in each language, the most frequent spelling of *tags* for a name.

    Of spellings as frequent, the one with accents, then the one in small letters.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for tag in tags:
        spellings[tag.lang][unicodedata.normalize("NFC", tag.text)] += len(tag.places)
    names = {
        lang: min(counts, key=lambda name: (-counts[name], name.isascii(), name.swapcase()))
        for lang, counts in sorted(spellings.items())
    }
    return replace(concept, names=names)


def _unsafe(slug: str, tags: list[Typed], vocabulary: Vocabulary) -> Iterable[Finding]:
    """Tags that cannot have the slug that their name gives."""
    first: dict[str, Typed] = {}
    for tag in tags:
        first.setdefault(folded(tag.text), tag)
    if not slug:
        for tag in first.values():
            yield Finding(
                tag.first,
                f"no address can be made from the tag “{tag.text}”",
                f'add to tags.toml [a-slug] names = {{ {tag.lang} = "{tag.text}" }}',
            )
        return
    clashing = list(first.values())
    if declared := vocabulary.concepts.get(slug):
        kept = f"[{declared.slug}] of tags.toml"
    else:
        earliest = clashing.pop(0)
        path, line = earliest.first
        kept = f"“{earliest.text}” ({path}:{line})"
    for tag in clashing:
        yield Finding(
            tag.first,
            f"the tags “{tag.text}” and {kept} would both be at the address “{slug}”",
            "give this one another slug: add to tags.toml"
            f' [{slug}-2] names = {{ {tag.lang} = "{tag.text}" }}',
        )


def _variants(concept: Concept, tags: list[Typed]) -> Iterable[Finding]:
    """Spellings of a tag that differ from the one shown."""
    shown = set(concept.names.values())
    told: set[str] = set()
    for tag in tags:
        plain = unicodedata.normalize("NFC", tag.text)
        if plain not in shown and tag.text not in told:
            told.add(tag.text)
            name, _ = concept.name(tag.lang)
            message = f"the tag “{tag.text}” is read as “{name}”"
            yield Finding(tag.first, message, f"write “{name}”", "notice")
