"""Fit a researcher's stance model on few labels, and judge it on comments it did not see."""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from stancemap.learn.decide import ABSTAIN_SHARE, Scores, calibrate
from stancemap.tag.stance_model import Decision, Matrix
from stancemap.tag.stance_own import OwnFeatures, OwnRows, OwnWeights, base_scores, scale

REGULARISATIONS = (0.1, 0.3, 1.0)
"""scikit-learn's C; the one whose out-of-fold answers are likeliest is taken."""
FOLDS = 5
_CUE_RANGE, _MEANING_RANGE, _WORD_RANGE = 0.15, 4.0, 2.0
"""How much each kind of feature counts beside the shipped model's log-probabilities."""
_NEVER = -8.0
"""Log-odds of a code of which there is no label."""
LEAN = 0.65
"""How far choices go from what is likeliest (0) to giving rare codes their due (1). Fixed: fitted
to so few labels it would follow chance."""
_MAX_ITERATIONS = 300
_TOLERANCE = 1e-3

Labels = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class OwnTable:
    """Labelled comments as numbers.

    Attributes:
        reduced: coordinates of all rows in the space that they span. Ridge-like penalties give the
            same model there as on all features, at a fraction of the time.
        back: what turns a row of coefficients there into one on scaled dense features and words.
        base: the shipped model's scores, for the codes that it shares.
        groups: rows of one thread share a number and a fold.
    """

    rows: OwnRows
    shift: NDArray[np.float32]
    factor: NDArray[np.float32]
    reduced: Matrix
    back: Matrix
    base: Matrix
    labels: Labels
    groups: Labels
    n_codes: int


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A fitted regression in the reduced space, one row per code."""

    coefficients: Matrix
    intercept: NDArray[np.float64]

    def scores(self, reduced: Matrix) -> Matrix:
        """Score rows for each code."""
        return np.asarray(reduced @ self.coefficients.T + self.intercept)


def tabulate_own(
    features: OwnFeatures,
    rows: OwnRows,
    codes: Sequence[str],
    labels: Labels,
    groups: Sequence[str],
) -> OwnTable:
    """Scale the features by these comments, and find the space that they span."""
    shift, factor = _scaling(rows.dense, len(features.base_codes), features.n_meaning)
    scaled = scale(rows.dense, shift, factor)
    words = rows.words * _WORD_RANGE
    gram = scaled @ scaled.T + np.asarray((words @ words.T).todense())
    values, vectors = np.linalg.eigh(gram)
    kept = values > max(values.max(initial=0.0), 1.0) * 1e-9
    roots = np.sqrt(values[kept])
    return OwnTable(
        rows=rows,
        shift=shift,
        factor=factor,
        reduced=vectors[:, kept] * roots,
        back=vectors[:, kept] / roots,
        base=base_scores(rows.base, features.base_codes, codes),
        labels=labels,
        groups=np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)[1],
        n_codes=len(codes),
    )


def _scaling(
    dense: Matrix, n_base: int, n_meaning: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    spread = dense.std(axis=0)
    spread[spread < 1e-9] = 1  # noqa: PLR2004  # a constant
    factor = _CUE_RANGE / spread
    factor[:n_base] = 1
    factor[-n_meaning:] = _MEANING_RANGE
    return dense.mean(axis=0).astype(np.float32), factor.astype(np.float32)


def fit_head(table: OwnTable, rows: Labels, regularisation: float) -> Head:
    """Learn from some rows; every code counts as much as every other."""
    labels = table.labels[rows]
    found = np.unique(labels)
    coefficients = np.zeros((table.n_codes, table.reduced.shape[1]))
    intercept = np.full(table.n_codes, _NEVER)
    intercept[found] = 0
    if len(found) == 1:
        return Head(coefficients, intercept)
    model = LogisticRegression(
        C=regularisation, class_weight="balanced", max_iter=_MAX_ITERATIONS, tol=_TOLERANCE
    ).fit(table.reduced[rows], labels)
    learnt, offset = model.coef_, model.intercept_
    if len(found) == 2:  # noqa: PLR2004  # scikit-learn then keeps one row for both
        learnt, offset = np.vstack([-learnt, learnt]) / 2, np.array([-offset[0], offset[0]]) / 2
    coefficients[found], intercept[found] = learnt, offset
    return Head(coefficients, intercept)


def fit_own(table: OwnTable, rows: Labels, seed: int = 0) -> tuple[Head, Decision]:
    """Choose the regularisation, calibration and decision by cross-validation, then fit."""
    folds = list(_folds(table, rows, seed))
    tried = [(c, _decision(table, _out_of_fold(table, folds, c), folds)) for c in REGULARISATIONS]
    regularisation, (_, decision) = min(tried, key=lambda one: one[1][0])
    return fit_head(table, rows, regularisation), decision


def _out_of_fold(table: OwnTable, folds: Sequence[tuple[Labels, Labels]], c: float) -> Matrix:
    parts = [fit_head(table, train, c).scores(table.reduced[test]) for train, test in folds]
    return np.concatenate(parts)


def _decision(
    table: OwnTable, own: Matrix, folds: Sequence[tuple[Labels, Labels]]
) -> tuple[float, Decision]:
    """Fit calibration and decision rule to out-of-fold scores; tell also how unlikely they are."""
    rows = np.concatenate([test for _, test in folds])
    labels = table.labels[rows]
    nothing = np.zeros(own.shape, dtype=np.bool_)
    shares, bias = calibrate(Scores(own, table.base[rows], labels, nothing))
    rarity = -np.log((np.bincount(labels, minlength=table.n_codes) + 1) / len(labels))
    lean = tuple(round(float(value), 3) for value in LEAN * (rarity - rarity.min()))
    # One code per comment: the labels do not say which others hold, so none is given beside it.
    answers = Decision(shares, bias, lean, (1.0,) * table.n_codes, 0.0)
    probabilities = answers.probabilities(own, table.base[rows])
    certainty = answers.leaning(probabilities).max(axis=1)
    limit = round(float(np.quantile(certainty, ABSTAIN_SHARE)), 3)
    loss = -np.log(probabilities[np.arange(len(rows)), labels] + 1e-12).mean()
    return float(loss), replace(answers, abstain_below=limit)


def _folds(table: OwnTable, rows: Labels, seed: int) -> Iterator[tuple[Labels, Labels]]:
    """Split rows by thread, with like shares of codes; fewer folds where threads are few."""
    groups, labels = table.groups[rows], table.labels[rows]
    n_folds = min(FOLDS, len(np.unique(groups)))
    if n_folds < 2:  # noqa: PLR2004  # one thread: better by comment than not at all
        groups, n_folds = np.arange(len(rows)), min(FOLDS, len(rows))
    n_folds = min(n_folds, int(np.bincount(labels).max()))
    splitter = StratifiedGroupKFold(max(2, n_folds), shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # Fewer labels of a code than folds: it is then absent from some, which is what it is.
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        splits = list(splitter.split(np.zeros(len(rows)), labels, groups))
    for train, test in splits:
        if len(train) and len(test):
            yield rows[train], rows[test]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Answers about comments that were not learnt from."""

    rows: Labels
    probabilities: Matrix
    predicted: Labels
    certainty: NDArray[np.float64]
    abstained: NDArray[np.bool_]


def answer(table: OwnTable, rows: Labels, head: Head, decision: Decision) -> Held:
    """Answer for some rows of a table."""
    probabilities = decision.probabilities(head.scores(table.reduced[rows]), table.base[rows])
    leaning = decision.leaning(probabilities)
    return Held(rows, probabilities, leaning.argmax(axis=1), leaning.max(axis=1),
                decision.abstains(probabilities))  # fmt: skip


def cross_validate_own(table: OwnTable, seed: int = 0) -> Held:
    """Answer for every comment by a model that saw nothing of its thread, decisions included."""
    parts = [
        answer(table, test, *fit_own(table, train, seed))
        for train, test in _folds(table, np.arange(len(table.labels)), seed)
    ]
    return Held(
        rows=np.concatenate([part.rows for part in parts]),
        probabilities=np.concatenate([part.probabilities for part in parts]),
        predicted=np.concatenate([part.predicted for part in parts]),
        certainty=np.concatenate([part.certainty for part in parts]),
        abstained=np.concatenate([part.abstained for part in parts]),
    )


def weights_of(table: OwnTable, head: Head) -> OwnWeights:
    """Turn coefficients back into ones on features, as they are stored."""
    mixed = head.coefficients @ table.back.T
    scaled = scale(table.rows.dense, table.shift, table.factor)
    words = np.asarray((table.rows.words.T @ mixed.T).T) * _WORD_RANGE**2
    return OwnWeights(
        shift=table.shift,
        factor=table.factor,
        dense=(mixed @ scaled).astype(np.float32),
        words=words.astype(np.float32),
        intercept=head.intercept.astype(np.float32),
    )
