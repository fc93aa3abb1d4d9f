"""Which claim a reader could take for the whole group: short, and clear without its context."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_WORDS = re.compile(r"\w[\w'’-]*")
_LINK = re.compile(r"https?:|www\.|\.(?:com|org|net)\b", re.IGNORECASE)
_LEANING_START = re.compile(
    r"\W*(?:(?:and|but|or|so|also|then|because|since|as|which|who|that|this|these|those|it|its|he"
    r"|she|they|his|her|their|him|them|there|such|however|therefore|thus|hence|well|yes|no|yeah|ok"
    r"|lol|you|your|with|than|not|just|maybe|probably|of course|same|for example|e\.g)\b"
    r"|\.\.\.|…|@)",
    re.IGNORECASE,
)
# Early in a claim, these mostly mean something that was said before it.
_LEANING_EARLY = re.compile(
    r"\W*(?:[\w'’-]+\W+){1,4}(?:it|its|it['’]s|they|them|their|this|those|that['’]s)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:i|me|my|mine|you|your|he|she|him|her|his)\b", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"(?:,|;|:|\.\.\.|…|\b(?:and|but|or|the|a|of|to))\s*$", re.IGNORECASE)

_COURTESY = re.compile(
    r"\b(?:thanks?|thank you|hello|hi|dear|regards|cheers|welcome|sorry|apologies|please"
    r"|good (?:morning|afternoon|evening|luck)|(?:contact|call|e-?mail|ring) (?:us|me|them)"
    r"|get in touch|customer (?:service|care|support)|(?:this|the) (?:article|comment|post))\b",
    re.IGNORECASE,
)
_ANECDOTE = re.compile(
    r"\b(?:yesterday|last (?:week|month|year|night|spring|summer|autumn|winter|\w+day)"
    r"|(?:days?|weeks?|months?|years?) ago|(?:we|us|our|ours)\b.{0,40}\b(?:had|got|bought|paid|went"
    r"|told|asked|was|were|came|took|said))\b",
    re.IGNORECASE,
)
_LONG_ENOUGH_TO_INFLECT = 5

_FEWEST_WORDS, _MOST_WORDS = 6, 25
_FEWEST_TELLING = 2
_LONGEST = 400
FAULT_COSTS = 0.25
"""How much similarity to the centre a fault outweighs."""


def faults(text: str) -> int:
    """Count what makes a claim a poor label, 0 for a good one.

    >>> faults("Cameras in public places make nobody safer.")
    0
    >>> faults("But are cameras in public places of any use?")
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
            _LEANING_START.match(head) is not None,
            _LEANING_EARLY.match(head) is not None,
            _PERSONAL.search(head) is not None,
            _LINK.search(head) is not None,
            "?" in head,
            _ENDS_OPEN.search(head) is not None,
            capitals > 1 + len(words) // 4,
        )
    )


def says_little(text: str) -> bool:
    """Whether a claim has hardly a word of its own, so that only its context tells what it means.

    >>> says_little("Oh it can.... it can."), says_little("Vaccinations should be mandatory.")
    (True, False)
    """
    words = _WORDS.findall(text[:_LONGEST].lower())
    telling = {word for word in words if word not in ENGLISH_STOP_WORDS and len(word) > 1}
    return len(telling) < _FEWEST_TELLING


def stands_alone(text: str) -> bool:
    """Whether a claim is worth showing by itself: clear, and no chat or anecdote.

    >>> stands_alone("Cameras in public places make nobody safer.")
    True
    >>> stands_alone("Thanks to all who answered about the cameras.")
    False
    """
    return not (faults(text) or _COURTESY.search(text) or _ANECDOTE.search(text))


def names(text: str, target: str) -> bool:
    """Whether a text has a telling word of its target, inflected or not.

    >>> names("A camera makes nobody safer.", "street cameras")
    True
    """
    return not _stems(text).isdisjoint(_stems(target))


def _stems(text: str) -> set[str]:
    """Cut words that tell something to their beginnings, so that inflected ones meet."""
    words = (word for word in _WORDS.findall(text[:_LONGEST].lower()) if len(word) > 1)
    return {word[:_LONG_ENOUGH_TO_INFLECT] for word in words if word not in ENGLISH_STOP_WORDS}


def best_label(texts: Sequence[str], centrality: NDArray[np.float32]) -> int:
    """Choose the most central of the texts, each fault costing some centrality.

    Ties go to the shorter text, then to the first.
    """
    scores = [
        round(float(central), 5) - FAULT_COSTS * faults(text)
        for text, central in zip(texts, centrality, strict=True)
    ]
    return min(range(len(texts)), key=lambda index: (-scores[index], len(texts[index]), index))
