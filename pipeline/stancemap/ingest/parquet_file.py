"""Parquet files, batch by batch."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from stancemap.errors import InputError
from stancemap.ingest.decode import InputFile
from stancemap.ingest.nested import read_objects
from stancemap.ingest.raw import Items, ReadOptions
from stancemap.ingest.rows import Row


def read_parquet(file: InputFile, options: ReadOptions) -> Items:
    """Read a Parquet file, flat or with nested lists of comments.

    Raises:
        InputError: it is no Parquet file, or holds neither comments nor articles.
    """
    try:
        yield from read_objects(file, _rows(file), options)
    except pa.ArrowException as error:
        raise InputError(f"not a Parquet file that can be read: {error}") from error


def _rows(file: InputFile) -> Iterator[Row]:
    number = 0
    with pq.ParquetFile(file.path) as table:
        for batch in table.iter_batches(batch_size=4096):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, cells)
