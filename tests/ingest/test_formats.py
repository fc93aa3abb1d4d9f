"""Formats are found by content, workbooks from outside do no harm, previews tell how files read."""

import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from stancemap.errors import InputError
from stancemap.ingest import FORMATS, Notice, preview, read_corpus
from stancemap.records import Corpus

Read = Callable[..., Corpus]
ROW = {"id": "1", "text": "Never."}


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("a.txt", json.dumps(ROW) + "\n" + json.dumps({"id": "2", "text": "x"}), "jsonl"),
        ("a.jsonl", "[\n" + json.dumps(ROW) + "\n]", "json"),
        ("a.json", json.dumps(ROW) + "\n" + json.dumps({"id": "2", "text": "x"}), "jsonl"),
        ("a.json", json.dumps([ROW], indent=1), "json"),
        ("a.txt", "id,text\n1,Never.\n", "csv"),
        ("a.dat", "id\ttext\n1\tNever.\n", "csv"),
        ("a.csv", "text\nNever.\n", "csv"),
        ("a.xlsx", "id,text\n1,Never.\n", "csv"),
        ("a.txt", "Robots\n\nText.\n\nComments\n\n[–] sam 1 point 2 hours ago\nNever.\n", "page"),
        ("a.txt", "[–] sam 1 point 2 hours ago\nNever.\n", "page"),
        ("a.md", "# Robots, trees and text\n\nText.\n", "page"),
    ],
)
def test_content_decides_the_format(
    tmp_path: Path, name: str, content: str, format_name: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert preview(path).files[0].format_name == format_name


def test_every_format_has_a_name_and_suffixes_of_its_own() -> None:
    suffixes = [suffix for each in FORMATS for suffix in each.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert [each.name for each in FORMATS] == ["page", "csv", "jsonl", "json", "parquet", "xlsx"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["id", "text"])
    book.active.append([1, "Never."])
    book.save(tmp_path / "plain.xlsx")
    return tmp_path / "plain.xlsx"


def test_workbook_tells_its_sheet_and_its_cells_that_were_never_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["Only notes here"])
    sheet = book.create_sheet("Data")
    for row in (["id", "text", "likes"], [1, "Never.", 3], [2, "=1+1", "=C2"], [3, None, None]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    corpus = read_corpus([tmp_path / "a.xlsx"])
    assert [n.text for n in corpus.notes] == ["read from the sheet 'Data'; not read: 'Read me'"]
    told = [(d.what, d.count) for d in corpus.dropped]
    assert told == [(Notice.FORMULA, 2)]
    assert [c.text for c in corpus.comments] == ["Never.", "", ""]


def with_sheet(workbook: Path, change: Callable[[str], str]) -> Path:
    """Copy a workbook with its first sheet changed."""
    changed = workbook.with_name("changed.xlsx")
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(changed, "w", 8) as new:
        for member in old.namelist():
            content = old.read(member)
            sheet = member == "xl/worksheets/sheet1.xml"
            new.writestr(member, change(content.decode()) if sheet else content)
    return changed


def _laughs(sheet: str) -> str:
    levels = "abcdefghij"
    entities = [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(levels)]
    document_type = f'<!DOCTYPE x [<!ENTITY a "ha">{"".join(entities)}]>'
    return document_type + sheet.rsplit("?>", maxsplit=1)[-1].replace("<v>1</v>", "<v>&j;</v>")


@pytest.mark.parametrize(
    "change",
    [lambda _: " " * (50 << 20), _laughs, lambda sheet: sheet[: len(sheet) // 2], lambda _: ""],
    ids=["zip bomb", "entity bomb", "cut off", "emptied"],
)
def test_hostile_workbook_is_refused_without_naming_its_place(
    workbook: Path, change: Callable[[str], str]
) -> None:
    path = with_sheet(workbook, change)
    with pytest.raises(InputError, match=r"^nothing could be read; changed\.xlsx: ") as caught:
        read_corpus([path])
    assert str(path.parent) not in str(caught.value)


def test_preview_of_a_folder_shows_each_file_and_the_first_threads(tmp_path: Path) -> None:
    rows = [{"id": n, "parent_id": n - 1 if n % 5 else "", "text": "x"} for n in range(1, 40)]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    (tmp_path / "b.txt").write_text("Robots\n\nText.\n\nComments\n\n• Never.\n")
    (tmp_path / "c.json").write_text("{")
    told = preview(tmp_path)
    assert [(f.file, f.format_name, f.n_comments) for f in told.files] == [
        ("a.jsonl", "jsonl", 39),
        ("b.txt", "page", 1),
    ]
    assert (told.n_comments, told.n_rejects, len(told.comments)) == (40, 1, 8)
    assert told.rejects[0].origin.file == "c.json"
    assert told.n_threads == 9
