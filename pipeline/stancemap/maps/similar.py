"""Groups of vectors that point the same way.

Average linkage: two groups become one as long as their vectors are, on average over all pairs,
similar enough. Unlike communities in a graph of neighbours, the threshold means the same among
20 claims and among 4,000, and no group falls apart for being large. The outcome depends on the
vectors and their order only, so callers sort first.
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from stancemap.tag.encoder import unit_rows

Vectors: TypeAlias = NDArray[np.float32]
"""One row per text, of length 1 or, for a text without known words, 0."""

Groups: TypeAlias = NDArray[np.int64]
"""The group of each row, `NO_GROUP` for none."""

NO_GROUP = -1
_BLOCK = 1024
_ROWS_AT_ONCE = 256
# Products differ in their last bits between machines; rounded, they order alike.
_DECIMALS = 5


def find_groups(vectors: Vectors, similarity: float) -> Groups:
    """Group rows whose mean cosine similarity is at least `similarity`.

    Groups are numbered by their first row; a row on its own is in no group. Memory grows with the
    square of the rows (128 MB for 4,000): draw a sample of more.
    """
    if len(vectors) <= 1:
        return np.full(len(vectors), NO_GROUP, dtype=np.int64)
    tree = linkage(_distances(vectors), method="average")
    return _without_loners(fcluster(tree, 1 - similarity, criterion="distance"))


def _distances(vectors: Vectors) -> NDArray[np.float64]:
    """Return one minus the cosine of every pair of rows, in the order that SciPy wants."""
    total = len(vectors)
    distances = np.empty(total * (total - 1) // 2)
    written = 0
    for block in blocks(total, _ROWS_AT_ONCE):
        cosines = np.round(vectors[block] @ vectors[block.start :].T, _DECIMALS)
        # Of each row, what stands right of its own place.
        right = cosines[np.triu_indices(len(cosines), 1, total - block.start)]
        distances[written : written + len(right)] = 1 - right
        written += len(right)
    return distances.clip(min=0, out=distances)


def _without_loners(groups: NDArray[np.int32]) -> Groups:
    """Dissolve groups of one and number the others by their first row."""
    names, first, counts = np.unique(groups, return_index=True, return_counts=True)
    numbers = np.full(len(names), NO_GROUP, dtype=np.int64)
    lasting = np.flatnonzero(counts > 1)
    numbers[lasting[np.argsort(first[lasting])]] = np.arange(len(lasting))
    renumbered: Groups = numbers[np.searchsorted(names, groups)]
    return renumbered


def centres_of(vectors: Vectors, groups: Groups) -> Vectors:
    """Return the mean direction of each group, group 0 first."""
    order = np.argsort(groups, kind="stable")
    first = np.searchsorted(groups[order], np.arange(groups.max(initial=NO_GROUP) + 1))
    if not len(first):
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    return unit_rows(np.add.reduceat(vectors[order], first, axis=0))


def nearest_centre(vectors: Vectors, centres: Vectors, least: float) -> Groups:
    """Give each row the group of the nearest centre, if it is at least so similar."""
    nearest = np.full(len(vectors), NO_GROUP, dtype=np.int64)
    for block in blocks(len(vectors)) if len(centres) else ():
        cosines = np.round(vectors[block] @ centres.T, _DECIMALS)
        best = cosines.argmax(axis=1)
        near = cosines[np.arange(len(best)), best] >= least
        nearest[block] = np.where(near, best, NO_GROUP)
    return nearest


def blocks(total: int, size: int = _BLOCK) -> Iterator[slice]:
    """Cut `range(total)` into slices of at most `size`."""
    return (slice(start, min(start + size, total)) for start in range(0, total, size))
