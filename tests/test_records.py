import pytest

from stancemap.records import Span


def test_a_span_holds_the_words_it_points_at() -> None:
    text = "It is 🙂 coming."
    span = Span.of(text, 8, 14)
    assert span.text == text[span.start : span.end] == "coming"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 99)])
def test_a_span_outside_its_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="does not lie in 4 characters"):
        Span.of("four", start, end)
