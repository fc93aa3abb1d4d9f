"""What the stance encoder reads of a question; training builds its input with the same words.

    <s> target | title | reply to: parent </s></s> the comment's own sentences </s>

Of a long comment the first two thirds and the last third of the room are kept.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from tokenizers import Encoding, Tokenizer

from stancemap.records import Sentence
from stancemap.tag.stance_features import StanceQuestion

_MOST_CHARACTERS = 6_000
"""Characters read from either end of a comment: several times what fits, however large it is."""


@dataclass(frozen=True, slots=True)
class InputShape:
    """How many word pieces each part of the input may take.

    Attributes:
        max_length: of the whole input.
        separators: ending pieces between context and comment.
        max_target: of target and title together.
        max_parent: of the words of the comment that is answered.
    """

    max_length: int = 160
    separators: int = 2
    max_target: int = 32
    max_parent: int = 28


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """Word pieces of one question.

    Attributes:
        ids: the pieces of the whole input.
        begin: where the comment's pieces begin in `ids`; they end before the last one.
        spans: for each of the comment's pieces, its place in the comment's text.
        sentences: for each of them, the number of its sentence among the own ones.
    """

    ids: tuple[int, ...]
    begin: int
    spans: tuple[tuple[int, int], ...]
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    number: int
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class InputBuilder:
    """Builds inputs; a question's input depends on that question only."""

    tokenizer: Tokenizer
    shape: InputShape

    def build(self, question: StanceQuestion) -> EncoderInput:
        """Turn a question into word pieces."""
        special = self.tokenizer.encode("").ids
        first, last = special[0], special[-1]
        head = [first, *self._context(question), *[last] * self.shape.separators]
        room = max(1, self.shape.max_length - len(head) - 1)
        body = _head_and_tail(self._comment(question.own_sentences), room)
        return EncoderInput(
            ids=(*head, *(piece.number for piece in body), last),
            begin=len(head),
            spans=tuple((piece.start, piece.end) for piece in body),
            sentences=tuple(piece.sentence for piece in body),
        )

    def _context(self, question: StanceQuestion) -> list[int]:
        title = f" | {question.title}" if question.title else ""
        context = self._encode(question.target[:_MOST_CHARACTERS] + title[:_MOST_CHARACTERS]).ids
        parent = f"| reply to: {question.parent[:_MOST_CHARACTERS]}" if question.parent else ""
        return [
            *context[: self.shape.max_target],
            *self._encode(parent).ids[: self.shape.max_parent],
        ]

    def _comment(self, sentences: Sequence[Sentence]) -> list[_Piece]:
        text = " ".join(sentence.span.text for sentence in sentences)
        starts = list(accumulate((len(s.span.text) + 1 for s in sentences), initial=0))
        offsets = [(0, min(len(text), _MOST_CHARACTERS))]
        if len(text) > _MOST_CHARACTERS:
            offsets.append((max(_MOST_CHARACTERS, len(text) - _MOST_CHARACTERS), len(text)))
        pieces = []
        for begin, end in offsets:
            encoded = self._encode(text[begin:end])
            for number, (low, high) in zip(encoded.ids, encoded.offsets, strict=True):
                at = bisect_right(starts, begin + low, hi=len(sentences)) - 1
                shift = begin - starts[at] + sentences[at].span.start
                pieces.append(_Piece(number, at, low + shift, high + shift))
        return pieces

    def _encode(self, text: str) -> Encoding:
        # A lone surrogate is no text to the tokenizer; one character stays one character.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        return self.tokenizer.encode(clean, add_special_tokens=False)


def _head_and_tail(pieces: list[_Piece], room: int) -> list[_Piece]:
    if len(pieces) <= room:
        return pieces
    tail = room // 3
    return pieces[: room - tail] + pieces[len(pieces) - tail :]
