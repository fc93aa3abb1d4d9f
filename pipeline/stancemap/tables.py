"""The tables of a study: columns, types and meanings, and the rows that records become.

One description serves the Parquet parts, the CSV files and `datapackage.json`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import pyarrow as pa

from stancemap.codebook import Codebook

Cell: TypeAlias = str | int | float | bool | None
"""What one cell of a table holds."""

Row: TypeAlias = tuple[Cell, ...]
"""The cells of one row, in the order of the table's columns."""


class CellType(StrEnum):
    """The type of a column, by its Frictionless name."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


_ARROW = {
    CellType.STRING: pa.string(),
    CellType.INTEGER: pa.int64(),
    CellType.NUMBER: pa.float64(),
    CellType.BOOLEAN: pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `of` names the `table.column` that its values refer to."""

    name: str
    type: CellType
    meaning: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one row per `grain`; `key` is its first column unless it is empty."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema."""
        return pa.schema([(column.name, _ARROW[column.type]) for column in self.columns])

    def arrow(self, rows: Iterable[Row]) -> pa.Table:
        """Put rows, each in the order of the columns, into an Arrow table."""
        columns: Sequence[Sequence[Cell]] = list(zip(*rows, strict=True))
        columns = columns or [()] * len(self.columns)
        arrays = [
            pa.array(values, type=_ARROW[column.type])
            for column, values in zip(self.columns, columns, strict=True)
        ]
        return pa.Table.from_arrays(arrays, schema=self.schema)


def _text(name: str, meaning: str, of: str = "") -> Column:
    return Column(name, CellType.STRING, meaning, of)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, CellType.INTEGER, meaning)


def _number(name: str, meaning: str) -> Column:
    return Column(name, CellType.NUMBER, meaning)


_START = _whole("start", "first character in the text, counted from 0 in Unicode code points")
_END = _whole("end", "one past the last character")
_KIND_OF = _text("document_kind", "comment or article")

ARTICLES = Table(
    "articles",
    "article read",
    (
        _text("article_id", "id of the article"),
        _text("title", "headline"),
        _text("url", "address, where the input gives one"),
        _text("author", "byline"),
        _text("published", "date of publication, ISO 8601"),
        _text("outlet", "newspaper, site or forum"),
        _text("target", "the thing under debate"),
        _text("text", "body as plain text"),
        _text("failure", "what went wrong while it was tagged, empty for nothing"),
        _text("file", "input file that it was read from"),
        _whole("line", "line or row in that file"),
    ),
    key="article_id",
)

CLAIMS = Table(
    "claims",
    "claim",
    (
        _text("claim_id", "id of the claim"),
        _KIND_OF,
        _text("document_id", "id of the comment or article"),
        _START,
        _END,
        _text("text", "the words of the claim"),
        _text("kind", "fact, value, policy or testimony"),
        _number("confidence", "probability that another reader could dispute it"),
        _text("stance", "stance towards the target"),
        _text("speaker", "who says so, empty for the writer"),
        _text("key_point_id", "key point that it makes, empty for none", "key_points.key_point_id"),
    ),
    key="claim_id",
)

ENTITY_COLUMNS = (
    _text("entity_id", "id of the entity"),
    _text("name", "its fullest name"),
    _text("label", "kind of entity, as spaCy names it"),
    _text("aliases", "its other names with the reason of each merge, `;`-joined"),
    _whole("n_mentions", "times it is named in articles and comments"),
    _whole("n_comments", "comments that name it"),
    _whole("n_authors", "commenters who name it"),
)

ALIASES = Table(
    "aliases",
    "name of an entity; edit the column merge and give the file back with --aliases",
    (
        _text("entity", "the entity's name"),
        _text("name", "a name of it, as written"),
        _text("reason", "why it was taken for one"),
        _whole("count", "times it is written so"),
        _text(
            "merge",
            "yes: it belongs to the entity; no: set it apart; another name: it belongs to that"
            " entity, and on the row of the entity's own name all of its names do",
        ),
        _text("note", "where several bear a surname: why it is left apart, or who else bears it"),
    ),
)

MENTIONS = Table(
    "mentions",
    "naming of an entity in a text",
    (
        _text("entity_id", "the entity named", "entities.entity_id"),
        _KIND_OF,
        _text("document_id", "id of the comment or article"),
        _START,
        _END,
        _text("text", "the name as written"),
        _text("label", "kind of entity, as spaCy names it"),
        _text("article_id", "the article, or the one commented on", "articles.article_id"),
    ),
)

QUOTES = Table(
    "quotes",
    "quote",
    (
        _text("quote_id", "id of the quote"),
        _KIND_OF,
        _text("document_id", "id of the comment or article"),
        _START,
        _END,
        _text("text", "the words quoted, without the quote marks"),
        _text("kind", "direct, indirect or mixed"),
        _text("cue", "reporting word"),
        _whole("cue_start", "its first character"),
        _whole("cue_end", "one past its last"),
        _text("speaker", "who is quoted, as written"),
        _whole("speaker_start", "first character of the speaker"),
        _whole("speaker_end", "one past its last"),
        _text("entity_id", "the speaker as an entity, empty where unknown", "entities.entity_id"),
        _text(
            "speaker_basis",
            "how the speaker is known: named, pronoun, nominal ('the company'),"
            " commenter, copied (from a quote of the article), or open",
        ),
        _text("name", "the name in the text that says who the speaker is"),
        _whole("name_start", "first character of that name"),
        _whole("name_end", "one past its last"),
        _text("commenter", "author of the comment that the words come from"),
        _text("source_kind", "comment or article that the words of a comment come from"),
        _text("source_document_id", "id of that comment or article, empty where unknown"),
        _whole("source_start", "first character of the words there"),
        _whole("source_end", "one past their last"),
        _text(
            "stance", "stance of the words quoted in an article, empty where the tagger is unsure"
        ),
    ),
    key="quote_id",
)

KEY_POINTS = Table(
    "key_points",
    "key point, or single claim where the claims of a stance do not agree",
    (
        _text("key_point_id", "id of the key point"),
        _text("target", "the thing under debate"),
        _text("stance", "stance of the comments that make the point, where theirs is sure"),
        _text("text", "the claim that stands for all"),
        _text("label_claim_id", "id of that claim", "claims.claim_id"),
        _whole("n_claims", "claims that make the point"),
        _whole("n_comments", "comments that make it; 1 for a single claim, which is no key point"),
        _whole("n_authors", "commenters who make it; unnamed ones count once per comment"),
        _whole("n_threads", "threads in which it is made"),
        _number(
            "share",
            "n_decided / the target's comments with a sure stance and any claim;"
            " empty for a single claim",
        ),
        _number("share_low", "lower end of the 95 % interval (Wilson)"),
        _number("share_high", "upper end"),
        _text("first_posted", "date of the first comment that makes it"),
        _text("last_posted", "date of the last"),
        _whole(
            "n_decided",
            "those of n_comments with a sure stance; the others say the same,"
            " but the stance tagger abstained on them",
        ),
        _whole("n_likes", "likes of the comments that make it, empty where none are known"),
        _number(
            "share_authors",
            "commenters of n_decided, each counted once / those of the target's comments with"
            " a sure stance and any claim; empty for a single claim",
        ),
        _number("share_authors_low", "lower end of its 95 % interval (Wilson)"),
        _number("share_authors_high", "upper end"),
        _text("terms", "words that tell it from the target's other key points, joined by ;"),
        _text(
            "stance_mix",
            "its comments by their own primary stance, as stance:count joined by ;"
            " with (abstained) where the tagger is unsure",
        ),
        Column("given", CellType.BOOLEAN, "whether it stands in the list given with the run"),
    ),
    key="key_point_id",
)

RELATIONS = Table(
    "relations",
    "relation between claims or key points",
    (
        _text("source_id", "the claim or key point that acts"),
        _text("target_id", "the one acted on"),
        _text("kind", "support, attack or undercut"),
        _text("basis", "reply, cue, model or human"),
        _number(
            "confidence",
            "from 0 to 1; of a reply the product of both stance probabilities, or of a value for"
            " its first words, and a prior by judgement, no measured probability",
        ),
        _whole("count", "claim pairs behind it"),
    ),
)

REJECTS = Table(
    "rejects",
    "record that could not be read",
    (
        _text("file", "input file"),
        _whole("line", "line or row in that file"),
        _text("reason", "why it could not be read"),
        _text("raw", "its text, addresses masked, cut at 1,000 characters"),
    ),
)

LEDGER = Table(
    "ledger",
    "outcome",
    (
        _text("stage", "ingest, tag, or changed or left out on the way"),
        _text("outcome", "what became of the records"),
        _whole("count", "how many"),
        _text("balance", "the sum that this line is part of"),
    ),
)


@dataclass(frozen=True, slots=True)
class EntityCounts:
    """How often an entity is named, and by comments of which stance (code name to count)."""

    n_mentions: int
    n_comments: int
    n_authors: int
    by_stance: Mapping[str, int]


def comments_table(codebook: Codebook) -> Table:
    """Describe comments.csv, with one probability column per code."""
    return Table(
        "comments",
        "comment read",
        (
            _text("comment_id", "id of the comment"),
            _text("article_id", "article commented on", "articles.article_id"),
            _text("thread_id", "the thread's top-level comment, or the input's own thread id"),
            _text("parent_id", "comment replied to, empty at top level", "comments.comment_id"),
            _whole("depth", "replies above it, 0 at top level"),
            _whole("position", "place below its article, from 1"),
            _text("author", "pseudonym of the commenter, empty where the input names none"),
            _text("posted", "date or time of posting, ISO 8601"),
            _whole("likes", "votes or points, where the input gives them"),
            _text("language", "ISO 639-1 code"),
            _text("status", "tagged, duplicate, empty, foreign or failed"),
            _text("duplicate_of", "the first comment with this text", "comments.comment_id"),
            _text("target", "the thing under debate"),
            _text("stance", "primary stance to it; empty unless tagged"),
            _text("stances", "every stance that holds, primary first, `;`-joined"),
            _number("confidence", "probability of the primary stance"),
            Column("abstained", CellType.BOOLEAN, "whether the tagger is too unsure to be used"),
            *(_number(f"p_{name}", f"probability of {name}") for name in codebook.names),
            _text("evidence", "the sentence that speaks most for the primary stance"),
            _whole("evidence_start", "its first character in text"),
            _whole("evidence_end", "one past its last"),
            _number("sentiment", "VADER compound, from -1 to 1"),
            _whole("n_claims", "claims in it"),
            _text("text", "the comment as stored"),
            _text("failure", "what went wrong, for a failed one"),
            _text("file", "input file that it was read from"),
            _whole("line", "line or row in that file"),
        ),
        key="comment_id",
    )


def entities_table(codebook: Codebook) -> Table:
    """Describe entities.csv, with one count per code."""
    counts = tuple(
        _whole(f"n_{name}", f"comments naming it whose stance is {name}") for name in codebook.names
    )
    note = _text("note", "where several bear a surname: why it is left apart, or who else bears it")
    return Table("entities", "entity", (*ENTITY_COLUMNS, *counts, note), key="entity_id")
