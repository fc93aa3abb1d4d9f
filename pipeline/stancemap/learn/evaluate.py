"""How good a method's answers are: macro-F1 with interval, per code, calibration, abstention."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemap.learn.cross_validate import Outcome

N_RESAMPLES = 1000
_BINS = 10
_COVERAGES = (1.0, 0.8, 0.6, 0.4, 0.2)


@dataclass(frozen=True, slots=True)
class Point:
    """The comments answered when only the surest are: their share, macro-F1 and accuracy."""

    coverage: float
    macro_f1: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Margin:
    """How far one method's macro-F1 lies above another's; the share of resamples where it does."""

    mean: float
    low: float
    high: float
    above_zero: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one method, means over the seeds.

    Attributes:
        low: lower end of the 95 % interval of macro-F1, by resampling threads.
        high: its upper end.
        ece: expected calibration error over ten equal bins of confidence.
        answered: share of comments on which the method does not abstain.
        answered_macro_f1: macro-F1 on those.
    """

    macro_f1: float
    low: float
    high: float
    accuracy: float
    ece: float
    per_code_f1: dict[str, float]
    answered: float
    answered_macro_f1: float
    risk_coverage: tuple[Point, ...]
    confusion: tuple[tuple[float, ...], ...]


def measure(
    outcomes: Sequence[Outcome],
    labels: NDArray[np.intp],
    threads: Sequence[str],
    codes: Sequence[str],
) -> Figures:
    """Judge one method by its outcomes for several seeds; labels and threads are of all rows."""
    truth = [labels[outcome.rows] for outcome in outcomes]
    pairs = list(zip(outcomes, truth, strict=True))
    n_codes = len(codes)
    confusion = np.mean([confusions(y, o.predicted, n_codes) for o, y in pairs], axis=0)
    per_code = np.mean([f1_by_code(confusions(y, o.predicted, n_codes)) for o, y in pairs], axis=0)
    low, high = interval(pairs, threads, n_codes)
    kept = [(o.predicted[~o.abstained], y[~o.abstained]) for o, y in pairs]
    return Figures(
        macro_f1=_round(per_code.mean()),
        low=low,
        high=high,
        accuracy=_round(np.mean([np.mean(o.predicted == y) for o, y in pairs])),
        ece=_round(np.mean([calibration_error(o, y) for o, y in pairs])),
        per_code_f1={code: _round(value) for code, value in zip(codes, per_code, strict=True)},
        answered=_round(np.mean([np.mean(~o.abstained) for o, _ in pairs])),
        answered_macro_f1=_round(
            np.mean([f1_by_code(confusions(y, p, n_codes)).mean() for p, y in kept])
        ),
        risk_coverage=tuple(_point(pairs, share, n_codes) for share in _COVERAGES),
        confusion=tuple(tuple(round(float(n), 1) for n in row) for row in confusion),
    )


def confusions(
    truth: NDArray[np.intp], predicted: NDArray[np.intp], n_codes: int
) -> NDArray[np.float64]:
    """Count true codes (rows) against predicted ones (columns)."""
    cells = np.bincount(truth * n_codes + predicted, minlength=n_codes * n_codes)
    return cells.reshape(n_codes, n_codes).astype(np.float64)


def f1_by_code(confusion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the F1 of each code; 0 for one that is neither there nor predicted."""
    both = confusion.sum(axis=0) + confusion.sum(axis=1)
    return np.asarray(2 * np.diag(confusion) / np.where(both > 0, both, 1))


def interval(
    pairs: Sequence[tuple[Outcome, NDArray[np.intp]]], threads: Sequence[str], n_codes: int
) -> tuple[float, float]:
    """Resample whole threads and return the middle 95 % of macro-F1, averaged over seeds."""
    values = _resampled(pairs, threads, n_codes)
    return _round(np.quantile(values, 0.025)), _round(np.quantile(values, 0.975))


def _resampled(
    pairs: Sequence[tuple[Outcome, NDArray[np.intp]]], threads: Sequence[str], n_codes: int
) -> list[float]:
    names = sorted({threads[row] for outcome, _ in pairs for row in outcome.rows})
    number = {name: i for i, name in enumerate(names)}
    tables = np.zeros((len(pairs), len(names), n_codes, n_codes))
    for seed, (outcome, truth) in enumerate(pairs):
        of_thread = np.array([number[threads[row]] for row in outcome.rows])
        np.add.at(tables[seed], (of_thread, truth, outcome.predicted), 1)
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(names), (N_RESAMPLES, len(names)))
    return [
        float(np.mean([f1_by_code(table[sample].sum(axis=0)).mean() for table in tables]))
        for sample in drawn
    ]


def margin(
    ours: Sequence[Outcome],
    theirs: Sequence[Outcome],
    labels: NDArray[np.intp],
    threads: Sequence[str],
    n_codes: int,
) -> Margin:
    """Compare two methods on the same resampled threads."""
    first, second = (
        _resampled([(o, labels[o.rows]) for o in outcomes], threads, n_codes)
        for outcomes in (ours, theirs)
    )
    gaps = np.array(first) - np.array(second)
    return Margin(
        mean=_round(gaps.mean()),
        low=_round(np.quantile(gaps, 0.025)),
        high=_round(np.quantile(gaps, 0.975)),
        above_zero=_round(np.mean(gaps > 0)),
    )


def calibration_error(outcome: Outcome, truth: NDArray[np.intp]) -> float:
    """Return the mean gap between the probability of the chosen code and how often it is right."""
    confidence = outcome.probabilities[np.arange(len(truth)), outcome.predicted]
    right = outcome.predicted == truth
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b)
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps))


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Choices of about one probability: their share, mean probability, and how many are right."""

    share: float
    confidence: float
    right: float


def reliability(
    outcomes: Sequence[Outcome], labels: NDArray[np.intp]
) -> tuple[ReliabilityBin, ...]:
    """Compare the probability of the chosen code with how often it is right, in ten bins."""
    confidence = np.concatenate(
        [o.probabilities[np.arange(len(o.rows)), o.predicted] for o in outcomes]
    )
    right = np.concatenate([o.predicted == labels[o.rows] for o in outcomes])
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return tuple(
        ReliabilityBin(
            _round(np.mean(bins == b)),
            _round(confidence[bins == b].mean()),
            _round(right[bins == b].mean()),
        )
        for b in np.unique(bins)
    )


def _point(pairs: Sequence[tuple[Outcome, NDArray[np.intp]]], share: float, n_codes: int) -> Point:
    scores, rights = [], []
    for outcome, truth in pairs:
        surest = np.argsort(-outcome.certainty, kind="stable")[: round(share * len(truth))]
        predicted, true = outcome.predicted[surest], truth[surest]
        scores.append(f1_by_code(confusions(true, predicted, n_codes)).mean())
        rights.append(np.mean(predicted == true))
    return Point(share, _round(np.mean(scores)), _round(np.mean(rights)))


def _round(value: float | np.floating) -> float:
    return round(float(value), 3)
