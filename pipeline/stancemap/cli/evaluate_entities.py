"""stancemap evaluate entities: how well names are found and merged."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from stancemap.learn.entities import EntityScore, NamedCorpus


def evaluate_entities(file: Path, predictions: Path | None, *, as_json: bool) -> None:
    """Find and merge the names in labelled documents, write them, and print the figures."""
    from stancemap.learn.entities import (
        entity_figures,
        entity_taggers,
        find_entities,
        read_entity_gold,
        write_entity_predictions,
    )

    corpora = read_entity_gold(file)
    taggers = entity_taggers()
    found = [find_entities(gold, taggers) for gold in corpora]
    if predictions is not None:
        write_entity_predictions(found, predictions)
    typer.echo(entity_figures(found) if as_json else "\n".join(_table(found)))


def _table(found: "list[NamedCorpus]") -> Iterator[str]:
    from stancemap.learn.entities import score_entities

    yield f"{'':20} gold  matched  found  mention F1  B-cubed P     R    F1"
    for one in found:
        yield _line(one.gold.name, one.score())
    yield _line("all", score_entities(found))


def _line(name: str, score: "EntityScore") -> str:
    return (
        f"{name:20} {score.n_gold:4}  {score.n_matched:7}  {score.n_found:5}"
        f"  {score.mention_f1:10.3f}  {score.b_cubed_precision:9.3f}"
        f" {score.b_cubed_recall:.3f} {score.b_cubed_f1:.3f}"
    )
