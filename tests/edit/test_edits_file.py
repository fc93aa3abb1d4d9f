"""The file of edits: what a spreadsheet makes of it is read back."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancemap.edit.edits_file import read_edits, write_edits
from stancemap.errors import InputError
from stancemap.maps.edits import Action, Edit, Name

EDITS = (
    Edit(Action.RENAME, Name.of("point:c1#c1"), text="Too dear, they say", line=2),
    Edit(Action.MOVE, Name.of("=c2#c1"), Name.of("point:c1#c1"), note="same", line=3),
    Edit(Action.MOVE, Name.of("point:c2#c1"), Name.of("stance:oppose"), line=4),
    Edit(Action.RELATION_ADD, Name.of("a"), Name.of("claim:point:x"), "attack", line=5),
)


def test_edits_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_edits(EDITS, tmp_path / "map_edits.csv")
    assert read_edits(tmp_path / "map_edits.csv") == EDITS


def test_no_cell_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    write_edits(EDITS, tmp_path / "map_edits.csv")
    assert "\nmove,'=c2#c1," in (tmp_path / "map_edits.csv").read_text(encoding="utf-8")


def test_no_file_is_no_edits(tmp_path: Path) -> None:
    assert read_edits(tmp_path / "map_edits.csv") == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_any_words_come_back(text: str, tmp_path: Path) -> None:
    words = " ".join(text.split()) or "-"
    made = Edit(Action.RENAME, Name.of("point:c1"), text=words, line=2)
    write_edits([made], tmp_path / "map_edits.csv")
    assert read_edits(tmp_path / "map_edits.csv") == (made,)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Action;Subject;Object;Text\r\nRename;point:c1;;Prix élevé\r\n", "cp1252"),
        ("action\tsubject\tobject\ttext\nrename\tpoint:c1\t\tPrix élevé\n", "utf-16"),
        ("subject,text,action\npoint:c1,Prix élevé,rename\n", "utf-8-sig"),
        ('action,subject,object,text\nrename,point:c1,,"Prix élevé"\n,,,\n', "utf-8"),
    ],
    ids=["excel with semicolons", "excel unicode text", "other order", "empty line"],
)
def test_what_a_spreadsheet_saves_is_read(content: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "map_edits.csv"
    path.write_bytes(content.encode(encoding))
    assert read_edits(path) == (
        Edit(Action.RENAME, Name.of("point:c1"), text="Prix élevé", line=2),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"map_edits\.csv, line 1: no column 'action'; a file of edits has the columns action"),
        ("action,object\n", "line 1: no column 'subject'"),
        ("action,subject\nrename,point:c1\n", "line 2: rename wants the new words"),
        ("action,subject\n\nrenaim,point:c1\n", "line 3: there is no action 'renaim'; there are"),
        ("action,subject,object\nmerge,c1,c2\n", "line 2: merge wants the subject point:CLAIM_ID"),
        (
            "action,subject,text\nrename,point:c1,a, b\n",
            "line 2: 4 cells, but the first line has 3",
        ),
        ('action,subject,text\nrename,point:c1,"a\n', "line 2: unexpected end of data"),
    ],
)
def test_a_faulty_file_says_where_and_what_next(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "map_edits.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_edits(tmp_path / "map_edits.csv")
