"""The words that tell a key point from the other key points of its target."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

MOST_TERMS = 6
"""How many terms a key point has at most."""

_LONGEST = 2000
_SHORTEST = 3
# A phrase runs from one stop or link to the next; a word has a letter.
_LINK = re.compile(r"(?:https?:|www\.)\S+", re.IGNORECASE)
_PHRASES = re.compile(r"[^\w'’ -]+")
_WORDS = re.compile(r"(?:[^\W\d_]|\d+(?=[^\W\d_]))[\w'’-]*(?<!['’-])")
# Parts of contractions that the list of stop words has without their apostrophe, or not at all.
_STOP = ENGLISH_STOP_WORDS | frozenset(
    re.split(
        r"\s+",
        "don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't"
        " haven't hasn't hadn't i'm i've i'd i'll you're you've you'll we're we've we'll they're"
        " they've they'll just like really going got get gets getting thing things way lot say says"
        " said make makes making want wants does did doing let gonna etc",
    )
)


def terms_of(points: Iterable[Iterable[Sequence[str]]]) -> list[tuple[str, ...]]:
    """Choose the terms of each key point of one target, given its comments' claims.

    Class-based TF-IDF, a comment counting once however often it uses a word: how large a part of
    the point's comments has the term, by how rare the term is in all points. A word that is in a
    chosen phrase of two is not repeated.

    >>> terms_of([[["Face scans err."], ["A face scan errs at night."]], [["Buses run at night."]]])
    [('face',), ('buses run', 'night')]
    """
    counted = [_comments_with(comments) for comments in points]
    everywhere: Counter[str] = Counter()
    for counts, _ in counted:
        everywhere.update(counts)
    mean = sum(n_comments for _, n_comments in counted) / max(1, len(counted))
    return [_best(counts, everywhere, n_comments, mean) for counts, n_comments in counted]


def _best(
    counts: Mapping[str, int], everywhere: Mapping[str, int], n_comments: int, mean: float
) -> tuple[str, ...]:
    fewest = min(2, n_comments, max(counts.values(), default=0))
    worth = {
        term: round(count / n_comments * log(1 + mean / everywhere[term]), 9)
        for term, count in counts.items()
        if count >= fewest
    }
    # Of a phrase and its words the phrase tells more where it is nearly as frequent.
    ranked = sorted(worth, key=lambda term: (-worth[term], -term.count(" "), term))
    chosen: list[str] = []
    for term in ranked:
        words = set(term.split())
        if not any(words & set(other.split()) for other in chosen):
            chosen.append(term)
        if len(chosen) == MOST_TERMS:
            break
    return tuple(chosen)


def _comments_with(comments: Iterable[Sequence[str]]) -> tuple[Counter[str], int]:
    """Count the comments that have each term, and all."""
    counts: Counter[str] = Counter()
    n_comments = 0
    for claims in comments:
        counts.update({term for claim in claims for term in _terms_in(claim)})
        n_comments += 1
    return counts, n_comments


def _terms_in(text: str) -> Iterator[str]:
    """List the telling words of a text, and each two that stand beside each other."""
    for phrase in _PHRASES.split(_LINK.sub(".", text[:_LONGEST].lower())):
        words = [_told(word) for word in _WORDS.findall(phrase)]
        yield from filter(None, words)
        yield from (f"{one} {two}" for one, two in pairwise(words) if one and two)


def _told(word: str) -> str:
    """Return a word without its possessive ending, `""` if it tells nothing."""
    word = word[:-2] if word.endswith(("'s", "’s")) else word
    return "" if len(word) < _SHORTEST or word.replace("’", "'") in _STOP else word
