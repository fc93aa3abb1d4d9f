"""The figures mean what they say, on answers small enough to count by hand."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score

from stancemap.learn.cross_validate import Outcome
from stancemap.learn.evaluate import calibration_error, confusions, f1_by_code, margin, measure

CODES = ("a", "b", "c")


def outcome(predicted: list[int], certainty: list[float], abstained: list[int]) -> Outcome:
    chosen = np.array(predicted)
    probabilities = np.full((len(chosen), 3), 0.1)
    probabilities[np.arange(len(chosen)), chosen] = certainty
    return Outcome(
        np.arange(len(chosen)), probabilities, chosen, np.array(certainty), np.array(abstained) > 0
    )


def test_f1_and_confusions_agree_with_scikit_learn() -> None:
    random = np.random.default_rng(0)
    truth, predicted = random.integers(0, 5, 300), random.integers(0, 5, 300)
    ours = confusions(truth, predicted, 5)
    assert np.array_equal(ours, confusion_matrix(truth, predicted))
    assert f1_by_code(ours) == pytest.approx(f1_score(truth, predicted, average=None))


def test_calibration_error_is_the_gap_between_said_and_right() -> None:
    said_much = outcome([0, 0, 0, 0], [0.95] * 4, [0] * 4)
    assert calibration_error(said_much, np.array([0, 0, 1, 1])) == pytest.approx(0.45)
    assert calibration_error(said_much, np.array([0, 0, 0, 0])) == pytest.approx(0.05)


def test_abstained_comments_do_not_count_among_the_answered() -> None:
    truth = np.array([0, 1, 2, 0])
    figures = measure(
        [outcome([0, 1, 2, 2], [0.9, 0.8, 0.7, 0.2], [0, 0, 0, 1])], truth, list("wxyz"), CODES
    )
    assert figures.answered == 0.75
    assert figures.answered_macro_f1 == 1.0
    assert figures.accuracy == 0.75
    assert figures.low <= figures.macro_f1 <= figures.high


def test_the_surest_are_answered_first() -> None:
    truth = np.array([0, 1, 2, 0, 1])
    figures = measure(
        [outcome([0, 1, 2, 2, 2], [0.9, 0.8, 0.7, 0.2, 0.1], [0] * 5)], truth, list("vwxyz"), CODES
    )
    by_coverage = {point.coverage: point.accuracy for point in figures.risk_coverage}
    assert by_coverage[1.0] == 0.6
    assert by_coverage[0.6] == 1.0


def test_a_method_that_is_always_right_leads_in_every_resample() -> None:
    truth = np.array([0, 1, 2, 0, 1, 2])
    right, wrong = ([outcome(codes, [0.9] * 6, [0] * 6)] for codes in ([0, 1, 2] * 2, [1] * 6))
    lead = margin(right, wrong, truth, list("uvwxyz"), 3)
    assert lead.low >= 0
    assert lead.above_zero > 0.95
    assert margin(right, right, truth, list("uvwxyz"), 3).mean == 0.0
