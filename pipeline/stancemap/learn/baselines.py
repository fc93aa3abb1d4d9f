"""What the stance model is measured against, on the same splits."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from stancemap.learn.cross_validate import Outcome
from stancemap.learn.data import Example, Source
from stancemap.learn.splits import Split, splits
from stancemap.tag.encoder import Encoder
from stancemap.tag.sentiment import SentimentTagger
from stancemap.tag.stance_model import Matrix

_MOOD = 0.05
"""VADER's own border between neutral and mood."""
_TFIDF_REGULARISATION = 3.0
_EMBEDDING_REGULARISATION = 3.0

Method = Callable[[Split], Matrix]


class Baseline(StrEnum):
    """The methods compared; the value is their name in tables."""

    MAJORITY = "majority"
    VADER = "VADER mapped to stance"
    TFIDF = "TF-IDF, logistic regression"
    EMBEDDING = "static embedding, logistic regression"


def run_baseline(examples: Sequence[Example], method: Method, seed: int) -> Outcome:
    """Cross-validate one baseline; it takes the likeliest code and never abstains."""
    parts = [(split, method(split)) for split in splits(examples, seed)]
    rows = np.concatenate([np.array(split.test) for split, _ in parts])
    probabilities = np.concatenate([part for _, part in parts])
    never = np.zeros(len(rows), dtype=np.bool_)
    certainty = probabilities.max(axis=1)
    return Outcome(rows, probabilities, probabilities.argmax(axis=1), certainty, never)


def baselines(
    examples: Sequence[Example],
    codes: Sequence[str],
    encoder: Encoder,
    sentiment: SentimentTagger,
) -> dict[Baseline, Method]:
    """Prepare all baselines for these examples; the trained ones learn from real comments."""
    labels = np.array([codes.index(example.primary) for example in examples], dtype=np.intp)
    made_up = {Source.INVENTED, Source.CODEBOOK}
    real = np.array([example.source not in made_up for example in examples])
    texts = np.array([example.question.text for example in examples], dtype=object)
    vectors = encoder.encode(list(texts))
    moods = _mood_votes([sentiment.score(text) for text in texts], codes)

    def majority(split: Split) -> Matrix:
        train = _real(split, real)
        shares = np.bincount(labels[train], minlength=len(codes)) / len(train)
        return np.tile(shares, (len(split.test), 1))

    def vader(split: Split) -> Matrix:
        return moods[list(split.test)]

    def tfidf(split: Split) -> Matrix:
        train = _real(split, real)
        words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
        rows = words.fit_transform(texts[train])
        model = _regression(_TFIDF_REGULARISATION).fit(rows, labels[train])
        return np.asarray(model.predict_proba(words.transform(texts[list(split.test)])))

    def embedding(split: Split) -> Matrix:
        train = _real(split, real)
        model = _regression(_EMBEDDING_REGULARISATION).fit(vectors[train], labels[train])
        return np.asarray(model.predict_proba(vectors[list(split.test)]))

    return {
        Baseline.MAJORITY: majority,
        Baseline.VADER: vader,
        Baseline.TFIDF: tfidf,
        Baseline.EMBEDDING: embedding,
    }


def _real(split: Split, real: NDArray[np.bool_]) -> NDArray[np.intp]:
    train = np.array(split.train)
    return np.asarray(train[real[train]])


def _mood_votes(scores: Sequence[float], codes: Sequence[str]) -> Matrix:
    """Call good mood support, bad mood oppose, and no mood none."""
    votes = np.zeros((len(scores), len(codes)))
    for row, score in enumerate(scores):
        code = "support" if score >= _MOOD else "oppose" if score <= -_MOOD else "none"
        votes[row, codes.index(code)] = 1
    return votes


def _regression(regularisation: float) -> LogisticRegression:
    return LogisticRegression(C=regularisation, class_weight="balanced", max_iter=400, tol=1e-3)
