"""Samples: of much that is alike, a part is enough to find out what it is like."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

_Drawn = TypeVar("_Drawn")


def sampled(every: Sequence[_Drawn], size: int, seed: int = 0) -> list[_Drawn]:
    """Draw `size` of some things, in their order; all of them where there are no more.

    >>> drawn = sampled(range(100), 3)
    >>> len(drawn), drawn == sorted(drawn), sampled("ab", 3)
    (3, True, ['a', 'b'])
    """
    if len(every) <= size:
        return list(every)
    drawn = np.random.default_rng(seed).choice(len(every), size, replace=False)
    return [every[place] for place in sorted(drawn.tolist())]
