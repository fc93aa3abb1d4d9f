"""The key points as a Pol.is comments CSV, so that people can vote on them.

The first eight columns are those of the comments file of a Pol.is report. A conversation is about
one thing: where there are several targets, filter by `target` first. Single claims are left out
as long as there is any key point.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from stancemap.export.csv_file import write_csv
from stancemap.export.dates import utc_time
from stancemap.export.legal_text import one_line
from stancemap.export.map_content import MapContent
from stancemap.records import Node, NodeKind
from stancemap.tables import CellType, Column, Row, Table

_ACCEPTED = 1
_SEED_AUTHOR = 0

COMMENTS = Table(
    "polis_comments",
    "key point to vote on",
    (
        Column("timestamp", CellType.INTEGER, "first posted, milliseconds since 1970"),
        Column("datetime", CellType.STRING, "the same in words"),
        Column("comment-id", CellType.INTEGER, "number, from 0"),
        Column("author-id", CellType.INTEGER, "0: whoever owns the conversation"),
        Column("agrees", CellType.INTEGER, "votes, none yet"),
        Column("disagrees", CellType.INTEGER, "votes, none yet"),
        Column("moderated", CellType.INTEGER, "1: accepted"),
        Column("comment-body", CellType.STRING, "the key point"),
        Column("key-point-id", CellType.STRING, "node of the argument map"),
        Column("target", CellType.STRING, "the thing under debate"),
        Column("stance", CellType.STRING, "stance of those who say so"),
        Column("n-comments", CellType.INTEGER, "reader comments that say so"),
    ),
    key="comment-id",
)


def write(content: MapContent, path: Path) -> None:
    """Write the file; cells are guarded like those of every CSV file of a study."""
    write_csv(COMMENTS, COMMENTS.arrow(_rows(content)), path)


def _rows(content: MapContent) -> Sequence[Row]:
    nodes = content.argument_map.nodes
    points = [node for node in nodes if node.kind is NodeKind.KEY_POINT]
    voted_on = points or [node for node in nodes if node.kind is NodeKind.CLAIM]
    by_id = {node.node_id: node for node in nodes}
    return [_row(number, node, by_id) for number, node in enumerate(voted_on)]


def _row(number: int, node: Node, by_id: Mapping[str, Node]) -> Row:
    time = utc_time(node.first_posted)
    top = node
    while top.parent_id:
        top = by_id[top.parent_id]
    return (
        int(time.timestamp() * 1000) if time else None,
        _in_words(time) if time else "",
        number,
        _SEED_AUTHOR,
        0,
        0,
        _ACCEPTED,
        one_line(node.text),
        node.node_id,
        one_line(top.text),
        node.stance,
        node.n_comments,
    )


def _in_words(time: datetime) -> str:
    """Write a time as browsers do, whatever the locale.

    >>> _in_words(datetime.fromisoformat("2026-11-02"))
    'Mon Nov 02 2026 00:00:00 GMT+0000 (Coordinated Universal Time)'
    """
    weekday, month, day, clock, year = time.ctime().split()
    return f"{weekday} {month} {day:0>2} {year} {clock} GMT+0000 (Coordinated Universal Time)"
