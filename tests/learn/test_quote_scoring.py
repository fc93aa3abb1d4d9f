import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stancemap.cli import app
from stancemap.errors import InputError
from stancemap.learn.quote_rows import GoldQuote, QuoteRow, read_quote_rows
from stancemap.learn.quote_scoring import ReadRow, score

TEXT = "Ana Ruiz said the harbour needs a crane. Bo Lind said nothing at all."
SOURCE, CUE, CONTENT = (0, 8), (9, 13), (14, 39)


def judged(*found: GoldQuote) -> ReadRow:
    row = QuoteRow(1, "a", TEXT, (GoldQuote((CONTENT,), (SOURCE,), (CUE,)),))
    return ReadRow(row, found, ((4, 8),))


def test_what_is_found_exactly_scores_one_everywhere() -> None:
    figures = score([judged(GoldQuote((CONTENT,), (SOURCE,), (CUE,)))])
    assert (figures.content_token_f1, figures.content_overlap_f1) == (1, 1)
    assert figures.source_accuracy == 1


def test_a_content_that_shares_less_than_half_is_no_pair_but_its_words_count() -> None:
    figures = score([judged(GoldQuote(((14, 25),), (SOURCE,)))])
    assert figures.content_token_recall == 0.4
    assert (figures.n_matched, figures.content_overlap_f1) == (0, 0)


def test_a_source_is_right_when_it_has_the_head_word() -> None:
    assert score([judged(GoldQuote((CONTENT,), ((4, 8),)))]).source_accuracy == 1
    assert score([judged(GoldQuote((CONTENT,), ((0, 3),)))]).source_accuracy == 0
    assert score([judged(GoldQuote((CONTENT,)))]).source_accuracy == 0


def test_a_gold_content_is_paired_once() -> None:
    whole = GoldQuote((CONTENT,), (SOURCE,))
    figures = score([judged(whole, whole)])
    assert (figures.n_matched, figures.content_overlap_precision) == (1, 0.5)


def test_rows_are_read_with_their_pieces(tmp_path: Path) -> None:
    marked = {"source": [SOURCE], "content": [CONTENT, (52, 56)]}
    line = json.dumps({"id": "a", "text": TEXT, "attributions": [marked, {"cue": [CUE]}]})
    path = tmp_path / "rows.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    (row,) = read_quote_rows(path)
    assert row.quotes == (GoldQuote((CONTENT, (52, 56)), (SOURCE,)),)


@pytest.mark.parametrize(
    "line",
    [
        '{"text": 1, "attributions": []}',
        '{"text": "x"}',
        '{"text": "x", "attributions": [{"content": [[0, 9]]}]}',
        "[]",
        "{",
    ],
)
def test_a_line_of_another_shape_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"rows\.jsonl, line 2"):
        read_quote_rows(path)


def test_the_command_prints_the_figures_and_writes_what_it_found(tmp_path: Path) -> None:
    text = "Maria Gonzalez said that the harbour needs a crane."
    marked = {"source": [[0, 14]], "cue": [[15, 19]], "content": [[20, 50]]}
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"id": "a", "text": text, "attributions": [marked]}) + "\n", encoding="utf-8"
    )
    arguments = ["quotes", str(tmp_path / "rows.jsonl"), "--json"]
    answer = CliRunner().invoke(
        app, ["evaluate", *arguments, "--predictions", str(tmp_path / "out.jsonl")]
    )
    assert answer.exit_code == 0
    figures = json.loads(answer.stdout)
    assert figures["content_overlap_f1"] == figures["source_accuracy"] == 1
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    (found,) = json.loads(line)["attributions"]
    assert (found["source"], found["content"]) == ([[0, 14]], [[25, 50]])
