"""A text that kills its worker: found by halving its part, then set aside; the rest is tagged."""

from collections.abc import Callable
from dataclasses import dataclass

_MOST_TRIALS = 100
"""Per part: enough to find a handful of texts among hundreds; where all kill, it must end."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker does in one go.

    A part without the documents at the positions `left_out`, which are written as failed; or,
    where `tried` names positions, a trial of these documents, of which nothing is kept.
    """

    number: int
    left_out: tuple[int, ...] = ()
    tried: range | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part is done, but for so many documents `set_aside`; or lost, because nothing helped.

    `size` counts its documents.
    """

    number: int
    size: int
    set_aside: int = 0
    lost: bool = False


def tag_carefully(number: int, size: int, attempt: Callable[[Task], int | None]) -> Outcome:
    """Tag a part on which a worker died before; `attempt` gives None where it dies again."""
    done = attempt(Task(number))
    if done is not None:
        return Outcome(number, done)
    trials = 0

    def dies(documents: range) -> bool:
        nonlocal trials
        trials += 1
        # With no trials left, what is not known to be harmless counts as deadly.
        return trials > _MOST_TRIALS or attempt(Task(number, tried=documents)) is None

    poison = tuple(find_poison(range(size), dies))
    done = attempt(Task(number, left_out=poison))
    if done is None:
        return Outcome(number, size, lost=True)
    return Outcome(number, done, set_aside=len(poison))


def find_poison(documents: range, dies: Callable[[range], bool]) -> list[int]:
    """Find, in a range that is deadly, the positions to leave out.

    Where a range is deadly and neither of its halves is, all of it goes.

    >>> find_poison(range(8), lambda some: 5 in some)
    [5]
    >>> find_poison(range(8), lambda some: 3 in some and 4 in some)
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    if len(documents) <= 1:
        return list(documents)
    middle = len(documents) // 2
    deadly = [half for half in (documents[:middle], documents[middle:]) if dies(half)]
    if not deadly:
        return list(documents)
    return [position for half in deadly for position in find_poison(half, dies)]
