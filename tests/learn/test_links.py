"""A model of links learns from marked documents, and is scored on those left out."""

import json
from pathlib import Path

import pytest

from stancemap.learn.claim_rows import ClaimRow, Shape
from stancemap.learn.link_card import link_card
from stancemap.learn.links import LinkRecipe, cross_validate, make_lessons, save, train
from stancemap.maps.link_features import ClaimsInText
from stancemap.maps.link_model import LinkModel, load_link_model
from stancemap.records import Span

THINGS = ("trams", "lamps", "parks", "roads", "ferries", "schools", "bins", "fees")


def row(number: int) -> ClaimRow:
    """Make a text of three claims: the last is the reason for the first."""
    thing = THINGS[number % len(THINGS)]
    claims = (f"We should pay for {thing}.", f"There are {number} {thing}.", "They help the poor.")
    text = " ".join(claims)
    spans = [(text.index(claim), text.index(claim) + len(claim)) for claim in claims]
    labels = ("policy", "fact", "value")
    links = frozenset({(2, 0)})
    return ClaimRow(number, str(number), text, Shape.PROPOSITIONS, tuple(spans), labels, links)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "links"
    lessons, recipe = make_lessons([row(number) for number in range(30)]), LinkRecipe()
    scores, scaled = cross_validate(lessons, recipe)
    save(train(lessons, scaled, recipe), scores, recipe, folder)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> LinkModel:
    return load_link_model(folder)


def test_what_is_saved_finds_the_links_of_texts_it_has_not_seen(model: LinkModel) -> None:
    unseen = row(31)
    spans = tuple(Span.of(unseen.text, *bounds) for bounds in unseen.spans)
    (found,) = model.find_links([ClaimsInText(unseen.text, spans)])
    assert [(one.source, one.aim) for one in found] == [(2, 0)]


def test_figures_are_of_documents_left_out_beside_cues_alone(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert (metrics["cue_f1"], metrics["link_f1"]) == (0.0, 1.0)
    assert (metrics["n_documents"], metrics["n_links"], metrics["n_pairs"]) == (30, 30, 180)


def test_the_card_that_ships_has_the_figures_that_ship() -> None:
    folder = Path(__file__).parents[2] / "models" / "links-linear"
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert (folder / "MODEL_CARD.md").read_text(encoding="utf-8") == link_card(metrics)
