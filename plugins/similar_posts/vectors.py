"""Products of the term vectors of posts: how alike their words are, exactly, for many at once.

Of the terms of some posts, those that many have are multiplied as matrices; of the others, every
two that meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from plugins.similar_posts.terms import NUMBERS, OF_DIGEST, OF_TERM

MANY = 1024  # terms, at most, that make a matrix
FEW = 8  # posts; terms that no more have never make one


Numbers: TypeAlias = NDArray[np.int64]


class Vectors:
    """The vectors of posts by their places, as `terms.term_vector` packs them, or empty."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        self._packed = packed

    def products(self, places: Any, rows: Any) -> Numbers:
        """The products of the posts at some *rows* of the *places* with all of these.

        Those of a post with itself are not all there. Sums of products stay below 2^24: floats of
        four bytes keep them whole.
        """
        places = np.asarray(places)
        if len(rows) <= FEW:
            return np.stack([self.products_with(one, places) for one in places[rows].tolist()])
        terms, weights, columns = self._spread(places)
        values = weights.astype(np.float32)
        row_of = np.full(len(places), -1)
        row_of[rows] = np.arange(len(rows))
        uses = np.bincount(terms, minlength=NUMBERS)
        limit = _limit(uses)
        found = np.zeros((len(rows), len(places)))
        common = np.flatnonzero(uses > limit)
        if len(common):
            column_of = np.full(NUMBERS, -1, dtype=np.int16)
            column_of[common] = np.arange(len(common))
            where = column_of[terms]
            is_common = np.flatnonzero(where >= 0)
            dense = np.zeros((len(places), len(common)), dtype=np.float32)
            dense[columns[is_common], where[is_common]] = values[is_common]
            found += dense[rows] @ dense.T
        uses[uses > limit] = 0
        rare = np.flatnonzero(uses[terms] > 1)
        found += _met(terms[rare], values[rare], columns[rare], row_of, found.shape)
        return found.astype(np.int64)

    def products_with(self, one: int, places: Any) -> Numbers:
        """The products of one post with each of the *places*."""
        looked_up = np.zeros(NUMBERS, dtype=np.int16)
        terms, values, _ = self._spread([one])
        looked_up[terms] = values
        terms, values, columns = self._spread(places)
        return np.bincount(columns, looked_up[terms] * values, len(places)).astype(np.int64)

    def products_of_pairs(self, ones: Numbers, others: Numbers) -> Numbers:
        """The products of each of *ones* with the one of *others* beside it."""
        some = np.unique(others)
        if len(some) > FEW:
            return self._products_beside(ones, others)
        found = np.zeros(len(ones), dtype=np.int64)
        for one in some.tolist():
            beside = np.flatnonzero(others == one)
            found[beside] = self.products_with(one, ones[beside])
        return found

    def _products_beside(self, ones: Numbers, others: Numbers) -> Numbers:
        """The same; the terms of a post are in order, so those of all pairs are, too."""
        terms, values, pairs = self._spread(ones)
        its_terms, its_values, its_pairs = self._spread(others)
        keys, its_keys = pairs * NUMBERS + terms, its_pairs * NUMBERS + its_terms
        at = np.searchsorted(its_keys, keys)
        met = np.flatnonzero(at < len(its_keys))
        met = met[its_keys[at[met]] == keys[met]]
        products = values[met].astype(np.int64) * its_values[at[met]]
        return np.bincount(pairs[met], products, len(ones)).astype(np.int64)

    def _spread(self, places: Any) -> tuple[NDArray[np.uint16], NDArray[np.int8], Numbers]:
        """The terms of some posts, what they weigh, and of which of the *places* each is."""
        packed = [self._packed[place] for place in places]
        sizes = [max(0, len(each) - OF_DIGEST) // OF_TERM for each in packed]
        both = list(zip(packed, sizes, strict=True))
        terms = b"".join([each[: 2 * size] for each, size in both])
        values = b"".join([each[2 * size : OF_TERM * size] for each, size in both])
        return (
            np.frombuffer(terms, dtype="<u2"),
            np.frombuffer(values, dtype=np.int8),
            np.repeat(np.arange(len(sizes)), sizes),
        )


def _limit(uses: NDArray[np.int64]) -> int:
    """The number of posts that all but the `MANY` most common terms have at most."""
    at_least = np.bincount(uses)[::-1].cumsum()[::-1]  # how many terms so many posts have, or more
    return max(FEW, int(np.searchsorted(-at_least, -MANY)))


def _met(terms: Any, values: Any, columns: Any, row_of: Any, shape: tuple[int, int]) -> Any:
    """The sums of the products of all *values* with the same of the *terms*."""
    order = np.argsort(terms, kind="stable")
    terms, values, columns = terms[order], values[order], columns[order]
    new = np.flatnonzero(np.r_[True, terms[1:] != terms[:-1]])[: len(terms)]
    sizes = np.diff(np.r_[new, len(terms)])
    group = np.repeat(np.arange(len(new)), sizes)
    mine = np.flatnonzero(row_of[columns] >= 0)
    others, which = _ranges(new[group[mine]], sizes[group[mine]])
    cells = (row_of[columns[mine]] * shape[1])[which] + columns[others]
    products = values[mine][which] * values[others]
    return np.bincount(cells, products, shape[0] * shape[1]).reshape(shape)


def _ranges(begins: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[Any, Any]:
    """All numbers of ranges one after another, and of which range each is."""
    which = np.repeat(np.arange(len(sizes)), sizes)
    return np.arange(len(which)) + (begins - (np.cumsum(sizes) - sizes))[which], which
