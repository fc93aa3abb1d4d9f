"""How well arguments are matched to key points: the official measure of the task on ArgKP.

Of each topic and side, each argument stands with its best key point only; the half with the
highest scores is ranked, and its average precision taken; the mean over topics and sides is the
mAP. After R. Friedman et al. (2021), "Overview of the 2021 Key Point Analysis Shared Task".
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from stancemap.learn.key_point_rows import UNDECIDED, Debate, PairRow
from stancemap.maps.matching import contrasted, likeness
from stancemap.tag.encoder import Encoder

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MatchScore:
    """The mAP: an undecided pair is no match in the strict one, a match in the relaxed one."""

    strict: float
    relaxed: float


def score_matches(debates: Sequence[Debate], scores: Sequence[Scores]) -> MatchScore:
    """Score a matrix of scores per debate, of the shape of its labels."""
    precisions = [
        _precisions(debate.labels, score) for debate, score in zip(debates, scores, strict=True)
    ]
    strict, relaxed = np.mean(precisions, axis=0).tolist()
    return MatchScore(strict, relaxed)


def _precisions(labels: NDArray[np.int8], scores: Scores) -> tuple[float, float]:
    best = scores.argmax(axis=1)
    rows = np.arange(len(scores))
    top = np.argsort(-scores[rows, best], kind="stable")[: len(scores) // 2]
    found, height = labels[top, best[top]], scores[top, best[top]]
    return _average(found == 1, height), _average((found == 1) | (found == UNDECIDED), height)


def _average(right: NDArray[np.bool_], height: Scores) -> float:
    return float(average_precision_score(right, height)) if right.any() else 0.0


def matcher_scores(debates: Sequence[Debate], encoder: Encoder) -> list[Scores]:
    """Score each argument with each key point of its debate by the matcher that ships."""
    return [contrasted(cosines) for cosines in cosines_of(debates, encoder)]


def cosines_of(debates: Sequence[Debate], encoder: Encoder) -> list[Scores]:
    """Score each argument with each key point of its debate by their likeness alone."""
    return [likeness(encoder, debate.arguments, debate.key_points) for debate in debates]


def write_scores(
    rows: Iterable[PairRow], debates: Sequence[Debate], scores: Sequence[Scores], path: Path
) -> None:
    """Write the score of each row, in the order of the rows."""
    known = {
        (debate.topic, debate.side, arg_id, key_point_id): score[place, across]
        for debate, score in zip(debates, scores, strict=True)
        for place, arg_id in enumerate(debate.arg_ids)
        for across, key_point_id in enumerate(debate.key_point_ids)
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            score = known[row.topic, row.side, row.arg_id, row.key_point_id]
            line = {"arg_id": row.arg_id, "key_point_id": row.key_point_id, "score": float(score)}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
