"""A stored model is the same model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from stancemap.errors import ModelError
from stancemap.tag.stance_model import (
    SETTINGS_FILE,
    WEIGHTS_FILE,
    Decision,
    Settings,
    StanceModel,
    Weights,
    load_model,
    save_model,
)


@pytest.fixture
def model() -> StanceModel:
    random = np.random.default_rng(0)
    weights = Weights(
        shift=random.normal(size=4).astype(np.float32),
        factor=np.ones(4, dtype=np.float32),
        limit=np.full(4, 2.0, dtype=np.float32),
        dense=random.normal(size=(3, 4)).astype(np.float32),
        dense_intercept=np.zeros(3, dtype=np.float32),
        idf=np.ones(8, dtype=np.float16),
        words=random.normal(size=(3, 8)).astype(np.float16),
        words_intercept=np.zeros(3, dtype=np.float32),
    )
    decision = Decision((0.5, 0.5), (0.0, 0.1, -0.1), (0.0, 1.0, 0.0), (0.3, 0.3, 0.3), 0.4)
    return StanceModel(weights, Settings(("a", "b", "c"), "c", (("x",), (), ()), decision))


def rows() -> tuple[np.ndarray, csr_matrix]:
    random = np.random.default_rng(1)
    return random.normal(size=(9, 4)), csr_matrix(random.integers(0, 3, (9, 8)).astype(float))


def test_saving_and_loading_changes_no_probability(model: StanceModel, tmp_path: Path) -> None:
    save_model(model, tmp_path)
    assert load_model(tmp_path).settings == model.settings
    before, after = model.probabilities(*rows()), load_model(tmp_path).probabilities(*rows())
    assert np.array_equal(before, after)


def test_the_same_model_is_the_same_bytes(model: StanceModel, tmp_path: Path) -> None:
    save_model(model, tmp_path / "one")
    save_model(load_model(tmp_path / "one"), tmp_path / "two")
    for name in (SETTINGS_FILE, WEIGHTS_FILE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_lean_changes_the_code_chosen_but_no_probability(model: StanceModel) -> None:
    probabilities = np.array([[0.5, 0.3, 0.2]])
    decision = model.settings.decision
    assert decision.leaning(probabilities).argmax() == 1
    assert replace(decision, lean=(0.0, 0.0, 0.0)).leaning(probabilities).argmax() == 0


@pytest.mark.parametrize(
    ("row", "abstains"),
    [
        ([0.7, 0.2, 0.1], False),
        ([0.45, 0.1, 0.45], True),  # no code stands out
        ([0.33, 0.35, 0.32], False),  # the lean makes the second one stand out
        ([0.43, 0.25, 0.32], True),  # stands out, yet is less likely than one in three
    ],
)
def test_a_guess_is_marked(model: StanceModel, row: list[float], *, abstains: bool) -> None:
    decision = replace(model.settings.decision, abstain_below=0.45)
    assert decision.abstains(np.array([row])).tolist() == [abstains]


@pytest.mark.parametrize("damage", ["", "{}", "not json", '{"format": 1}'])
def test_damaged_settings_are_explained(model: StanceModel, tmp_path: Path, damage: str) -> None:
    save_model(model, tmp_path)
    (tmp_path / SETTINGS_FILE).write_text(damage)
    with pytest.raises(ModelError, match=r"is no stance model.*model\.json"):
        load_model(tmp_path)


def test_damaged_weights_are_explained(model: StanceModel, tmp_path: Path) -> None:
    save_model(model, tmp_path)
    (tmp_path / WEIGHTS_FILE).write_bytes(b"\x00" * 20)
    with pytest.raises(ModelError, match="is no stance model"):
        load_model(tmp_path)


def test_another_format_is_refused(model: StanceModel, tmp_path: Path) -> None:
    save_model(replace(model, settings=replace(model.settings, format=9)), tmp_path)
    with pytest.raises(ModelError, match="format 9"):
        load_model(tmp_path)


def test_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere is no stance model"):
        load_model(tmp_path / "nowhere")
