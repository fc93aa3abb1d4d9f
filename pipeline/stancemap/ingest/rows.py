"""Rows of a table to articles and comments."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from stancemap.errors import InputError
from stancemap.ingest.columns import Field, as_article, fold, is_article, may_be_article
from stancemap.ingest.columns import match_columns as match
from stancemap.ingest.decode import InputFile
from stancemap.ingest.raw import Items, Layout, RawArticle, RawComment, ReadOptions, Usual
from stancemap.ingest.values import as_text, is_nothing
from stancemap.records import Origin, Reject

SAMPLE = 200
"""How many rows are looked at to tell what a table holds."""

_FULLNAME = re.compile(r"t[1-6]_([A-Za-z0-9]{1,16})")
_OF_ARTICLE = (
    Field.TITLE,
    Field.ARTICLE_TEXT,
    Field.ARTICLE_AUTHOR,
    Field.PUBLISHED,
    Field.OUTLET,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table or of a list of objects, at its line (or row, or item), from 1."""

    line: int
    cells: Mapping[str, object]


def bare_id(text: str) -> str:
    """Cut the type off a Reddit name, leave any other id.

    >>> bare_id("t1_h3x9"), bare_id(" 17 ")
    ('h3x9', '17')
    """
    text = text.strip()
    if is_nothing(text):
        return ""
    found = _FULLNAME.fullmatch(text)
    return found[1] if found else text


class Cells:
    """The cells of one row under our field names."""

    __slots__ = ("_cells", "_columns")

    def __init__(self, cells: Mapping[str, object], columns: Mapping[Field, str]) -> None:
        self._cells = cells
        self._columns = columns

    def text(self, field: Field) -> str:
        """Read a field as text, `""` where there is no such column or no value."""
        column = self._columns.get(field)
        return "" if column is None else as_text(self._cells.get(column))

    def id(self, field: Field) -> str:
        """Read a field as an id."""
        return bare_id(self.text(field))


def article_of(cells: Mapping[str, object], columns: Mapping[Field, str], at: Origin) -> RawArticle:
    """Read the article fields of a row."""
    read = Cells(cells, columns)
    return RawArticle(
        origin=at,
        article_id=read.id(Field.ARTICLE_ID),
        title=read.text(Field.TITLE),
        text=read.text(Field.ARTICLE_TEXT),
        url=read.text(Field.URL),
        author=read.text(Field.ARTICLE_AUTHOR),
        published=read.text(Field.PUBLISHED),
        outlet=read.text(Field.OUTLET),
        target=read.text(Field.TARGET),
        thread_id=read.id(Field.THREAD_ID),
    )


def comment_of(cells: Mapping[str, object], columns: Mapping[Field, str], at: Origin) -> RawComment:
    """Read the comment fields of a row."""
    read = Cells(cells, columns)
    parent, place = read.text(Field.PARENT_ID), read.text(Field.POSITION)
    return RawComment(
        origin=at,
        text=read.text(Field.TEXT),
        comment_id=read.id(Field.COMMENT_ID),
        article_id=read.id(Field.ARTICLE_ID),
        thread_id=read.id(Field.THREAD_ID),
        parent_id="" if parent.startswith("t3_") else bare_id(parent),
        author=read.text(Field.AUTHOR),
        posted=read.text(Field.POSTED),
        likes=read.text(Field.LIKES),
        target=read.text(Field.TARGET),
        title=read.text(Field.TITLE),
        order=int(place) if re.fullmatch(r"\d{1,9}", place) else None,
    )


def titles_differ(rows: Iterable[Row | Reject], columns: Mapping[Field, str]) -> bool:
    """Tell whether no title occurs twice, as in a table of articles."""
    column = columns[Field.TITLE]
    titles = [as_text(row.cells.get(column)) for row in rows if isinstance(row, Row)]
    return len(set(titles)) == len(titles)


def read_table(
    file: InputFile, header: Sequence[str], rows: Iterator[Row | Reject], options: ReadOptions
) -> Items:
    """Read the rows below a header, each as a comment or as an article.

    Raises:
        InputError: no column can be a comment's or an article's text.
    """
    columns = match(header, options.columns)
    sample = list(islice(rows, SAMPLE))
    articles = is_article(columns) or (may_be_article(columns) and titles_differ(sample, columns))
    if articles:
        columns = as_article(columns)
    elif Field.TEXT not in columns:
        raise InputError(
            f"no column holds comments; the columns are {_listed(header)}; "
            "name one with --column text=COLUMN"
        )
    yield layout_of(file, columns, header, articles=articles)
    every = chain(sample, rows)
    yield from (
        _article_rows(file, columns, every) if articles else comment_rows(file, columns, every)
    )


def layout_of(
    file: InputFile, columns: Mapping[Field, str], names: Sequence[str], *, articles: bool
) -> Layout:
    """Describe how the columns of a file were understood."""
    unused = tuple(name for name in names if name not in columns.values())
    note = "each row is an article" if articles else Usual.EACH_A_COMMENT
    found = {field.value: columns[field] for field in Field if field in columns}
    return Layout(file.name, "", found, unused, (note,))


def _article_rows(
    file: InputFile, columns: Mapping[Field, str], rows: Iterable[Row | Reject]
) -> Items:
    for row in rows:
        if isinstance(row, Reject):
            yield row
        else:
            yield article_of(row.cells, columns, Origin(file.name, row.line))


def comment_rows(
    file: InputFile, columns: Mapping[Field, str], rows: Iterable[Row | Reject]
) -> Items:
    """Read each row as a comment, and what it says of its article once."""
    seen: set[tuple[str, ...]] = set()
    beside = article_columns(columns)
    for row in rows:
        if isinstance(row, Reject):
            yield row
            continue
        at = Origin(file.name, row.line)
        if beside:
            key = tuple(as_text(row.cells.get(name)) for name in beside.values())
            if key not in seen:
                seen.add(key)
                yield article_of(row.cells, beside, at)
        yield comment_of(row.cells, columns, at)


def article_columns(columns: Mapping[Field, str]) -> dict[Field, str]:
    """Pick the columns in which a row of a comment tells about its article, {} for none."""
    beside = {field: columns[field] for field in _OF_ARTICLE if field in columns}
    if Field.URL in columns and fold(columns[Field.URL]) in {"articleurl", "storyurl"}:
        beside[Field.URL] = columns[Field.URL]
    if beside:
        ids = (Field.ARTICLE_ID, Field.THREAD_ID)
        beside |= {field: columns[field] for field in ids if field in columns}
    return beside


def _listed(names: Sequence[str], limit: int = 40) -> str:
    shown = ", ".join(f"'{name[:60]}'" for name in names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
