"""Changes to the tags of a blog, as values: what posts are to say, and what `tags.toml` is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plugins.authoring.known_tags import Known, KnownTags
from plugins.tag_archives.concepts import Concept, folded


@dataclass(frozen=True)
class Plan:
    """A change of tags.

    *typed* gives, for a tag as it is typed in posts of a language, what to type; *concepts* are
    the tables of `tags.toml` that change, None for one that goes; *renamed* is the old and the new
    slug of one whose address changes.
    """

    typed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    concepts: Mapping[str, Concept | None] = field(default_factory=dict)
    renamed: tuple[str, str] | None = None


@dataclass(frozen=True)
class Garden:
    """The tags that are *known*, the *languages* of the blog, how a slug is made of a name."""

    known: KnownTags
    languages: Collection[str]
    slugify: Callable[[str], str]

    def rename(self, old: str, new: str, lang: str = "") -> Plan:
        """The tag *old* is called *new*, in the language in which *old* is its name, or in *lang*.

        An address that was made of the old name is made of the new one, and the old one leads
        there. ValueError when *new* is another tag, or when it is not clear which name is meant.
        """
        tag = self.known.find_any(old)
        lang = self._checked(lang) if lang else self._language_of(tag, old)
        before = tag.concept.names.get(lang, old)
        self._unknown(new, lang, tag)
        slug = tag.concept.slug
        if slug == self.slugify(before):
            slug = self.slugify(new)
        if not slug or (slug != tag.concept.slug and slug in self.known.by_slug):
            raise ValueError(f"no address can be made of “{new}”, or another tag has it")
        concept = replace(tag.concept, slug=slug, names={**tag.concept.names, lang: new})
        concept = self._called(concept, [before, *self._texts(tag, lang)], tag.concept.slug)
        typed = dict.fromkeys(((text, of) for text, of in tag.texts if of == lang), new)
        renamed = (tag.concept.slug, slug) if slug != tag.concept.slug else None
        return Plan(typed, {slug: concept}, renamed)

    def merge(self, sources: Sequence[str], into: str) -> Plan:
        """The tags *sources* are the tag *into*: their posts bear it, their addresses lead to it.

        Where *into* has no name or description in a language, it takes theirs.
        """
        target = self.known.find_any(into)
        merged = {tag.concept.slug: tag for tag in map(self.known.find_any, sources)}
        if target.concept.slug in merged:
            if len(merged) == 1:
                raise ValueError(f"“{sources[0]}” and “{into}” are one tag already")
            del merged[target.concept.slug]
        concept = target.concept
        for tag in merged.values():
            own = {**tag.concept.names, **concept.names}
            about = {**tag.concept.descriptions, **concept.descriptions}
            concept = replace(concept, names=own, descriptions=about)
        for tag in merged.values():
            texts = sorted(text for text, _ in tag.texts)
            names = [*tag.concept.names.values(), *tag.concept.aliases, *texts]
            concept = self._called(concept, names, tag.concept.slug)
        typed = {
            (text, lang): concept.name(lang)[0]
            for tag in (target, *merged.values())
            for text, lang in tag.texts
            if tag is not target or folded(text) in set(map(folded, concept.aliases))
        }
        return Plan(typed, {**dict.fromkeys(merged), concept.slug: concept})

    def translate(self, text: str, lang: str, name: str) -> Plan:
        """The tag *text* is called *name* in *lang*."""
        tag = self.known.find_any(text)
        lang = self._checked(lang)
        self._unknown(name, lang, tag)
        concept = replace(tag.concept, names={**tag.concept.names, lang: name})
        concept = self._called(concept, filter(None, [tag.concept.names.get(lang)]))
        typed = dict.fromkeys(((each, of) for each, of in tag.texts if of == lang), name)
        return Plan(typed, {concept.slug: concept})

    def describe(self, text: str, lang: str, description: str) -> Plan:
        """The tag *text* is described in *lang*."""
        tag = self.known.find_any(text)
        about = {**tag.concept.descriptions, self._checked(lang): description}
        return Plan({}, {tag.concept.slug: replace(tag.concept, descriptions=about)})

    def _checked(self, lang: str) -> str:
        if lang.lower() not in self.languages:
            raise ValueError(
                f"unknown language “{lang}”; write one of: {', '.join(self.languages)}"
            )
        return lang.lower()

    def _language_of(self, tag: Known, name: str) -> str:
        """The language in which *name* is what *tag* is called; ValueError when it is not one."""
        names = tag.concept.names
        langs = [lang for lang, each in names.items() if folded(each) == folded(name)]
        langs = langs or list(names)
        if len(langs) != 1:
            of = ", ".join(f"{lang} “{names[lang]}”" for lang in langs) or "no names"
            raise ValueError(f"the tag “{name}” has {of}; say which with --lang")
        return langs[0]

    def _unknown(self, name: str, lang: str, tag: Known) -> None:
        """See that *name* can be a name of *tag* in *lang*; ValueError when it cannot."""
        if name != " ".join(name.split()) or not name or {",", ";"} & set(name):
            raise ValueError(f"“{name}” cannot be a tag: it is empty, or has a comma in it")
        other = self.known.find(name, lang)
        if other and other.concept.slug != tag.concept.slug:
            raise ValueError(
                f"“{name}” is another tag; `invoke tags.merge` makes them one:"
                f" {other.concept.slug} {tag.concept.slug}"
            )

    def _called(self, concept: Concept, names: Iterable[str], slug: str = "") -> Concept:
        """The *concept* with *names* among its aliases, and what leads from the old *slug* to it.

        A name that it has, in some spelling, is no alias; one that alone gives the slug is.
        """
        own = {folded(each) for each in (*concept.names.values(), concept.slug)}
        aliases = [
            each
            for each in concept.aliases
            if folded(each) not in own or self.slugify(each) != concept.slug
        ]
        for name in names:
            if folded(name) not in own | set(map(folded, aliases)):
                aliases.append(name)
        if slug and slug != concept.slug and slug not in set(map(self.slugify, aliases)):
            aliases.append(slug)
        return replace(concept, aliases=tuple(aliases))

    def _texts(self, tag: Known, lang: str) -> list[str]:
        return sorted(text for text, of in tag.texts if of == lang)
