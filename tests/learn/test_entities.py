"""Names found and merged are scored against labels in each shape; hard cases keep their level."""

import json
from pathlib import Path

import pytest

from stancemap.errors import InputError
from stancemap.learn.entities import (
    NamedCorpus,
    b_cubed,
    by_spelling,
    entity_figures,
    entity_taggers,
    find_entities,
    read_entity_gold,
    score_entities,
    write_entity_predictions,
)

README = Path(__file__).parents[2] / "README.md"
FRESH = Path(__file__).parents[1] / "tag" / "fresh_aliases.jsonl"
HARD = Path(__file__).parents[1] / "tag" / "hard_aliases.jsonl"
CORPORA = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def hard() -> list[NamedCorpus]:
    taggers = entity_taggers()
    return [find_entities(gold, taggers) for gold in read_entity_gold(HARD)]


def test_hard_cases_are_found_and_merged(hard: list[NamedCorpus]) -> None:
    score = score_entities(hard)
    assert score.n_gold == 172
    assert score.mention_f1 >= 0.94
    assert score.b_cubed_f1 >= 0.95


def test_the_readme_tells_the_figure_of_the_fresh_cases() -> None:
    taggers = entity_taggers()
    fresh = [find_entities(gold, taggers) for gold in read_entity_gold(FRESH)]
    spelt = score_entities([by_spelling(one) for one in fresh]).b_cubed_f1
    figure = f"{score_entities(fresh).b_cubed_f1:.2f}".removeprefix("0")
    beside = f"{spelt:.2f}".removeprefix("0")
    assert f"F1 {figure} | by spelling alone: {beside} |" in README.read_text(encoding="utf-8")


def test_no_two_people_of_the_hard_cases_are_one(hard: list[NamedCorpus]) -> None:
    for one in hard:
        for entity in one.found.entities:
            full = {a.text for a in entity.aliases if a.reason.value == "same"} | {entity.name}
            people = {"Jane Miller", "Tom Miller"}, {"Stella Voss", "Stefan Voss"}
            assert not any(pair <= full for pair in people)


def test_predictions_have_a_line_per_document_with_the_words_that_stand_there(
    hard: list[NamedCorpus], tmp_path: Path
) -> None:
    write_entity_predictions(hard, tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    texts = {
        (cells["corpus"], cells["document_kind"], cells["document"]): cells["text"]
        for cells in map(json.loads, HARD.read_text(encoding="utf-8").splitlines())
    }
    assert len(lines) == len(texts)
    for line in lines:
        text = texts[line["corpus"], line["document_kind"], line["document"]]
        assert all(text[m["start"] : m["end"]] == m["text"] for m in line["mentions"])


def test_figures_name_the_b_cubed_and_mention_f1(hard: list[NamedCorpus]) -> None:
    figures = json.loads(entity_figures(hard))
    assert {"b_cubed_f1", "b_cubed_all_f1", "mention_f1"} <= figures.keys()
    assert figures["b_cubed_all_f1"] <= figures["b_cubed_f1"]


def test_a_corpus_is_read_by_its_folder_and_by_its_labels() -> None:
    (folder,) = read_entity_gold(CORPORA / "heat-pumps")
    (labels,) = read_entity_gold(CORPORA / "heat-pumps" / "gold" / "mentions.csv")
    assert folder == labels
    assert len(read_entity_gold(CORPORA)) == 4


def test_one_entity_for_all_has_full_recall_and_little_precision() -> None:
    precision, recall, _ = b_cubed([("Ann", "e1"), ("Bob", "e1")])
    assert (precision, recall) == (0.5, 1.0)


BAD = [
    ('{"document": "c1", "text": "Ann", "mentions": [{"start": 0, "end": 9, "name": "Ann"}]}',
     "line 1: ValueError: mention 0:9"),
    ('{"document": "c1", "mentions": []}', "line 1: KeyError: 'text'"),
    ("no json", "line 1: JSONDecodeError"),
    ("", "has no lines"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), BAD)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_entity_gold(path)
    assert message in str(error.value)


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no gold/mentions.csv"):
        read_entity_gold(tmp_path)
