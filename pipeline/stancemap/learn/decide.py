"""Find, from out-of-fold scores, how scores become probabilities and probabilities codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from stancemap.tag.stance_model import Decision, Matrix, log_softmax

ABSTAIN_SHARE = 0.4
"""Share of comments that the tagger sets aside: the least certain ones."""
_LEANS = np.linspace(0.0, 1.0, 11)
_AS_GOOD = 0.005
"""Macro-F1 that is not worth a larger lean."""
_FEWEST_ALSO = 0.15
_PULL = 0.1
"""Draws calibration towards the plain average where the data says little."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Out-of-fold scores of both classifiers with the truth.

    Attributes:
        also: for each text and code, whether it holds beside the primary one.
    """

    dense: Matrix
    words: Matrix
    labels: NDArray[np.intp]
    also: NDArray[np.bool_]

    def part(self, rows: NDArray[np.bool_]) -> "Scores":
        """Take some rows."""
        return Scores(self.dense[rows], self.words[rows], self.labels[rows], self.also[rows])


def decide(scores: Scores, priors: NDArray[np.float64]) -> Decision:
    """Fit calibration, decision rule and thresholds."""
    shares, bias = calibrate(scores)
    n_codes = scores.dense.shape[1]
    flat = Decision(shares, bias, (0.0,) * n_codes, (1.0,) * n_codes, 0.0)
    probabilities = flat.probabilities(scores.dense, scores.words)
    lean = find_lean(probabilities, scores.labels, priors)
    leaning = Decision(shares, bias, lean, (1.0,) * n_codes, 0.0)
    certainty = leaning.leaning(probabilities)
    primary = certainty.argmax(axis=1)
    return Decision(
        shares=shares,
        bias=bias,
        lean=lean,
        also=find_also(probabilities, primary, scores.also),
        abstain_below=round(float(np.quantile(certainty.max(axis=1), ABSTAIN_SHARE)), 3),
    )


def calibrate(scores: Scores) -> tuple[tuple[float, float], tuple[float, ...]]:
    """Choose both classifiers' shares and a bias per code by the likelihood of the truth."""
    dense, words = log_softmax(scores.dense), log_softmax(scores.words)
    rows = np.arange(len(scores.labels))

    def loss(x: NDArray[np.float64]) -> float:
        mixed = log_softmax(x[0] * dense + x[1] * words + x[2:])
        likelihood = mixed[rows, scores.labels].mean()
        return float(-likelihood + _PULL * ((x[:2] - 0.5) ** 2).sum() + _PULL * (x[2:] ** 2).sum())

    start = np.concatenate([[0.5, 0.5], np.zeros(dense.shape[1])])
    bounds = [(0.05, 2.0)] * 2 + [(-2.0, 2.0)] * dense.shape[1]
    best = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return (
        (round(float(best[0]), 3), round(float(best[1]), 3)),
        tuple(round(float(value), 3) for value in best[2:]),
    )


def find_lean(
    probabilities: Matrix, labels: NDArray[np.intp], priors: NDArray[np.float64]
) -> tuple[float, ...]:
    """Lean towards rare codes as far as macro-F1 gains by it.

    One number is fitted, not one per code: `a` in `-a * log(prior)`. With so few comments of the
    rare codes, more would fit chance.
    """
    directions = -np.log(priors)
    gains = []
    for lean in _LEANS:
        predicted = (np.log(probabilities + 1e-12) + lean * directions).argmax(axis=1)
        gains.append(f1_score(labels, predicted, average="macro", zero_division=0.0))
    # The mean of neighbours, since a peak of one grid point is chance; and the smallest lean that
    # is as good as the best, since each lean trades likely codes for unlikely ones.
    smooth = np.convolve(np.pad(gains, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    best = _LEANS[int(np.argmax(smooth >= smooth.max() - _AS_GOOD))]
    return tuple(round(float(value), 3) for value in best * (directions - directions.min()))


def find_also(
    probabilities: Matrix, primary: NDArray[np.intp], also: NDArray[np.bool_]
) -> tuple[float, ...]:
    """Choose for each code the probability from which it holds beside the primary one.

    As many further codes are given as coders gave, so that counts of them are of the right size.
    """
    chosen = []
    for code in range(probabilities.shape[1]):
        n_real = int(also[:, code].sum())
        further = np.sort(probabilities[primary != code, code])[::-1]
        limit = further[min(n_real, len(further) - 1)] if len(further) else 1.0
        chosen.append(round(max(_FEWEST_ALSO, float(limit)), 3))
    return tuple(chosen)


def further_codes(also: Sequence[Sequence[str]], codes: Sequence[str]) -> NDArray[np.bool_]:
    """Tell for each text which codes hold beside its primary one."""
    return np.array([[code in more for code in codes] for more in also], dtype=np.bool_)
