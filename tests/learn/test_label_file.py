"""Labels are read as people save them, and never mistaken for the answers of a model."""

from pathlib import Path

import pytest

from stancemap.errors import InputError
from stancemap.learn.label_file import Label, read_labels

SUPPORT = [Label(2, "c1", "", "support")]


@pytest.mark.parametrize(
    "content",
    [
        "comment_id,stance\nc1,support\n",
        "id,primary,also\nc1,support,none\n",
        "\ufeffStance,Comment_ID\nsupport,c1\n",
        "ID;Label\r\nc1;support\r\n",  # Excel, where commas are decimal points
        "ID\tLabel\nc1\tsupport\n",
        "comment_id,stance,code,abstained,confidence\nc1,oppose,support,false,.9\n",
        "comment_id,stance\n c1 , support ,more,cells\n",
    ],
)
def test_columns_are_found_by_their_usual_names(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(content, encoding="utf-8", newline="")
    assert read_labels(path) == SUPPORT


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nr,mine\n1,support\n", "has the columns nr, mine; it needs stance or label"),
        ("", r"has the columns \(none\)"),
        ("comment_id,stance,label\nc1,none,support\n", "stance and label; which holds your codes"),
        ("comment_id,stance,confidence,abstained\nc1,none,.9,true\n", "the table of a study"),
        ("text,stance\n" + "x" * 10_000_001 + ",none\n", "is no CSV: field larger"),
    ],
)
def test_files_that_could_be_misread_are_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_labels(path)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv is absent"):
        read_labels(tmp_path / "none.csv")


def test_text_copied_from_an_export_has_its_apostrophe_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("text,code\n'@ann Ban it,oppose\n'tis fine,support\n", encoding="utf-8")
    assert [label.text for label in read_labels(path)] == ["@ann Ban it", "'tis fine"]
