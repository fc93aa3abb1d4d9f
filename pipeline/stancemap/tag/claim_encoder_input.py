"""What the claim encoder reads of a text, and which of its word pieces a stretch is made of."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from stancemap.records import Sentence, Span
from stancemap.tag.claims import ClaimText
from stancemap.tag.clauses import Stretch, stretches_of
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder
from stancemap.tag.stance_features import StanceQuestion

_MOST_STRETCHES = 16


@dataclass(frozen=True, slots=True)
class Pieces:
    """A stretch of a sentence as word pieces of the input, from `first` to `last`."""

    sentence: int
    stretch: Stretch
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ClaimInput:
    """Word pieces of some sentences of a text, and the stretches that may be claims.

    The first stretch of a sentence is all of it. A sentence that did not fit has none.
    """

    ids: tuple[int, ...]
    stretches: tuple[Pieces, ...]


def build_inputs(text: ClaimText, builder: InputBuilder) -> Iterator[ClaimInput]:
    """Turn a text into inputs; a long one into several, cut between sentences."""
    first, count = 0, len(text.sentences)
    while first < count:
        taken = count - first
        pieces = builder.build(_question(text, first, taken))
        if len(pieces.ids) >= builder.shape.max_length and taken > 1:
            taken = _fitting(text, first, builder)
            pieces = builder.build(_question(text, first, taken))
        yield ClaimInput(pieces.ids, tuple(_stretches(text, first, taken, pieces)))
        first += taken


def _fitting(text: ClaimText, first: int, builder: InputBuilder) -> int:
    """Count the sentences that fit into one input; one always counts."""
    low, high = 1, len(text.sentences) - first
    while low < high:
        middle = (low + high + 1) // 2
        fits = len(builder.build(_question(text, first, middle)).ids) < builder.shape.max_length
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _question(text: ClaimText, first: int, count: int) -> StanceQuestion:
    chosen = text.sentences[first : first + count]
    sentences = tuple(
        Sentence(Span(start, start + len(words), words))
        for words, start in zip(chosen, _starts(chosen), strict=True)
    )
    return StanceQuestion(text.target, text.title, text.parent, "", sentences)


def _starts(sentences: Sequence[str]) -> list[int]:
    return list(accumulate((len(words) + 1 for words in sentences[:-1]), initial=0))


def _stretches(text: ClaimText, first: int, count: int, pieces: EncoderInput) -> Iterator[Pieces]:
    chosen = text.sentences[first : first + count]
    starts = [start for start, _ in pieces.spans]
    ends = [end for _, end in pieces.spans]
    for number, (words, at) in enumerate(zip(chosen, _starts(chosen), strict=True)):
        for stretch in islice(stretches_of(words), _MOST_STRETCHES):
            low = bisect_right(ends, at + stretch.start)
            high = bisect_left(starts, at + stretch.end) - 1
            if low <= high:
                begin = pieces.begin
                yield Pieces(first + number, stretch, begin + low, begin + high)
