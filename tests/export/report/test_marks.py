from hypothesis import given
from hypothesis import strategies as st

from stancemap.export.report.marks import Mark, Segment, excerpt
from stancemap.records import Span


@st.composite
def _text_and_spans(draw: st.DrawFn) -> tuple[str, list[tuple[Mark, Span]]]:
    text = draw(st.text(min_size=1, max_size=60))
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    pairs = draw(st.lists(edges.filter(lambda pair: pair[0] < pair[1]), max_size=4))
    return text, [(draw(st.sampled_from(Mark)), Span.of(text, *pair)) for pair in pairs]


@given(_text_and_spans())
def test_segments_put_together_are_the_text(case: tuple[str, list[tuple[Mark, Span]]]) -> None:
    text, spans = case
    found = excerpt(text, spans, limit=1_000)
    assert "".join(segment.text for segment in found.segments) == text
    assert not found.cut


@given(_text_and_spans())
def test_marked_segments_cover_exactly_the_spans(
    case: tuple[str, list[tuple[Mark, Span]]],
) -> None:
    text, spans = case
    wanted = {(place, mark) for mark, span in spans for place in range(span.start, span.end)}
    found, place = set(), 0
    for segment in excerpt(text, spans, limit=1_000).segments:
        found |= {
            (at, mark) for at in range(place, place + len(segment.text)) for mark in segment.marks
        }
        place += len(segment.text)
    assert found == wanted


def test_long_text_is_cut_around_the_claim() -> None:
    text = "a" * 5_000 + " It is a waste. " + "b" * 5_000
    claim = Span.of(text, 5_001, 5_015)
    found = excerpt(text, [(Mark.CLAIM, claim)], limit=300)
    assert found.cut
    assert Segment("It is a waste.", (Mark.CLAIM,)) in found.segments
    assert sum(len(segment.text) for segment in found.segments) == 300 + 2 * len("… ")


def test_claim_longer_than_the_room_is_marked_as_far_as_it_is_shown() -> None:
    text = "x" * 900
    found = excerpt(text, [(Mark.CLAIM, Span.of(text, 0, 900))], limit=100)
    assert [(len(segment.text), segment.marks) for segment in found.segments] == [
        (100, (Mark.CLAIM,)),
        (2, ()),
    ]
