"""What becomes of an item: published, kept from readers, or left out, and why."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from plugins.wordpress_import.items import Item

if TYPE_CHECKING:
    from plugins.wordpress_import.choices import Choices

# What WordPress and its plugins keep for themselves among the items.
MACHINERY = frozenset({
    "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
    "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
    "wp_navigation", "wp_font_family", "wp_font_face", "acf-field", "acf-field-group",
    "wpcf7_contact_form", "feedback", "jp_pay_order", "jp_pay_product", "elementor_library",
    "language_switcher", "wp_router_page", "safecss", "amp_validated_url",
})  # fmt: skip


class Outcome(enum.Enum):
    """What becomes of an item, in the words of the report."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    UNDATED = "draft: it has no date that can be read"
    PRIVATE = "kept from readers: private"
    PASSWORD = "kept from readers: it had a password"
    LANGUAGE = "kept from readers: the site has not its language"
    STATUS = "kept from readers: its status is not known"
    MEDIA = "media"
    TRASH = "left out: trash"
    MACHINERY = "left out: WordPress's own"
    TYPE = "left out: its type is not among --types"
    FILTERED = "left out: as --author or --since say"
    TWICE = "left out: the same item twice"

    @property
    def is_public(self) -> bool:
        """Whether readers see it, now or on its day."""
        return self in (Outcome.PUBLISHED, Outcome.SCHEDULED)

    @property
    def is_written(self) -> bool:
        """Whether it becomes a file."""
        return self.is_public or self.value.startswith(("draft", "kept"))

    @property
    def status(self) -> str:
        """The `Status` of its file; none for what is published."""
        if self.is_public:
            return ""
        return "draft" if self.value.startswith("draft") else "skip"


STATUSES = {
    "publish": Outcome.PUBLISHED,
    "future": Outcome.SCHEDULED,
    "draft": Outcome.DRAFT,
    "pending": Outcome.DRAFT,
    "private": Outcome.PRIVATE,
    "trash": Outcome.TRASH,
    "auto-draft": Outcome.TRASH,
}


def outcome_of(item: Item, choices: Choices) -> Outcome:
    """What becomes of an *item*, by its type, its status and what was chosen."""
    if item.type == "attachment":
        return Outcome.MEDIA
    if item.type not in choices.types:
        return Outcome.MACHINERY if item.type in MACHINERY else Outcome.TYPE
    outcome = STATUSES.get(item.status, Outcome.STATUS)
    if outcome is Outcome.TRASH:
        return outcome
    if not choices.wants(item):
        return Outcome.FILTERED
    return Outcome.PASSWORD if item.password else outcome
