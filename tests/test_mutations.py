"""The lines of `mutations.py` are there to be broken, and when they are, tests fail."""

import sys

import pytest
from conftest import ROOT, run
from mutations import MUTATIONS, broken


def test_every_mutation_breaks_a_line_that_is_there():
    """Each changes its file, in one place; no two are the same."""
    assert len(set(MUTATIONS)) == len(MUTATIONS) == 20
    for mutation in MUTATIONS:
        text = (ROOT / "plugins" / mutation.file).read_text("utf-8")
        assert broken(mutation, text) != text
        assert (ROOT / "tests" / f"{mutation.tests}.py").exists()


@pytest.mark.thorough
def test_every_mutation_is_noticed():
    """Broken one at a time, each line makes tests fail, as an author would run them."""
    told = run(sys.executable, "tests/mutations.py", CI="").stdout

    assert told.endswith("20 of 20 noticed\n"), told
