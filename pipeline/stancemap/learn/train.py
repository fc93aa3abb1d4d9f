"""Fit the stance model's two classifiers with scikit-learn, and turn them into plain weights."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from stancemap.learn.data import Example, Source
from stancemap.tag.stance_features import FeatureMaker
from stancemap.tag.stance_model import Matrix, Weights, weigh_words

_MAX_ITERATIONS = 400
_OUTLIER = 5.0
"""Standard deviations beyond which a feature says no more."""
_TOLERANCE = 2e-3
"""Stops the solver early: the last digits of weights cost most of the time and change no code."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every setting of a training run.

    Attributes:
        regularisation_dense: scikit-learn's C for cues, mood and meaning.
        regularisation_words: the same for words.
        weight_dev: how much a comment of gold/dev counts; the other weights alike.
        prior_pull: how far weights go from the classes' shares in the training data (0) to those
            of real comments (1).
        strong_factor: factor on the cues that tell codes apart, which are rare and precise.
        cue_range: standard deviation to which other cues and mood are brought.
        meaning_range: factor on the text's vector.
    """

    regularisation_dense: float = 0.25
    regularisation_words: float = 4.0
    weight_dev: float = 2.0
    weight_pool: float = 1.0
    weight_more: float = 0.2
    weight_invented: float = 1.0
    weight_codebook: float = 3.0
    prior_pull: float = 0.15
    strong_factor: float = 3.0
    cue_range: float = 0.2
    meaning_range: float = 2.0

    def settings(self) -> dict[str, float]:
        """Return all settings by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All examples as numbers; rows stay in the order of the examples."""

    dense: Matrix
    words: csr_matrix
    labels: NDArray[np.intp]
    sources: tuple[Source, ...]
    n_strong: int
    n_meaning: int


def tabulate(examples: Sequence[Example], features: FeatureMaker, codes: Sequence[str]) -> Table:
    """Compute the features of all examples once; they do not depend on any split."""
    questions = [example.question for example in examples]
    return Table(
        dense=features.dense(questions),
        words=features.words(questions),
        labels=np.array([codes.index(example.primary) for example in examples], dtype=np.intp),
        sources=tuple(example.source for example in examples),
        n_strong=features.n_strong,
        n_meaning=int(features.encoder.encode([""]).shape[1]),
    )


def fit(table: Table, rows: Sequence[int], recipe: Recipe, priors: NDArray[np.float64]) -> Weights:
    """Learn from some rows; `priors` are the shares of the codes in real comments."""
    chosen = np.array(rows)
    labels, importance = table.labels[chosen], _importance(table, chosen, recipe, priors)
    scaling = _scaling(table.dense[chosen], table, recipe)
    idf = _idf(table.words[chosen])
    empty = np.zeros((0, 0), dtype=np.float32)
    blank = Weights(*scaling, empty, empty, idf, empty.astype(np.float16), empty)
    dense = _regression(recipe.regularisation_dense)
    dense.fit(blank.scaled(table.dense[chosen]), labels, sample_weight=importance)
    words = _regression(recipe.regularisation_words)
    words.fit(weigh_words(table.words[chosen], idf), labels, sample_weight=importance)
    return Weights(
        shift=blank.shift,
        factor=blank.factor,
        limit=blank.limit,
        dense=dense.coef_.astype(np.float32),
        dense_intercept=dense.intercept_.astype(np.float32),
        idf=idf,
        words=words.coef_.astype(np.float16),
        words_intercept=words.intercept_.astype(np.float32),
    )


def _regression(regularisation: float) -> LogisticRegression:
    return LogisticRegression(C=regularisation, max_iter=_MAX_ITERATIONS, tol=_TOLERANCE)


def _importance(
    table: Table, rows: NDArray[np.intp], recipe: Recipe, priors: NDArray[np.float64]
) -> NDArray[np.float64]:
    by_source = {
        Source.DEV: recipe.weight_dev,
        Source.POOL: recipe.weight_pool,
        Source.MORE: recipe.weight_more,
        Source.INVENTED: recipe.weight_invented,
        Source.CODEBOOK: recipe.weight_codebook,
    }
    weights = np.array([by_source[table.sources[row]] for row in rows])
    labels = table.labels[rows]
    shares = np.bincount(labels, weights, len(priors)) / weights.sum()
    return np.asarray(weights * ((priors / shares) ** recipe.prior_pull)[labels])


def _scaling(
    dense: Matrix, table: Table, recipe: Recipe
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Standardise cues and mood; strong cues and the text's vector get one factor each."""
    shift, spread = dense.mean(axis=0), dense.std(axis=0)
    factor = recipe.cue_range / np.where(spread > 0, spread, 1)
    limit = np.full(len(factor), _OUTLIER * recipe.cue_range)
    for columns, fixed in (
        (slice(0, table.n_strong), recipe.strong_factor),
        (slice(dense.shape[1] - table.n_meaning, None), recipe.meaning_range),
    ):
        shift[columns], factor[columns], limit[columns] = 0.0, fixed, fixed
    return shift.astype(np.float32), factor.astype(np.float32), limit.astype(np.float32)


def _idf(counts: csr_matrix) -> NDArray[np.float16]:
    n_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + n_texts)) + 1, dtype=np.float16)
