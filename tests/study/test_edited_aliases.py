"""An edited alias file given back changes what is made of a study's tags, and nothing is tagged."""

from dataclasses import replace
from pathlib import Path

import pytest

from stancemap.study import Execution, Profile, Settings, Study, run_study
from stancemap.tag.user_aliases import read_user_aliases

PAGE = """The Kestrel robots

By A. Writer

Kestrel Robotics will patrol the canals, said Margaret Oduya of Wexcombe.

3 comments

Pat, 1 May 2026
Kestrel Robotics sank a swan. Oduya knows it.

Lou, 2 May 2026
The swan sinkers again.

Kim, 3 May 2026
Margaret Oduya is right, and kestrel robotics is wrong.
"""
ROWS = "entity,name,merge\nMargaret Oduya,Oduya,no\nKestrel Robotics,swan sinkers,\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "edited.csv"
    path.write_text(ROWS, encoding="utf-8")
    return Settings(profile=Profile.FAST, aliases=read_user_aliases(path))


def names(study: Study) -> dict[str, str]:
    return dict(zip(study.entities["name"], study.entities["aliases"], strict=True))


def tables(study: Study) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(study.folder.glob("*.csv"))}


def test_nothing_is_tagged_again_and_the_entities_are_as_asked(page: Path, tmp_path: Path) -> None:
    first = run_study([page], tmp_path / "study", Settings(profile=Profile.FAST))
    assert "Oduya (surname)" in names(first)["Margaret Oduya"]
    fingerprint = first.manifest["fingerprint"]
    parts = {p: p.stat().st_mtime_ns for p in (first.folder / "data" / "parts").rglob("*.*")}
    again = run_study([page], tmp_path / "study", settings(tmp_path))
    assert {p: p.stat().st_mtime_ns for p in parts} == parts
    assert names(again)["Oduya"] == ""
    assert "swan sinkers (user alias)" in names(again)["Kestrel Robotics"]
    assert again.manifest["fingerprint"] != fingerprint
    fresh = run_study([page], tmp_path / "fresh", settings(tmp_path))
    assert tables(fresh) == tables(again)


def test_the_alias_file_of_the_study_itself_can_be_edited(page: Path, tmp_path: Path) -> None:
    first = run_study([page], tmp_path / "study", Settings(profile=Profile.FAST))
    own = first.folder / "aliases.csv"
    own.write_text(
        own.read_text(encoding="utf-8").replace(",Oduya,surname,1,yes", ",Oduya,surname,1,no"),
        encoding="utf-8",
    )
    asked = replace(Settings(profile=Profile.FAST), aliases=read_user_aliases(own))
    again = run_study([page], first.folder, asked, Execution(overwrite=True))
    assert names(again)["Oduya"] == ""
