"""True translations: declared by `Translation_of`, never inferred from equal slugs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from plugins.bilingual.references import References


class Undeclarable(NamedTuple):
    """A `Translation_of` that cannot be: the *post* that says so, what is wrong, the cure."""

    post: Any
    message: str
    cure: str


def join_translations(listed: Sequence[Any], hidden: Sequence[Any] = ()) -> None:
    """Set the `translations` of each post; what cannot be is noted in its file's notes.

    A *hidden* post leads to its translations, and no *listed* one leads to it.
    """
    posts = [*listed, *hidden]
    groups, wrong = translation_groups(posts, References(posts))
    for group in groups:
        for post in group:
            others = [each for each in group if each is not post and each not in hidden]
            post.translations = sorted(others, key=lambda each: each.lang)
    for undeclarable in wrong:
        undeclarable.post.notes.add("translation_of", undeclarable.message, undeclarable.cure)


def translation_groups(
    posts: Sequence[Any], references: References[Any]
) -> tuple[list[list[Any]], list[Undeclarable]]:
    """The groups of *posts* that are translations of each other, and what is wrong.

    A post says what it translates by its attribute `translation_of`, a name for *references*.
    """
    group_of: dict[int, list[Any]] = {id(post): [post] for post in posts}
    wrong: list[Undeclarable] = []
    for post in posts:
        name = getattr(post, "translation_of", None)
        if not name:
            continue
        try:
            original = references.find(name)
        except ValueError as error:
            cure = "write the slug of a published post, or 2016/10/12/slug"
            wrong.append(Undeclarable(post, f"Translation_of: {error}", cure))
            continue
        if original is post:
            wrong.append(
                Undeclarable(post, f"Translation_of: “{name}” is this post", "name the other one")
            )
            continue
        joined = group_of[id(original)] + [
            each for each in group_of[id(post)] if each not in group_of[id(original)]
        ]
        for each in joined:
            group_of[id(each)] = joined
    wrong.extend(_same_language(posts, group_of))
    groups = {id(group): group for group in group_of.values() if len(group) > 1}
    return list(groups.values()), wrong


def _same_language(posts: Sequence[Any], groups: dict[int, list[Any]]) -> Iterator[Undeclarable]:
    for post in posts:
        if not getattr(post, "translation_of", None):
            continue
        twins = [each for each in groups[id(post)] if each.lang == post.lang and each is not post]
        if twins:
            yield Undeclarable(
                post,
                f"Translation_of: “{post.slug}” and “{twins[0].slug}” translate each other,"
                f" but both are in “{post.lang}”",
                "a translation is in another language: correct Lang or Translation_of",
            )
