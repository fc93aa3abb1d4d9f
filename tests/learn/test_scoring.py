"""Every row is answered in its file's own labels, in order, and scored as scikit-learn scores."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sklearn.metrics import accuracy_score, f1_score

from stancemap.codebook import load_codebook
from stancemap.errors import InputError
from stancemap.learn.scoring import (
    Prediction,
    Row,
    predict_rows,
    read_rows,
    scheme_of,
    score,
    sides_of,
    write_predictions,
)
from stancemap.records import Stance
from stancemap.tag.parsing import Parser, load_parser
from stancemap.tag.stance_features import StanceQuestion

CODEBOOK = load_codebook()


@dataclass(frozen=True)
class Echo:
    """Finds the code that a text names; refuses "Divide" as broken models do."""

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        return [self._one(question) for question in questions]

    def _one(self, question: StanceQuestion) -> Stance:
        if question.text.startswith("Divide"):
            raise ZeroDivisionError("no words to divide by")
        code = next(name for name in CODEBOOK.names if name in question.text)
        sure = tuple(0.8 if name == code else 0.05 for name in CODEBOOK.names)
        return Stance(question.target, code, (code,), sure, 0.8)


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


def write(path: Path, rows: Sequence[object]) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def answers(rows: Sequence[Row], parser: Parser) -> list[Prediction]:
    return list(predict_rows(rows, scheme_of(rows, CODEBOOK), Echo(), CODEBOOK, parser))


@pytest.mark.parametrize(
    ("fields", "label", "expected"),
    [
        ({"target": "t", "primary": "oppose"}, "oppose", "oppose"),
        ({"topic": "t", "label": "con"}, "con", "con"),
        ({"claim": "t", "label": "disagree"}, "disagree", "disagree"),
        ({"target": "t", "label": "against", "context": ["a", "b"]}, "against", "against"),
        ({"target": "t", "label": "AGAINST"}, "AGAINST", "AGAINST"),  # as SemEval spells it
    ],
)
def test_each_shape_is_answered_in_its_own_labels(
    tmp_path: Path, parser: Parser, fields: dict[str, object], label: str, expected: str
) -> None:
    path = write(tmp_path / "rows.jsonl.gz", [{"text": "I oppose it all."} | fields])
    (row,) = read_rows(path)
    assert (row.label, row.asked.target) == (label, "t")
    (answer,) = answers([row], parser)
    assert answer.predicted == expected
    assert sum(answer.probabilities.values()) == pytest.approx(1)


def test_the_last_of_the_context_is_the_parent(tmp_path: Path) -> None:
    row = {"target": "t", "label": "favor", "text": "x", "context": ["first", "last"]}
    assert read_rows(write(tmp_path / "r.jsonl", [row]))[0].asked.parent == "last"


def test_a_byte_order_mark_costs_no_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"target": "t", "text": "I oppose it."}\n', encoding="utf-8-sig")
    assert [row.problem for row in read_rows(path)] == [""]


def test_bad_rows_are_answered_with_null_and_counted(tmp_path: Path, parser: Parser) -> None:
    path = write(
        tmp_path / "rows.jsonl",
        [
            {"id": "a", "target": "t", "text": "I support it.", "primary": "support"},
            "{broken",
            "[1, 2]",
            {"id": "b", "target": "t", "primary": "none"},
            {"id": "c", "text": "I support it.", "primary": "none"},
            {"id": "d", "target": "t", "text": "Divide et impera.", "primary": "oppose"},
            {"id": "e", "target": "t", "text": "> only quoted", "primary": "none"},
        ],
    )
    found = answers(read_rows(path), parser)
    assert [one.predicted for one in found] == ["support", None, None, None, None, None, "none"]
    write_predictions(found, tmp_path / "out.jsonl")
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["line"] for row in written] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["id"] for row in written if row["id"]] == ["a", "b", "c", "d", "e"]
    assert [bool(row.get("problem")) for row in written] == [0, 1, 1, 1, 1, 1, 0]
    scoring = score(found)
    assert (scoring.n_rows, scoring.n_failed, scoring.score.n) == (7, 5, 5)
    assert scoring.score.accuracy == pytest.approx(2 / 5, abs=1e-5)  # no answer is a wrong answer


def test_scores_are_those_of_scikit_learn() -> None:
    truth, said = list("aabbc"), list("abbbb")
    found = [
        Prediction(Row(n, label=t), p, {p: 0.9})
        for n, (t, p) in enumerate(zip(truth, said, strict=True))
    ]
    ours = score(found).score
    assert ours.macro_f1 == pytest.approx(f1_score(truth, said, average="macro"), abs=1e-5)
    assert ours.accuracy == pytest.approx(accuracy_score(truth, said))
    assert ours.ece == pytest.approx(abs(0.9 - 3 / 5))


def test_seen_and_unseen_topics_are_scored_apart() -> None:
    found = [
        Prediction(Row(1, label="pro", zero_shot=True), "pro", {"pro": 1.0}),
        Prediction(Row(2, label="con", zero_shot=False), "pro", {"pro": 1.0}),
    ]
    told = json.loads(score(found).as_json())
    assert {"macro_f1", "per_label_f1", "accuracy", "ece", "n"} <= told.keys()
    assert (told["zero_shot"]["accuracy"], told["few_shot"]["accuracy"]) == (1.0, 0.0)


def test_a_split_is_chosen_or_named_as_absent(tmp_path: Path) -> None:
    rows = [
        {"split": split, "topic": "t", "text": split, "label": "pro"} for split in ("train", "dev")
    ]
    path = write(tmp_path / "v.jsonl", rows)
    assert [row.asked.text for row in read_rows(path, "dev")] == ["dev"]
    with pytest.raises(InputError, match=r"split 'test' \(there are dev, train\)"):
        read_rows(path, "test")


def test_foreign_labels_and_absent_files_are_refused(tmp_path: Path) -> None:
    rows = [Row(1, label="pro"), Row(2, label="pro"), Row(3, label="maybe")]
    with pytest.raises(InputError, match=r"maybe, pro do not fit.* 'maybe' in line 3"):
        scheme_of(rows, CODEBOOK)
    with pytest.raises(InputError, match="cannot be read"):
        read_rows(tmp_path / "none.jsonl")


def test_what_takes_no_side_is_shared_out_to_the_sides() -> None:
    codes = {"support": 0.0, "oppose": 0.0, "pragmatic": 0.6, "inevitable": 0.2, "none": 0.2}
    assert sides_of(codes) == pytest.approx((0.4, 0.4, 0.2))
    assert sides_of(codes | {"oppose": 0.1, "pragmatic": 0.5}) == pytest.approx((0, 0.8, 0.2))


def test_rows_without_labels_are_answered_but_not_scored(parser: Parser, tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", [{"target": "t", "text": "I oppose it."}])
    found = answers(read_rows(path), parser)
    assert found[0].predicted == "oppose"
    assert (score(found).score.n, score(found).n_unlabelled) == (0, 1)
