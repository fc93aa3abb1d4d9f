"""Key points that the user gives: a list to match claims against.

The list is a CSV file with a column `text` and, if wanted, `target` and `stance`, which limit a
key point to one thing under debate and to one side.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stancemap.errors import InputError
from stancemap.ingest.decode import encoding_of, open_text
from stancemap.maps.matching import likeness
from stancemap.maps.voices import Voice
from stancemap.records import KeyPoint
from stancemap.tag.encoder import Encoder

COLUMNS = ("target", "stance", "text")
_DELIMITERS = ",;\t"
_MOST_AT_ONCE = 4096
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class GivenPoint:
    """A key point of the user's list; without target or stance it stands for all of them."""

    text: str
    target: str = ""
    stance: str = ""

    def is_about(self, target: str) -> bool:
        """Whether it may be made about a target."""
        return not self.target or _plain(self.target) == _plain(target)


def read_given_points(path: Path, stances: Sequence[str]) -> tuple[GivenPoint, ...]:
    """Read a list of key points, as CSV with commas, semicolons or tabs.

    Raises:
        InputError: it is none, or names a stance that is not one of `stances`; says the line.
    """
    try:
        with open_text(path, encoding_of(path)[0]) as stream:
            text = stream.read()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    points = tuple(dict.fromkeys(_points(text, path.name, stances)))
    if not points:
        raise InputError(f"{path.name} has no key point: each row needs a text")
    return points


def _points(text: str, file: str, stances: Sequence[str]) -> Iterator[GivenPoint]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        if "text" not in columns:
            raise InputError(
                f"{file}, line 1: no column 'text'; a list of key points has the columns"
                f" {', '.join(COLUMNS)}, of which only text is needed"
            )
        for cells in filter(any, reader):
            where = f"{file}, line {reader.line_num}"
            if len(cells) != len(columns):
                raise InputError(
                    f"{where}: {len(cells)} cells, but the first line has {len(columns)}; put a"
                    " text that holds a comma into quotation marks"
                )
            yield _point(dict(zip(columns, cells, strict=True)), where, stances)
    except csv.Error as error:
        raise InputError(
            f"{file}, line {reader.line_num}: {error}; save it as CSV again"
        ) from error


def _point(cells: Mapping[str, str], where: str, stances: Sequence[str]) -> GivenPoint:
    text, target, stance = (
        " ".join(cells.get(name, "").split()) for name in ("text", "target", "stance")
    )
    if not text:
        raise InputError(f"{where}: the text is empty; write the key point as a short sentence")
    if stance and stance not in stances:
        raise InputError(f"{where}: no stance '{stance}'; the codebook has {', '.join(stances)}")
    return GivenPoint(text, target, stance)


def match_given(
    said: Sequence[Voice], given: Sequence[GivenPoint], encoder: Encoder, least: float
) -> tuple[dict[str, list[Voice]], list[Voice]]:
    """Give claims on one target to the nearest key point, if they are at least so near.

    Returns the claims of each key point, by its text in the order of the list, and the claims
    that match none.
    """
    points = [point for point in given if said and point.is_about(said[0].target)]
    if not points:
        return {}, list(said)
    matched: defaultdict[str, list[Voice]] = defaultdict(list)
    left = []
    for start in range(0, len(said), _MOST_AT_ONCE):
        block = said[start : start + _MOST_AT_ONCE]
        near = likeness(encoder, [voice.text for voice in block], [p.text for p in points])
        barred = [[p.stance not in ("", v.stance) for p in points] for v in block]
        near[np.array(barred, dtype=np.bool_)] = -1
        for voice, row in zip(block, near, strict=True):
            best = int(row.argmax())
            if row[best] >= least:
                matched[points[best].text].append(voice)
            else:
                left.append(voice)
    order = dict.fromkeys(point.text for point in points)
    return {text: matched[text] for text in order if text in matched}, left


def notes_on_given(
    given: Sequence[GivenPoint], key_points: Iterable[KeyPoint], targets: Iterable[str]
) -> list[str]:
    """Say of which key points of the user's list nothing was found, and why."""
    made = {(point.text, _plain(point.target)) for point in key_points if point.is_given}
    every, notes = sorted(set(targets)), []
    for point in given:
        about = [target for target in every if point.is_about(target)]
        if not about:
            shown = "; ".join(every[:_SHOWN]) or "none"
            notes.append(
                f"key point '{point.text}' of your list: no comment is on its target"
                f" '{point.target}'; the targets of this study are: {shown}"
            )
        elif not any((point.text, _plain(target)) in made for target in about):
            notes.append(f"key point '{point.text}' of your list: no claim says that")
    return notes


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
