"""Counts and shares as the report writes them."""

_LEAST = 0.005
"""A smaller share, or one that lacks less to the whole, is not rounded away."""


def whole(number: int) -> str:
    """Write a count with separators of thousands.

    >>> whole(12_000)
    '12,000'
    """
    return f"{number:,}"


def percent(share: float) -> str:
    """Write a share without decimals, but never a few as nothing or as all.

    >>> percent(0.254), percent(0.002), percent(0.999), percent(0)
    ('25%', '<1%', '>99%', '0%')
    """
    if 0 < share < _LEAST:
        return "<1%"
    if 1 - _LEAST < share < 1:
        return ">99%"
    return f"{share:.0%}"


def of_hundred(share: float) -> str:
    """Write a share as a number of a hundred.

    >>> of_hundred(0.254), of_hundred(0.002), of_hundred(0.999)
    ('25', 'fewer than 1', 'more than 99')
    """
    if 0 < share < _LEAST:
        return "fewer than 1"
    if 1 - _LEAST < share < 1:
        return "more than 99"
    return f"{100 * share:.0f}"


def plural(number: int, singular: str, several: str = "") -> str:
    """Write a count with its noun.

    >>> plural(1, "reply", "replies"), plural(1200, "comment")
    ('1 reply', '1,200 comments')
    """
    return f"{whole(number)} {singular if number == 1 else several or f'{singular}s'}"
