"""Rows of argument and key point, labelled by coders, as ArgKP has them."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancemap.errors import InputError

UNDECIDED = -1
"""The label of a pair on which coders did not agree, or which they were not shown."""

_SHAPE = "topic, stance, argument, key_point and match, which is 0 or 1"
_TEXTS = ("topic", "argument", "key_point")


@dataclass(frozen=True, slots=True)
class PairRow:
    """An argument and a key point of one topic and side, and whether coders say they match."""

    line: int
    topic: str
    side: str
    argument: str
    key_point: str
    arg_id: str
    key_point_id: str
    match: bool


@dataclass(frozen=True, slots=True, eq=False)
class Debate:
    """The arguments and key points of one topic and side.

    Attributes:
        labels: a row per argument, a column per key point: 1, 0 or `UNDECIDED`.
    """

    topic: str
    side: str
    arg_ids: tuple[str, ...]
    arguments: tuple[str, ...]
    key_point_ids: tuple[str, ...]
    key_points: tuple[str, ...]
    labels: NDArray[np.int8]


def read_pair_rows(path: Path) -> list[PairRow]:
    """Read a JSON lines file, gzipped or not.

    Raises:
        InputError: the file cannot be read or has no row, or a row lacks what it needs.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            rows = [
                _pair_row(f"{path.name}, line {number}", number, line)
                for number, line in enumerate(lines, start=1)
                if line.strip()
            ]
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise InputError(f"{path.name} cannot be read as JSON lines: {error}") from error
    if not rows:
        raise InputError(f"{path.name} has no row; each is an object with {_SHAPE}")
    return rows


def _pair_row(place: str, number: int, line: str) -> PairRow:
    try:
        row = _object(json.loads(line))
        topic, argument, key_point = (str(row[name]) for name in _TEXTS)
        match = {"0": False, "1": True}[str(row["match"])]
        side = str(row.get("stance", ""))
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{place}: not a JSON object: {error}") from error
    except KeyError as error:
        raise InputError(
            f"{place}: {error} is missing or out of place; a row has {_SHAPE}"
        ) from error
    return PairRow(
        number,
        topic,
        side,
        argument,
        key_point,
        str(row.get("arg_id", argument)),
        str(row.get("key_point_id", key_point)),
        match,
    )


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"it is a {type(value).__name__}")
    return value


def debates_of(rows: Iterable[PairRow]) -> list[Debate]:
    """Gather rows by topic and side; all are sorted, so the order of the rows does not matter."""
    by_debate: defaultdict[tuple[str, str], list[PairRow]] = defaultdict(list)
    for row in rows:
        by_debate[row.topic, row.side].append(row)
    return [_debate(*key, by_debate[key]) for key in sorted(by_debate)]


def _debate(topic: str, side: str, rows: Sequence[PairRow]) -> Debate:
    arguments = {row.arg_id: row.argument for row in rows}
    points = {row.key_point_id: row.key_point for row in rows}
    arg_ids, point_ids = sorted(arguments), sorted(points)
    labels = np.full((len(arg_ids), len(point_ids)), UNDECIDED, dtype=np.int8)
    at = {name: place for place, name in enumerate(arg_ids)}
    across = {name: place for place, name in enumerate(point_ids)}
    for row in rows:
        labels[at[row.arg_id], across[row.key_point_id]] = row.match
    return Debate(
        topic,
        side,
        tuple(arg_ids),
        tuple(arguments[name] for name in arg_ids),
        tuple(point_ids),
        tuple(points[name] for name in point_ids),
        labels,
    )


def folds_of_topics(
    debates: Sequence[Debate], folds: int
) -> Iterator[tuple[list[Debate], list[Debate]]]:
    """Part debates into training and held-out ones, topic by topic."""
    topics = sorted({debate.topic for debate in debates})
    for fold in range(folds):
        held = set(topics[fold::folds])
        yield (
            [debate for debate in debates if debate.topic not in held],
            [debate for debate in debates if debate.topic in held],
        )
