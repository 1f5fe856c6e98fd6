"""Tags: what a blog's terms become, by what name a post bears each, what `tags.toml` has to say.

A tag keeps the slug that it had, so that the address of its archive stays. A name that gives that
slug by itself needs no entry; any other has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plugins.tag_archives.concepts import Concept, Vocabulary, folded
from plugins.wordpress_import.header import one_line
from plugins.wordpress_import.items import Item, Term
from plugins.wordpress_import.languages import code_of, split
from plugins.wordpress_import.naming import decoded_slug
from plugins.wordpress_import.php import read_array

SLUG = re.compile(r"[a-z0-9][a-z0-9._~-]*$")
LIST = re.compile(r"[,;\n]")  # what ends a tag in a header
NO_CATEGORY = frozenset({
    "uncategorized", "non-classe", "non-classé", "sans-categorie", "uncategorised",
})  # fmt: skip
Declared = Mapping[tuple[str, str], Mapping[str, str]]  # by taxonomy and slug
Key = tuple[str, str]


@dataclass
class Terms:
    """The terms that posts bear; *declared* is what the export says of each.

    *categories* is what becomes of categories: `tags`, `keep` or `ignore`.
    """

    slugify: Callable[[str], str]
    categories: str = "tags"
    uses: dict[Key, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    shown: set[Key] = field(default_factory=set)

    def of(self, item: Item) -> list[Term]:
        """The terms of an *item* that are tags here, each once."""
        wanted = ("post_tag", "category") if self.categories == "tags" else ("post_tag",)
        found: dict[Key, Term] = {}
        for term in sorted(item.terms, key=lambda each: each.domain != "post_tag"):
            if term.domain in wanted and name_in(term.name, "") and not _is_none(term):
                found.setdefault((term.domain, term.slug or term.name), term)
        return list(found.values())

    def note(self, item: Item, lang: str, is_there: bool) -> None:
        """Count the terms of an *item* in *lang*; readers find them if it *is_there*."""
        for term in self.of(item):
            key = term.domain, term.slug or term.name
            self.uses[key][lang, name_in(term.name, lang)] += 1
            if is_there:
                self.shown.add(key)


def _is_none(term: Term) -> bool:
    return term.domain == "category" and decoded_slug(term.slug).lower() in NO_CATEGORY


def name_in(name: str, lang: str) -> str:
    """The *name* of a term in *lang*, where it has one a language."""
    versions = {code: one_line(text) for code, text in split(name).items()}
    text = versions.get(lang) or next(filter(None, versions.values()), "")
    return unicodedata.normalize("NFC", text or ("" if versions else one_line(name)))


@dataclass
class Tags:
    """What terms have become: *concepts* by slug, the slug of each term, entries to write."""

    concepts: dict[str, Concept]
    slug_of: dict[Key, str]
    entries: list[Concept]
    vocabulary: Vocabulary
    slugify: Callable[[str], str]

    def typed(self, terms: Iterable[Term], lang: str) -> list[str]:
        """The tags of a post in *lang* as its header has them, each once."""
        found: dict[str, str] = {}
        for term in terms:
            slug = self.slug_of.get((term.domain, term.slug or term.name))
            if slug is not None and slug not in found:
                found[slug] = self._text(self.concepts[slug], name_in(term.name, lang), lang)
        return list(found.values())

    def _text(self, concept: Concept, name: str, lang: str) -> str:
        for text in dict.fromkeys((concept.names.get(lang, name), name)):
            if (
                text
                and not LIST.search(text)
                and text[0] not in "-*[#"
                and self._means(text, lang, concept)
            ):
                return text
        return concept.slug

    def _means(self, text: str, lang: str, concept: Concept) -> bool:
        try:
            found = self.vocabulary.find(text, lang)
        except ValueError:
            return False
        return found.slug == concept.slug if found else self.slugify(text) == concept.slug


def tags_of(
    terms: Terms, declared: Declared, languages: Sequence[str], known: Sequence[Concept]
) -> Tags:
    """The tags that *terms* become on a site in *languages*, which has the *known* ones."""
    groups = _translated(declared)
    merged: dict[str, list[Key]] = {}
    by_name: dict[str, str] = {
        folded(name): each.slug for each in known for name in each.names.values()
    }
    slug_of: dict[Key, str] = {}
    order = sorted(
        terms.uses, key=lambda key: (key[0] != "post_tag", -terms.uses[key].total(), key)
    )  # a tag keeps its slug, whatever category has it, too
    for key in order:
        name = next(iter(terms.uses[key]))[1]
        twin = next((slug_of[each] for each in groups.get(key, ()) if each in slug_of), None)
        slug = twin or by_name.get(folded(name)) or _slug(key[1], name, terms.slugify, merged)
        slug_of[key] = slug
        merged.setdefault(slug, []).append(key)
        by_name.setdefault(folded(name), slug)
    concepts = {
        slug: _concept(slug, keys, terms, declared, languages, merged)
        for slug, keys in merged.items()
    }
    there = {each.slug: each for each in known}
    entries = [
        each
        for slug, each in sorted(concepts.items())
        if slug not in there and _needs_entry(each, concepts, terms.slugify)
    ]
    vocabulary = Vocabulary([*known, *_without_clashes(entries, known)])
    return Tags(
        concepts | there, slug_of, list(_without_clashes(entries, known)), vocabulary, terms.slugify
    )


def _translated(declared: Declared) -> dict[Key, list[Key]]:
    """Terms that Polylang says are one, in several languages."""
    by_id = {told.get("id", ""): key for key, told in declared.items() if told.get("id")}
    found: dict[Key, list[Key]] = defaultdict(list)
    for (taxonomy, _), told in declared.items():
        if taxonomy == "term_translations":
            ids = read_array(told.get("description", "")).items()
            keys = [
                by_id[str(value)] for code, value in ids if code_of(code) and str(value) in by_id
            ]
            for key in keys:
                found[key] += [each for each in keys if each != key]
    return found


def _slug(slug: str, name: str, slugify: Callable[[str], str], merged: Mapping[str, object]) -> str:
    """The slug that a term has, or one made of its name; of two terms the second gets a number."""
    plain = decoded_slug(slug).lower()
    wanted = plain if SLUG.match(plain) and len(plain) <= 120 else slugify(plain) or slugify(name)
    wanted, number = (wanted[:120].strip("-_.~") or "tag"), 1
    found = wanted
    while found in merged:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _concept(
    slug: str,
    keys: Sequence[Key],
    terms: Terms,
    declared: Declared,
    languages: Sequence[str],
    slugs: Collection[str],
) -> Concept:
    """One tag, named in each language as its posts in that language name it most."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for key in keys:
        for (lang, name), count in terms.uses[key].items():
            counts[lang][name] += count
    names = {lang: counts[lang].most_common(1)[0][0] for lang in languages if counts.get(lang)}
    said = next(
        (text for key in keys if (text := _plain(declared.get(key, {}).get("description", "")))), ""
    )
    own = next(iter(names), "")
    by_lang = {code: text for code, text in split(said).items() if code in languages}
    descriptions = by_lang or ({own: said} if said and own else {})
    others = [
        *(decoded_slug(key[1]).lower() for key in keys),
        *(n for c in counts.values() for n in c),
    ]
    shown = {folded(name) for name in names.values()} | {folded(slug)}
    aliases = {
        folded(other): other
        for other in others
        if other and folded(other) not in shown and terms.slugify(other) not in slugs
    }
    return Concept(slug, names, descriptions, tuple(aliases.values()))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


def _needs_entry(
    each: Concept, concepts: Mapping[str, Concept], slugify: Callable[[str], str]
) -> bool:
    """Whether posts alone would not tell what the tag is."""
    made = {slugify(name) for name in each.names.values()}
    listed = any(LIST.search(name) or name[0] in "-*[#" for name in each.names.values())
    elsewhere = any(slug != each.slug and slug in concepts for slug in made)
    return made != {each.slug} or bool(each.descriptions or each.aliases) or listed or elsewhere


def _without_clashes(entries: Iterable[Concept], known: Iterable[Concept]) -> Iterator[Concept]:
    """The *entries*, none of which has a name or an alias that another has."""
    taken: set[tuple[str, str]] = set()
    for each in known:
        taken.update((lang, folded(name)) for lang, name in each.names.items())
        taken.update(("alias", folded(alias)) for alias in each.aliases)
    for each in entries:
        names = {
            lang: name for lang, name in each.names.items() if (lang, folded(name)) not in taken
        }
        aliases = tuple(alias for alias in each.aliases if ("alias", folded(alias)) not in taken)
        taken.update((lang, folded(name)) for lang, name in names.items())
        taken.update(("alias", folded(alias)) for alias in aliases)
        told = {lang: text for lang, text in each.descriptions.items() if lang in names}
        yield Concept(each.slug, names, told or each.descriptions, aliases)
