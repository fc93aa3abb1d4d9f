"""What readers hand over: articles and comments as the file words them, nothing resolved yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from stancemap.records import Dropped, Origin, Reject


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read; `columns` maps our field name to the file's column (`text` to `body`)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    target: str = ""


class Notice(StrEnum):
    """What reading changed, left out or could not settle; each is counted per file."""

    INTERFACE_WORD = "interface word left out"
    EMAIL = "e-mail address masked"
    IP_ADDRESS = "IP address masked"
    CONTROL = "control character left out"
    MOJIBAKE = "line with mojibake repaired"
    MARKUP = "text turned from HTML into plain text"
    WINDOWS_1252 = "file read as Windows-1252 where it is not UTF-8"
    REMOVED = "text that its platform removed, read as empty"
    MISSING_REPLIES = "reply that the file mentions but does not hold"
    MISSING_PARENT = "reply to a comment that is not there, kept at top level"
    CYCLE = "reply that leads back to itself, kept at top level"
    REPEATED_ID = "other comment under an id already used, given a new id"
    DATE_AMBIGUOUS = "date left out, day and month could be swapped"
    DATE_UNKNOWN = "date left out, not understood"
    LIKES_UNKNOWN = "number of likes left out, not understood"
    COLUMN_TWICE = "column left out, its name stands in the header twice"
    FORMULA = "cell read as empty, its formula was never calculated (save it once in Excel)"
    SKIPPED = "file skipped, holds no data"
    LOCK = "file skipped, Office keeps it only while another is open"


class Usual(StrEnum):
    """How most files are understood; said in a preview, no news in a run."""

    EACH_A_COMMENT = "each row is a comment"
    INSIDE_THREADS = "comments stand inside their thread"
    EACH_A_RECORD = "one object, one record"


@dataclass(frozen=True, slots=True, order=True)
class RawArticle:
    """An article as its file words it."""

    origin: Origin
    article_id: str = ""
    title: str = ""
    text: str = ""
    url: str = ""
    author: str = ""
    published: str = ""
    outlet: str = ""
    target: str = ""
    thread_id: str = ""


@dataclass(frozen=True, slots=True)
class RawComment:
    """A comment as its file words it.

    `order` is its place where the file's own order means something (a page, a nested list, a
    position column), `scope` the name inside which its id is unique, `""` for everywhere.
    """

    origin: Origin
    text: str
    comment_id: str = ""
    article_id: str = ""
    thread_id: str = ""
    parent_id: str = ""
    author: str = ""
    posted: str = ""
    likes: str = ""
    target: str = ""
    title: str = ""
    order: int | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file was understood: its format, the column of each field, and in words the rest."""

    file: str
    format_name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Item = RawArticle | RawComment | Reject | Dropped | Layout
"""What a reader yields."""

Items = Iterator[Item]
"""A file, item by item."""
