import re

from stancemap.export.report.charts import month_chart, stance_chart
from stancemap.export.report.stances import Stances, StanceShare

SHARES = (
    StanceShare("support", 6, 0.6, 0.3, 0.8),
    StanceShare("oppose", 4, 0.4, 0.2, 0.7),
    StanceShare("_unsure", 0, 0.0, 0.0, 0.3),
)


def _texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_stances_stand_in_the_order_given_with_their_numbers() -> None:
    texts = _texts(stance_chart(SHARES))
    assert [text for text in texts if text in {"support", "oppose", "too unsure"}] == [
        "support",
        "oppose",
        "too unsure",
    ]
    assert any(text.startswith("60%") and "30% to 80%" in text for text in texts)


def test_charts_hold_nothing_that_the_policy_or_the_page_forbids() -> None:
    for svg in (stance_chart(SHARES), month_chart([Stances("2025-03", 10, SHARES)])):
        assert svg.startswith("<svg")
        assert not re.search(r' id="|style=|<style|<script|https?:', svg)
        assert "var(--bar-oppose)" in svg


def test_charts_are_the_same_each_time() -> None:
    assert stance_chart(SHARES) == stance_chart(SHARES)


def test_months_that_are_none_are_left_out() -> None:
    assert month_chart([Stances("unknown", 10, SHARES)]) == ""
    svg = month_chart([Stances("2025-03", 10, SHARES), Stances("unknown", 10, SHARES)])
    assert "Mar 2025" in _texts(svg)
