"""How much of a study fits on one page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that the report shows of each kind; sizes in bytes of HTML."""

    targets: int = 200
    points_per_target: int = 40
    comments_per_point: int = 12
    few_comments: int = 5
    characters_per_comment: int = 1_500
    characters_per_label: int = 300
    replies_per_comment: int = 3
    characters_per_reply: int = 220
    badges_per_card: int = 6
    filter_characters: int = 400_000
    entities: int = 60
    quotes: int = 60
    groups: int = 15
    voices: int = 15
    months: int = 120
    rejects: int = 12
    points_size: int = 700_000
    comments_size: int = 1_400_000


PAGE = Limits()
"""What fits on a page that opens at once: under 3 MB."""


@dataclass(frozen=True, slots=True)
class Priced(Generic[T]):
    """Something to show and about how many bytes that takes."""

    item: T
    size: int


def affordable(offers: Iterable[Priced[T]], budget: int) -> Iterator[T]:
    """Take the offers in order while there is room for them."""
    for offer in offers:
        budget -= offer.size
        if budget < 0:
            return
        yield offer.item


def html_size(text: str) -> int:
    """Return how many bytes a text takes on the page."""
    return len(escape(text).encode("utf-8", errors="replace"))
