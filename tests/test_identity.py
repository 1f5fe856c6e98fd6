"""Ids: what feeds know a post by, for ever."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.identity import checked_authority, entry_id, is_iri


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


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_paths_give_ids_that_are_uris(path):
    """Whatever a file is called, its id is an address in ASCII, from which the path can be read."""
    made = entry_id("example.org,2008", path)

    assert made.isascii()
    assert is_iri(made)
    assert unquote(made) == f"tag:example.org,2008:{path}"
