"""Excel workbooks: the first sheet whose first row names known columns, read row by row.

A workbook is a zip of XML from outside: its unpacked size is checked before anything is
unpacked, and defusedxml (which openpyxl uses where it is installed) refuses entity bombs.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.cell.cell import TYPE_FORMULA
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from stancemap.errors import InputError
from stancemap.ingest.columns import Field, match_columns
from stancemap.ingest.csv_file import unique_header
from stancemap.ingest.decode import InputFile
from stancemap.ingest.hygiene import clean_label
from stancemap.ingest.raw import Items, Layout, Notice, ReadOptions
from stancemap.ingest.rows import Row, read_table
from stancemap.ingest.values import as_text
from stancemap.records import Dropped

_LARGEST = 1 << 30
_MOST_SHRUNK = 300
_SMALL = 8 << 20

Cells = tuple[object, ...]


def read_xlsx(file: InputFile, options: ReadOptions) -> Items:
    """Read a workbook.

    Raises:
        InputError: it is no workbook, unpacks to too much, or no sheet has a header we know.
    """
    try:
        _check_size(file)
        # Opened here, because openpyxl leaves a damaged file open.
        with file.path.open("rb") as stream:
            values = openpyxl.load_workbook(stream, read_only=True, data_only=True).worksheets
            formulas = openpyxl.load_workbook(stream, read_only=True).worksheets
            yield from _read_sheets(file, values, formulas, options)
    except DefusedXmlException as error:
        raise InputError("it defines XML entities, which no real workbook does") from error
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError) as error:
        raise InputError(
            f"not an Excel workbook that can be read ({error}); save it again as .xlsx or as CSV"
        ) from error


def _check_size(file: InputFile) -> None:
    with zipfile.ZipFile(file.path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    bombs = [
        member
        for member in members
        if member.file_size > max(_SMALL, _MOST_SHRUNK * member.compress_size)
    ]
    if total > _LARGEST or bombs:
        raise InputError(
            f"it unpacks to {total:,} bytes, which looks like a zip bomb; save it as CSV"
        )


def _read_sheets(
    file: InputFile,
    sheets: Sequence[ReadOnlyWorksheet],
    formulas: Sequence[ReadOnlyWorksheet],
    options: ReadOptions,
) -> Items:
    seen: list[str] = []
    for sheet, as_written in zip(sheets, formulas, strict=True):
        rows = _filled(sheet)
        first = next(rows, None)
        if first is None:
            continue
        _, cells = first
        header, repeated = unique_header([as_text(cell).strip() for cell in cells])
        if match_columns(header, options.columns).keys() & {Field.TEXT, Field.TITLE}:
            if repeated:
                yield Dropped(file.name, Notice.COLUMN_TWICE, repeated)
            if empty := _never_calculated(sheet, as_written):
                yield Dropped(file.name, Notice.FORMULA, empty)
            note = _sheets_note(sheet, sheets)
            for item in read_table(file, header, _rows(header, rows), options):
                if isinstance(item, Layout):
                    yield replace(item, notes=(*item.notes, note))
                else:
                    yield item
            return
        seen.extend(header[:40])
    listed = ", ".join(f"'{name[:60]}'" for name in seen) or "none"
    raise InputError(
        f"no sheet has a first row that names a text column; the columns are {listed}; "
        "name one with --column text=COLUMN"
    )


def _sheets_note(used: ReadOnlyWorksheet, sheets: Sequence[ReadOnlyWorksheet]) -> str:
    names = [f"'{clean_label(sheet.title).text[:60]}'" for sheet in sheets if sheet is not used]
    others = f"; not read: {', '.join(names)}" if names else ""
    return f"read from the sheet '{clean_label(used.title).text[:60]}'{others}"


def _never_calculated(sheet: ReadOnlyWorksheet, as_written: ReadOnlyWorksheet) -> int:
    """Count the cells that hold a formula and no value."""
    pairs = zip(sheet.iter_rows(values_only=True), as_written.iter_rows(), strict=True)
    return sum(
        value is None and cell.data_type == TYPE_FORMULA
        for values, cells in pairs
        for value, cell in zip(values, cells, strict=True)
    )


def _filled(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, Cells]]:
    """Number the rows of a sheet, leaving out empty ones."""
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(cell is not None for cell in cells):
            yield number, cells


def _rows(header: Sequence[str], rows: Iterator[tuple[int, Cells]]) -> Iterator[Row]:
    for number, cells in rows:
        yield Row(number, dict(zip(header, cells, strict=False)))
