"""Cross-validate the stance model by thread: scores and decisions never saw what they judge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemap.learn.data import Example
from stancemap.learn.decide import Scores, decide, further_codes
from stancemap.learn.splits import Split, splits
from stancemap.learn.train import Recipe, Table, fit
from stancemap.tag.stance_model import Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a method said about the development comments in one run of cross-validation.

    Attributes:
        rows: row numbers of the comments judged.
        probabilities: one row per comment.
        predicted: the primary code of each.
        certainty: how sure the method is of its choice; it need not be a probability.
        abstained: whether the method would rather not say.
    """

    rows: NDArray[np.intp]
    probabilities: Matrix
    predicted: NDArray[np.intp]
    certainty: NDArray[np.float64]
    abstained: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class FoldScores:
    """Out-of-fold scores of one seed, and the fold of each row."""

    scores: Scores
    rows: NDArray[np.intp]
    folds: NDArray[np.intp]


def score_folds(
    examples: Sequence[Example],
    table: Table,
    codes: Sequence[str],
    recipe: Recipe,
    *,
    priors: NDArray[np.float64],
    seed: int,
) -> FoldScores:
    """Score every development comment by a model that saw nothing of its thread."""
    parts = [(split, *_score(table, split, recipe, priors)) for split in splits(examples, seed)]
    rows = np.concatenate([np.array(split.test) for split, _, _ in parts])
    scores = Scores(
        dense=np.concatenate([dense for _, dense, _ in parts]),
        words=np.concatenate([words for _, _, words in parts]),
        labels=table.labels[rows],
        also=further_codes([examples[i].also for i in rows], codes),
    )
    sizes = [len(split.test) for split, _, _ in parts]
    return FoldScores(scores, rows, np.repeat(np.arange(len(parts)), sizes))


def _score(
    table: Table, split: Split, recipe: Recipe, priors: NDArray[np.float64]
) -> tuple[Matrix, Matrix]:
    weights = fit(table, split.train, recipe, priors)
    test = np.array(split.test)
    return weights.dense_log_odds(table.dense[test]), weights.words_log_odds(table.words[test])


def decide_by_fold(scored: FoldScores, priors: NDArray[np.float64]) -> Outcome:
    """Judge each fold by calibration and thresholds fitted on the other folds."""
    shape = scored.scores.dense.shape
    probabilities, predicted = np.zeros(shape), np.zeros(shape[0], dtype=np.intp)
    certainty, abstained = np.zeros(shape[0]), np.zeros(shape[0], dtype=np.bool_)
    for fold in range(int(scored.folds.max()) + 1):
        here = scored.folds == fold
        decision = decide(scored.scores.part(~here), priors)
        judged = scored.scores.part(here)
        rows = decision.probabilities(judged.dense, judged.words)
        leaning = decision.leaning(rows)
        probabilities[here], predicted[here] = rows, leaning.argmax(axis=1)
        certainty[here] = leaning.max(axis=1)
        abstained[here] = decision.abstains(rows)
    return Outcome(scored.rows, probabilities, predicted, certainty, abstained)
