import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancemap.maps.intervals import proportion


# Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_that_were_published(
    count: int, total: int, low: float, high: float
) -> None:
    found = proportion(count, total)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(case: tuple[int, int]) -> None:
    found = proportion(*case)
    assert -1e-9 <= found.low <= found.share + 1e-9
    assert found.share <= found.high + 1e-9 <= 1 + 2e-9


def test_nothing_out_of_nothing_may_be_anything() -> None:
    assert proportion(0, 0).low == 0
    assert proportion(0, 0).high == 1


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="13 out of 12"):
        proportion(13, 12)
