"""The sentences of a text: spaCy's, cut at line breaks and at the edges of quoted blocks too."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from stancemap.records import Span

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W_]")
_WRAPPED_AT = 60
_BEGINS = 1
"""What spaCy says of a token that begins a sentence."""
_STOPS = '.!?…:;"”»)'


def find_sentences(doc: Doc, cuts: Iterable[int] = ()) -> tuple[Span, ...]:
    """Split a text read by spaCy; also at its line breaks and at `cuts`.

    Pieces without a word (emoji, ellipses) stay with the sentence before on their line.
    """
    text = doc.text
    hard = sorted({0, len(text), *_line_starts(text), *cuts})
    starts = sorted({*hard, *_starts_of(doc)})
    bounds: list[tuple[int, int]] = []
    for start, end in pairwise(starts):
        wordless = not _WORD.search(text, start, end)
        if not wordless:
            bounds.append((start, end))
        elif bounds and not _crosses(hard, bounds[-1][0], end):
            bounds[-1] = (bounds[-1][0], end)
    return tuple(_trimmed(text, start, end) for start, end in bounds)


def _starts_of(doc: Doc) -> list[int]:
    """Return where spaCy's sentences begin; quicker than by their spans."""
    tokens = cast("NDArray[np.uint64]", doc.to_array(["SENT_START", "IDX"]))
    starts: list[int] = tokens[tokens[:, 0] == _BEGINS, 1].tolist()
    return starts


def _line_starts(text: str) -> Iterator[int]:
    """Yield where a new line begins a new sentence: always, but for lines wrapped by width."""
    wraps_at = -1
    for match in _LINE.finditer(text):
        line = match.group().rstrip()
        wrapped = match.start() == wraps_at and line.lstrip()[:1].islower()
        if not wrapped:
            yield match.start()
        goes_on = len(line) >= _WRAPPED_AT and line[-1] not in _STOPS
        wraps_at = match.end() + 1 if goes_on else -1


def _crosses(hard: Sequence[int], start: int, end: int) -> bool:
    """Say whether a hard boundary lies strictly inside `start:end`."""
    following = hard[bisect_right(hard, start)]
    return following < end


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span.of(text, start + left, start + len(piece.rstrip()))
