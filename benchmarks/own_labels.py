"""Learning curve of `stancemap train`: the rest of a debate, after labels of some of it.

    python benchmarks/own_labels.py                 # from ../shared/data

The model to build on is trained anew without the debate (nothing that shares its target, title or
text), so that "without" is what a researcher with a new debate has. Weights of the blocks of
features and the lean to rare codes were chosen on these same two debates: expect slightly less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sklearn.metrics import f1_score

from stancemap.codebook import load_codebook
from stancemap.errors import StancemapError
from stancemap.learn.data import Example, load_examples
from stancemap.learn.own_head import OwnTable, answer, fit_own, tabulate_own
from stancemap.learn.splits import unseen_rows
from stancemap.learn.stance_study import priors_of
from stancemap.learn.train import Recipe, Table, fit, tabulate
from stancemap.tag.encoder import load_encoder
from stancemap.tag.parsing import load_parser
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance import DEFAULT_FOLDER, LinearStanceTagger
from stancemap.tag.stance_cues import codebook_cues
from stancemap.tag.stance_features import FeatureMaker
from stancemap.tag.stance_model import StanceModel, load_model
from stancemap.tag.stance_own import OwnFeatures

_DATA = Path(__file__).parents[2] / "shared" / "data"
TARGETS = ("generative AI / ChatGPT", "AI coding assistants")
SIZES = (50, 100, 200, 300)
FEWEST_JUDGED = 40


@dataclass(frozen=True, slots=True)
class Point:
    """Mean macro-F1 on the rest of a debate, over the seeds."""

    n_labels: int
    n_judged: int
    without: float
    trained: float
    spread: float


def main(
    data: Annotated[Path, typer.Argument(help="Folder with gold/ and invented/.")] = _DATA,
    seeds: Annotated[int, typer.Option(help="Random choices of the labelled comments.")] = 20,
) -> None:
    try:
        for line in curves(data, seeds):
            typer.echo(line)
    except StancemapError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def curves(data: Path, seeds: int) -> Iterator[str]:
    codebook = load_codebook()
    cues = codebook_cues({code.name: code.cues for code in codebook.codes})
    maker = FeatureMaker(load_encoder(), load_sentiment_tagger().analyser, cues)
    examples = load_examples(data, load_parser().nlp)
    table = tabulate(examples, maker, codebook.names)
    shipped = load_model(DEFAULT_FOLDER)
    for target in TARGETS:
        rows = [i for i, e in enumerate(examples) if e.question.target == target]
        weights = fit(table, unseen_rows(examples, rows), Recipe(), priors_of(codebook))
        base = LinearStanceTagger(StanceModel(weights, shipped.settings), maker)
        yield f"{target}: {len(rows)} comments, {seeds} seeds"
        yield f"{'labels':>7} {'judged':>7} {'without':>8} {'trained':>8} {'gain':>7} {'(sd)':>7}"
        for point in _curve(examples, table, rows, base, seeds):
            gain = point.trained - point.without
            yield (
                f"{point.n_labels:7} {point.n_judged:7} {point.without:8.3f} {point.trained:8.3f}"
                f" {gain:+7.3f} {point.spread:7.3f}"
            )


def _curve(
    examples: Sequence[Example],
    table: Table,
    rows: Sequence[int],
    base: LinearStanceTagger,
    seeds: int,
) -> Iterator[Point]:
    codes = base.model.settings.codes
    features = OwnFeatures(base.features, base, codes, base.model.weights.idf)
    questions = [examples[i].question for i in rows]
    own = tabulate_own(
        features,
        features.rows(questions),
        codes,
        table.labels[np.array(rows)],
        [examples[i].thread_id or str(i) for i in rows],
    )
    before = base.model.settings.decision.leaning(base.probabilities(questions)).argmax(axis=1)
    yield Point(0, len(rows), _f1(own, np.arange(len(rows)), before), np.nan, np.nan)
    for size in (size for size in SIZES if size <= len(rows) - FEWEST_JUDGED):
        without, trained = [], []
        for seed in range(seeds):
            order = np.random.default_rng(seed).permutation(len(rows))
            learn, judge = order[:size], order[size:]
            held = answer(own, judge, *fit_own(own, learn, seed))
            without.append(_f1(own, judge, before[judge]))
            trained.append(_f1(own, judge, held.predicted))
        gains = np.array(trained) - np.array(without)
        yield Point(
            size,
            len(rows) - size,
            float(np.mean(without)),
            float(np.mean(trained)),
            float(gains.std()),
        )


def _f1(own: OwnTable, rows: np.ndarray, predicted: np.ndarray) -> float:
    every = range(own.n_codes)
    truth = own.labels[rows]
    return float(f1_score(truth, predicted, labels=every, average="macro", zero_division=0.0))


if __name__ == "__main__":
    typer.run(main)
