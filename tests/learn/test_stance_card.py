"""Each model's card is what its figures make of it; no figure is typed by hand."""

import json
import tomllib

import pytest

from stancemap._paths import MODELS
from stancemap.codebook import load_codebook
from stancemap.learn.card import CARD_FILE, METRICS_FILE, render_card
from stancemap.learn.stance_study import PRIORS, SEEDS, recipe_toml
from stancemap.learn.train import Recipe
from stancemap.tag.stance_model import load_model

FOLDER = MODELS / "stance-linear"


@pytest.fixture(scope="module")
def metrics() -> dict[str, dict[str, dict[str, float]]]:
    read: dict[str, dict[str, dict[str, float]]] = json.loads((FOLDER / METRICS_FILE).read_text())
    return read


def test_the_card_agrees_with_the_metrics(metrics: dict[str, object]) -> None:
    assert (FOLDER / CARD_FILE).read_text(encoding="utf-8") == render_card(metrics)


def test_what_ships_beats_tfidf_on_unseen_threads(
    metrics: dict[str, dict[str, dict[str, float]]],
) -> None:
    ours = metrics["methods"][str(metrics["shipped"])]
    tfidf = metrics["methods"]["TF-IDF, logistic regression"]
    assert ours["macro_f1"] > tfidf["macro_f1"]


def test_the_model_and_the_metrics_are_of_one_run(metrics: dict[str, object]) -> None:
    assert load_model(FOLDER).settings.decision.abstain_below == metrics["abstain_below"]


def test_the_recipe_is_the_one_in_the_code() -> None:
    recipe = tomllib.loads((FOLDER / "recipe.toml").read_text())
    assert recipe["settings"] == Recipe().settings()
    assert tuple(recipe["seeds"]) == SEEDS
    assert recipe["priors"] == PRIORS
    assert set(PRIORS) == set(load_codebook().names)
    assert recipe_toml(Recipe(), recipe["data"]) == (FOLDER / "recipe.toml").read_text()


def test_a_missing_figure_is_an_error_not_a_blank(metrics: dict[str, object]) -> None:
    without = {key: value for key, value in metrics.items() if key != "abstain_below"}
    with pytest.raises(KeyError, match="abstain_below"):
        render_card(without)
