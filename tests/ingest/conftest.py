"""Fixtures that write a file and read it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stancemap.ingest import ReadOptions, read_corpus
from stancemap.records import Corpus

Read = Callable[..., Corpus]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write `content` to a file of that name and read it as a corpus."""

    def write_and_read(
        name: str, content: str | bytes, columns: Mapping[str, str] | None = None, target: str = ""
    ) -> Corpus:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_corpus([path], ReadOptions(columns or {}, target))

    return write_and_read
