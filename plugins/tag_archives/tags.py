"""Pelican's tag, grown into a concept."""

from __future__ import annotations

from typing import Any

from pelican import urlwrappers

from plugins.tag_archives.concepts import Concept


class Tag(urlwrappers.Tag):
    """A tag with the concept that it stands for; one object a concept.

    It bears its parent's name because Pelican finds TAG_URL by the name of the class.
    """

    def __init__(self, concept: Concept, settings: dict[str, Any]) -> None:
        super().__init__(concept.name(settings["DEFAULT_LANG"])[0], settings)
        self.slug = concept.slug
        self.concept = concept
        self.archived = False  # only hidden posts or drafts bear it
        self.feeds: list[Any] = []
