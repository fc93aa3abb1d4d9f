"""Matching of key points is scored from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import InputError

ROWS = [
    ("Cameras make people no safer.", "Cameras do not make people safer", "k1", 1),
    ("Cameras make people no safer.", "Cameras cost too much money", "k2", 0),
    ("They cost far too much of our money.", "Cameras cost too much money", "k2", 1),
    ("They cost far too much of our money.", "Cameras do not make people safer", "k1", 0),
]


def write(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for argument, point, name, match in ROWS:
            row = {
                "topic": "We should remove street cameras",
                "stance": 1,
                "argument": argument,
                "key_point": point,
                "key_point_id": name,
                "match": match,
            }
            file.write(json.dumps(row) + "\n")
    return path


@pytest.mark.parametrize("profile", ["fast", "thorough"])
def test_pairs_get_a_score_each_and_figures(tmp_path: Path, profile: str) -> None:
    out = tmp_path / "out.jsonl"
    command = ["evaluate", "keypoints", str(write(tmp_path / "in.jsonl")), "--predictions"]
    done = CliRunner().invoke(app, [*command, str(out), "--profile", profile, "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["map_strict"] == figures["map_relaxed"] == 1.0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["key_point_id"] for line in lines] == [row[2] for row in ROWS]
    assert lines[0]["score"] > lines[1]["score"]
    assert lines[2]["score"] > lines[3]["score"]


def test_the_figures_are_told_in_words(tmp_path: Path) -> None:
    command = ["evaluate", "keypoints", str(write(tmp_path / "in.jsonl")), "--profile", "fast"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "strict 1.000, relaxed 1.000" in done.stdout


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "x"}\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", "keypoints", str(tmp_path / "in.jsonl")])
    assert done.exit_code != 0
    assert isinstance(done.exception, InputError)
    assert "in.jsonl, line 1" in str(done.exception)
