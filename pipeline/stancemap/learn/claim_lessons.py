"""Comments with marked claims as lessons of the claim encoder, without torch."""

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stancemap.errors import InputError
from stancemap.learn.claim_rows import Bounds
from stancemap.learn.claim_scoring import has_claim
from stancemap.records import Span
from stancemap.tag.claim_encoder_input import ClaimInput, build_inputs
from stancemap.tag.claims import ClaimText
from stancemap.tag.own_words import find_quoted, mark_own
from stancemap.tag.parsing import Parser
from stancemap.tag.sentences import find_sentences
from stancemap.tag.stance_encoder_input import InputBuilder

_LETTERS = re.compile(r"\W+")
_COMPARED = 300


@dataclass(frozen=True, slots=True)
class ClaimLesson:
    """A comment with its own sentences, the claims that a coder marked, stance and evidence."""

    source: str
    group: str
    key: str
    text: ClaimText
    sentences: tuple[Span, ...]
    claims: tuple[Bounds, ...]
    primary: str = ""
    evidence: Bounds | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ClaimBatch:
    """Inputs of one length with their stretches, and what a coder says of each."""

    ids: NDArray[np.int64]
    attention: NDArray[np.int64]
    text: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    is_sentence: NDArray[np.bool_]
    has: NDArray[np.float32]
    same: NDArray[np.float32]
    marked: NDArray[np.float32]
    source: NDArray[np.int64]
    codes: NDArray[np.int64]


def read_lessons(path: Path, source: str, parser: Parser) -> Iterator[ClaimLesson]:
    """Read comments of our gold, or the invented ones, whose claims are verbatim text.

    Raises:
        InputError: the file is absent or damaged.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read as gzipped JSON lines: {error}") from error
    docs = parser.comments([record["text"] for record in records])
    for record, doc in zip(records, docs, strict=True):
        if isinstance(doc, Exception):
            continue
        quoted = find_quoted(record["text"])
        cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
        own = tuple(one.span for one in mark_own(find_sentences(doc, cuts), quoted) if one.own)
        yield lesson_of(record, source, own)


def lesson_of(record: dict[str, Any], source: str, own: tuple[Span, ...]) -> ClaimLesson:
    """Make a lesson of a coded comment and its own sentences."""
    text = record["text"]
    found = [_bounds(text, claim) for claim in record["claims"]]
    evidence = record.get("evidence")
    return ClaimLesson(
        source=source,
        group=record.get("thread_id") or f"target: {record['target']}",
        key=_LETTERS.sub("", text.lower())[:_COMPARED],
        text=ClaimText(
            tuple(span.text for span in own),
            record["target"],
            record.get("title", ""),
            record.get("parent", ""),
        ),
        sentences=own,
        claims=tuple(bounds for bounds in found if bounds),
        primary=record["primary"],
        evidence=_bounds(text, evidence) if evidence else None,
    )


def _bounds(text: str, marked: str | Sequence[int]) -> Bounds | None:
    if not isinstance(marked, str):
        start, end = marked
        return start, end
    start = text.find(marked)
    return (start, start + len(marked)) if start >= 0 else None


def same_stretch(one: Bounds, other: Bounds) -> bool:
    """Say whether two stretches share half of both."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1] - one[0], other[1] - other[0])


@dataclass(frozen=True, slots=True)
class Syllabus:
    """How lessons become batches: how many pieces in one, what is left out by chance."""

    builder: InputBuilder
    sources: tuple[str, ...]
    codes: tuple[str, ...]
    batch_pieces: int = 2048
    title_drop: float = 0.25
    target_drop: float = 0.1

    def epoch(self, lessons: Sequence[ClaimLesson], chance: random.Random) -> Iterator[ClaimBatch]:
        """Yield all lessons once, in batches of like length, in random order."""
        inputs = [
            (lesson, one)
            for lesson in lessons
            for one in build_inputs(self._shown(lesson.text, chance), self.builder)
            if one.stretches
        ]
        chance.shuffle(inputs)
        inputs.sort(key=lambda pair: len(pair[1].ids) // 8)
        groups: list[list[tuple[ClaimLesson, ClaimInput]]] = [[]]
        for pair in inputs:
            if groups[-1] and (len(groups[-1]) + 1) * len(pair[1].ids) > self.batch_pieces:
                groups.append([])
            groups[-1].append(pair)
        chance.shuffle(groups)
        for group in groups:
            yield self.batch(group)

    def _shown(self, text: ClaimText, chance: random.Random) -> ClaimText:
        """Leave out title or target now and then, so that the network can do without."""
        if chance.random() < self.target_drop:
            return replace(text, target="", title="", parent="")
        return replace(text, title="") if chance.random() < self.title_drop else text

    def batch(self, group: Sequence[tuple[ClaimLesson, ClaimInput]]) -> ClaimBatch:
        """Bring inputs to one length and collect what is said of their stretches."""
        width = max(len(one.ids) for _, one in group)
        ids = np.zeros((len(group), width), dtype=np.int64)
        attention = np.zeros_like(ids)
        rows: list[tuple[float, ...]] = []
        for number, (lesson, one) in enumerate(group):
            ids[number, : len(one.ids)], attention[number, : len(one.ids)] = one.ids, 1
            rows += [(number, *row) for row in _answers(lesson, one)]
        table = np.array(rows)
        return ClaimBatch(
            ids=ids,
            attention=attention,
            text=table[:, 0].astype(np.int64),
            first=table[:, 1].astype(np.int64),
            last=table[:, 2].astype(np.int64),
            is_sentence=table[:, 3].astype(np.bool_),
            has=table[:, 4].astype(np.float32),
            same=table[:, 5].astype(np.float32),
            marked=table[:, 6].astype(np.float32),
            source=np.array([self.sources.index(lesson.source) for lesson, _ in group]),
            codes=np.array([self.codes.index(lesson.primary) for lesson, _ in group]),
        )


def _answers(lesson: ClaimLesson, one: ClaimInput) -> Iterable[tuple[float, ...]]:
    """Say where each stretch is; if it is a sentence, has a claim, is one, is evidence."""
    for pieces in one.stretches:
        sentence = lesson.sentences[pieces.sentence]
        place = sentence.start + pieces.stretch.start, sentence.start + pieces.stretch.end
        yield (
            pieces.first,
            pieces.last,
            pieces.stretch.whole,
            has_claim(place, lesson.claims),
            any(same_stretch(place, claim) for claim in lesson.claims),
            lesson.evidence is not None and has_claim(place, [lesson.evidence]),
        )
