"""A comment that kills its worker fails alone; everything else is as if it had never been there."""

import errno
import importlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap import cli
from stancemap.study import Execution, Profile, Settings, Study, run_study, study_state
from stancemap.study.store import read_rows
from stancemap.tables import Cell

SETTINGS = Settings(profile=Profile.FAST, part_size=4)
MARK = "xyzzy"

# Not in the product: a job whose language tagger ends its process at a marked text. Worker
# processes import it by name, so it lies in a file of its own.
JOB = f"""
import os
from collections.abc import Callable

from stancemap.study.job import TagJob
from stancemap.study.poison import Task
from stancemap.tag.language import LanguageTagger

decide = LanguageTagger.decide


def deadly(tagger: LanguageTagger, text: str) -> str:
    if {MARK!r} in text:
        os._exit(9)
    return decide(tagger, text)


class DeadlyJob(TagJob):
    def open(self) -> Callable[[Task], int]:
        LanguageTagger.decide = deadly
        return TagJob.open(self)
"""
HEADER = "comment_id,article_id,parent_id,author,posted,text\n"


def _rows(n_threads: int, poisoned: int | None = None) -> list[str]:
    """Write threads of two comments; the poisoned one is a reply."""
    rows = []
    for number in range(n_threads):
        mark = f" {MARK}" if number == poisoned else ""
        rows.append(
            f"t{number:02},a,,ann,2025-01-{number + 1:02},"
            f"Ban camera number {number} now because Mayor Ortiz watches our children."
        )
        rows.append(
            f"r{number:02},a,t{number:02},bob,2025-01-{number + 1:02},"
            f"Nonsense. Camera {number} keeps the street safe for everyone who lives here.{mark}"
        )
    return rows


def _write(path: Path, rows: list[str]) -> Path:
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def _deadly_job(folder: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    (folder / "deadly_job.py").write_text(JOB)
    monkeypatch.syspath_prepend(folder)
    sys.modules.pop("deadly_job", None)
    return importlib.import_module("deadly_job").DeadlyJob


def _table(study: Study, name: str, without: str) -> list[Mapping[str, Cell]]:
    """Read a table without the rows of one comment, and without the places in the input."""
    key = "comment_id" if name == "comments" else "document_id"
    return [
        {name: cell for name, cell in row.items() if name not in {"line", "position"}}
        for row in read_rows(study.folder / "data" / f"{name}.parquet")
        if row[key] != without
    ]


def test_the_rest_is_tagged_as_without_the_comment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stancemap.study.pipeline.TagJob", _deadly_job(tmp_path, monkeypatch))
    rows = _rows(4, poisoned=1)
    whole = _write(tmp_path / "in.csv", rows)
    study = run_study([whole], tmp_path / "study", SETTINGS, Execution(workers=2))
    failed = study.comments[study.comments["status"] == "failed"]
    assert list(failed["comment_id"]) == ["r01"]
    assert set(failed["failure"]) == {
        "the worker process died on this text each time, so it was set aside"
    }
    ledger = study.ledger.set_index("outcome")["count"]
    assert (ledger["failed"], ledger["tagged"], ledger["ingested"]) == (1, 7, 8)
    assert study_state(study.folder).n_failed == 1

    (tmp_path / "clean").mkdir()
    clean = _write(tmp_path / "clean" / "in.csv", [row for row in rows if MARK not in row])
    without = run_study([clean], tmp_path / "without", SETTINGS)
    for name in ("comments", "claims", "mentions", "quotes"):
        assert _table(study, name, "r01") == _table(without, name, "")


def test_a_part_at_which_two_runs_ended_is_tried_in_a_process_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _write(tmp_path / "in.csv", _rows(2, poisoned=1))
    folder = tmp_path / "study"
    with monkeypatch.context() as interrupted:
        interrupted.setattr("stancemap.study.job.tag_comments", _give_up)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                run_study([whole], folder, SETTINGS)
    monkeypatch.setattr("stancemap.study.pipeline.TagJob", _deadly_job(tmp_path, monkeypatch))
    comments = run_study([whole], folder, SETTINGS).comments
    assert list(comments[comments["status"] == "failed"]["comment_id"]) == ["r01"]


def _give_up(*_: object) -> None:
    raise KeyboardInterrupt


def _full_after(writes: int) -> Callable[[int], None]:
    left = writes

    def fsync(_: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    return fsync


# So many files fit on the disk: it is full while planning, while tagging, at the outputs.
@pytest.mark.parametrize("writes", [1, 6, 16])
def test_a_full_disk_is_one_line_and_the_run_goes_on_later(
    writes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = _write(tmp_path / "in.csv", _rows(5))
    study = tmp_path / "study"
    arguments = ["run", str(whole), "--out", str(study), "--profile", "fast", "--workers", "1"]
    monkeypatch.setattr(sys, "argv", ["stancemap", *arguments, "--quiet"])
    with monkeypatch.context() as full:
        full.setattr("os.fsync", _full_after(writes))
        with pytest.raises(SystemExit, match="1"):
            cli.main()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "No space left on device" in said
    assert "give the same command to go on" in said
    assert not list(study.rglob("*.part"))
    again = CliRunner().invoke(cli.app, [*arguments, "--quiet"])
    assert again.exit_code == 0, again.output
    fresh = run_study([whole], tmp_path / "fresh", Settings(profile=Profile.FAST))
    assert Study(study).manifest["files"] == fresh.manifest["files"]
