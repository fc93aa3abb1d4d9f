"""The file that keeps a study's edits: plain columns, for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stancemap.errors import InputError
from stancemap.export.csv_file import write_csv
from stancemap.ingest.decode import encoding_of, open_text
from stancemap.maps.edits import Action, Edit, Name, fault_of
from stancemap.records import RelationKind
from stancemap.tables import CellType, Column, Table

MAP_EDITS = Table(
    "map_edits",
    "edit of the map by hand, in the order in which they are carried out",
    tuple(
        Column(name, CellType.STRING, meaning)
        for name, meaning in (
            ("action", ", ".join(Action)),
            ("subject", "point:CLAIM_ID (the key point that this claim makes) or CLAIM_ID"),
            ("object", "the other end: point:CLAIM_ID, CLAIM_ID or stance:NAME"),
            ("text", "new words, or the kind of a relation: support, attack or undercut"),
            ("note", "anything; nothing is done with it"),
            ("subject_words", "what that claim says; if it says something else, nothing is done"),
            ("object_words", "what the claim of the other end says"),
        )
    ),
)
_NEEDED = ("action", "subject")
_DELIMITERS = ",;\t"
# What export/csv_file.py puts before a cell that a spreadsheet would run.
_GUARDED = re.compile(r"'+[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]*[=+\-@＝＋－＠\t\n]")


def write_edits(edits: Sequence[Edit], path: Path) -> None:
    """Write an edits file; no cell of it runs in a spreadsheet."""
    rows = [
        (
            edit.action.value,
            str(edit.subject),
            str(edit.object) if edit.object else "",
            edit.text,
            edit.note,
            edit.subject_words,
            edit.object_words,
        )
        for edit in edits
    ]
    write_csv(MAP_EDITS, MAP_EDITS.arrow(rows), path)


def read_edits(path: Path) -> tuple[Edit, ...]:
    """Read an edits file; where there is none, there are no edits.

    Raises:
        InputError: it is none; the message names file and line, and what is wrong there.
    """
    if not path.exists():
        return ()
    try:
        with open_text(path, encoding_of(path)[0]) as stream:
            text = stream.read()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    return tuple(_edits(text, path.name))


def _edits(text: str, file: str) -> Iterator[Edit]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        missing = [name for name in _NEEDED if name not in columns]
        if missing:
            raise InputError(
                f"{file}, line 1: no column '{missing[0]}'; a file of edits has the columns"
                f" {', '.join(MAP_EDITS.names)}"
            )
        for cells in filter(any, reader):
            where = f"{file}, line {reader.line_num}"
            if len(cells) > len(columns) and any(cells[len(columns) :]):
                raise InputError(
                    f"{where}: {len(cells)} cells, but the first line has {len(columns)}; put a"
                    " text that holds a comma into quotation marks"
                )
            yield _edit(dict(zip(columns, cells, strict=False)), where, reader.line_num)
    except csv.Error as error:
        raise InputError(
            f"{file}, line {reader.line_num}: {error}; save it as CSV again"
        ) from error


def _edit(cells: Mapping[str, str], where: str, line: int) -> Edit:
    action, subject, other, text, note, subject_words, object_words = (
        _plain(cells.get(column, "")) for column in MAP_EDITS.names
    )
    if action.casefold() not in set(Action):
        raise InputError(f"{where}: there is no action '{action}'; there are {', '.join(Action)}")
    edit = Edit(
        Action(action.casefold()),
        Name.of(subject),
        Name.of(other) if other else None,
        text.casefold() if text.casefold() in set(RelationKind) else text,
        note,
        line,
        " ".join(subject_words.split()),
        " ".join(object_words.split()),
    )
    if fault := fault_of(edit):
        raise InputError(f"{where}: {fault}")
    return edit


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell
