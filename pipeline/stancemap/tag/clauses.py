"""Where a sentence can be cut into clauses, and which stretches of it could be a claim each.

Comments are read without a parse, so the cuts are lexical: at semicolons, dashes and colons, at
commas, and before conjunctions, where something that can be a verb stands on both sides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_CUT = re.compile(
    r"(?P<stop>\s*;\s+|:\s+|\s[–—-]{1,2}\s|\s?—\s?|--|\.\.+\s*|…\s*)"
    r"|(?P<comma>,\s+(?:(?:and|but|so|yet|or|which|because|since|while|although|though|whereas)\s+)?)"
    r"|(?P<joint>\s+(?:but|because|so|and|while|although|whereas)\s+"
    r"(?=(?:i|you|he|she|it|we|they|this|that|these|those|there|the|an?|my|your|his|her|its|our"
    r"|their|people|some|most|many|no|nobody|everyone|if|when)\b|[A-Z]))"
    r"|(?P<said>\b(?:think|thinks|believe|know|say|says|mean|means|seems|feel|hope|guess|fact)"
    r"\s+that\s+)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|may|might"
    r"|must|ought|ain't|\w+n['’]?t|cannot|needs?|wants?|gets?|got|makes?|made|goes|go|knows?|think"
    r"|say|says|said|takes?|uses?|works?|comes?|came|means?|lets?|keeps?|gives?|costs?|kills?"
    r"|helps?|becomes?|remains?|seems?|looks?|\w{3,}ed|\w{4,}(?:tes|ses|zes|ces|ges|ves))\b"
    r"|['’](?:s|re|ll|ve|d|m)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FEWEST_WORDS = 3
_MOST_PIECES = 5
_LONGEST = 2_000
"""Characters of a sentence that is cut; a longer one is a list or no prose, and costly to try."""
EDGES = ("sentence", "stop", "comma", "joint", "said")
"""What a stretch begins or ends at."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence, from edge to edge; `whole` where it is all of it."""

    start: int
    end: int
    opened_by: str = "sentence"
    closed_by: str = "sentence"
    n_pieces: int = 1

    @property
    def whole(self) -> bool:
        """Say whether nothing is cut off."""
        return self.opened_by == self.closed_by == "sentence"


def clauses_of(sentence: str) -> list[Stretch]:
    """Cut a sentence into clauses of three words or more, each with something like a verb.

    >>> text = "Trains are late, but buses never come; taxis cost too much."
    >>> [text[one.start : one.end] for one in clauses_of(text)]
    ['Trains are late', 'buses never come', 'taxis cost too much.']
    >>> text = "Cars, buses and trains are late."
    >>> [text[one.start : one.end] for one in clauses_of(text)]
    ['Cars, buses and trains are late.']
    """
    if len(sentence) > _LONGEST:
        return [Stretch(0, len(sentence))]
    pieces: list[Stretch] = []
    start, opened_by = 0, "sentence"
    for cut in _CUT.finditer(sentence):
        until = cut.end() if cut.lastgroup == "said" else cut.start()
        if len(pieces) == _MOST_PIECES - 1:
            break
        if _can_stand(sentence[start:until]) and _can_stand(sentence[cut.end() :]):
            edge = cut.lastgroup or ""
            pieces.append(Stretch(start, until, opened_by, edge))
            start, opened_by = cut.end(), edge
    return [*pieces, Stretch(start, len(sentence), opened_by)]


def stretches_of(sentence: str) -> Iterator[Stretch]:
    """Yield the whole sentence, then each run of its clauses.

    >>> [one.n_pieces for one in stretches_of("It is late, but he is here, and she is not.")]
    [3, 1, 2, 1, 2, 1]
    """
    pieces = clauses_of(sentence)
    count = len(pieces)
    yield Stretch(0, len(sentence), n_pieces=count)
    for first in range(count):
        for last in range(first, count):
            if last - first + 1 < count:
                opened, closed = pieces[first], pieces[last]
                yield Stretch(
                    opened.start, closed.end, opened.opened_by, closed.closed_by, last - first + 1
                )


def best_apart(stretches: list[Stretch], gains: list[float]) -> list[int]:
    """Choose stretches that do not overlap and together gain most; none that loses.

    >>> best_apart(list(stretches_of("It is late, but he is here.")), [0.3, 0.2, 0.2])
    [1, 2]
    """
    points = sorted({one.start for one in stretches} | {one.end for one in stretches})
    best: dict[int, tuple[float, tuple[int, ...]]] = {points[0]: (0.0, ())}
    for before, point in pairwise(points):
        best[point] = best[before]
        for number, one in enumerate(stretches):
            if one.end == point and gains[number] > 0:
                gain, chosen = best[one.start]
                if gain + gains[number] > best[point][0]:
                    best[point] = (gain + gains[number], (*chosen, number))
    return list(best[points[-1]][1])


def _can_stand(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) >= _FEWEST_WORDS and bool(_VERB.search(text))
