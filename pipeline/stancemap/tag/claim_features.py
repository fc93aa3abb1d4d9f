"""What a sentence shows about being a claim: its words, and cues that are no single word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

N_WORD_FEATURES = 2**16
"""Buckets into which word pairs are hashed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its place among the own sentences of its text, both counted from 0."""

    text: str
    position: int = 0
    total: int = 1


_CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("question", r"\?[\"”’)\s]*$"),
        ("exclamation", r"![\"”’)\s]*$"),
        ("unfinished", r"(?:\.\.\.|…)\s*$"),
        ("starts with a question word", r"^\W*(?:who|what|why|how|when|where|which)\b"),
        ("thanks or greeting", r"^\W*(?:thanks?|thank you|hi|hello|hey|welcome|congrat\w*)\b"),
        ("interjection", r"^\W*(?:lol|lmao|haha\w*|wow|oh|ah|yeah|yep|nope|meh|ugh|sigh)\b"),
        ("first person", r"\b(?:i|i'm|i’m|i've|i’ve|i'd|i’d|my|me|mine|myself)\b"),
        ("we", r"\b(?:we|our|us|ourselves)\b"),
        ("you", r"\b(?:you|your|you're|you’re|yours)\b"),
        ("other commenter", r"^\W*@\w+|\b(?:this (?:comment|post|article)|the (?:op|author))\b"),
        ("ought", r"\b(?:should|must|ought|need(?:s|ed)? to|ha(?:s|ve) to|let'?s|let’s)\b"),
        ("future", r"\b(?:will|won't|won’t|would|going to|gonna|'ll|’ll)\b"),
        ("general", r"\b(?:always|never|all|every|everyone|nobody|no one|only|most|people)\b"),
        ("reason", r"\b(?:because|since|therefore|thus|so that|which means|due to|hence)\b"),
        ("contrast", r"\b(?:but|however|although|though|yet|instead|rather|despite)\b"),
        ("comparison", r"\b(?:more|less|better|worse|best|worst|than|too)\b"),
        ("hedge", r"\b(?:maybe|perhaps|probably|likely|seems?|might|could|may)\b"),
        ("opinion", r"\b(?:i (?:think|believe|feel|guess)|in my (?:view|opinion)|imho|imo)\b"),
        ("copula", r"\b(?:is|are|isn't|isn’t|aren't|aren’t|be|'s|’s|'re|’re)\b"),
        ("past", r"\b(?:was|were|had|did|\w{3,}ed)\b"),
        ("negation", r"\b(?:not|no|n't|n’t|never|nothing|none|\w+n['’]t)\b"),
        ("number", r"\d"),
        ("link", r"https?://|www\."),
        ("money or share", r"[$€£%]|\bpercent\b|\bper cent\b"),
        ("quote marks", r"[\"“”]"),
        ("imperative", r"^\W*(?:go|get|stop|look|read|try|keep|take|make|ask|check|see|wait)\b"),
        ("conditional", r"\b(?:if|unless|when|whenever)\b"),
        ("sarcasm mark", r"(?:^|\s)/s\b|\byeah right\b|\bsure,"),
    )
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LENGTHS = (3, 5, 7, 10, 14, 20, 30, 45)

CUE_NAMES = (
    *(name for name, _ in _CUES),
    *(f"at least {n} words" for n in _LENGTHS),
    "log words",
    "capitals",
    "first",
    "last",
    "only",
    "among few",
    "log sentences",
    "place",
)
"""The cue features, in order."""


def features_of(candidates: Sequence[Candidate]) -> csr_matrix:
    """Return one row per candidate: hashed word pairs, then cues."""
    words = _VECTORISER.transform([candidate.text.replace("’", "'") for candidate in candidates])
    cues = np.array([_cues(candidate) for candidate in candidates], dtype=np.float32)
    return hstack([words, csr_matrix(cues)], format="csr", dtype=np.float32)


def _cues(candidate: Candidate) -> NDArray[np.float32]:
    text, n_words = candidate.text, len(_WORD.findall(candidate.text))
    letters = [char for char in text if char.isalpha()]
    capitals = sum(map(str.isupper, letters)) / max(1, len(letters))
    place = candidate.position / max(1, candidate.total - 1)
    return np.array(
        [
            *(bool(pattern.search(text)) for _, pattern in _CUES),
            *(n_words >= limit for limit in _LENGTHS),
            np.log1p(n_words) / 3,
            capitals,
            candidate.position == 0,
            candidate.position == candidate.total - 1,
            candidate.total == 1,
            candidate.total <= 3,  # noqa: PLR2004 - as many claims as coders marked at most
            np.log1p(candidate.total) / 3,
            place,
        ],
        dtype=np.float32,
    )


_VECTORISER = HashingVectorizer(
    n_features=N_WORD_FEATURES,
    ngram_range=(1, 2),
    token_pattern=r"(?u)\b\w[\w']*|[?!]",  # noqa: S106 - what a word is, not a password
    alternate_sign=False,
    dtype=np.float32,
)
