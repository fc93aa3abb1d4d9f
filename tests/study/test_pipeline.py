"""The main job from files to a study folder, on small inputs."""

import csv
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from stancemap.codebook import load_codebook
from stancemap.errors import InputError, StudyError
from stancemap.records import Article, Comment, Corpus, Status
from stancemap.study import (
    Execution,
    Profile,
    Settings,
    Study,
    rebuild_study,
    run_study,
    verify_study,
)
from stancemap.study.manifest import make_recipe
from stancemap.study.parts import PartResults
from stancemap.study.plan import write_plan
from stancemap.study.store import read_rows
from stancemap.tables import Cell

CORPUS = Path(__file__).parents[2] / "corpus"
PAGE = CORPUS / "driverless-buses" / "page.txt"
FAST = Settings(profile=Profile.FAST)
SMALL_PARTS = replace(FAST, part_size=25)
TIMED = {"manifest.json"}


def _files(study: Study) -> dict[str, bytes]:
    """Every file of a study but for the manifest, which holds times, and the lock."""
    return {
        path.relative_to(study.folder).as_posix(): path.read_bytes()
        for path in sorted(study.folder.rglob("*"))
        if path.is_file() and path.name not in {*TIMED, ".lock"}
    }


def _rows(study: Study, name: str) -> list[dict[str, str]]:
    with (study.folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return run_study([PAGE], tmp_path_factory.mktemp("one") / "study", SMALL_PARTS)


def test_the_ledger_balances(study: Study) -> None:
    ledger = {
        (row["stage"], row["outcome"]): int(row["count"]) for row in _rows(study, "ledger.csv")
    }
    ingested = ledger["ingest", "ingested"]
    assert ingested == len(_rows(study, "comments.csv"))
    assert ingested == sum(ledger["tag", status] for status in Status)
    assert ledger["ingest", "records met"] == ingested + ledger["ingest", "rejected"]
    assert ledger["ingest", "rejected"] == len(_rows(study, "rejects.csv"))


def test_every_label_leads_back_to_words_in_its_text(study: Study) -> None:
    texts = {row["comment_id"]: row["text"] for row in _stored(study, "comments")}
    texts |= {row["article_id"]: row["text"] for row in _stored(study, "articles")}
    for claim in _stored(study, "claims"):
        assert str(texts[claim["document_id"]])[_offsets(claim, "start", "end")] == claim["text"]
    evidenced = [row for row in _stored(study, "comments") if row["evidence"]]
    assert evidenced
    for row in evidenced:
        offsets = _offsets(row, "evidence_start", "evidence_end")
        assert str(row["text"])[offsets] == row["evidence"]


def _stored(study: Study, table: str) -> list[dict[str, Cell]]:
    return read_rows(study.folder / "data" / f"{table}.parquet")


def _offsets(row: dict[str, Cell], start: str, end: str) -> slice:
    return slice(int(row[start] or 0), int(row[end] or 0))


def test_two_workers_write_the_same_bytes_as_one(study: Study, tmp_path: Path) -> None:
    other = run_study([PAGE], tmp_path / "study", SMALL_PARTS, Execution(workers=2))
    assert _files(other) == _files(study)
    assert other.manifest["fingerprint"] == study.manifest["fingerprint"]


def test_a_broken_off_run_is_taken_up_and_ends_in_the_same_bytes(
    study: Study, tmp_path: Path
) -> None:
    copy = tmp_path / "study"
    shutil.copytree(study.folder, copy)
    # As a kill in the middle leaves it: a part half written, one without sidecar, no outputs.
    (copy / "manifest.json").unlink()
    (copy / "report.html").unlink()
    (copy / "data" / "parts" / "part-00001" / "done.json").unlink()
    with (copy / "data" / "parts" / "part-00002" / "claims.parquet").open("r+b") as stream:
        stream.truncate(100)
    untouched = copy / "data" / "parts" / "part-00000" / "done.json"
    before = untouched.stat().st_mtime_ns
    again = run_study([PAGE], copy, SMALL_PARTS)
    assert _files(again) == _files(study)
    assert untouched.stat().st_mtime_ns == before, "a part that was whole was done again"


def _two_files(folder: Path, names: Sequence[str]) -> list[Path]:
    folder.mkdir()
    header = "comment_id,article_id,parent_id,author,posted,text\n"
    rows = {
        "one.csv": [
            "c1,a,,ann,2025-01-01,Ban these cameras now because they watch our children.",
            "c2,a,c1,bob,2025-01-02,Nonsense. The cameras keep the street safe for everyone.",
        ],
        "two.csv": [
            "d1,b,,ann,2025-01-03,It depends on who keeps the pictures and for how long.",
            "d2,b,d1,eve,2025-01-04,You cannot stop it and the next phone will do it anyway.",
        ],
    }
    for name in names:
        (folder / name).write_text(header + "\n".join(rows[name]) + "\n", encoding="utf-8")
    return [folder / name for name in names]


def test_the_order_of_the_inputs_changes_nothing(tmp_path: Path) -> None:
    one = run_study(_two_files(tmp_path / "a", ["one.csv", "two.csv"]), tmp_path / "s1", FAST)
    two = run_study(_two_files(tmp_path / "b", ["two.csv", "one.csv"]), tmp_path / "s2", FAST)
    assert _files(one) == _files(two)


def test_commenters_are_pseudonyms_unless_their_names_are_asked_for(tmp_path: Path) -> None:
    files = _two_files(tmp_path / "in", ["one.csv", "two.csv"])
    masked = run_study(files, tmp_path / "masked", FAST)
    named = run_study(files, tmp_path / "named", replace(FAST, keep_authors=True))
    assert sorted(set(named.comments["author"])) == ["ann", "bob", "eve"]
    assert all(author.startswith("author_") for author in masked.comments["author"])
    assert masked.comments["author"].nunique() == 3
    whole = b"".join(_files(masked).values())
    assert b"bob" not in whole


def test_other_settings_do_not_overwrite_a_study(study: Study) -> None:
    before = _files(study)
    with pytest.raises(StudyError, match=r"other settings.*--overwrite"):
        run_study([PAGE], study.folder, replace(SMALL_PARTS, target="buses"))
    assert _files(study) == before


def test_overwrite_replaces_a_study_and_leaves_the_users_own_files(tmp_path: Path) -> None:
    [one, two] = _two_files(tmp_path / "in", ["one.csv", "two.csv"])
    run_study([one], tmp_path / "study", FAST)
    (tmp_path / "study" / "my notes.txt").write_text("mine")
    replaced = run_study([two], tmp_path / "study", FAST, execution=Execution(overwrite=True))
    assert sorted(replaced.comments["comment_id"]) == ["d1", "d2"]
    assert (tmp_path / "study" / "my notes.txt").read_text() == "mine"


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(StudyError, match=r"thesis\.docx"):
        run_study([PAGE], tmp_path)


def test_a_second_run_at_work_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    with (
        FileLock(tmp_path / "study" / ".lock"),
        pytest.raises(StudyError, match="another run is at work"),
    ):
        run_study([PAGE], tmp_path / "study")


def test_nothing_to_read_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        run_study([tmp_path / "no such file.csv"], tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_study_opens_again_from_its_folder(study: Study) -> None:
    again = Study(study.folder)
    assert len(again.comments) == len(study.comments)
    assert "comments" in repr(again)
    with pytest.raises(StudyError, match="no table 'coments'; there are"):
        again.table("coments")


def test_a_folder_without_a_study_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="stancemap run"):
        Study(tmp_path)


def test_the_manifest_names_what_went_in_and_what_came_out(study: Study) -> None:
    manifest = json.loads((study.folder / "manifest.json").read_text(encoding="utf-8"))
    [file] = manifest["recipe"]["inputs"]
    assert file["name"] == "page.txt"
    assert len(file["sha256"]) == 64
    assert set(manifest["files"]) == set(_files(study))
    assert str(CORPUS) not in json.dumps(manifest)


@pytest.mark.parametrize("profile", Profile)
def test_the_manifest_names_the_profile_and_hashes_its_model(profile: Profile) -> None:
    settings = Settings(profile=profile)
    recipe = make_recipe([("page.txt", PAGE)], settings, load_codebook())
    assert json.loads(json.dumps(recipe.content()))["settings"]["profile"] == profile.value
    assert {"stance-linear", "stance-mpnet"} <= set(recipe.models)
    assert "onnxruntime" in recipe.packages


def test_the_thorough_profile_tags_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    files = _two_files(tmp_path / "in", ["one.csv", "two.csv"])
    thorough = Settings(profile=Profile.THOROUGH, part_size=1)
    one = run_study(files, tmp_path / "s1", thorough)
    two = run_study(files, tmp_path / "s2", thorough, Execution(workers=2))
    assert _files(one) == _files(two)


def test_a_run_that_could_not_read_its_input_leaves_the_folder_free(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text(
        "nr,words\n1,You cannot stop it now.\n2,Ban it today please.\n", encoding="utf-8"
    )
    with pytest.raises(InputError):
        run_study([odd], tmp_path / "study", FAST)
    named = replace(FAST, columns={"text": "words"})
    assert len(run_study([odd], tmp_path / "study", named).comments) == 2


def test_an_overwrite_that_cannot_read_its_input_keeps_the_old_study(tmp_path: Path) -> None:
    [one, two] = _two_files(tmp_path / "in", ["one.csv", "two.csv"])
    before = _files(run_study([one], tmp_path / "study", FAST))
    two.write_text("", encoding="utf-8")
    with pytest.raises(InputError):
        run_study([two], tmp_path / "study", FAST, Execution(overwrite=True))
    assert _files(Study(tmp_path / "study")) == before


def test_what_a_kill_leaves_before_the_first_whole_file_is_no_obstacle(tmp_path: Path) -> None:
    [one] = _two_files(tmp_path / "in", ["one.csv"])
    (tmp_path / "study" / "data").mkdir(parents=True)
    (tmp_path / "study" / "data" / ".recipe.json.part").write_text("{")
    assert len(run_study([one], tmp_path / "study", FAST).comments) == 2


def test_an_output_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "study").write_text("a file")
    with pytest.raises(StudyError, match="cannot be used as a folder"):
        run_study([PAGE], tmp_path / "study", FAST)


def test_a_part_of_another_recipe_is_done_again(tmp_path: Path) -> None:
    [one, two] = _two_files(tmp_path / "in", ["one.csv", "two.csv"])
    stale = run_study([one], tmp_path / "stale", FAST)
    fresh = run_study([two], tmp_path / "fresh", FAST)
    expected = _files(fresh)
    shutil.rmtree(fresh.folder / "data" / "parts")
    shutil.copytree(stale.folder / "data" / "parts", fresh.folder / "data" / "parts")
    assert _files(run_study([two], fresh.folder, FAST)) == expected


def test_a_part_that_was_lost_is_in_the_tables_as_failed(tmp_path: Path) -> None:
    codebook = load_codebook()
    corpus = Corpus((Article("a", "T"),), (Comment("1", "a", "Ban it.", thread_id="1"),))
    plan = write_plan(corpus, tmp_path, part_size=5)
    results = PartResults(tmp_path, codebook, "")
    for number in plan.numbers:
        results.write_lost(number, plan)
        assert results.is_done(number)
    [comment] = results.read(0)
    assert (comment.status, comment.comment.text) == (Status.FAILED, "Ban it.")
    assert "died" in comment.failure
    [article] = results.read_articles(-1)
    assert "died" in article.failure


def test_articles_without_comments_make_a_study(tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    page.write_text(
        '[{"id": "a", "title": "Trams", "text": "The council wants trams.", "comments": []}]',
        encoding="utf-8",
    )
    study = run_study([page], tmp_path / "study", Settings(profile=Profile.FAST))
    assert study.manifest["counts"]["articles"] == 1
    assert len(study.comments) == 0
    assert verify_study(study.folder).differences == ()
    rebuild_study(study.folder)
