"""From lessons to batches of numbers, without torch: targets, priors, the order of learning."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stancemap.learn.encoder_train_data import SIDES, Lesson
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder

UNMARKED = -1.0
"""Evidence of a word piece of which nothing is known."""
_CERTAINTY = 0.95
_CERTAINTY_OF_TWO = 0.85
_DRAWN = 320
_PAD = "<pad>"

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What each lesson teaches; rows of zeros where it teaches nothing of that kind.

    Attributes:
        codes: a distribution over codes.
        holds: for each code, whether it holds.
        sides: a number into SIDES, or -1.
        code_priors: logarithms of the shares of codes in the lesson's source. They are added to
            the scores in the loss, so that the scores themselves assume no shares.
        side_priors: the same for sides.
    """

    codes: Array
    holds: Array
    sides: NDArray[np.int64]
    code_priors: Array
    side_priors: Array


@dataclass(frozen=True, slots=True, eq=False)
class Padded:
    """A batch of lessons brought to one length; `rows` are their numbers."""

    ids: NDArray[np.int64]
    attention: NDArray[np.int64]
    comment: NDArray[np.int64]
    evidence: Array
    rows: tuple[int, ...]


def read_mix(text: str) -> dict[str, float]:
    """Read a mix of sources.

    >>> read_mix("vast=2,pool=0.5")
    {'vast': 2.0, 'pool': 0.5}
    """
    parts = (part.split("=") for part in text.split(","))
    return {name: float(weight) for name, weight in parts}


def targets_of(lessons: Sequence[Lesson], codes: Sequence[str]) -> Targets:
    """Collect what all lessons teach."""
    soft = np.array([soft_codes(lesson, codes) for lesson in lessons], dtype=np.float32)
    sides = np.array([SIDES.index(x.side) if x.side else -1 for x in lessons], dtype=np.int64)
    code_priors, side_priors = np.zeros_like(soft), np.zeros((len(lessons), 3), dtype=np.float32)
    sources = np.array([lesson.source for lesson in lessons])
    for source in np.unique(sources):
        here = sources == source
        code_priors[here] = _log_shares(soft[here].sum(axis=0))
        known = sides[here & (sides >= 0)]
        side_priors[here] = _log_shares(np.bincount(known, minlength=3))
    holds = [[float(c == x.primary or c in x.also) for c in codes] for x in lessons]
    return Targets(soft, np.array(holds, dtype=np.float32), sides, code_priors, side_priors)


def soft_codes(lesson: Lesson, codes: Sequence[str]) -> list[float]:
    """Spread what certainty leaves over the further codes, or over all others."""
    if not lesson.primary:
        return [0.0] * len(codes)
    certainty = _CERTAINTY_OF_TWO if lesson.also else _CERTAINTY
    others = lesson.also or tuple(code for code in codes if code != lesson.primary)
    rest = (1.0 - certainty) / len(others)
    return [certainty if c == lesson.primary else rest * (c in others) for c in codes]


def evidence_of(lesson: Lesson, pieces: EncoderInput) -> list[float]:
    """Mark the word pieces of the coder's evidence, with 1 and 0."""
    if lesson.evidence is None:
        return [UNMARKED] * len(pieces.spans)
    low, high = lesson.evidence
    return [float(start < high and end > low) for start, end in pieces.spans]


@dataclass(frozen=True, slots=True)
class Curriculum:
    """In which order to learn: sources in a mix that moves from `begin` to `end`."""

    begin: Mapping[str, float]
    end: Mapping[str, float]
    batch_pieces: int
    title_drop: float
    seed: int

    def batches(
        self, lessons: Sequence[Lesson], builder: InputBuilder, steps: int
    ) -> Iterator[Padded]:
        """Yield as many batches as there are steps."""
        chance = random.Random(self.seed)  # noqa: S311  # it only shuffles
        queues = {name: list[int]() for name in self.begin}
        pad, step = builder.tokenizer.token_to_id(_PAD) or 0, 0
        while step < steps:
            drawn = self._draw(lessons, queues, step / steps, chance)
            built = [(row, self._build(lessons[row], builder, chance)) for row in drawn]
            groups = _by_length(built, self.batch_pieces)
            chance.shuffle(groups)
            for group in groups[: steps - step]:
                yield pad_batch(group, lessons, pad)
            step += len(groups)

    def _draw(
        self,
        lessons: Sequence[Lesson],
        queues: dict[str, list[int]],
        progress: float,
        chance: random.Random,
    ) -> list[int]:
        names = sorted(queues)
        weights = [
            (1 - progress) * self.begin[name] + progress * self.end.get(name, 0.0) for name in names
        ]
        rows = []
        for name in chance.choices(names, weights, k=_DRAWN):
            if not queues[name]:
                queues[name] = [i for i, lesson in enumerate(lessons) if lesson.source == name]
                chance.shuffle(queues[name])
            rows.append(queues[name].pop())
        return rows

    def _build(self, lesson: Lesson, builder: InputBuilder, chance: random.Random) -> EncoderInput:
        untitled = chance.random() < self.title_drop  # so that it learns to do without
        question = replace(lesson.question, title="") if untitled else lesson.question
        return builder.build(question)


def pad_batch(
    group: Sequence[tuple[int, EncoderInput]], lessons: Sequence[Lesson], pad: int
) -> Padded:
    """Bring inputs to one length."""
    width = max(len(pieces.ids) for _, pieces in group)
    ids = np.full((len(group), width), pad, dtype=np.int64)
    attention, comment = np.zeros_like(ids), np.zeros_like(ids)
    evidence = np.full(ids.shape, UNMARKED, dtype=np.float32)
    for i, (row, pieces) in enumerate(group):
        end = len(pieces.ids)
        ids[i, :end], attention[i, :end] = pieces.ids, 1
        comment[i, pieces.begin : end - 1] = 1
        evidence[i, pieces.begin : end - 1] = evidence_of(lessons[row], pieces)
    return Padded(ids, attention, comment, evidence, tuple(row for row, _ in group))


def _by_length(
    built: Sequence[tuple[int, EncoderInput]], most_pieces: int
) -> list[list[tuple[int, EncoderInput]]]:
    groups: list[list[tuple[int, EncoderInput]]] = [[]]
    for row, pieces in sorted(built, key=lambda pair: len(pair[1].ids)):
        if groups[-1] and (len(groups[-1]) + 1) * len(pieces.ids) > most_pieces:
            groups.append([])
        groups[-1].append((row, pieces))
    return groups


def _log_shares(counts: NDArray[np.floating] | NDArray[np.intp]) -> NDArray[np.float64]:
    smoothed = counts + 1.0
    return np.asarray(np.log(smoothed / smoothed.sum()))
