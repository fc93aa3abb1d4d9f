"""A text cut at the edges of the spans to highlight in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from stancemap.records import Span


class Mark(StrEnum):
    """Why a stretch of a comment is highlighted."""

    CLAIM = "claim"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text in segments; `cut` says that some of it was left out."""

    segments: tuple[Segment, ...]
    cut: bool = False


def excerpt(text: str, spans: Sequence[tuple[Mark, Span]], limit: int) -> Excerpt:
    """Mark the spans in `text`; of a long text, keep `limit` characters around the first span.

    >>> found = excerpt("No. It is a waste.", [(Mark.CLAIM, Span(4, 17, "It is a waste"))], 80)
    >>> [(segment.text, *segment.marks) for segment in found.segments]
    [('No. ',), ('It is a waste', <Mark.CLAIM: 'claim'>), ('.',)]
    """
    first, last = _window(len(text), spans[0][1].start if spans else 0, limit)
    edges = {first, last}
    for _, span in spans:
        edges |= {min(max(edge, first), last) for edge in (span.start, span.end)}
    cuts = sorted(edges)
    segments = [
        Segment(
            text[start:end],
            tuple(
                dict.fromkeys(
                    mark for mark, span in spans if span.start <= start and end <= span.end
                )
            ),
        )
        for start, end in pairwise(cuts)
    ]
    if first > 0:
        segments.insert(0, Segment("… "))
    if last < len(text):
        segments.append(Segment(" …"))
    return Excerpt(tuple(segments), cut=last - first < len(text))


def _window(length: int, focus: int, limit: int) -> tuple[int, int]:
    if length <= limit:
        return 0, length
    first = min(max(focus - limit // 3, 0), length - limit)
    return first, first + limit
