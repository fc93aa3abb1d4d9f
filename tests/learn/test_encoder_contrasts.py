"""The same comment under other targets."""

from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.errors import InputError
from stancemap.learn.encoder_contrasts import CONTRASTS, read_contrasts, turned
from stancemap.learn.encoder_train_data import Lesson
from stancemap.records import Sentence, Span
from stancemap.tag.stance_features import StanceQuestion

TEXT = "Take the cameras down."
QUESTION = StanceQuestion(
    "doorbell cameras", "Cameras everywhere", "", TEXT, (Sentence(Span.of(TEXT, 0, len(TEXT))),)
)


def test_the_opposite_of_a_target_turns_oppose_into_support() -> None:
    [lesson] = turned([Lesson("pool", QUESTION, "oppose", side="con")], seed=1)
    assert (lesson.primary, lesson.side, lesson.source) == ("support", "pro", "turned")
    assert "doorbell cameras" in lesson.question.target
    assert lesson.question.target != "doorbell cameras"
    assert lesson.question.text == TEXT


def test_a_side_without_a_code_is_turned_too() -> None:
    [lesson] = turned([Lesson("vast", QUESTION, side="pro")], seed=1)
    assert (lesson.primary, lesson.side) == ("", "con")


@pytest.mark.parametrize(
    "lesson",
    [
        Lesson("pool", QUESTION, "pragmatic"),  # how, not whether: not settled by the opposite
        Lesson("pool", QUESTION, "inevitable"),
        Lesson("pool", QUESTION, "oppose", ("inevitable",), "con"),
        Lesson("fnc", QUESTION, side="pro"),  # its target is a claim, not a thing
    ],
)
def test_what_the_opposite_does_not_settle_is_left_out(lesson: Lesson) -> None:
    assert list(turned([lesson], seed=1)) == []


def test_the_coded_targets_that_ship_are_whole() -> None:
    coded = read_contrasts(CONTRASTS)
    assert len(coded) == 980
    names = set(load_codebook().names)
    for targets in coded.values():
        assert len(targets) == 2
        assert all(one.target and {one.primary, *one.also} <= names for one in targets)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "targets.jsonl"
    path.write_text('{"id": "a", "t": []}\n{"id": "b"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"targets\.jsonl, line 2"):
        read_contrasts(path)
