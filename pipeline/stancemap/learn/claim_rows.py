"""Texts with marked claims or typed propositions: JSON lines in the shape of our gold or CDCP."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stancemap.errors import InputError

Bounds = tuple[int, int]
Pair = tuple[int, int]


class Shape(StrEnum):
    """What a row has: claims to find, or propositions to type and to link."""

    CLAIMS = "claims"
    PROPOSITIONS = "propositions"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A text with its marked stretches; a bad row has a problem and nothing else.

    `labels` has one kind per proposition, `links` which proposition supports which; `target`,
    `title` and `parent` are what a comment answers, where the file says it.
    """

    line: int
    key: str = ""
    text: str = ""
    shape: Shape = Shape.CLAIMS
    spans: tuple[Bounds, ...] = ()
    labels: tuple[str, ...] = ()
    links: frozenset[Pair] = frozenset()
    problem: str = ""
    target: str = ""
    title: str = ""
    parent: str = ""


def read_claim_rows(path: Path) -> tuple[ClaimRow, ...]:
    """Read `text` with `claims`, or `prop_offsets` and `prop_labels`; bad rows say what is wrong.

    Raises:
        InputError: the file is absent, damaged or empty, or has no good row.
    """
    try:
        rows = tuple(_rows(path))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as JSON lines: {error}") from error
    if all(row.problem for row in rows):
        first = f"line {rows[0].line}: {rows[0].problem}" if rows else "it has no line"
        raise InputError(
            f"{path} has no row with claims ({first}); each line is an object with text and claims "
            f"as [[start, end], …], or with text, prop_offsets and prop_labels"
        )
    return rows


def _rows(path: Path) -> Iterator[ClaimRow]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield _row(number, line)
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                    reason = f"no {error}" if isinstance(error, KeyError) else str(error)
                    yield ClaimRow(number, problem=reason)


def _row(number: int, line: str) -> ClaimRow:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise TypeError("not an object")
    text, key = record["text"], str(record.get("id", number))
    if not isinstance(text, str):
        raise TypeError("text is no string")
    if "prop_offsets" not in record:
        spans = tuple(_bounds(pair, len(text)) for pair in record["claims"])
        target, title, parent = (_words(record.get(n)) for n in ("target", "title", "parent"))
        return ClaimRow(number, key, text, spans=spans, target=target, title=title, parent=parent)
    spans = tuple(_bounds(pair, len(text)) for pair in record["prop_offsets"])
    labels = tuple(str(label) for label in record["prop_labels"])
    if len(labels) != len(spans):
        raise ValueError(f"{len(spans)} prop_offsets, but {len(labels)} prop_labels")
    marked = [*(record.get("reasons") or ()), *(record.get("evidences") or ())]
    links = frozenset(
        (source, int(target))
        for (first, last), target in marked
        for source in range(int(first), int(last) + 1)
    )
    if any(not 0 <= one < len(spans) for link in links for one in link):
        raise ValueError(f"a link names a proposition that is none of the {len(spans)}")
    return ClaimRow(number, key, text, Shape.PROPOSITIONS, spans, labels, links)


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _bounds(pair: list[object], length: int) -> Bounds:
    start, end = pair
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= length:
        raise ValueError(f"{start}:{end} does not lie in a text of {length} characters")
    return start, end
