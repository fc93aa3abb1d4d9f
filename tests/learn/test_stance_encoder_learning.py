"""How the stance encoder is calibrated, judged and described; none of this needs torch."""

import hashlib
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from stancemap._paths import MODELS
from stancemap.learn.card import CARD_FILE, METRICS_FILE
from stancemap.learn.encoder_calibration import (
    Judged,
    fit_calibration,
    fit_decision,
    folds_of,
    judge_by_fold,
)
from stancemap.learn.encoder_card import render_encoder_card
from stancemap.learn.encoder_contrasts import load_all_lessons
from stancemap.learn.encoder_report import RECIPE_FILE, read_stages, recipe_toml
from stancemap.learn.encoder_train_data import Held, Lesson, count_lessons
from stancemap.records import Sentence, Span
from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_model import load_settings
from stancemap.tag.stance_features import StanceQuestion

FOLDER = MODELS / "stance-mpnet"
DATA = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Scores that know the truth with noise, assume equal shares, and are twice too sure."""
    chance = np.random.default_rng(3)
    labels = chance.choice(3, size=900, p=[0.6, 0.35, 0.05])
    scores = 2 * (chance.normal(size=(900, 3)) + 1.5 * np.eye(3)[labels])
    threads = tuple(f"t{i % 40}" for i in range(900))
    return Judged(scores, labels.astype(np.intp), np.zeros((900, 3), dtype=np.bool_), threads)


def test_calibration_makes_too_sure_scores_less_sure_and_knows_the_shares(judged: Judged) -> None:
    scale, bias = fit_calibration(judged)
    assert scale < 1
    assert bias[0] > bias[1] > bias[2]


def test_probabilities_add_up_to_the_shares_of_unseen_threads(judged: Judged) -> None:
    outcome = judge_by_fold(judged, 0)
    shares = np.bincount(judged.labels) / len(judged.labels)
    assert np.allclose(outcome.probabilities.mean(axis=0), shares, atol=0.02)


def test_the_lean_finds_more_of_a_rare_code(judged: Judged) -> None:
    outcome = judge_by_fold(judged, 0)
    plainly = outcome.probabilities.argmax(axis=1) == 2
    assert (outcome.predicted == 2).sum() > plainly.sum()


def test_the_share_set_aside_is_the_one_asked_for(judged: Judged) -> None:
    assert judge_by_fold(judged, 0).abstained.mean() == pytest.approx(0.4, abs=0.05)


def test_a_fold_does_not_see_its_own_labels(judged: Judged) -> None:
    folds = folds_of(judged.threads, 0)
    here = folds == 0
    other = Judged(judged.scores, np.where(here, 2, judged.labels), judged.also, judged.threads)
    before, after = judge_by_fold(judged, 0), judge_by_fold(other, 0)
    assert np.array_equal(before.probabilities[here], after.probabilities[here])
    assert not np.array_equal(before.probabilities[~here], after.probabilities[~here])


def test_fitting_twice_gives_the_same_numbers(judged: Judged) -> None:
    folds = folds_of(judged.threads, 1)
    assert fit_decision(judged, folds) == fit_decision(judged, folds)


@pytest.fixture(scope="module")
def metrics() -> dict[str, dict[str, dict[str, float]]]:
    read: dict[str, dict[str, dict[str, float]]] = json.loads((FOLDER / METRICS_FILE).read_text())
    return read


def test_the_card_agrees_with_the_metrics(metrics: dict[str, dict[str, dict[str, float]]]) -> None:
    assert (FOLDER / CARD_FILE).read_text(encoding="utf-8") == render_encoder_card(metrics)


def test_a_missing_figure_is_an_error_not_a_blank(
    metrics: dict[str, dict[str, dict[str, float]]],
) -> None:
    without = {key: value for key, value in metrics.items() if key != "abstain_below"}
    with pytest.raises(KeyError, match="abstain_below"):
        render_encoder_card(without)


def test_settings_and_metrics_are_of_one_run(metrics: dict[str, object]) -> None:
    assert load_settings(FOLDER).decision.abstain_below == metrics["abstain_below"]


def test_the_recipe_is_of_the_files_beside_it() -> None:
    recipe = tomllib.loads((FOLDER / RECIPE_FILE).read_text(encoding="utf-8"))
    for name, digest in recipe["files"].items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
    again = recipe_toml(read_stages(FOLDER), recipe["files"], recipe["data"])
    assert again == (FOLDER / RECIPE_FILE).read_text(encoding="utf-8")


def lesson(source: str, text: str, target: str = "buses", title: str = "") -> Lesson:
    sentences = (Sentence(Span.of(text, 0, len(text))),)
    return Lesson(source, StanceQuestion(target, title, "", text, sentences))


@pytest.mark.parametrize(
    ("candidate", "contexts", "allowed"),
    [
        (lesson("pool", "Something else."), (), True),
        # The same words, written otherwise.
        (lesson("vast", '  He said  "NO!"'), (), False),
        (lesson("more", "Something else.", target="Judged buses"), (), False),
        (lesson("more", "Something else.", title="Judged buses"), (), False),
        # Public topics are no debates: "cars" here and there are not one.
        (lesson("vast", "Something else.", target="judged buses"), (), True),
        (lesson("mtcsd", "Something else."), ("he said no",), False),
    ],
)
def test_what_is_judged_is_not_learnt_from(
    candidate: Lesson, contexts: tuple[str, ...], *, allowed: bool
) -> None:
    texts = frozenset({"he said no"})
    held = Held(texts, texts, frozenset({"judged buses"}))
    assert held.allows(candidate, contexts) is allowed


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled data does not ship")
def test_the_metrics_count_what_is_learnt_from(metrics: dict[str, object]) -> None:
    seed = int(read_stages(FOLDER)[-1].settings["seed"])
    lessons = load_all_lessons(DATA, load_parser().nlp, seed)
    assert count_lessons(lessons) == metrics["trained_on"]
