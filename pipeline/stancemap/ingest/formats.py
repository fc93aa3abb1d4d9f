"""The formats that are read, and how a file's own is found: by its first bytes, then its name."""

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stancemap.errors import InputError
from stancemap.ingest.columns import Field, match_columns
from stancemap.ingest.csv_file import DELIMITERS, find_delimiter, read_csv
from stancemap.ingest.decode import InputFile, encoding_of, first_bytes, open_text
from stancemap.ingest.inputs import NOT_READ, data_suffix, is_lock
from stancemap.ingest.json_file import read_json, read_jsonl
from stancemap.ingest.page import read_page
from stancemap.ingest.parquet_file import read_parquet
from stancemap.ingest.raw import Items, ReadOptions
from stancemap.ingest.xlsx_file import read_xlsx

Reader = Callable[[InputFile, ReadOptions], Items]
"""Reads one file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read."""

    name: str
    suffixes: tuple[str, ...]
    description: str
    example: str
    read: Reader


PAGE = Format(
    "page",
    (".txt", ".md"),
    "a page copied as text: the article, then the comments below it",
    "Robots come to town\n\nBy Jane Doe\n\nThe council voted …\n\nComments\n\n• Sam T.\n  Never.",
    read_page,
)
CSV = Format(
    "csv",
    (".csv", ".tsv", ".tab"),
    "a table of comments or of articles; comma, semicolon, tab or bar between the columns",
    "comment_id,article_id,parent_id,author,posted,text",
    read_csv,
)
JSONL = Format(
    "jsonl",
    (".jsonl", ".ndjson"),
    "one JSON object a line: a comment, an article, or a thread with its comments inside",
    '{"id": "c1", "body": "Never.", "created_utc": 1711537200, "link_id": "t3_a1"}',
    read_jsonl,
)
JSON = Format(
    "json",
    (".json",),
    "a list of objects, or one thread or listing with objects inside",
    '{"title": "Robots", "comments": [{"id": 1, "text": "Never.", "replies": []}]}',
    read_json,
)
PARQUET = Format(
    "parquet",
    (".parquet",),
    "a table of comments or of articles, also with lists of comments inside",
    "columns as for csv",
    read_parquet,
)
XLSX = Format(
    "xlsx",
    (".xlsx",),
    "an Excel workbook; its first sheet that has a header",
    "columns as for csv",
    read_xlsx,
)
FORMATS = (PAGE, CSV, JSONL, JSON, PARQUET, XLSX)
"""All formats; those of text may also be gzipped (`.csv.gz`)."""

_BY_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[{"\[\]]|-?\d))')
_MARKUP_START = re.compile(r"\s*<(?:!doctype|html|\?xml|rss|disqus)", re.IGNORECASE)
_FIRST_LINE = 1 << 28
_FEWEST_FIELDS = 2


def find_format(file: InputFile, options: ReadOptions) -> Format:
    """Tell the format of a file.

    Raises:
        InputError: it is empty, or of a kind that is not read.
    """
    if is_lock(file.path):
        raise InputError("it only shows that a file is open in Office; give that file itself")
    start = first_bytes(file.path)
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise InputError("it is empty")
    if start.startswith(b"PAR1"):
        return PARQUET
    if start.startswith(b"PK\x03\x04"):
        return _zip_format(file)
    for mark, advice in _MARKS_NOT_READ:
        if start.startswith(mark):
            raise InputError(advice)
    return _text_format(file, options)


_MARKS_NOT_READ = (
    (b"\xd0\xcf\x11\xe0", "it is an old Excel or Word file; save it as .xlsx or CSV"),
    (b"%PDF", NOT_READ[".pdf"]),
    (b"\x28\xb5\x2f\xfd", NOT_READ[".zst"]),
    (b"BZh", NOT_READ[".bz2"]),
    (b"\xfd7zXZ", NOT_READ[".xz"]),
    (b"SQLite format 3", "it is a database; export the table of comments as CSV"),
)


def _zip_format(file: InputFile) -> Format:
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise InputError(f"it is a damaged zip or Excel file ({error}); save it again") from error
    if any(name.startswith("xl/") for name in names):
        return XLSX
    raise InputError(NOT_READ.get(data_suffix(Path(file.name)), NOT_READ[".zip"]))


def _text_format(file: InputFile, options: ReadOptions) -> Format:
    named = _BY_SUFFIX.get(data_suffix(Path(file.name)))
    encoding, _ = encoding_of(file.path)
    with open_text(file.path, encoding) as stream:
        head = stream.read(1 << 16)
    if head.count("\0") > len(head) // 4:
        raise InputError("it is binary data of an unknown kind; export it as CSV in UTF-8")
    if _MARKUP_START.match(head):
        raise InputError(NOT_READ[".html"])
    if _JSON_START.match(head) and named is not CSV:
        return _json_format(file, encoding, named)
    found = named if named in {CSV, JSON, JSONL} else _table_or_page(head, options)
    advice = NOT_READ.get(data_suffix(Path(file.name)))
    if found is PAGE and advice:
        raise InputError(advice)
    return found


def _json_format(file: InputFile, encoding: str, named: Format | None) -> Format:
    with open_text(file.path, encoding) as stream:
        line = stream.readline(_FIRST_LINE)
        while line and not line.strip():
            line = stream.readline(_FIRST_LINE)
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return JSONL if named is JSONL and line.lstrip().startswith("{") else JSON
    return JSONL if isinstance(first, dict) else JSON


def _table_or_page(head: str, options: ReadOptions) -> Format:
    lines = head.splitlines(keepends=True)[:50]
    delimiter = find_delimiter(lines, options)
    names = tuple(name.strip().strip('"') for name in lines[0].split(delimiter))
    known = match_columns(names, options.columns)
    table = len(known) >= _FEWEST_FIELDS and known.keys() & {Field.TEXT, Field.TITLE}
    return CSV if table and any(mark in lines[0] for mark in DELIMITERS) else PAGE
