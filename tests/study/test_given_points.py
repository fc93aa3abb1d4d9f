"""The user's own list of key points, and coarser ones, in a whole run."""

from dataclasses import replace
from pathlib import Path

import pytest

from stancemap.maps.given import GivenPoint
from stancemap.study import Profile, Settings, Study, run_study, verify_study

FAST = Settings(profile=Profile.FAST, target="cameras")
CLAIMS = (
    "Cameras in public places make nobody any safer and cost far too much money.",
    "Nobody is any safer with cameras in public places, they cost too much money.",
    "Ban the cameras: the council pays far too much money for the maintenance contract.",
    "Far too much money goes into the maintenance contract, ban these cameras, council.",
)
GIVEN = GivenPoint("Cameras in public places make nobody safer")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "page.csv"
    rows = [f'c{n},a,person{n},2025-01-0{n},"{text}"' for n, text in enumerate(CLAIMS, start=1)]
    head = "comment_id,article_id,author,posted,text\n"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def parts_of(study: Study) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (study.folder / "data/parts").rglob("*.*")}


def test_a_list_and_the_granularity_change_the_map_and_tag_nothing_anew(
    page: Path, tmp_path: Path
) -> None:
    first = run_study([page], tmp_path / "study", FAST)
    parts, fingerprint = parts_of(first), first.manifest["fingerprint"]
    assert not first.key_points["given"].any()
    listed = replace(FAST, key_points=(GIVEN,), granularity="fine")
    again = run_study([page], first.folder, listed)
    assert parts_of(again) == parts
    assert again.manifest["fingerprint"] != fingerprint
    assert again.manifest["recipe"]["settings"]["granularity"] == "fine"
    given = again.key_points[again.key_points["given"]]
    assert set(given["text"]) == {GIVEN.text}
    assert given["n_comments"].sum() >= 1
    assert verify_study(again.folder).differences == ()


def test_a_given_key_point_stays_given_beside_an_edit(page: Path, tmp_path: Path) -> None:
    listed = replace(FAST, key_points=(GIVEN,))
    first = run_study([page], tmp_path / "study", listed)
    claim = first.key_points[first.key_points["given"]]["label_claim_id"].iloc[0]
    (first.folder / "map_edits.csv").write_text(
        f"action,subject,object,text,note\nrename,point:{claim},,Nobody is safer,\n",
        encoding="utf-8",
    )
    again = run_study([page], first.folder, listed)
    given = again.key_points[again.key_points["given"]]
    assert "Nobody is safer" in set(given["text"])
