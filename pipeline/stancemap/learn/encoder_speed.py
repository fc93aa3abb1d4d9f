"""How fast the encoder is beside spaCy's full pipeline, on the same text in the same run."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from stancemap.tag.parsing import load_parser
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder
from stancemap.tag.stance_encoder_model import Logits, OnnxNetwork, load_network
from stancemap.tag.stance_features import StanceQuestion

_BATCH = 8
_SAMPLE = 240
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SpeedFigures:
    """Seconds are of processor time on one thread, so that other processes do not count.

    Attributes:
        batched_gain: how many times faster batches of eight like-long comments would be.
        batched_changed: on how many of the sampled comments their likeliest code would differ.
    """

    load_seconds: float
    words: int
    comments_per_second: float
    words_per_second: float
    spacy_words_per_second: float
    batched_gain: float
    batched_changed: int
    batched_sample: int


def time_encoder(
    folder: Path, builder: InputBuilder, network: OnnxNetwork, questions: Sequence[StanceQuestion]
) -> tuple[SpeedFigures, list[Logits]]:
    """Answer the questions, and say how long that took beside spaCy on the same comments."""
    load_seconds, _ = _timed(lambda: load_network(folder))
    timed = [_timed(partial(_answer, builder, network, q)) for q in questions]
    seconds, logits = [each for each, _ in timed], [said for _, said in timed]
    texts = [" ".join(s.span.text for s in q.own_sentences) for q in questions]
    nlp = load_parser().nlp
    with threadpool_limits(1):
        spacy_seconds, _ = _timed(lambda: list(nlp.pipe(texts)))
    words = sum(len(text.split()) for text in texts)
    inputs = [builder.build(question) for question in questions[:_SAMPLE]]
    batched, in_batches = _timed(lambda: _in_batches(inputs, network))
    changed = [
        int(codes.argmax()) != int(one.codes.argmax())
        for codes, one in zip(in_batches, logits, strict=False)
    ]
    figures = SpeedFigures(
        load_seconds=round(load_seconds, 2),
        words=words,
        comments_per_second=round(len(questions) / sum(seconds), 1),
        words_per_second=round(words / sum(seconds)),
        spacy_words_per_second=round(words / spacy_seconds),
        batched_gain=round(sum(seconds[:_SAMPLE]) / batched, 2),
        batched_changed=sum(changed),
        batched_sample=len(inputs),
    )
    return figures, logits


def _answer(builder: InputBuilder, network: OnnxNetwork, question: StanceQuestion) -> Logits:
    return network.score(builder.build(question))


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def _in_batches(inputs: Sequence[EncoderInput], network: OnnxNetwork) -> list[np.ndarray]:
    """Score codes in batches of like-long inputs, as the tagger does not; see its module."""
    order = sorted(range(len(inputs)), key=lambda i: len(inputs[i].ids))
    scores: list[np.ndarray] = [np.empty(0)] * len(inputs)
    for begin in range(0, len(order), _BATCH):
        rows = order[begin : begin + _BATCH]
        ids = np.ones((len(rows), len(inputs[rows[-1]].ids)), dtype=np.int64)
        mask, comment = np.zeros_like(ids), np.zeros_like(ids)
        for row, i in enumerate(rows):
            length = len(inputs[i].ids)
            ids[row, :length], mask[row, :length] = inputs[i].ids, 1
            comment[row, inputs[i].begin : length - 1] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "comment_mask": comment}
        (codes,) = network.session.run(["codes"], feed)
        for row, i in enumerate(rows):
            scores[i] = codes[row]
    return scores
