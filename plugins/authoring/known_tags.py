"""The tags of a blog, to be found by what an author types, well spelt or nearly."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from plugins.tag_archives.concepts import Concept, Typed, Vocabulary, concepts_of, folded
from plugins.tag_archives.likeness import singular

NEAR = 0.8  # likeness of two spellings, from 0 to 1, from which one may be meant for the other


@dataclass(frozen=True)
class Known:
    """A tag in use or described: its concept, how many posts of each language bear it."""

    concept: Concept
    posts: Counter[str] = field(default_factory=Counter)
    texts: frozenset[tuple[str, str]] = frozenset()  # as it is typed, with the language
    described: bool = False  # in tags.toml

    @property
    def count(self) -> int:
        """How many posts bear it."""
        return self.posts.total()

    @property
    def spellings(self) -> set[str]:
        """Everything that it is called, by anyone."""
        concept = self.concept
        typed = {text for text, _ in self.texts}
        return typed | {concept.slug, *concept.names.values(), *concept.aliases}


class KnownTags:
    """The tags that are *typed* in posts or described in a *vocabulary*, by their slugs."""

    def __init__(
        self, vocabulary: Vocabulary, typed: Iterable[Typed], slugify: Callable[[str], str]
    ) -> None:
        self._vocabulary, self._slugify = vocabulary, slugify
        typed = list(typed)
        meanings, _ = concepts_of(typed, vocabulary, slugify)
        concepts = dict(vocabulary.concepts)
        posts: dict[str, Counter[str]] = defaultdict(Counter)
        texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for tag in typed:
            if concept := meanings.get((tag.text, tag.lang)):
                concepts[concept.slug] = concept
                posts[concept.slug][tag.lang] += len(tag.places)
                texts[concept.slug].add((tag.text, tag.lang))
        self.by_slug = {
            slug: Known(concept, posts[slug], frozenset(texts[slug]), slug in vocabulary.concepts)
            for slug, concept in sorted(concepts.items())
        }
        self._near: dict[str, set[str]] = defaultdict(set)
        for slug, known in self.by_slug.items():
            for spelling in known.spellings:
                self._near[folded(spelling)].add(slug)

    def find(self, text: str, lang: str) -> Known | None:
        """The tag that *text* names in a post in *lang*; ValueError when it names several."""
        concept = self._vocabulary.find(text, lang)
        slug = concept.slug if concept else self._slugify(text)
        return self.by_slug.get(slug)

    def find_any(self, text: str) -> Known:
        """The tag that *text* names in any language.

        Raises ValueError when it names none, with those that are near, or several.
        """
        if text in self.by_slug:  # what a slug says is sure
            return self.by_slug[text]
        langs = sorted({lang for known in self.by_slug.values() for lang in known.posts} | {""})
        found = {known.concept.slug: known for lang in langs if (known := self.find(text, lang))}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise ValueError(f"“{text}” names several tags; write a slug: {', '.join(found)}")
        near = ", ".join(f"“{known.concept.slug}”" for known in self.near(text))
        raise ValueError(f"no tag is called “{text}”" + (f"; did you mean {near}?" if near else ""))

    def near(self, text: str) -> list[Known]:
        """Tags whose spelling is near that of *text*, in any language, the nearest first."""
        key = folded(text)
        spellings = difflib.get_close_matches(key, self._near, n=5, cutoff=NEAR)
        spellings += [each for each in self._near if singular(each) == singular(key)]
        slugs = dict.fromkeys(slug for each in spellings for slug in sorted(self._near[each]))
        return [self.by_slug[slug] for slug in slugs]

    def most_used(self, lang: str, number: int) -> list[Known]:
        """The tags that most posts in *lang* bear, *number* at most."""
        order = sorted(
            self.by_slug.values(), key=lambda each: (-each.posts[lang], each.concept.slug)
        )
        return [each for each in order if each.posts[lang]][:number]
