"""CSV and TSV by the standard library's strict reader, with a quarantine of our own.

A record that does not parse, or has more or fewer fields than the header, costs its first line
only: reading goes on at the next one, so that one stray quote cannot swallow what follows.
"""

import csv
from collections.abc import Iterator, Sequence

from stancemap.errors import InputError
from stancemap.ingest.columns import match_columns
from stancemap.ingest.decode import InputFile, encoding_of, open_text
from stancemap.ingest.raw import Items, Notice, ReadOptions
from stancemap.ingest.rows import Row, read_table
from stancemap.records import Dropped, Origin, Reject

DELIMITERS = ",;\t|"
_LARGEST_CELL = 1 << 30
_MOST_LINES = 20_000
_HEAD_LINES = 50


class _Lines:
    """The physical lines of a file; those of the present record can be given back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._waiting: list[str] = []
        self._start = 1
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MOST_LINES:
            raise csv.Error(f"a quoted cell goes on for more than {_MOST_LINES} lines")
        line = self._waiting.pop() if self._waiting else next(self._source)
        self.taken.append(line)
        return line

    @property
    def start(self) -> int:
        """The number of the first line of the present record."""
        return self._start

    def accept(self) -> None:
        """Go on behind the present record."""
        self._start += len(self.taken)
        self.taken.clear()

    def give_up_first(self) -> str:
        """Go on behind the first line of the present record; return that line."""
        first, *rest = self.taken
        self._waiting.extend(reversed(rest))
        self._start += 1
        self.taken.clear()
        return first


def read_csv(file: InputFile, options: ReadOptions) -> Items:
    """Read a CSV or TSV file.

    Raises:
        InputError: it has no header, or no column that holds text.
    """
    csv.field_size_limit(_LARGEST_CELL)
    encoding, fits = encoding_of(file.path)
    if not fits:
        yield Dropped(file.name, Notice.WINDOWS_1252, 1)
    with open_text(file.path, encoding) as stream:
        head = [line for _, line in zip(range(_HEAD_LINES), stream, strict=False)]
    with open_text(file.path, encoding) as stream:
        lines = _Lines(iter(stream))
        records = _records(file, lines, find_delimiter(head, options))
        header, repeated = _header(file, records)
        if repeated:
            yield Dropped(file.name, Notice.COLUMN_TWICE, repeated)
        yield from read_table(file, header, _rows(header, records), options)


def find_delimiter(head: Sequence[str], options: ReadOptions) -> str:
    """Pick the delimiter under which most columns are known, then most rows are even."""
    return max(DELIMITERS, key=lambda mark: (*_fit(head, mark, options), -DELIMITERS.index(mark)))


def _fit(head: Sequence[str], delimiter: str, options: ReadOptions) -> tuple[int, int, int]:
    try:
        records = [record for record in csv.reader(head, delimiter=delimiter) if record]
    except csv.Error:
        return 0, 0, 0
    if not records:
        return 0, 0, 0
    width = len(records[0])
    names = tuple(name.strip().lstrip("\ufeff") for name in records[0])
    even = sum(len(record) == width for record in records) if width > 1 else 0
    return len(match_columns(names, options.columns)), even, width


def _header(
    file: InputFile, records: Iterator[tuple[int, list[str]] | Reject]
) -> tuple[list[str], int]:
    for record in records:
        if isinstance(record, Reject):
            raise InputError(f"the header in line {record.origin.line} is broken: {record.reason}")
        names = [name.strip().lstrip("\ufeff") for name in record[1]]
        return unique_header(names)
    raise InputError(f"{file.name} is empty; it should begin with a line of column names")


def unique_header(names: Sequence[str]) -> tuple[list[str], int]:
    """Number nameless columns and repeated names; count the repeated.

    >>> unique_header(["text", "", "text"])
    (['text', 'column 2', 'text (column 3)'], 1)
    """
    unique: list[str] = []
    repeated = 0
    for number, name in enumerate(names, start=1):
        again = bool(name) and name in unique
        repeated += again
        plain = name or f"column {number}"
        unique.append(f"{name} (column {number})" if again else plain)
    return unique, repeated


def _rows(
    header: Sequence[str], records: Iterator[tuple[int, list[str]] | Reject]
) -> Iterator[Row | Reject]:
    for record in records:
        if isinstance(record, Reject):
            yield record
        else:
            line, fields = record
            yield Row(line, dict(zip(header, fields, strict=False)))


def _records(
    file: InputFile, lines: _Lines, delimiter: str
) -> Iterator[tuple[int, list[str]] | Reject]:
    width = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"{error}; check the quotes around this line"
            fields = []
        else:
            reason = _misfit(fields, width)
        if reason:
            at = Origin(file.name, lines.start)
            yield Reject(at, reason, lines.give_up_first())
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if fields and any(fields):
            width = width or len(fields)
            yield lines.start, fields
        lines.accept()


def _misfit(fields: list[str], width: int) -> str:
    if not width or len(fields) == width or not any(fields) or not any(fields[width:] or fields):
        return ""
    if len(fields) > width and not any(fields[width:]):
        return ""
    return f"{len(fields)} fields where the header has {width}; check the quotes around this line"
