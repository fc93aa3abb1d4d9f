import csv
import math
import re
from pathlib import Path

import pyarrow as pa
import pytest

from stancemap.export.csv_file import write_csv
from stancemap.tables import Cell, CellType, Column, Row, Table

TABLE = Table(
    "things",
    "thing",
    (
        Column("thing_id", CellType.STRING, "id"),
        Column("text", CellType.STRING, "words"),
        Column("n", CellType.INTEGER, "count"),
        Column("share", CellType.NUMBER, "part"),
        Column("sure", CellType.BOOLEAN, "whether"),
    ),
    key="thing_id",
)


def _written(tmp_path: Path, *rows: Row) -> str:
    path = tmp_path / "things.csv"
    write_csv(TABLE, TABLE.arrow(rows), path)
    return path.read_bytes().decode("utf-8")


def _cells(tmp_path: Path, *rows: Row) -> list[list[str]]:
    return list(csv.reader(_written(tmp_path, *rows).splitlines(keepends=True)))[1:]


def test_rows_keep_their_order_and_lines_end_in_line_feeds(tmp_path: Path) -> None:
    text = _written(tmp_path, ("b", "x", 2, 0.5, True), ("a", "y", 1, 0.25, False))
    assert text == "thing_id,text,n,share,sure\nb,x,2,0.5,true\na,y,1,0.25,false\n"


def test_null_is_an_empty_cell_in_every_type(tmp_path: Path) -> None:
    assert _cells(tmp_path, (None, None, None, None, None)) == [[""] * 5]


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\tplain",
    "\r=1",
    "\nplain",
    "   =cmd|' /c calc'!A0",
    "\u00a0=1",  # a no-break space looks like nothing
    "\ufeff=1",  # so does a byte order mark
    "\u200b@x",
    "＝1+1",  # full width, as East Asian spreadsheets read it
    "'=1",  # would lose its own apostrophe on the way back
]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str, tmp_path: Path) -> None:
    ((found, *_),) = _cells(tmp_path, (text, "", 0, 0.0, True))
    assert found == "'" + text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["a=1", "1-2", "'quoted'", "’tis", "e@mail", "(-1)", "", "  x"])
def test_other_text_stays_as_it_is(text: str, tmp_path: Path) -> None:
    ((found, *_),) = _cells(tmp_path, (text, "", 0, 0.0, True))
    assert found == text


def test_guarded_cells_can_be_told_apart_again(tmp_path: Path) -> None:
    texts = ["=1", "'=1", "''=1", "'x", "x"]
    cells = _cells(tmp_path, *((text, "", 0, 0.0, True) for text in texts))
    assert [re.sub(r"\A'('*\s*[=+\-@])", r"\1", cell[0]) for cell in cells] == texts


def test_numbers_are_never_guarded(tmp_path: Path) -> None:
    ((_, _, whole, number, _),) = _cells(tmp_path, ("a", "", -5, -0.25, True))
    assert (whole, number) == ("-5", "-0.25")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333"),
        (-0.00001, "0.0"),  # no negative zero
        (1e-9, "0.0"),
        (2.0, "2.0"),
        (math.nan, ""),
        (math.inf, "INF"),
    ],
)
def test_numbers_have_four_decimals_at_most(value: Cell, written: str, tmp_path: Path) -> None:
    assert _cells(tmp_path, ("a", "", 0, value, True))[0][3] == written


def test_control_characters_go_and_offsets_hold(tmp_path: Path) -> None:
    text = 'a\x00b\x1b\x7f\x9f, "q"\r\nnext\rlast 😀'
    ((_, found, *_),) = _cells(tmp_path, ("a", text, 0, 0.0, True))
    assert found == 'a\ufffdb\ufffd\ufffd\ufffd, "q" \nnext\nlast 😀'
    assert len(found) == len(text)


def test_a_cell_of_five_million_characters_is_written_whole(tmp_path: Path) -> None:
    text = _written(tmp_path, ("a", "=" + "x, " * 1_700_000, 0, 0.0, True))
    assert len(text) > 5_000_000


def test_batches_give_the_same_bytes_as_one_table(tmp_path: Path) -> None:
    rows: list[Row] = [(f"id{n}", "=x\n", n, n / 7, n % 2 == 0) for n in range(25_000)]
    whole, parts = tmp_path / "whole.csv", tmp_path / "parts.csv"
    arrow = TABLE.arrow(rows)
    write_csv(TABLE, arrow, whole)
    write_csv(TABLE, iter(arrow.to_batches(max_chunksize=777)), parts)
    assert whole.read_bytes() == parts.read_bytes()


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(KeyError):
        write_csv(TABLE, pa.table({"thing_id": ["a"]}), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
