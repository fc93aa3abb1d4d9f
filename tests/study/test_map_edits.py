"""Edits of the map by hand last: they are carried out in every run of the study."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import InputError, StudyError
from stancemap.study import (
    Execution,
    Profile,
    Settings,
    Study,
    import_map,
    rebuild_study,
    run_study,
    verify_study,
)

FAST = Settings(profile=Profile.FAST, target="cameras")
CLAIMS = (
    "Cameras in public places make nobody any safer and cost far too much money.",
    "Nobody is any safer with cameras in public places, they cost too much money.",
    "Ban the cameras: the council pays far too much money for the maintenance contract.",
    "Far too much money goes into the maintenance contract, ban these cameras, council.",
)
HEAD = "action,subject,object,text,note\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "page.csv"
    rows = [f'c{n},a,,person{n},2025-01-0{n},"{text}"' for n, text in enumerate(CLAIMS, start=1)]
    path.write_text(
        "comment_id,article_id,parent_id,author,posted,text\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def study(page: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return run_study([page], tmp_path_factory.mktemp("made") / "study", FAST)


def put_edits(folder: Path, rows: Sequence[str]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "map_edits.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def first_claims(study: Study) -> list[str]:
    return list(study.key_points["label_claim_id"])


def texts(study: Study) -> list[str]:
    with (study.folder / "key_points.csv").open(encoding="utf-8", newline="") as stream:
        return [row["text"] for row in csv.DictReader(stream)]


def test_a_new_name_is_there_after_the_same_command(
    study: Study, page: Path, tmp_path: Path
) -> None:
    claim = first_claims(study)[0]
    put_edits(tmp_path / "study", [f"rename,point:{claim},,Cameras cost too much,"])
    first = run_study([page], tmp_path / "study", FAST)
    assert "Cameras cost too much" in texts(first)
    again = run_study([page], tmp_path / "study", FAST)
    assert "Cameras cost too much" in texts(again)
    assert again.manifest["notes"] == []


def test_an_edit_is_carried_out_without_tagging_anew(page: Path, tmp_path: Path) -> None:
    first = run_study([page], tmp_path / "study", FAST)
    fingerprint = first.manifest["fingerprint"]
    parts = {p: p.stat().st_mtime_ns for p in (first.folder / "data" / "parts").rglob("*.*")}
    put_edits(first.folder, [f"rename,point:{first_claims(first)[0]},,Too dear,"])
    again = run_study([page], first.folder, FAST)
    assert {p: p.stat().st_mtime_ns for p in parts} == parts
    assert "Too dear" in texts(again)
    assert again.manifest["fingerprint"] != fingerprint
    assert verify_study(again.folder).differences == ()


def test_a_new_name_is_there_after_tagging_with_other_settings(
    study: Study, page: Path, tmp_path: Path
) -> None:
    claim = first_claims(study)[0]
    put_edits(tmp_path / "study", [f"rename,point:{claim},,Too dear,"])
    run_study([page], tmp_path / "study", FAST)
    other = replace(FAST, profile=Profile.THOROUGH)
    again = run_study([page], tmp_path / "study", other, Execution(overwrite=True))
    notes = again.manifest["notes"]
    # With other stances the claim may make no key point: then that is said, and nothing is lost.
    assert "Too dear" in texts(again) or "makes no key point now" in notes[0]
    assert (again.folder / "map_edits.csv").is_file()


def test_an_edit_that_fits_no_more_is_a_note_with_its_line(page: Path, tmp_path: Path) -> None:
    put_edits(tmp_path / "study", ["rename,point:c9#c1,,Gone,", "delete,point:c8#c1,,,"])
    study = run_study([page], tmp_path / "study", FAST)
    assert [note[:40] for note in study.manifest["notes"]] == [
        "map_edits.csv, line 2: no claim c9#c1 in",
        "map_edits.csv, line 3: no claim c8#c1 in",
    ]


def test_a_broken_file_of_edits_stops_the_run_before_any_work(page: Path, tmp_path: Path) -> None:
    put_edits(tmp_path / "study", ["embellish,point:c1#c1,,Gone,"])
    with pytest.raises(InputError, match=r"map_edits\.csv, line 2: there is no action 'embellish'"):
        run_study([page], tmp_path / "study", FAST)
    assert sorted(path.name for path in (tmp_path / "study").iterdir()) == ["map_edits.csv"]


def outputs(study: Study) -> dict[str, bytes]:
    return {
        path.relative_to(study.folder).as_posix(): path.read_bytes()
        for path in sorted(study.folder.rglob("*"))
        if path.is_file() and path.name not in {"manifest.json", ".lock"}
    }


def test_a_study_made_again_from_its_parts_has_the_bytes_of_a_run(
    study: Study, page: Path, tmp_path: Path
) -> None:
    row = f"rename,point:{first_claims(study)[0]},,Too dear,"
    put_edits(tmp_path / "run", [row])
    run = run_study([page], tmp_path / "run", FAST)
    rebuilt = run_study([page], tmp_path / "rebuilt", FAST)
    put_edits(tmp_path / "rebuilt", [row])
    rebuilt = rebuild_study(tmp_path / "rebuilt")
    assert outputs(rebuilt) == outputs(run)
    assert rebuilt.manifest["fingerprint"] == run.manifest["fingerprint"]
    assert verify_study(rebuilt.folder).differences == ()


def test_an_edited_argdown_file_changes_the_study_once(page: Path, tmp_path: Path) -> None:
    study = run_study([page], tmp_path / "study", FAST)
    file = study.folder / "map" / "argument_map.argdown"
    text = file.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("[K1]: "))
    renamed = f"[K1]: Cameras are too dear {title[title.index(' #') :]}"
    file.write_text(text.replace(title, renamed), encoding="utf-8")
    first = CliRunner().invoke(app, ["map", "import", str(study.folder), str(file), "--quiet"])
    assert first.exit_code == 0, first.output
    assert "is renamed to 'Cameras are too dear'" in first.output
    assert "Edits    1 in map_edits.csv" in first.output
    assert "Cameras are too dear" in texts(Study(study.folder))
    again = import_map(study.folder, file)
    assert again.edits == ()
    assert verify_study(study.folder).differences == ()
    run_study([page], study.folder, FAST)
    assert "Cameras are too dear" in texts(Study(study.folder))


def test_an_edits_file_without_its_lines_gives_the_first_map_back(
    study: Study, page: Path, tmp_path: Path
) -> None:
    put_edits(tmp_path / "study", [f"delete,point:{first_claims(study)[0]},,,"])
    run_study([page], tmp_path / "study", FAST)
    put_edits(tmp_path / "study", [])
    result = CliRunner().invoke(app, ["map", "edits", str(tmp_path / "study"), "--quiet"])
    assert "Edits    0 in map_edits.csv" in result.output
    assert texts(Study(tmp_path / "study")) == texts(study)


def test_a_folder_without_a_study_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="holds no finished study"):
        rebuild_study(tmp_path)


def test_an_import_that_cannot_be_carried_out_keeps_no_edit(study: Study, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(study.folder, folder)
    (folder / "data" / "parts" / "part-00000" / "done.json").unlink()
    file = folder / "map" / "argument_map.argdown"
    text = file.read_text(encoding="utf-8")
    claims = [line for line in text.splitlines() if line.startswith("    + <")]
    file.write_text(text.replace(f"{claims[-1]}\n", ""), encoding="utf-8")
    with pytest.raises(StudyError, match="is not tagged in full; give the command"):
        import_map(folder, file)
    assert not (folder / "map_edits.csv").exists()
