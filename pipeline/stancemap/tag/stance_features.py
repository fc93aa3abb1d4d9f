"""What a comment shows of its stance, as numbers: cues, mood, meaning, words.

A row depends on its own question only. Words that the writer quotes from others are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log, log1p
from string import ascii_uppercase

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from stancemap.records import Sentence
from stancemap.tag.encoder import Encoder
from stancemap.tag.sentiment import Analyser
from stancemap.tag.stance_cues import (
    CUES,
    FUTILITY,
    OPENINGS,
    RESTRICTION,
    Cue,
    CueCounter,
    opens_with,
)

N_WORD_FEATURES = 2**16
"""Buckets into which words and word pairs are hashed."""
_LONG_WORD = 4
_MOST_CHARACTERS = 10_000
_MOST_SENTENCES = 60
_NEARNESS = 5.0
"""How much more the sentences near the target count in its mood."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StanceQuestion:
    """What a stance tagger is shown: the debate, what is answered, and the comment."""

    target: str
    title: str
    parent: str
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def own_sentences(self) -> tuple[Sentence, ...]:
        """The sentences in the writer's own words."""
        return tuple(sentence for sentence in self.sentences if sentence.own)


@dataclass(frozen=True, slots=True)
class FeatureMaker:
    """Turns questions into rows; `code_cues` are those of the codebook that the model knows."""

    encoder: Encoder
    analyser: Analyser
    code_cues: tuple[Cue, ...]

    @property
    def strong_cues(self) -> tuple[Cue, ...]:
        """The cues that tell codes apart; they fill the first columns, three each."""
        return (*self.code_cues, FUTILITY)

    @property
    def n_strong(self) -> int:
        """How many of the dense columns are of strong cues."""
        return 3 * len(self.strong_cues)

    def words(self, questions: Sequence[StanceQuestion]) -> csr_matrix:
        """Count hashed words and word pairs."""
        return _VECTORISER.transform([_own_text(question) for question in questions])

    def dense(self, questions: Sequence[StanceQuestion]) -> Matrix:
        """Return cues, mood and shape of each comment, then its meaning as a vector."""
        if not questions:
            return np.zeros((0, 0))
        own = [[s.span.text for s in q.own_sentences][:_MOST_SENTENCES] for q in questions]
        texts = [_own_text(question) for question in questions]
        pieces, whole, debates, targets, parents = self._vectors(
            [text for sentences in own for text in sentences],
            texts,
            [f"{q.target}. {q.title}" for q in questions],
            [question.target for question in questions],
            [question.parent for question in questions],
        )
        lengths = [len(sentences) for sentences in own]
        near = _dots(pieces, np.repeat(targets, lengths, axis=0))
        weights = np.exp(_NEARNESS * near.astype(np.float64)).tolist()
        closest = near.tolist()
        ends = np.cumsum(lengths, dtype=int).tolist()
        likeness = zip(
            *(_dots(whole, o).tolist() for o in (targets, debates, parents)), strict=True
        )
        cue_columns = _columns_of((*self.strong_cues, *CUES))
        rows = []
        for question, sentences, text, end, alike in zip(
            questions, own, texts, ends, likeness, strict=True
        ):
            n_words = len(text.split()) + 1
            those = slice(end - len(sentences), end)
            cues = cue_columns.row(text, n_words)
            rows.append(
                [
                    *cues,
                    *_shape(question, text, n_words, cued=any(cues[: self.n_strong])),
                    *self._mood(question, text, sentences, weights[those]),
                    *alike,
                    max(closest[those], default=-1.0),
                ]
            )
        return np.hstack([np.array(rows, dtype=np.float64), whole.astype(np.float64)])

    def _vectors(self, *lists: list[str]) -> list[NDArray[np.float32]]:
        """Encode lists of texts that have many in common, in one go."""
        rows = self.encoder.encode([text for texts in lists for text in texts])
        return np.split(rows, np.cumsum([len(texts) for texts in lists])[:-1])

    def _mood(
        self, question: StanceQuestion, text: str, own: Sequence[str], weights: Sequence[float]
    ) -> list[float]:
        """Return the mood of the whole, its extremes, and its mood towards the target."""
        scores = self.analyser.polarity_scores(text)
        moods = [self._compound(sentence) for sentence in own] or [0.0]
        towards = sum(w * mood for w, mood in zip(weights, moods, strict=False))
        towards /= sum(weights) or 1.0
        restricts = _restricts(question.target)
        return [
            *(scores[key] for key in ("pos", "neg", "neu", "compound")),
            max(moods),
            min(moods),
            sum(moods) / len(moods),
            moods[0],
            moods[-1],
            towards,
            restricts,
            restricts * towards,
            self._compound(question.target),
            self._compound(question.parent),
        ]

    def _compound(self, text: str) -> float:
        return self.analyser.polarity_scores(text[:_MOST_CHARACTERS])["compound"]


@dataclass(frozen=True, slots=True, eq=False)
class _CueColumns:
    """Where the counts of each cue stand in a row: how often, how dense, how often negated."""

    counter: CueCounter
    openings: tuple[Cue, ...]
    starts: tuple[int, ...]
    polar: tuple[bool, ...]

    def row(self, text: str, n_words: int) -> list[float]:
        """Fill the columns of all cues, then of those that open a text."""
        row = [0.0] * self.starts[-1]
        for number, plain, negated in self.counter.counts(text):
            start = self.starts[number]
            row[start : start + 2] = log1p(plain), 20 * plain / n_words
            if self.polar[number]:
                row[start + 2] = log1p(negated)
        return row + [float(opens_with(cue, text)) for cue in self.openings]


@lru_cache(maxsize=8)
def _columns_of(cues: tuple[Cue, ...]) -> _CueColumns:
    starts = tuple(accumulate((3 if cue.polar else 2 for cue in cues), initial=0))
    return _CueColumns(CueCounter(cues), OPENINGS, starts, tuple(cue.polar for cue in cues))


@lru_cache(maxsize=1024)
def _restricts(target: str) -> float:
    """Say whether a target forbids or limits something."""
    return float(bool(RESTRICTION.pattern.search(target)))


def _own_text(question: StanceQuestion) -> str:
    text = "\n".join(sentence.span.text for sentence in question.own_sentences)
    return text[:_MOST_CHARACTERS]


def _shape(question: StanceQuestion, text: str, n_words: int, *, cued: bool) -> list[float]:
    """Describe length and form; that a text is short tells only where no strong cue is in it."""
    of_target = _long_words(question.target)
    n_own = len(question.own_sentences)
    return [
        log(n_words),
        n_words < 8 and not cued,  # noqa: PLR2004  # an interjection
        n_words < 20 and not cued,  # noqa: PLR2004  # a sentence
        n_words > 100,  # noqa: PLR2004  # a statement
        bool(question.parent),
        n_own**0.5,
        n_own / max(1, len(question.sentences)),
        _count_capitals(text) / (len(text) + 1),
        text.rstrip().endswith("?"),
        text[:1].islower(),
        sum(word in of_target for word in set(text.lower().split())),
        len(of_target),
    ]


@lru_cache(maxsize=1024)
def _long_words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.lower().split() if len(word) >= _LONG_WORD)


def _count_capitals(text: str) -> int:
    if text.isascii():
        return len(text) - len(text.encode().translate(None, ascii_uppercase.encode()))
    return sum(map(str.isupper, text))


def _dots(rows: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    # Not `@`: BLAS may round the same row differently in another batch.
    return np.asarray(np.einsum("ij,ij->i", rows, others))


_VECTORISER = HashingVectorizer(
    n_features=N_WORD_FEATURES,
    ngram_range=(1, 2),
    token_pattern=r"(?u)\b\w[\w'’]*|[?!]",  # noqa: S106  # no password: words, with apostrophes
    alternate_sign=False,
    norm=None,
)
