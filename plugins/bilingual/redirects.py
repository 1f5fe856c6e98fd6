"""Redirects as values: an address that readers know, and the one that answers now."""

from __future__ import annotations

import re
from typing import NamedTuple

SEGMENT = "{slug}"  # any one segment of a path: never empty, no slash in it
QUERY = re.compile(r"\?[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9_-]+")


class Redirect(NamedTuple):
    """An *old* address that leads to a *new* one; the context's `redirects` are a list of these.

    Both are from the site's root, without a slash in front. *old* is plain text
    ("2008/été/"): one that ends with a slash is meant without it, too. *new* is as a link
    names it. One segment of *old* may be `{slug}`, which *new* may repeat, also within a
    segment: such a pattern is for hosts that have rules. *origin* is what asks for it, for
    messages: a file of the content, or a word.

    An *old* one that is a query, "?p=12", is the site's root asked with it, which only hosts that
    have rules can tell from the root itself.

    *page* is whether a small page at the old address sends readers on, on any host; feed
    readers do not follow pages.
    """

    old: str
    new: str
    origin: str
    page: bool = True

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for many addresses."""
        return SEGMENT in self.old

    @property
    def is_query(self) -> bool:
        """Whether it stands for the root with a query."""
        return QUERY.fullmatch(self.old) is not None

    @property
    def has_page(self) -> bool:
        """Whether a page stands at the old address; at those of a pattern or a query none can."""
        return self.page and not self.is_pattern and not self.is_query
