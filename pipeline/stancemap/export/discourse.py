"""Write a discourse network into a folder: CSV edge lists and matrix, GraphML, GEXF."""

from collections.abc import Sequence
from pathlib import Path

from stancemap.export.atomic import write_text
from stancemap.export.csv_file import write_csv
from stancemap.export.discourse_graphs import render_gexf, render_graphml
from stancemap.maps.network import (
    CONFLICT,
    CONGRUENCE,
    COUNTS,
    STATEMENTS,
    DiscourseNetwork,
    matrix,
    pair_row,
    statement_row,
    tie_row,
)
from stancemap.tables import Row, Table

NAME = "discourse_network"


def write_discourse(network: DiscourseNetwork, folder: Path) -> None:
    """Write all forms of a discourse network; a network without statements has empty ones."""
    folder.mkdir(parents=True, exist_ok=True)
    edges = Table(NAME, STATEMENTS.grain, STATEMENTS.columns, STATEMENTS.key)
    tables: list[tuple[Table, Sequence[Row]]] = [
        (edges, [statement_row(one) for one in network.statements]),
        (COUNTS, [tie_row(tie) for tie in network.ties]),
        matrix(network),
        (CONGRUENCE, [pair_row(pair) for pair in network.congruence]),
        (CONFLICT, [pair_row(pair) for pair in network.conflict]),
    ]
    for table, rows in tables:
        write_csv(table, table.arrow(rows), folder / f"{table.name}.csv")
    write_text(render_graphml(network), folder / f"{NAME}.graphml")
    write_text(render_gexf(network), folder / f"{NAME}.gexf")
