from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.export.map_formats import MapFormat, formats_here
from stancemap.study import Profile, Settings, Study, run_study

PAGE = Path(__file__).parents[2] / "corpus" / "driverless-buses" / "page.txt"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("cli") / "study"
    return run_study([PAGE], folder, Settings(profile=Profile.FAST))


def _run(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_one_format_goes_where_it_is_wanted(finished: Study, tmp_path: Path) -> None:
    path = tmp_path / "map.kialo.txt"
    assert _run(str(finished.folder), "--format", "kialo", "--out", str(path)) == [str(path)]
    assert path.read_text(encoding="utf-8").startswith("Discussion Title: ")


def test_all_formats_go_into_a_folder(finished: Study, tmp_path: Path) -> None:
    lines = _run(str(finished.folder), "--format", "all", "--out", str(tmp_path / "maps"))
    assert sorted(Path(line) for line in lines) == sorted((tmp_path / "maps").iterdir())
    assert len(lines) == len(formats_here())


def test_without_graphviz_all_leaves_the_picture_out_and_says_so(
    finished: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stancemap.export.svg.find_graphviz", lambda: "")
    command = ["export", str(finished.folder), "--format", "all", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0
    assert "Left out svg: no Graphviz; pip install 'stancemap[svg]'" in result.stderr
    assert not list(tmp_path.glob("*.svg"))


def test_the_help_names_every_format() -> None:
    output = CliRunner().invoke(app, ["export", "--help"]).output
    assert [kind for kind in MapFormat if kind.value not in output] == []
