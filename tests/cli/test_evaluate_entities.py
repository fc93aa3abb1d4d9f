"""Entities are scored, and an alias file is read, from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import InputError

HARD = Path(__file__).parents[1] / "tag" / "hard_aliases.jsonl"
CORPUS = Path(__file__).parents[2] / "corpus" / "heat-pumps"


def test_figures_are_printed_as_json_and_predictions_written(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(
        app, ["evaluate", "entities", str(HARD), "--predictions", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["b_cubed_f1"] > 0.9
    assert len(out.read_text(encoding="utf-8").splitlines()) == figures["n_documents"]


def test_a_corpus_of_ours_is_scored_as_a_table() -> None:
    done = CliRunner().invoke(app, ["evaluate", "entities", str(CORPUS)])
    assert done.exit_code == 0, done.output
    assert "B-cubed" in done.stdout
    assert "heat-pumps" in done.stdout


def test_a_bad_alias_file_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    bad = tmp_path / "aliases.csv"
    bad.write_text("entity,name,merge\nAcme,,no\n", encoding="utf-8")
    command = ["run", str(CORPUS), "--out", str(tmp_path / "study"), "--aliases", str(bad)]
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith("aliases.csv, line 2: no name")
    with pytest.raises(FileNotFoundError):
        (tmp_path / "study").stat()
