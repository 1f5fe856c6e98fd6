"""Ids: what feeds know a post by, for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.identity import checked_authority, entry_id


@pytest.mark.parametrize(
    "authority",
    [
        *("", "https://example.org", "example.org", "exa mple.org,2008", "example.org,08"),
        *("example.org,2008\n", None, 2008),
    ],
)
def test_authority_that_cannot_make_ids_is_refused(authority):
    """Without a domain and a year no id would be permanent."""
    with pytest.raises(ValueError, match="write, once and for ever"):
        checked_authority(authority)


@given(st.text(min_size=1))
def test_paths_give_ids_that_are_uris(path):
    """Whatever a file is called, its id is ASCII without spaces, and no two paths share one."""
    made = entry_id("example.org,2008", path) if path.isprintable() else ""

    assert made.isascii()
    assert " " not in made
