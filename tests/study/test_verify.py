"""A finished study that was changed by anybody is told from one that was not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import StudyError
from stancemap.study import Profile, Settings, Study, run_study, verify_study

ROWS = """comment_id,article_id,parent_id,author,posted,text
c1,a,,ann,2025-01-01,Ban these cameras now because they watch our children.
c2,a,c1,bob,2025-01-02,Nonsense. The cameras keep the street safe for everyone.
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("verify")
    (folder / "in.csv").write_text(ROWS, encoding="utf-8")
    return run_study([folder / "in.csv"], folder / "study", Settings(profile=Profile.FAST))


@pytest.fixture
def copy(study: Study, tmp_path: Path) -> Path:
    return Path(shutil.copytree(study.folder, tmp_path / "study"))


def test_a_study_that_nobody_touched_is_as_it_was_written(study: Study) -> None:
    found = verify_study(study.folder)
    assert found.differences == ()
    assert found.n_tables == len(study.manifest["counts"])
    assert found.n_files == len(study.manifest["files"])


def _edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(study: Path) -> None:
        text = (study / name).read_text(encoding="utf-8")
        assert old in text
        (study / name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def _append(name: str, text: bytes) -> Callable[[Path], object]:
    def append(study: Path) -> None:
        with (study / name).open("ab") as stream:
            stream.write(text)

    return append


# What was done to the study, and the lines that say so.
CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a cell is edited": (
        _edit("comments.csv", "Nonsense", "Agreed"),
        ["comments.csv: is not the file that was written (its hash differs)"],
    ),
    "a file is deleted": (
        lambda study: (study / "report.html").unlink(),
        ["report.html: is missing"],
    ),
    "a table of ours is put beside": (
        lambda study: (study / "claims (2).csv").write_text("x"),
        ["claims (2).csv: is not in the manifest"],
    ),
    "a part is cut off": (
        lambda study: (study / "data/parts/part-00000/claims.parquet").write_bytes(b"PAR1"),
        [
            "data/parts/part-00000/claims.parquet: is not the file that was written"
            " (its hash differs)"
        ],
    ),
    "the plan counts otherwise": (
        _edit("data/plan/plan.json", '"n_comments": 2', '"n_comments": 3'),
        [
            "data/plan/plan.json: is not the file that was written (its hash differs)",
            "ledger: ingested = comments planned does not hold: 2 there, 3 counted",
        ],
    ),
    "the manifest points elsewhere": (
        _edit("manifest.json", '"report.html"', '"../report.html"'),
        [
            "../report.html: the manifest names a file outside of the study",
            "report.html: is not in the manifest",
        ],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_difference_is_one_line(copy: Path, change: str) -> None:
    do, expected = CHANGES[change]
    do(copy)
    assert list(verify_study(copy).differences) == expected


def test_a_table_with_another_number_of_rows_is_counted(copy: Path) -> None:
    n_rows = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["counts"]["ledger"]
    _append("ledger.csv", b"tag,tagged,1,\n")(copy)
    said = f"ledger.csv: {n_rows + 1} rows, {n_rows} in the manifest"
    assert said in verify_study(copy).differences


def test_the_users_own_files_are_no_difference(copy: Path) -> None:
    (copy / "notes.txt").write_text("mine")
    assert verify_study(copy).differences == ()


def test_a_damaged_manifest_is_said_in_words(copy: Path) -> None:
    (copy / "manifest.json").write_text('{"files": ["a"], "counts": {}}')
    with pytest.raises(StudyError, match=r"manifest\.json is damaged: its 'files'"):
        verify_study(copy)


def test_a_study_at_work_is_not_verified(copy: Path) -> None:
    with FileLock(copy / ".lock"), pytest.raises(StudyError, match="a run is at work"):
        verify_study(copy)


def test_the_command_says_each_difference_and_ends_with_one(study: Study, copy: Path) -> None:
    good = CliRunner().invoke(app, ["verify", str(study.folder)])
    assert good.exit_code == 0
    assert "the ledger balances" in good.stdout
    (copy / "quotes.csv").unlink()
    bad = CliRunner().invoke(app, ["verify", str(copy)])
    assert (bad.exit_code, bad.stdout) == (1, "quotes.csv: is missing\n")
