"""Write a discourse network into a folder: CSV edge lists and matrix, GraphML, GEXF."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from stancemap.export.atomic import write_text
from stancemap.export.csv_file import write_csv
from stancemap.export.discourse_graphs import render_gexf, render_graphml
from stancemap.maps.network import DiscourseNetwork
from stancemap.maps.network_rows import (
    CONFLICT,
    CONGRUENCE,
    COUNTS,
    STATEMENTS,
    matrix,
    pair_row,
    statement_row,
    tie_row,
)
from stancemap.tables import Row, Table

NAME = "discourse_network"
_ROWS_AT_ONCE = 8_192


def write_discourse(network: DiscourseNetwork, folder: Path) -> None:
    """Write all forms of a discourse network; a network without statements has empty ones."""
    folder.mkdir(parents=True, exist_ok=True)
    edges = Table(NAME, STATEMENTS.grain, STATEMENTS.columns, STATEMENTS.key)
    tables: list[tuple[Table, Iterable[Row]]] = [
        (edges, map(statement_row, network.listed())),
        (COUNTS, map(tie_row, network.ties)),
        matrix(network),
        (CONGRUENCE, map(pair_row, network.congruence)),
        (CONFLICT, map(pair_row, network.conflict)),
    ]
    for table, rows in tables:
        write_csv(table, _batches(table, rows), folder / f"{table.name}.csv")
    write_text(render_graphml(network), folder / f"{NAME}.graphml")
    write_text(render_gexf(network), folder / f"{NAME}.gexf")


def _batches(table: Table, rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """Yield rows some thousands at a time, so that not all texts are in memory at once."""
    walk = iter(rows)
    for some in iter(lambda: list(islice(walk, _ROWS_AT_ONCE)), []):
        yield from table.arrow(some).to_batches()
