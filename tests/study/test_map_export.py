"""The map of a finished study comes out in every format, from what the run stored."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from stancemap.errors import InputError, StudyError
from stancemap.export.map_formats import (
    WRITTEN_BY_RUN,
    MapFormat,
    file_name,
    formats_here,
)
from stancemap.study import Profile, Settings, Study, export_maps, run_study, verify_study

PAGE = Path(__file__).parents[2] / "corpus" / "driverless-buses" / "page.txt"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("exported") / "study"
    return run_study([PAGE], folder, Settings(profile=Profile.FAST))


def test_a_run_writes_the_cheap_formats_and_their_hashes(finished: Study) -> None:
    files = finished.manifest["files"]
    for kind in WRITTEN_BY_RUN:
        assert (finished.folder / "map" / file_name(kind)).stat().st_size
        assert f"map/{file_name(kind)}" in files


def test_an_export_has_the_same_bytes_as_the_run(finished: Study, tmp_path: Path) -> None:
    for path in export_maps(finished.folder, WRITTEN_BY_RUN, tmp_path / "all"):
        assert path.read_bytes() == (finished.folder / "map" / path.name).read_bytes()


def test_an_export_into_the_study_is_in_the_manifest(finished: Study, tmp_path: Path) -> None:
    copy = tmp_path / "study"
    shutil.copytree(finished.folder, copy)
    export_maps(copy, formats_here())
    assert verify_study(copy).differences == ()
    assert f"map/{file_name(MapFormat.QDPX)}" in Study(copy).manifest["files"]


def test_a_run_removes_what_was_exported_from_an_earlier_map(
    finished: Study, tmp_path: Path
) -> None:
    copy = tmp_path / "study"
    shutil.copytree(finished.folder, copy)
    exported = Study(copy).export("qdpx")
    run_study([PAGE], copy, Settings(profile=Profile.FAST))
    assert not exported.exists()
    assert verify_study(copy).differences == ()


def test_the_library_exports_to_a_path(finished: Study, tmp_path: Path) -> None:
    path = finished.export("qdpx", tmp_path / "new" / "mine.qdpx")
    assert path == tmp_path / "new" / "mine.qdpx"
    assert zipfile.is_zipfile(path)


def test_an_unknown_format_is_named_with_those_there_are(finished: Study) -> None:
    with pytest.raises(InputError, match=r"no map format 'pdf'; there are json, argdown"):
        finished.export("pdf")


@pytest.mark.parametrize("missing", ["map/argument_map.json", "data/codebook.json"])
def test_a_study_of_an_earlier_version_is_to_be_made_again(
    missing: str, finished: Study, tmp_path: Path
) -> None:
    copy = tmp_path / "study"
    shutil.copytree(finished.folder, copy)
    (copy / missing).unlink()
    with pytest.raises(StudyError, match=r"run the study again|command that made the study again"):
        Study(copy).export("aif")


def test_a_damaged_map_is_said_to_be_damaged(finished: Study, tmp_path: Path) -> None:
    copy = tmp_path / "study"
    shutil.copytree(finished.folder, copy)
    path = copy / "map" / "argument_map.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["relations"] = [{"source_id": "gone"}]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StudyError, match="damaged"):
        Study(copy).export("aif")
