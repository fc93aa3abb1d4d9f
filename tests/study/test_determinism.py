"""Neither the order of the rows nor the number of workers shows in a study.

Two workers: test_pipeline.py. The workers of a cluster: test_cluster.py. Kills: test_kills.py.
"""

import random
from pathlib import Path

from stancemap.study import Execution, Profile, Settings, Study, run_study
from stancemap.study.store import read_rows

SETTINGS = Settings(profile=Profile.FAST, part_size=4)
HEADER = "comment_id,article_id,parent_id,author,posted,text\n"
_SAYS_LINES = {
    "comments.csv",
    "comments.parquet",
    "datapackage.json",
    "done.json",
    "plan.json",
    "recipe.json",
}
"""Files that say in which line of the input a comment stood, or hash a file that does."""


def _rows() -> list[str]:
    return [
        row
        for n in range(8)
        for row in (
            f"t{n},a{n % 2},,ann{n},2025-01-{n + 1:02},Ban camera {n} now: Ortiz films our kids.",
            f"r{n},a{n % 2},t{n},bob,2025-01-{n + 1:02},Camera {n} keeps the street safe for all.",
        )
    ]


def _study(folder: Path, rows: list[str], workers: int) -> Study:
    folder.mkdir()
    (folder / "in.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return run_study([folder / "in.csv"], folder / "study", SETTINGS, Execution(workers=workers))


def _hashes(study: Study) -> dict[str, str]:
    files: dict[str, str] = study.manifest["files"]
    return {
        name: sha256
        for name, sha256 in files.items()
        if Path(name).name not in _SAYS_LINES and not name.startswith("data/plan/part-")
    }


def test_four_workers_on_shuffled_rows_write_what_one_writes_on_sorted_ones(tmp_path: Path) -> None:
    shuffled = _rows()
    random.Random(7).shuffle(shuffled)  # noqa: S311 - no secret
    assert shuffled != _rows()
    one = _study(tmp_path / "sorted", _rows(), workers=1)
    four = _study(tmp_path / "shuffled", shuffled, workers=4)
    assert _hashes(one) == _hashes(four)
    assert len(_hashes(one)) > 50
    comments = [
        [
            {name: cell for name, cell in row.items() if name != "line"}
            for row in read_rows(study.folder / "data" / "comments.parquet")
        ]
        for study in (one, four)
    ]
    assert comments[0] == comments[1]
