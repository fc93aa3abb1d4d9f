"""The whole study behind the stance model that ships: compare, train, decide, write."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancemap.codebook import Codebook, load_codebook
from stancemap.learn.baselines import Baseline, baselines, run_baseline
from stancemap.learn.card import METRICS_FILE, write_card
from stancemap.learn.cross_validate import FoldScores, Outcome, decide_by_fold, score_folds
from stancemap.learn.data import Example, Source, codebook_examples, file_hashes, load_examples
from stancemap.learn.decide import ABSTAIN_SHARE, Scores, decide
from stancemap.learn.evaluate import Figures, Margin, margin, measure
from stancemap.learn.splits import N_FOLDS
from stancemap.learn.train import Recipe, Table, fit, tabulate
from stancemap.tag.encoder import load_encoder
from stancemap.tag.parsing import load_parser
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance_cues import codebook_cues
from stancemap.tag.stance_features import FeatureMaker
from stancemap.tag.stance_model import Settings, StanceModel, save_model

SEEDS = (0, 1, 2)
SHIPPED = "stance-linear (ships)"
PRIORS = {"oppose": 0.35, "pragmatic": 0.08, "inevitable": 0.013, "support": 0.23, "none": 0.33}
"""Shares of the codes in real comments, as the codebook's authors report them."""


@dataclass(frozen=True, slots=True)
class DataFigures:
    """What was learnt from and judged on."""

    n_comments: int
    n_threads: int
    n_folds: int
    n_seeds: int
    n_examples: int
    n_invented: int
    n_inevitable: int
    priors: dict[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of all methods, as metrics.json holds them."""

    shipped: str
    abstain_below: float
    abstain_share: float
    data: DataFigures
    gain_over_tfidf: Margin
    methods: dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Study:
    """The report, and the model trained on everything."""

    report: Report
    model: StanceModel
    recipe: Recipe
    hashes: dict[str, str]


def study(data: Path, *, say: Callable[[str], object], recipe: Recipe | None = None) -> Study:
    """Run the study; minutes.

    Args:
        data: folder of the labelled data.
        say: told what is being done.
        recipe: the settings of training, by default those of the model that ships.

    Raises:
        InputError: the data is absent.
    """
    recipe = recipe or Recipe()
    codebook, encoder, sentiment = load_codebook(), load_encoder(), load_sentiment_tagger()
    cues = {code.name: code.cues for code in codebook.codes}
    features = FeatureMaker(encoder, sentiment.analyser, codebook_cues(cues))
    examples = load_examples(data, load_parser().nlp) + codebook_examples(codebook)
    say(f"read {len(examples)} labelled texts")
    table = tabulate(examples, features, codebook.names)
    say("computed features")
    outcomes = {
        name.value: [run_baseline(examples, method, seed) for seed in SEEDS]
        for name, method in baselines(examples, codebook.names, encoder, sentiment).items()
    }
    say("judged the baselines")
    scored = [
        score_folds(examples, table, codebook.names, recipe, priors=priors_of(codebook), seed=seed)
        for seed in SEEDS
    ]
    outcomes[SHIPPED] = [decide_by_fold(one, priors_of(codebook)) for one in scored]
    say(f"judged {SHIPPED}")
    model = _train(table, scored, codebook, recipe)
    report = _report(examples, table, outcomes, model)
    return Study(report, model, recipe, file_hashes(data))


def _report(
    examples: Sequence[Example],
    table: Table,
    outcomes: Mapping[str, Sequence[Outcome]],
    model: StanceModel,
) -> Report:
    threads, codes = [example.thread_id for example in examples], model.settings.codes
    return Report(
        shipped=SHIPPED,
        abstain_below=model.settings.decision.abstain_below,
        abstain_share=ABSTAIN_SHARE,
        data=_data_figures(examples),
        gain_over_tfidf=margin(
            outcomes[SHIPPED], outcomes[Baseline.TFIDF.value], table.labels, threads, len(codes)
        ),
        methods={
            name: measure(several, table.labels, threads, codes)
            for name, several in outcomes.items()
        },
    )


def write_study(result: Study, folder: Path) -> None:
    """Write weights, metrics.json, recipe.toml and the card."""
    save_model(result.model, folder)
    metrics = json.dumps(asdict(result.report), indent=1) + "\n"
    (folder / METRICS_FILE).write_text(metrics, encoding="utf-8", newline="\n")
    recipe = recipe_toml(result.recipe, result.hashes)
    (folder / "recipe.toml").write_text(recipe, encoding="utf-8", newline="\n")
    write_card(folder)


def recipe_toml(recipe: Recipe, hashes: Mapping[str, str]) -> str:
    """Write down what it takes to train the same model again."""
    lines = [
        "# How the weights here were made; benchmarks/stance.py --ship makes them again.",
        f"seeds = {list(SEEDS)}",
        f"folds = {N_FOLDS}",
        "",
        "[settings]",
        *(f"{name} = {value}" for name, value in recipe.settings().items()),
        "",
        "[priors]",
        *(f"{code} = {share}" for code, share in PRIORS.items()),
        "",
        "[data]  # SHA-256",
        *(f'"{name}" = "{digest}"' for name, digest in hashes.items()),
    ]
    return "\n".join(lines) + "\n"


def priors_of(codebook: Codebook) -> NDArray[np.float64]:
    """Return the shares of the codes, in the codebook's order, adding up to 1."""
    shares = np.array([PRIORS[name] for name in codebook.names])
    return np.asarray(shares / shares.sum())


def _train(
    table: Table, scored: Sequence[FoldScores], codebook: Codebook, recipe: Recipe
) -> StanceModel:
    """Train on all examples; decide by the out-of-fold scores of all seeds together."""
    pooled = Scores(
        dense=np.concatenate([one.scores.dense for one in scored]),
        words=np.concatenate([one.scores.words for one in scored]),
        labels=np.concatenate([one.scores.labels for one in scored]),
        also=np.concatenate([one.scores.also for one in scored]),
    )
    priors = priors_of(codebook)
    weights = fit(table, range(len(table.labels)), recipe, priors)
    cues = tuple(code.cues for code in codebook.codes)
    settings = Settings(codebook.names, codebook.residual, cues, decide(pooled, priors))
    return StanceModel(weights, settings)


def _data_figures(examples: Sequence[Example]) -> DataFigures:
    judged = [example for example in examples if example.source is Source.DEV]
    return DataFigures(
        n_comments=len(judged),
        n_threads=len({example.thread_id for example in judged}),
        n_folds=N_FOLDS,
        n_seeds=len(SEEDS),
        n_examples=len(examples),
        n_invented=sum(example.source is Source.INVENTED for example in examples),
        n_inevitable=Counter(example.primary for example in judged)["inevitable"],
        priors=PRIORS,
    )
