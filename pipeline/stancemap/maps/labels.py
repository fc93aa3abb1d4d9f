"""Which claim a reader could take for the whole group: short, and clear without its context."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORDS = re.compile(r"\w[\w'’-]*")
_LINK = re.compile(r"https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
_BOUND_START = re.compile(
    r"\W*(?:(?:and|but|or|so|also|then|because|since|as|which|who|that|this|these|those|it|its|it's"
    r"|he|she|they|his|her|their|him|them|there|such|however|therefore|thus|hence|well|yes|no|yeah"
    r"|ok|lol|you|your|if not|not to mention|example|for example|e\.g)\b|\.\.\.|…|@)",
    re.IGNORECASE,
)
_BOUND_INSIDE = re.compile(r"\b(?:i|me|my|mine|you|your|he|she|him|her|his)\b", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"(?:,|;|:|\.\.\.|…|\b(?:and|but|or|the|a|of|to))\s*$", re.IGNORECASE)

_FEWEST_WORDS, _MOST_WORDS = 6, 25
_LONGEST = 400
_PENALTY = 0.25


def faults(text: str) -> int:
    """Count what makes a claim a poor label, 0 for a good one.

    >>> faults("Cameras in public places make nobody safer.")
    0
    >>> faults("But it doesn't work, does it?")
    2
    """
    head = text[:_LONGEST]
    words = _WORDS.findall(head)
    capitals = sum(len(word) > 1 and word.isupper() for word in words)
    return sum(
        (
            not _FEWEST_WORDS <= len(words) <= _MOST_WORDS,
            len(words) < _FEWEST_WORDS // 2,
            len(text) > _LONGEST,
            _BOUND_START.match(head) is not None,
            _BOUND_INSIDE.search(head) is not None,
            _LINK.search(head) is not None,
            "?" in head,
            _ENDS_OPEN.search(head) is not None,
            capitals > 1 + len(words) // 4,
        )
    )


def best_label(texts: Sequence[str], centrality: NDArray[np.float32]) -> int:
    """Choose the most central of the texts, each fault costing some centrality.

    Ties go to the shorter text, then to the first.
    """
    scores = [
        round(float(central), 5) - _PENALTY * faults(text)
        for text, central in zip(texts, centrality, strict=True)
    ]
    return min(range(len(texts)), key=lambda index: (-scores[index], len(texts[index]), index))
