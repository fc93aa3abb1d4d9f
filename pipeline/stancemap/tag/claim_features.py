"""What a stretch of a sentence shows about being a claim: its words, their vector, and cues."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log1p

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from stancemap.tag.clauses import EDGES, Stretch
from stancemap.tag.encoder import Encoder
from stancemap.tag.word_filter import WordFilter, bits_in

N_WORD_FEATURES = 2**16
"""Buckets into which words and word pairs are hashed."""

N_LETTER_FEATURES = 2**15
"""Buckets into which three to five letters in a row are hashed."""

_VECTOR_WEIGHT, _CUE_WEIGHT = 2.0, 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its place among the own sentences of its text, counted from 0.

    `before` and `after` are the sentences next to it, where there are any.
    """

    text: str
    position: int = 0
    total: int = 1
    before: str = ""
    after: str = ""


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
CUE_PATTERNS = tuple(pattern for _, pattern in _CUES)
"""The patterns whose names `CUE_NAMES` begins with."""

_FILTER = WordFilter([pattern.pattern for pattern in CUE_PATTERNS])

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
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

_N_VECTOR = 256
_N_AROUND = 4 * (2 + len(_CUES))
_N_EDGES = 2 * len(EDGES) + 4
N_CLAIM_FEATURES = N_WORD_FEATURES + _N_VECTOR + len(CUE_NAMES) + _N_AROUND + _N_EDGES
"""Length of a row about being a claim."""

N_KIND_FEATURES = N_WORD_FEATURES + N_LETTER_FEATURES + _N_VECTOR + len(CUE_NAMES)
"""Length of a row about the kind."""


@dataclass(frozen=True, slots=True)
class Option:
    """A stretch of a sentence that may be a claim."""

    sentence: Candidate
    stretch: Stretch

    @property
    def part(self) -> Candidate:
        """Return the words of the stretch in the place of the sentence."""
        text = self.sentence.text[self.stretch.start : self.stretch.end]
        return replace(self.sentence, text=text)


def claim_features(options: Sequence[Option], encoder: Encoder) -> csr_matrix:
    """Return one row per option: its words, their vector, cues of it, of its edges and around."""
    parts = [option.part for option in options]
    blocks = (
        _words(parts),
        csr_matrix(_VECTOR_WEIGHT * _vectors(parts, encoder)),
        csr_matrix(_CUE_WEIGHT * _cue_rows(parts)),
        csr_matrix(_CUE_WEIGHT * _around(options)),
        csr_matrix(np.array([_edges(option) for option in options], dtype=np.float32)),
    )
    return hstack(blocks, format="csr", dtype=np.float32)


def kind_features(candidates: Sequence[Candidate], encoder: Encoder) -> csr_matrix:
    """Return one row per candidate: words, letters, vector and cues; links as CDCP writes them."""
    candidates = [
        replace(one, text=_LINK.sub("__URL__", one.text)) if _LINK.search(one.text) else one
        for one in candidates
    ]
    blocks = (
        1.5 * _words(candidates),
        1.5 * _LETTERS.transform([_clean(candidate.text) for candidate in candidates]),
        csr_matrix(_VECTOR_WEIGHT * _vectors(candidates, encoder)),
        csr_matrix(_CUE_WEIGHT * _cue_rows(candidates)),
    )
    return hstack(blocks, format="csr", dtype=np.float32)


def _words(candidates: Iterable[Candidate]) -> csr_matrix:
    texts = [one.text for one in candidates]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    rows = _VECTORISER.transform([_clean(text).replace("’", "'") for text in places])
    return rows[[places[text] for text in texts]]


def _clean(text: str) -> str:
    """Replace lone surrogates, which the hashing of words refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _vectors(candidates: Sequence[Candidate], encoder: Encoder) -> NDArray[np.float32]:
    return encoder.encode([candidate.text for candidate in candidates])


def _around(options: Sequence[Option]) -> NDArray[np.float64]:
    """Return the cues left and right of each stretch, in its sentence and beyond."""
    sides = [
        side
        for option in options
        for side in (
            option.sentence.text[: option.stretch.start],
            option.sentence.text[option.stretch.end :],
            option.sentence.before,
            option.sentence.after,
        )
    ]
    # Stretches share their sentences and neighbours: each text is looked at once.
    places = {side: place for place, side in enumerate(dict.fromkeys(sides))}
    rows = np.array([_side(side) for side in places])
    return rows[[places[side] for side in sides]].reshape(len(options), -1)


def _side(text: str) -> tuple[float, ...]:
    cues = _cues_in(text)
    return (log1p(cues.n_words) / 3, float(not cues.n_words), *cues.found)


def _edges(option: Option) -> list[float]:
    """Tell how the stretch is cut out, and how much of its sentence it is."""
    stretch = option.stretch
    length = stretch.end - stretch.start
    return [
        *(float(stretch.opened_by == edge) for edge in EDGES),
        *(float(stretch.closed_by == edge) for edge in EDGES),
        float(stretch.whole),
        float(stretch.whole and stretch.n_pieces == 1),
        stretch.n_pieces / 3,
        length / max(1, len(option.sentence.text)),
    ]


@dataclass(frozen=True, slots=True)
class _Cues:
    """What a text alone shows: 1 for each pattern that it matches, and how many words it has."""

    found: tuple[float, ...]
    n_words: int
    row: tuple[float, ...]
    """All of it, as the columns before those of the place."""


@lru_cache(maxsize=4096)
def _cues_in(text: str) -> _Cues:
    """Look for cues in a text, once: stretches and neighbours come again and again."""
    found = [0.0] * len(CUE_PATTERNS)
    for number in bits_in(_FILTER.possible(text)):
        found[number] = float(CUE_PATTERNS[number].search(text) is not None)
    letters = [char for char in text if char.isalpha()]
    capitals = sum(map(str.isupper, letters)) / max(1, len(letters))
    n_words = len(_WORD.findall(text))
    lengths = (float(n_words >= limit) for limit in _LENGTHS)
    row = (*found, *lengths, log1p(n_words) / 3, capitals)
    return _Cues(tuple(found), n_words, row)


def cue_features(candidate: Candidate) -> NDArray[np.float32]:
    """Return what `CUE_NAMES` names about a stretch and its place."""
    return np.array(_cue_row(candidate), dtype=np.float32)


def _cue_rows(candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    return np.array([_cue_row(candidate) for candidate in candidates], dtype=np.float32)


def _cue_row(candidate: Candidate) -> tuple[float, ...]:
    return (*_cues_in(candidate.text).row, *_place(candidate.position, candidate.total))


@lru_cache(maxsize=1024)
def _place(position: int, total: int) -> tuple[float, ...]:
    return (
        position == 0,
        position == total - 1,
        total == 1,
        total <= 3,  # noqa: PLR2004 - as many claims as coders marked at most
        log1p(total) / 3,
        position / max(1, total - 1),
    )


_VECTORISER = HashingVectorizer(
    n_features=N_WORD_FEATURES,
    ngram_range=(1, 2),
    token_pattern=r"(?u)\b\w[\w']*|[?!]",  # noqa: S106 - what a word is, not a password
    alternate_sign=False,
    dtype=np.float32,
)
_LETTERS = HashingVectorizer(
    n_features=N_LETTER_FEATURES,
    analyzer="char_wb",
    ngram_range=(3, 5),
    alternate_sign=False,
    dtype=np.float32,
)
