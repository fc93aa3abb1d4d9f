"""Tables written in portions are the same files as tables written at once."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from stancemap.study.table_files import TableFiles
from stancemap.tables import REJECTS, Row


def _rows(count: int) -> list[Row]:
    return [("a.csv", number, "why", f"=text {number}") for number in range(count)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


def test_rows_are_in_both_files_and_counted(folder: Path) -> None:
    files = TableFiles(folder)
    files.write_rows(REJECTS, iter(_rows(12_000)))
    table = pq.read_table(files.path(REJECTS))
    lines = (folder / "rejects.csv").read_text(encoding="utf-8").splitlines()
    assert files.counts == {"rejects": 12_000}
    assert table.num_rows == 12_000
    assert table["raw"][-1].as_py() == "=text 11999"
    assert (len(lines), lines[-1]) == (12_001, "a.csv,11999,why,'=text 11999")


def test_a_table_without_rows_has_its_columns(folder: Path) -> None:
    files = TableFiles(folder)
    files.write_rows(REJECTS, [])
    assert pq.read_table(files.path(REJECTS)).column_names == list(REJECTS.names)
    assert (folder / "rejects.csv").read_text(encoding="utf-8") == "file,line,reason,raw\n"
    assert files.counts == {"rejects": 0}


def test_what_breaks_off_leaves_the_file_before(folder: Path) -> None:
    files = TableFiles(folder)
    files.write_rows(REJECTS, _rows(1))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(RuntimeError):
        files.write_rows(REJECTS, _breaking_off())
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def _breaking_off() -> Iterator[Row]:
    yield from _rows(5)
    raise RuntimeError
