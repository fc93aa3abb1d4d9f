"""Sentences are cut where something that can be a verb stands on both sides."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemap.tag.clauses import best_apart, clauses_of, stretches_of


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        (
            "The pumps are loud and they cost a fortune.",
            ["The pumps are loud", "they cost a fortune."],
        ),
        (
            "We should wait because the grid is not ready.",
            ["We should wait", "the grid is not ready."],
        ),
        (
            "The loud, ugly and costly pumps are here.",
            ["The loud, ugly and costly pumps are here."],
        ),
        ("It is loud; it is ugly.", ["It is loud", "it is ugly."]),
    ],
)
def test_coordinated_clauses_are_cut_and_lists_are_not(sentence: str, clauses: list[str]) -> None:
    assert [sentence[one.start : one.end] for one in clauses_of(sentence)] == clauses


@given(st.text(alphabet="is are a, ;—but and\n…x", max_size=80))
def test_stretches_lie_in_the_sentence_and_those_chosen_do_not_overlap(text: str) -> None:
    stretches = list(stretches_of(text))
    assert all(0 <= one.start <= one.end <= len(text) for one in stretches)
    chosen = [stretches[n] for n in best_apart(stretches, [0.1] * len(stretches))] if text else []
    assert all(a.end <= b.start for a, b in pairwise(chosen))


def test_one_long_claim_beats_two_weak_halves() -> None:
    stretches = list(stretches_of("It is late, but he is here."))
    assert best_apart(stretches, [0.5, 0.2, 0.2]) == [0]
    assert best_apart(stretches, [-0.1, -0.2, 0.0]) == []


def test_a_sentence_of_a_hundred_thousand_commas_is_left_whole() -> None:
    text = "it is, " * 100_000
    assert [(one.start, one.end) for one in clauses_of(text)] == [(0, len(text))]
