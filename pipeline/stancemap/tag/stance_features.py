"""What a comment shows of its stance, as numbers: cues, mood, meaning, words.

A row depends on its own question only. Words that the writer quotes from others are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    count,
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
        own = [[s.span.text for s in q.own_sentences][:_MOST_SENTENCES] for q in questions]
        pieces, whole, debates, targets, parents = self._vectors(
            [text for texts in own for text in texts],
            [_own_text(question) for question in questions],
            [f"{q.target}. {q.title}" for q in questions],
            [question.target for question in questions],
            [question.parent for question in questions],
        )
        ends = np.cumsum([len(texts) for texts in own], dtype=int)
        rows = []
        for i, question in enumerate(questions):
            near = _dots(pieces[ends[i] - len(own[i]) : ends[i]], targets[i])
            likeness = [float(_dots(whole[i : i + 1], other[i])[0])
                        for other in (targets, debates, parents)]  # fmt: skip
            rows.append(
                [
                    *(cues := self._cues(question)),
                    *_shape(question, cued=any(cues[: self.n_strong])),
                    *self._mood(question, own[i], near),
                    *likeness,
                    float(near.max(initial=-1.0)),
                ]
            )
        if not rows:
            return np.zeros((0, 0))
        return np.hstack([np.array(rows, dtype=np.float64), whole.astype(np.float64)])

    def _vectors(self, *lists: list[str]) -> list[NDArray[np.float32]]:
        """Encode lists of texts that have many in common, in one go."""
        rows = self.encoder.encode([text for texts in lists for text in texts])
        return np.split(rows, np.cumsum([len(texts) for texts in lists])[:-1])

    def _cues(self, question: StanceQuestion) -> list[float]:
        text = _own_text(question)
        n_words = len(text.split()) + 1
        row: list[float] = []
        for cue in (*self.strong_cues, *CUES):
            plain, negated = count(cue, text)
            row += [np.log1p(plain), 20 * plain / n_words]
            if cue.polar:
                row.append(np.log1p(negated))
        return row + [float(opens_with(cue, text)) for cue in OPENINGS]

    def _mood(
        self, question: StanceQuestion, own: Sequence[str], near: NDArray[np.float32]
    ) -> list[float]:
        """Return the mood of the whole, its extremes, and its mood towards the target."""
        scores = self.analyser.polarity_scores(_own_text(question))
        moods = np.array([self._compound(text) for text in own]) if own else np.zeros(1)
        weights = np.exp(_NEARNESS * near.astype(np.float64)) if own else np.ones(1)
        towards = float((weights * moods).sum() / weights.sum())
        restricts = float(bool(RESTRICTION.pattern.search(question.target)))
        return [
            *(scores[key] for key in ("pos", "neg", "neu", "compound")),
            *(float(value) for value in (moods.max(), moods.min(), moods.mean())),
            *(float(value) for value in (moods[0], moods[-1])),
            towards,
            restricts,
            restricts * towards,
            self._compound(question.target),
            self._compound(question.parent),
        ]

    def _compound(self, text: str) -> float:
        return self.analyser.polarity_scores(text[:_MOST_CHARACTERS])["compound"]


def _own_text(question: StanceQuestion) -> str:
    text = "\n".join(sentence.span.text for sentence in question.own_sentences)
    return text[:_MOST_CHARACTERS]


def _shape(question: StanceQuestion, *, cued: bool) -> list[float]:
    """Describe length and form; that a text is short tells only where no strong cue is in it."""
    text = _own_text(question)
    n_words = len(text.split()) + 1
    shared = _long_words(text) & _long_words(question.target)
    return [
        np.log(n_words),
        n_words < 8 and not cued,  # noqa: PLR2004  # an interjection
        n_words < 20 and not cued,  # noqa: PLR2004  # a sentence
        n_words > 100,  # noqa: PLR2004  # a statement
        bool(question.parent),
        len(question.own_sentences) ** 0.5,
        len(question.own_sentences) / max(1, len(question.sentences)),
        sum(map(str.isupper, text)) / (len(text) + 1),
        text.rstrip().endswith("?"),
        text[:1].islower(),
        len(shared),
        len(_long_words(question.target)),
    ]


def _long_words(text: str) -> set[str]:
    return {word for word in text.lower().split() if len(word) >= _LONG_WORD}


def _dots(rows: NDArray[np.float32], row: NDArray[np.float32]) -> NDArray[np.float32]:
    # Not `@`: BLAS may round the same row differently in another batch.
    return np.asarray(np.einsum("ij,j->i", rows, row))


_VECTORISER = HashingVectorizer(
    n_features=N_WORD_FEATURES,
    ngram_range=(1, 2),
    token_pattern=r"(?u)\b\w[\w'’]*|[?!]",  # noqa: S106  # no password: words, with apostrophes
    alternate_sign=False,
    norm=None,
)
