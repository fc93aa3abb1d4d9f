"""What the stance encoder is taught, as numbers; what needs torch is left out here."""

import importlib.util

import numpy as np
import pytest

from stancemap._paths import MODELS
from stancemap.learn.encoder_lessons import (
    UNMARKED,
    Curriculum,
    evidence_of,
    soft_codes,
    targets_of,
)
from stancemap.learn.encoder_train_data import Lesson
from stancemap.records import Sentence, Span
from stancemap.tag.stance_encoder_input import InputBuilder, InputShape
from stancemap.tag.stance_encoder_model import load_builder
from stancemap.tag.stance_features import StanceQuestion

CODES = ("oppose", "support", "none")


def lesson(text: str, source: str = "pool", **labels: object) -> Lesson:
    question = StanceQuestion("buses", "", "", text, (Sentence(Span.of(text, 0, len(text))),))
    return Lesson(source, question, **labels)  # type: ignore[arg-type]  # labels by name


@pytest.fixture(scope="module")
def builder() -> InputBuilder:
    return load_builder(MODELS / "stance-mpnet", InputShape())


def test_what_certainty_leaves_goes_to_the_further_codes_or_to_all_others() -> None:
    alone = soft_codes(lesson("x", primary="oppose"), CODES)
    both = soft_codes(lesson("x", primary="oppose", also=("none",)), CODES)
    assert alone == pytest.approx([0.95, 0.025, 0.025])
    assert both == pytest.approx([0.85, 0.0, 0.15])


def test_a_source_without_codes_teaches_none_and_its_sides_set_its_own_priors() -> None:
    targets = targets_of(
        [
            *[lesson("x", source="vast", side="pro") for _ in range(7)],
            lesson("x", primary="oppose", side="con"),
        ],
        CODES,
    )
    assert not targets.codes[0].any()
    assert targets.sides.tolist() == [1] * 7 + [0]
    assert np.exp(targets.side_priors[0]) == pytest.approx([0.1, 0.8, 0.1])
    assert np.exp(targets.code_priors).sum(axis=1) == pytest.approx(np.ones(8))


def test_evidence_marks_the_pieces_that_the_coder_marked(builder: InputBuilder) -> None:
    text = "It rains. Ban it now."
    marked = lesson(text, primary="oppose", evidence=(10, 16))
    pieces = builder.build(marked.question)
    assert evidence_of(marked, pieces) == [0, 0, 0, 1, 1, 0, 0]
    assert set(evidence_of(lesson(text), pieces)) == {UNMARKED}


def test_batches_are_as_many_as_steps_and_the_same_each_time(builder: InputBuilder) -> None:
    lessons = [lesson(f"Bus {i} is good. " * (1 + i % 7)) for i in range(50)]
    curriculum = Curriculum({"pool": 1.0}, {"pool": 1.0}, 400, 0.5, seed=2)
    batches = list(curriculum.batches(lessons, builder, 30))
    again = list(curriculum.batches(lessons, builder, 30))
    assert len(batches) == 30
    assert [batch.rows for batch in batches] == [batch.rows for batch in again]
    assert max(batch.ids.size for batch in batches) <= 400


def test_the_mix_of_sources_moves_from_its_begin_to_its_end(builder: InputBuilder) -> None:
    lessons = [lesson("Good.", source=name) for name in ("vast", "pool") for _ in range(40)]
    curriculum = Curriculum({"vast": 1.0, "pool": 0.0}, {"pool": 1.0}, 100, 0.0, seed=2)
    batches = list(curriculum.batches(lessons, builder, 300))
    first, last = (
        [lessons[r].source for b in part for r in b.rows] for part in (batches[:20], batches[-20:])
    )
    assert first.count("vast") > len(first) * 0.9
    assert last.count("pool") > len(last) * 0.6


@pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("transformers") is None,
    reason="needs the extra stancemap[train]",
)
def test_the_rate_warms_up_and_falls() -> None:
    from stancemap.learn.train_encoder import rate_factor  # noqa: PLC0415  # needs torch

    assert rate_factor(0.0, 0.01) == 0.0
    assert rate_factor(0.06, 0.01) > rate_factor(0.5, 0.01) > rate_factor(1.0, 0.01) > 0
