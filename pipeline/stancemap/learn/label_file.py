"""Read a researcher's labels as spreadsheets save them: any usual delimiter, encoding, heading."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stancemap.errors import InputError
from stancemap.ingest.decode import encoding_of, open_text

_ID_COLUMNS = ("comment_id", "id", "comment")
_CODE_COLUMNS = ("stance", "label", "code", "primary")
_TEXT_COLUMNS = ("text", "body", "comment_text")
_OF_A_STUDY = {"stance", "abstained", "confidence"}
"""Columns of comments.csv; a file that has them all has the stances of the tagger."""
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 10_000_000
_GUARD = re.compile(r"'(?='*(?:\s*[=+\-@＝＋－＠]|[\t\n]))")  # full-width, as exports guard them


@dataclass(frozen=True, slots=True)
class Label:
    """A coder's code for a comment, as it stands in a line of a file; `code` may be empty."""

    line: int
    comment_id: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns hold what; an id or a text is enough."""

    code: str
    key: str | None
    text: str | None


def read_labels(path: Path) -> list[Label]:
    """Read a CSV of labels: a stance beside a comment_id or a text.

    Raises:
        InputError: the file is absent, is no CSV, or has no such columns, or several for the code.
    """
    if not path.is_file():
        raise InputError(f"{path} is absent; it should be a CSV with comment_id and stance")
    csv.field_size_limit(_LONGEST_CELL)
    encoding = encoding_of(path)[0]
    try:
        with open_text(path, encoding) as stream:
            header = stream.readline()
        delimiter = max(_DELIMITERS, key=lambda mark: _known(header, mark))
        with open_text(path, encoding) as stream:
            return list(_labels(csv.DictReader(stream, delimiter=delimiter), path.name))
    except csv.Error as error:
        raise InputError(
            f"{path.name} is no CSV: {error}; check its quotes, or save it as CSV UTF-8"
        ) from error


def _known(header: str, delimiter: str) -> int:
    columns = _by_name(next(csv.reader([header], delimiter=delimiter), []))
    return sum(name in columns for name in (*_ID_COLUMNS, *_CODE_COLUMNS, *_TEXT_COLUMNS))


def _by_name(header: Sequence[str]) -> dict[str, str]:
    return {str(name).strip().lstrip("\ufeff").lower(): name for name in header}


def _labels(reader: "csv.DictReader[str]", file: str) -> Iterator[Label]:
    columns = _columns(_by_name(reader.fieldnames or ()), file)
    for row in reader:
        key, text = _cell(row, columns.key), _cell(row, columns.text)
        yield Label(reader.line_num, key, text, _cell(row, columns.code))


def _columns(names: Mapping[str, str], file: str) -> _Columns:
    codes = [name for name in _CODE_COLUMNS if name in names]
    if names.keys() >= _OF_A_STUDY:
        codes.remove("stance")
        if not codes:
            raise InputError(
                f"{file} is the table of a study: its stances are the model's, and a model must "
                f"not learn from itself. Put your codes into a column 'code' of their own"
            )
    if len(codes) > 1:
        raise InputError(
            f"{file} has the columns {' and '.join(codes)}; which holds your codes? Leave one"
        )
    key = next((names[n] for n in _ID_COLUMNS if n in names), None)
    text = next((names[n] for n in _TEXT_COLUMNS if n in names), None)
    if not codes or (key is None and text is None):
        raise InputError(
            f"{file} has the columns {', '.join(names) or '(none)'}; it needs "
            f"{' or '.join(_CODE_COLUMNS)}, and {' or '.join(_ID_COLUMNS)} (or text)"
        )
    return _Columns(names[codes[0]], key, text)


def _cell(row: Mapping[str, str | None], column: str | None) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it.

    >>> _cell({"text": "'@ann no"}, "text"), _cell({"text": "'tis so"}, "text")
    ('@ann no', "'tis so")
    """
    cell = (row.get(column) or "").strip() if column is not None else ""
    return cell[1:] if _GUARD.match(cell) else cell
