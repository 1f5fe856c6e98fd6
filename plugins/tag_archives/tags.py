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
        self._addresses: dict[str, str] = {}

    @property
    def url(self) -> str:
        """The address of the tag's archive."""
        return self._address("URL")

    @property
    def save_as(self) -> str:
        """The file of the tag's archive."""
        return self._address("SAVE_AS")

    def _address(self, key: str) -> str:
        """An address by TAG_URL or TAG_SAVE_AS, made once: slugs of concepts stay."""
        if key not in self._addresses:
            self._addresses[key] = str(self._from_settings(key))
        return self._addresses[key]

    def as_dict(self) -> dict[str, str]:
        """What addresses of tags are made of."""
        return {"name": self._name, "slug": self._slug}
