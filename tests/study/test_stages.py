"""Only what a changed setting touches is redone, in the bytes of a study made with it at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.errors import StudyError
from stancemap.study import Profile, Settings, Study, run_study
from stancemap.study.progress import Silent, Stage
from stancemap.tag.parsing import Parser

PAGE = """The council wants cameras at every stop

"The cameras will stay," said Ruth Okafor, the mayor. "They are a waste of money," said Jim Pell.

Comments

• ann, 2 May 2025
Ban these cameras now because they watch our children. Mayor Okafor must go.

• bob, 2 May 2025
> Ban these cameras now because they watch our children.
Nonsense. The cameras keep the street safe for everyone who lives here.

• eve, 3 May 2025
You cannot stop it and the next phone will do it anyway.
"""
CODEBOOK = """
name = "trust"
residual = "neither"
[[codes]]
name = "trusting"
definition = "Trusts the council."
cues = ["safe", "everyone"]
[[codes]]
name = "wary"
definition = "Does not trust the council."
cues = ["ban", "watch"]
[[codes]]
name = "neither"
definition = "Says neither."
"""
FAST = Settings(profile=Profile.FAST, part_size=2)


class Heard:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.steps: dict[str, int | None] = {}

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Stage]:
        self.steps[name] = total
        with Silent().stage(name, total) as stage:
            yield stage

    def say(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path / "page.txt"


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make reading impossible: nothing but stances can be tagged."""

    def read(_: Parser, texts: Sequence[str]) -> None:
        raise AssertionError(f"{len(texts)} texts were read again")

    with monkeypatch.context() as patched:
        patched.setattr(Parser, "comments", read)
        patched.setattr(Parser, "articles", read)
        yield


def _files(study: Study) -> dict[str, str]:
    files: dict[str, str] = study.manifest["files"]
    return files


# What is changed, and what is said to be redone.
CHANGES = [
    ({"profile": Profile.THOROUGH}, "other profile: stances and the map are redone"),
    ({"codebook": "trust.toml"}, "other codebook: stances and the map are redone"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=["profile", "codebook"])
def test_a_setting_of_the_stances_leaves_all_else_as_it_was(
    page: Path, change: dict[str, str], said: str, request: pytest.FixtureRequest
) -> None:
    (page.parent / "trust.toml").write_text(CODEBOOK, encoding="utf-8")
    own = {k: str(page.parent / v) if k == "codebook" else v for k, v in change.items()}
    settings = replace(FAST, **own)  # type: ignore[arg-type]  # each value is of its field's type
    at_once = run_study([page], page.parent / "at-once", settings)
    run_study([page], page.parent / "study", FAST)
    request.getfixturevalue("unreadable")
    heard = Heard()
    changed = run_study([page], page.parent / "study", settings, progress=heard)
    assert [line.split(";")[0] for line in heard.lines] == [said]
    assert "read" not in heard.steps
    assert heard.steps["tag"] == 3  # two parts of comments, one of articles
    assert _files(changed) == _files(at_once)


def test_a_change_that_was_broken_off_is_carried_through(page: Path) -> None:
    at_once = run_study([page], page.parent / "at-once", replace(FAST, profile=Profile.THOROUGH))
    study = run_study([page], page.parent / "study", FAST).folder
    half = run_study([page], study, replace(FAST, profile=Profile.THOROUGH)).folder
    (half / "data/parts/part-00001/done.json").unlink()
    (half / "data/parts/part-00000/claims.parquet").write_bytes(b"half")
    (half / "manifest.json").unlink()
    again = run_study([page], study, replace(FAST, profile=Profile.THOROUGH))
    assert _files(again) == _files(at_once)


def test_the_same_settings_redo_nothing_and_say_nothing(page: Path) -> None:
    run_study([page], page.parent / "study", FAST)
    heard = Heard()
    run_study([page], page.parent / "study", FAST, progress=heard)
    assert (heard.lines, heard.steps["tag"]) == ([], 0)


@pytest.mark.parametrize("change", [{"target": "trams"}, {"keep_authors": True}])
def test_a_setting_of_the_reading_is_refused(page: Path, change: dict[str, object]) -> None:
    run_study([page], page.parent / "study", FAST)
    other = replace(FAST, **change)  # type: ignore[arg-type]  # as above
    with pytest.raises(StudyError, match="made with other settings; choose another --out"):
        run_study([page], page.parent / "study", other)


def test_a_plan_does_not_depend_on_the_codebook(page: Path) -> None:
    (page.parent / "trust.toml").write_text(CODEBOOK, encoding="utf-8")
    assert load_codebook(page.parent / "trust.toml").names != load_codebook().names
    one = run_study([page], page.parent / "one", FAST)
    other = replace(FAST, codebook=str(page.parent / "trust.toml"))
    two = run_study([page], page.parent / "two", other)
    plans = [
        {name: sha for name, sha in _files(study).items() if name.startswith("data/plan/part")}
        for study in (one, two)
    ]
    assert plans[0] == plans[1] != {}
