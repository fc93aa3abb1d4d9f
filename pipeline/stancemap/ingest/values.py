"""Cells of any type to text, and numbers of likes out of text."""

import re
from datetime import date, datetime

_LIKES = re.compile(
    r"(?P<number>[+-]?\d{1,15}(?:[.,]\d{1,15})*)\s?(?P<unit>[kKmM]?)"
    r"(?:\s(?:likes?|points?|votes?|upvotes?))?"
)
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}
_NOTHING = frozenset({"", "none", "null", "nan", "n/a", "na", "nat"})


def as_text(value: object) -> str:
    """Write a cell as text, nothing for what is empty or nested.

    >>> as_text(None), as_text(3.0), as_text([1])
    ('', '3', '')
    """
    match value:
        case str():
            return value
        case None | bool() | dict() | list():
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", errors="replace")
        case _:
            return str(value)


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is no value."""
    return text.strip().casefold() in _NOTHING


def parse_likes(text: str) -> int | None:
    """Read a number of likes, None where it is none.

    >>> parse_likes("1.2k"), parse_likes("1,234"), parse_likes("12 points"), parse_likes("many")
    (1200, 1234, 12, None)
    """
    found = _LIKES.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = found["number"], found["unit"].casefold()
    if re.fullmatch(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", number) and not unit:
        return int(re.sub(r"[.,]", "", number))
    if len(re.findall(r"[.,]", number)) > 1:
        return None
    return round(float(number.replace(",", ".")) * _UNITS[unit])
