"""What `stancemap status` says of a study, whatever state it is in."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import StudyError
from stancemap.study import Phase, Profile, Settings, Study, run_study, study_state
from stancemap.study.store import is_locked

PAGE = Path(__file__).parents[2] / "corpus" / "driverless-buses" / "page.txt"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("state") / "study"
    return run_study([PAGE], folder, Settings(profile=Profile.FAST, part_size=25))


@pytest.fixture
def copy(study: Study, tmp_path: Path) -> Path:
    return Path(shutil.copytree(study.folder, tmp_path / "study"))


def test_a_finished_study_has_nothing_left_and_can_be_verified(study: Study) -> None:
    state = study_state(study.folder)
    assert (state.phase, state.running, state.n_left) == (Phase.FINISHED, False, 0)
    assert (state.n_comments, state.n_failed) == (119, 0)
    assert state.next_step == f"stancemap verify {study.folder}"


def test_a_half_done_study_counts_what_is_left_and_says_how_to_go_on(copy: Path) -> None:
    (copy / "manifest.json").unlink()
    (copy / "data/parts/part-00001/done.json").unlink()
    (copy / "data/parts/part-00002/claims.parquet").write_bytes(b"half")
    state = study_state(copy)
    assert (state.phase, state.n_left) == (Phase.TAGGING, 2)
    assert state.n_done == state.n_parts - 2
    assert state.next_step.startswith(f"stancemap run page.txt --out {copy}")


def test_all_parts_without_a_manifest_are_tagged_not_finished(copy: Path) -> None:
    (copy / "manifest.json").unlink()
    assert study_state(copy).phase is Phase.TAGGED


def test_a_study_without_a_whole_plan_is_being_read(copy: Path) -> None:
    (copy / "data/plan/plan.json").unlink()
    state = study_state(copy)
    assert (state.phase, state.n_parts) == (Phase.READING, 0)


def test_a_study_at_work_says_so_and_its_lock_is_left_alone(copy: Path) -> None:
    with FileLock(copy / ".lock"):
        state = study_state(copy)
        assert state.running
        assert state.next_step.startswith("wait")
        assert is_locked(copy)
    assert not study_state(copy).running


def test_a_run_that_has_only_begun_is_being_read(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".lock"):
        assert study_state(tmp_path).phase is Phase.READING


def test_a_folder_without_a_study_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="holds no study; make one with stancemap run"):
        study_state(tmp_path)


def test_the_command_prints_four_lines(study: Study) -> None:
    result = CliRunner().invoke(app, ["status", str(study.folder)])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        "State",
        "Parts",
        "Failed",
        "Next",
    ]
