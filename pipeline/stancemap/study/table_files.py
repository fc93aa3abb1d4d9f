"""The tables of a study as Parquet and CSV, written row by row or part by part."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from stancemap.export.csv_file import write_csv
from stancemap.study.store import TEMPORARY, sync
from stancemap.tables import Row, Table

_ROWS_AT_ONCE = 10_000


class TableFiles:
    """Writes the tables of a study and counts their rows.

    Args:
        folder: the study's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.counts: dict[str, int] = {}

    def path(self, table: Table) -> Path:
        """Say where a table lies as Parquet."""
        return self._folder / "data" / f"{table.name}.parquet"

    def write_rows(self, table: Table, rows: Iterable[Row]) -> None:
        """Write a table from rows that need not be in memory."""
        walk = iter(rows)
        self.write_parts(
            table,
            (table.arrow(some) for some in iter(lambda: list(islice(walk, _ROWS_AT_ONCE)), [])),
        )

    def write_parts(self, table: Table, parts: Iterable[pa.Table]) -> None:
        """Write a table from parts with its columns."""
        with self.begin(table) as grown:
            for part in parts:
                grown.append(part)

    @contextmanager
    def begin(self, table: Table) -> Iterator["GrowingTable"]:
        """Begin a table that grows; when it is whole, it is put into its place, and into CSV."""
        path = self.path(table)
        temporary = path.with_name(f".{path.name}.{uuid4().hex}{TEMPORARY}")
        try:
            with pq.ParquetWriter(temporary, table.schema, compression="zstd") as writer:
                grown = GrowingTable(table, writer)
                yield grown
                grown.flush()
            sync(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        self.counts[table.name] = grown.n_rows
        with pq.ParquetFile(path) as written:
            write_csv(
                table, written.iter_batches(_ROWS_AT_ONCE), self._folder / f"{table.name}.csv"
            )


class GrowingTable:
    """A table to which rows are appended; row groups depend on the rows alone."""

    def __init__(self, table: Table, writer: pq.ParquetWriter) -> None:
        self._table, self._writer = table, writer
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0
        self.n_rows = 0

    def extend(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        self.append(self._table.arrow(rows))

    def append(self, part: pa.Table) -> None:
        """Append a part that has the table's columns."""
        self._waiting.append(part.select(list(self._table.names)))
        self._n_waiting += part.num_rows
        self.n_rows += part.num_rows
        if self._n_waiting >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits as one row group."""
        if self._n_waiting:
            self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=1 << 30)
        self._waiting.clear()
        self._n_waiting = 0
