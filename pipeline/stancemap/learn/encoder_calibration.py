"""Find how the encoder's scores become probabilities and codes, and judge that by thread.

The encoder never saw the development comments; only these few numbers are fitted on them. What is
printed comes from numbers fitted on other threads, what ships from all threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from stancemap.learn.cross_validate import Outcome
from stancemap.learn.decide import find_also, find_lean
from stancemap.learn.splits import N_FOLDS, assign_folds
from stancemap.tag.stance_encoder_model import EncoderDecision
from stancemap.tag.stance_model import Matrix, log_softmax

ABSTAIN_SHARE = 0.4
"""Share of comments set aside: risk falls steadily with coverage, so this is a choice, and the
same one as for the linear model."""
_RIDGE = 0.5
_SCALES = (0.05, 5.0)
_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The encoder's scores of coded comments.

    Attributes:
        also: for each comment and code, whether it holds beside the primary one.
        threads: the thread of each comment.
    """

    scores: Matrix
    labels: NDArray[np.intp]
    also: NDArray[np.bool_]
    threads: tuple[str, ...]

    def part(self, rows: NDArray[np.bool_]) -> "Judged":
        """Take some rows."""
        threads = tuple(t for t, take in zip(self.threads, rows, strict=True) if take)
        return Judged(self.scores[rows], self.labels[rows], self.also[rows], threads)


def folds_of(threads: Sequence[str], seed: int) -> NDArray[np.intp]:
    """Deal whole threads into folds of nearly equal size."""
    fold_of = assign_folds(threads, seed)
    return np.array([fold_of[thread] for thread in threads])


def fit_decision(judged: Judged, folds: NDArray[np.intp]) -> EncoderDecision:
    """Fit calibration, lean and thresholds; the latter two on probabilities of unseen folds."""
    scale, bias = fit_calibration(judged)
    n_codes = judged.scores.shape[1]
    probabilities = np.zeros_like(judged.scores)
    for fold in np.unique(folds):
        here = folds == fold
        probabilities[here] = _plain(*fit_calibration(judged.part(~here))).probabilities(
            judged.scores[here]
        )
    lean = find_lean(probabilities, judged.labels, np.exp(_log_shares(judged.labels, n_codes)))
    leaning = EncoderDecision(scale, bias, lean, (), 0.0).leaning(probabilities)
    threshold = float(np.quantile(leaning.max(axis=1), ABSTAIN_SHARE))
    return EncoderDecision(
        scale=scale,
        bias=bias,
        lean=lean,
        also=find_also(probabilities, leaning.argmax(axis=1), judged.also),
        abstain_below=round(threshold, _DIGITS),
    )


def fit_calibration(judged: Judged) -> tuple[float, tuple[float, ...]]:
    """Choose one scale and a bias per code by the likelihood of the truth."""
    rows, n_codes = np.arange(len(judged.labels)), judged.scores.shape[1]
    shares = _log_shares(judged.labels, n_codes)

    def loss(x: NDArray[np.float64]) -> float:
        likelihood = log_softmax(x[0] * judged.scores + x[1:])[rows, judged.labels].sum()
        pull = ((x[1:] - shares) ** 2).sum() + (x[0] - 1) ** 2
        return float(_RIDGE * pull - likelihood)

    bounds = [_SCALES] + [(None, None)] * n_codes
    best = minimize(loss, np.concatenate([[1.0], shares]), method="L-BFGS-B", bounds=bounds).x
    return round(float(best[0]), _DIGITS), tuple(round(float(b), _DIGITS) for b in best[1:])


def judge_by_fold(judged: Judged, seed: int) -> Outcome:
    """Judge each fold by what was fitted on the other folds."""
    folds = folds_of(judged.threads, seed)
    probabilities, certainty = np.zeros_like(judged.scores), np.zeros(len(folds))
    predicted, abstained = np.zeros(len(folds), np.intp), np.zeros(len(folds), np.bool_)
    for fold in range(N_FOLDS):
        here = folds == fold
        decision = fit_decision(judged.part(~here), folds[~here])
        probabilities[here] = decision.probabilities(judged.scores[here])
        leaning = decision.leaning(probabilities[here])
        predicted[here], certainty[here] = leaning.argmax(axis=1), leaning.max(axis=1)
        abstained[here] = certainty[here] < decision.abstain_below
    return Outcome(np.arange(len(folds)), probabilities, predicted, certainty, abstained)


def _plain(scale: float, bias: tuple[float, ...]) -> EncoderDecision:
    return EncoderDecision(scale, bias, (0.0,) * len(bias), (1.0,) * len(bias), 0.0)


def _log_shares(labels: NDArray[np.intp], n_codes: int) -> NDArray[np.float64]:
    counts = np.bincount(labels, minlength=n_codes) + 1.0
    return np.asarray(np.log(counts / counts.sum()))
