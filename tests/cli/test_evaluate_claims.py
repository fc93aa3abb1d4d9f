"""Claims are scored from the command line, in both shapes, and bad rows count as wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import InputError
from stancemap.learn.claim_rows import read_claim_rows
from stancemap.learn.claim_scoring import Found, ReadClaims, n_matched, score_claims

MARKED = "Heat pumps cost far too much. Thanks! The council should pay for them."
GIVEN = "The fee is unfair. Therefore the agency should forbid it. https://www.example.gov/fees.pdf"


def _write(path: Path, *lines: object) -> Path:
    text = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in lines)
    path.write_text(text, encoding="utf-8")
    return path


def _evaluate(
    file: Path, out: Path
) -> tuple[dict[str, float | None], list[dict[str, object]], str]:
    command = ["evaluate", "claims", str(file), "--predictions", str(out), "--json"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return json.loads(done.stdout), lines, done.stderr


def test_marked_claims_get_spans_kinds_and_probabilities(tmp_path: Path) -> None:
    row = {"id": "a", "text": MARKED, "claims": [[0, 29], [38, 70]]}
    figures, lines, _ = _evaluate(_write(tmp_path / "in.jsonl", row), tmp_path / "out.jsonl")
    assert figures["span_f1"] == figures["sentence_f1"] == 1.0
    assert figures["type_macro_f1"] is None
    assert lines[0]["claims"] == [[0, 29], [38, 70]]
    assert lines[0]["kinds"] == ["value", "policy"]


def test_given_propositions_get_five_kinds_and_links(tmp_path: Path) -> None:
    row = {
        "id": "b",
        "text": GIVEN,
        "prop_offsets": [[0, 18], [18, 57], [57, len(GIVEN)]],
        "prop_labels": ["value", "policy", "reference"],
        "reasons": [[[0, 0], 1]],
        "evidences": [[[2, 2], 1]],
    }
    figures, lines, _ = _evaluate(_write(tmp_path / "in.jsonl", row), tmp_path / "out.jsonl")
    assert figures["type_macro_f1"] == 1.0
    assert figures["link_f1"] == 1.0
    assert figures["span_f1"] is None
    assert lines[0]["prop_labels"] == ["value", "policy", "reference"]
    assert lines[0]["links"] == [[0, 1], [2, 1]]


def test_reasons_are_linked_without_a_cue_word(tmp_path: Path) -> None:
    demand = "Collectors should be required to send a written notice before calling. "
    text = demand + "People do not know whom they owe money, and calls can cost them their job."
    row = {
        "text": text,
        "prop_offsets": [[0, len(demand)], [len(demand), len(text)]],
        "prop_labels": ["policy", "fact"],
        "reasons": [[[1, 1], 0]],
    }
    figures, lines, _ = _evaluate(_write(tmp_path / "in.jsonl", row), tmp_path / "out.jsonl")
    assert lines[0]["links"] == [[1, 0]]
    assert figures["link_f1"] == 1.0


def test_bad_rows_keep_their_place_say_why_and_stop_nothing(tmp_path: Path) -> None:
    good = {"text": MARKED, "claims": [[0, 29]]}
    wrong = {"text": "Short.", "claims": [[0, 99]]}
    file = _write(tmp_path / "in.jsonl", "{nonsense\n", good, wrong, "[1]\n")
    figures, lines, said = _evaluate(file, tmp_path / "out.jsonl")
    assert [("problem" in line) for line in lines] == [True, False, True, True]
    assert figures["n_failed"] == 3
    assert "in.jsonl, line 3: 0:99 does not lie in a text of 6 characters" in said


def test_a_file_without_a_good_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row with claims"):
        read_claim_rows(_write(tmp_path / "in.jsonl", {"words": "x"}))


def test_claims_of_a_row_without_answer_are_missed(tmp_path: Path) -> None:
    text = json.dumps({"text": MARKED, "claims": [[0, 29], [38, 70]]})
    row = read_claim_rows(_write(tmp_path / "in.jsonl", text))[0]
    answered = ReadClaims(row, (Found((0, 29), "value"), Found((38, 70), "policy")))
    assert score_claims([answered, ReadClaims(row, problem="unread")]).span_recall == 0.5


def test_each_span_counts_once() -> None:
    assert n_matched([(0, 10)], [(0, 9), (1, 10)]) == 1
