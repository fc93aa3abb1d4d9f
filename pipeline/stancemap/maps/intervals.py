"""How sure a share is: Wilson's score interval for a proportion."""

from dataclasses import dataclass
from functools import cache
from math import sqrt

from scipy.special import ndtri

CONFIDENCE = 0.95
"""The confidence level of every interval that the package reports."""

_QUANTILE = float(ndtri((1 + CONFIDENCE) / 2))


@dataclass(frozen=True, slots=True)
class Proportion:
    """`count` out of `total`, as a share with its 95 % interval."""

    count: int
    total: int
    share: float
    low: float
    high: float


@cache
def proportion(count: int, total: int) -> Proportion:
    """Work out a share and its Wilson score interval.

    The interval treats the counted comments as a random sample of all that might have been
    written; it does not know how often the tagger errs. Nothing out of nothing is a share of 0
    that may be anything. After E. B. Wilson (1927), "Probable inference, the law of succession,
    and statistical inference", Journal of the American Statistical Association 22, 209-212.

    Raises:
        ValueError: the count is negative or greater than the total.

    >>> found = proportion(3, 12)
    >>> found.share, round(found.low, 3), round(found.high, 3)
    (0.25, 0.089, 0.532)
    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} out of {total} is no proportion")
    if total == 0:
        return Proportion(0, 0, 0.0, 0.0, 1.0)
    share, square = count / total, _QUANTILE**2
    whole = 2 * (total + square)
    centre = (2 * total * share + square) / whole
    spread = _QUANTILE / whole * sqrt(4 * total * share * (1 - share) + square)
    low = centre - spread if count else 0.0
    high = centre + spread if count < total else 1.0
    return Proportion(count, total, share, low, high)
