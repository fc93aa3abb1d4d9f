"""The study behind the stance encoder that ships: run it, calibrate it by thread, judge it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stancemap.codebook import Codebook, load_codebook
from stancemap.learn.baselines import baselines, run_baseline
from stancemap.learn.data import Example, Source, load_examples, read_rows
from stancemap.learn.decide import further_codes
from stancemap.learn.encoder_calibration import (
    ABSTAIN_SHARE,
    Judged,
    fit_decision,
    folds_of,
    judge_by_fold,
)
from stancemap.learn.encoder_evidence import EvidenceFigures, judge_evidence
from stancemap.learn.encoder_speed import SpeedFigures, time_encoder
from stancemap.learn.evaluate import (
    Figures,
    ReliabilityBin,
    confusions,
    f1_by_code,
    measure,
    reliability,
)
from stancemap.records import Sentence, Span
from stancemap.tag.encoder import load_encoder
from stancemap.tag.parsing import load_parser
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder, InputShape
from stancemap.tag.stance_encoder_model import (
    EncoderSettings,
    Logits,
    OnnxNetwork,
    load_builder,
    load_network,
)
from stancemap.tag.stance_features import StanceQuestion

SEEDS = (0, 1, 2)
"""Of the splits into folds; the encoder was trained once."""
VAST = "stance/vast.jsonl.gz"
_SIDES = ("con", "pro", "neutral")


@dataclass(frozen=True, slots=True)
class DataFigures:
    """What was judged on."""

    n_comments: int
    n_threads: int
    n_inevitable: int
    n_deals: int


@dataclass(frozen=True, slots=True)
class VastFigures:
    """Macro-F1 over con, pro and neutral on VAST's development part, by its usual protocol."""

    n_comments: int
    zero_shot: float
    few_shot: float
    all: float
    per_side_f1: dict[str, float]


@dataclass(frozen=True, slots=True)
class AlsoFigures:
    """Further codes: how many coders gave, how many the model, on how many both agree."""

    coded: int
    tagged: int
    both: int


@dataclass(frozen=True, slots=True)
class EncoderReport:
    """All figures, as metrics.json holds them."""

    abstain_below: float
    abstain_share: float
    data: DataFigures
    figures: Figures
    also: AlsoFigures
    vast: VastFigures
    evidence: EvidenceFigures
    reliability: tuple[ReliabilityBin, ...]
    baselines: dict[str, Figures]
    speed: SpeedFigures
    trained_on: dict[str, int]


@dataclass(frozen=True, slots=True)
class EncoderStudy:
    """The figures, and the settings fitted on all development comments."""

    report: EncoderReport
    settings: EncoderSettings


@dataclass(frozen=True, slots=True)
class Scored:
    """Questions with the network's input and output, in order."""

    questions: tuple[StanceQuestion, ...]
    inputs: tuple[EncoderInput, ...]
    logits: tuple[Logits, ...]


def study_encoder(
    data: Path,
    folder: Path,
    trained_on: Mapping[str, int],
    *,
    say: Callable[[str], object],
) -> EncoderStudy:
    """Run the model of a folder on coded comments, calibrate and judge it; minutes.

    Raises:
        InputError: the data is absent.
        ModelError: the model is.
    """
    codebook, shape = load_codebook(), InputShape()
    builder, network = load_builder(folder, shape), load_network(folder)
    examples = load_examples(data, load_parser().nlp, [Source.DEV])
    speed, dev = time_encoder(folder, builder, network, [e.question for e in examples])
    say(f"scored {len(examples)} comments and timed that")
    judged = judged_of(examples, dev, codebook)
    folds = folds_of(judged.threads, SEEDS[0])
    decision = fit_decision(judged, folds)
    settings = EncoderSettings(codebook.names, codebook.residual, shape, decision)
    evidence = judge_evidence(examples, dev, settings, builder, network)
    say("judged evidence")
    outcomes = [judge_by_fold(judged, seed) for seed in SEEDS]
    figures = measure(outcomes, judged.labels, judged.threads, codebook.names)
    vast = judge_vast(data, builder, network)
    say("judged VAST's development part")
    report = EncoderReport(
        abstain_below=decision.abstain_below,
        abstain_share=ABSTAIN_SHARE,
        data=_data_figures(examples),
        figures=figures,
        also=_also_figures(judged, settings),
        vast=vast,
        evidence=evidence,
        reliability=reliability(outcomes, judged.labels),
        baselines=judge_baselines(data, codebook),
        speed=speed,
        trained_on=dict(trained_on),
    )
    return EncoderStudy(report, settings)


def judge_baselines(data: Path, codebook: Codebook) -> dict[str, Figures]:
    """Judge what the encoder is measured against, on the same threads; some learn from gold."""
    examples = load_examples(data, load_parser().nlp)
    labels = np.array([codebook.names.index(e.primary) for e in examples], dtype=np.intp)
    threads = [example.thread_id for example in examples]
    methods = baselines(examples, codebook.names, load_encoder(), load_sentiment_tagger())
    return {
        name.value: measure(
            [run_baseline(examples, method, seed) for seed in SEEDS],
            labels,
            threads,
            codebook.names,
        )
        for name, method in methods.items()
    }


def judged_of(examples: Sequence[Example], logits: Sequence[Logits], codebook: Codebook) -> Judged:
    """Put scores beside what coders said."""
    names = codebook.names
    return Judged(
        scores=np.array([one.codes for one in logits]),
        labels=np.array([names.index(e.primary) for e in examples], dtype=np.intp),
        also=further_codes([e.also for e in examples], names),
        threads=tuple(e.thread_id for e in examples),
    )


def judge_vast(data: Path, builder: InputBuilder, network: OnnxNetwork) -> VastFigures:
    """Score VAST's development part by the network's scores of con, pro and neutral."""
    rows = [row for row in read_rows(data / VAST) if row["split"] == "dev"]
    questions = [_whole(str(row["topic"]), str(row["text"])) for row in rows]
    scores = [network.score(builder.build(question)).sides for question in questions]
    predicted = np.argmax(scores, axis=1)
    truth = np.array([_SIDES.index(str(row["label"])) for row in rows], dtype=np.intp)
    zero_shot = np.array([bool(row["zero_shot"]) for row in rows])

    def f1(part: NDArray[np.bool_]) -> NDArray[np.float64]:
        return f1_by_code(confusions(truth[part], predicted[part], len(_SIDES)))

    each = f1(zero_shot | ~zero_shot)
    return VastFigures(
        n_comments=len(rows),
        zero_shot=_round(f1(zero_shot).mean()),
        few_shot=_round(f1(~zero_shot).mean()),
        all=_round(each.mean()),
        per_side_f1={side: _round(value) for side, value in zip(_SIDES, each, strict=True)},
    )


def _whole(target: str, text: str) -> StanceQuestion:
    sentences = (Sentence(Span.of(text, 0, len(text))),)
    return StanceQuestion(target, "", "", text, sentences)


def _also_figures(judged: Judged, settings: EncoderSettings) -> AlsoFigures:
    """Count further codes, each fold decided by what was fitted on the others."""
    folds = folds_of(judged.threads, SEEDS[0])
    residual = settings.codes.index(settings.residual)
    tagged = np.zeros_like(judged.also)
    for fold in np.unique(folds):
        here = folds == fold
        decision = fit_decision(judged.part(~here), folds[~here])
        probabilities = decision.probabilities(judged.scores[here])
        chosen = decision.leaning(probabilities).argmax(axis=1)
        further = probabilities >= np.array(decision.also)
        further[np.arange(len(chosen)), chosen] = False
        further[:, residual] = False
        further[chosen == residual] = False
        tagged[here] = further
    both = judged.also & tagged
    return AlsoFigures(int(judged.also.sum()), int(tagged.sum()), int(both.sum()))


def _data_figures(examples: Sequence[Example]) -> DataFigures:
    return DataFigures(
        n_comments=len(examples),
        n_threads=len({example.thread_id for example in examples}),
        n_inevitable=Counter(example.primary for example in examples)["inevitable"],
        n_deals=len(SEEDS),
    )


def _round(value: float | np.floating) -> float:
    return round(float(value), 3)
