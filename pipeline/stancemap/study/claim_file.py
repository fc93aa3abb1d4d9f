"""The claims of readers in a file, in which a claim is looked up by its row.

The map needs the words of all claims now and then, and in a large corpus they do not fit into
memory. The file is uncompressed Arrow and mapped into memory, so that a look-up reads a few bytes.
It is temporary: after a kill `store.remove_beginnings` finds it by its name.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import overload
from uuid import uuid4

import pyarrow as pa

from stancemap.records import Claim
from stancemap.rows import claim_of, claim_row
from stancemap.study.store import TEMPORARY
from stancemap.tables import CLAIMS


@contextmanager
def claim_file(folder: Path) -> Iterator["ClaimFile"]:
    """Make an empty file of claims in a folder; remove it in the end."""
    path = folder / f".claims.{uuid4().hex}{TEMPORARY}"
    claims = ClaimFile(path)
    try:
        yield claims
    finally:
        claims.close()
        path.unlink(missing_ok=True)


class ClaimFile(Sequence[Claim]):
    """Claims on disk: first all are appended, then they are read.

    Args:
        path: where they lie.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sink: pa.ipc.RecordBatchFileWriter | None = pa.ipc.new_file(str(path), CLAIMS.schema)
        self._source: pa.MemoryMappedFile | None = None
        self._batches: list[Sequence[pa.Array]] = []
        self._starts: list[int] = []
        self._total = 0

    def extend(self, claims: Sequence[Claim]) -> None:
        """Append claims.

        Raises:
            ValueError: reading has begun.
        """
        if self._sink is None:
            raise ValueError("claims are read already; none can be appended")
        self._sink.write_table(CLAIMS.arrow([claim_row(claim) for claim in claims]))
        self._total += len(claims)

    def __len__(self) -> int:
        """Count the claims, appended or read."""
        return self._total

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Claim]: ...
    def __getitem__(self, index: int | slice) -> Claim | Sequence[Claim]:
        """Read a claim, or several."""
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(self._total))]
        if not 0 <= index < self._total:
            raise IndexError(index)
        self._open()
        batch = bisect_right(self._starts, index) - 1
        at = index - self._starts[batch]
        cells = (column[at].as_py() for column in self._batches[batch])
        return claim_of(dict(zip(CLAIMS.names, cells, strict=True)))

    def _open(self) -> None:
        """End writing and begin to read."""
        if self._source is not None:
            return
        if self._sink is not None:
            self._sink.close()
            self._sink = None
        self._source = pa.memory_map(str(self._path))
        reader = pa.ipc.open_file(self._source)
        start = 0
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            self._batches.append(batch.columns)
            self._starts.append(start)
            start += batch.num_rows

    def close(self) -> None:
        """Let go of the file."""
        if self._sink is not None:
            self._sink.close()
        self._batches.clear()
        if self._source is not None:
            self._source.close()
