r"""Tables as CSV that a spreadsheet opens without running anything in it.

A text cell that a spreadsheet would take for a formula gets an apostrophe in front. So does one
that starts with apostrophes and would be a formula without them: taking one apostrophe away from
every cell that matches `'+\s*[=+\-@]` gives back the text as stored.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stancemap.export.atomic import replacing
from stancemap.tables import Cell, CellType, Column, Table

DECIMALS = 4
"""Places after the point of every number that is not whole."""

GUARD_NOTE = (
    "Text cells that a spreadsheet would run as a formula (first character after blanks is one of "
    "= + - @, or the cell starts with a tab or a line break) have an apostrophe in front; so have "
    "those that would be one after the apostrophes they start with. Character offsets count "
    "without that apostrophe. Control characters are written as U+FFFD, so that offsets hold."
)

# Blanks and invisible characters may hide the sign; full-width signs count in East Asian locales.
_FORMULA = r"\A('*(?:[\s\pZ\p{Cf}]*[=+\-@＝＋－＠]|[\t\n]))"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"
_BATCH = 10_000


def write_csv(table: Table, rows: pa.Table | Iterable[pa.RecordBatch], path: Path) -> None:
    """Write rows in the order given, as UTF-8 with a header line and line feeds.

    Give record batches instead of a table for rows that do not fit into memory.
    """
    batches = rows.to_batches(max_chunksize=_BATCH) if isinstance(rows, pa.Table) else rows
    with replacing(path) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.names)
        for batch in batches:
            cells = [_cells(column, batch.column(column.name)) for column in table.columns]
            writer.writerows(zip(*cells, strict=True))


def _cells(column: Column, values: pa.Array) -> Sequence[Cell]:
    match column.type:
        case CellType.STRING:
            return _guarded(values)
        case CellType.NUMBER:
            return [_decimal(value) for value in values.to_pylist()]
        case CellType.BOOLEAN:
            return [None if value is None else str(value).lower() for value in values.to_pylist()]
        case CellType.INTEGER:
            integers: list[Cell] = values.to_pylist()
            return integers


def _guarded(values: pa.Array) -> Sequence[Cell]:
    # One character for one character: offsets into the text must hold.
    values = pc.replace_substring(values, "\r\n", " \n")
    values = pc.replace_substring(values, "\r", "\n")
    values = pc.replace_substring_regex(values, _CONTROL, "\ufffd")
    texts: list[Cell] = pc.replace_substring_regex(values, _FORMULA, r"'\1").to_pylist()
    return texts


def _decimal(value: float | None) -> str | None:
    """Write a number with a point, no exponent where it can be helped, and no negative zero."""
    if value is None or math.isnan(value):
        return None
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    return repr(round(value, DECIMALS) + 0.0)
