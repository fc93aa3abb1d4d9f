"""Which sentence to show as evidence: three ways to choose it, against what coders marked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stancemap.learn.data import Example
from stancemap.records import Sentence, Span
from stancemap.tag.stance_encoder import marked_sentence
from stancemap.tag.stance_encoder_input import InputBuilder
from stancemap.tag.stance_encoder_model import EncoderSettings, Logits, Network
from stancemap.tag.stance_features import StanceQuestion


@dataclass(frozen=True, slots=True)
class EvidenceFigures:
    """Overlap with coders' evidence, in comments of several own sentences.

    Each figure is the mean F1 of characters.

    Attributes:
        n_comments: with evidence marked by a coder and more than one own sentence.
        first: of the first sentence.
        marked: of the sentence that the evidence head marks most; this is what ships.
        alone: of the sentence that, read alone, makes the chosen code likeliest; one more run of
            the network per sentence.
        whole: of all own sentences together.
    """

    n_comments: int
    first: float
    marked: float
    alone: float
    whole: float


def judge_evidence(
    examples: Sequence[Example],
    logits: Sequence[Logits],
    settings: EncoderSettings,
    builder: InputBuilder,
    network: Network,
) -> EvidenceFigures:
    """Compare the ways to choose a sentence."""
    scores = []
    for example, said in zip(examples, logits, strict=True):
        question, own = example.question, example.question.own_sentences
        start = question.text.find(example.evidence) if example.evidence else -1
        if start < 0 or len(own) < 2:  # noqa: PLR2004  # a choice needs two
            continue
        coded = Span.of(question.text, start, start + len(example.evidence))
        marked = marked_sentence(own, builder.build(question), said.evidence)
        probable = settings.decision.probabilities(said.codes[np.newaxis])
        chosen = int(settings.decision.leaning(probable).argmax())
        alone = _likeliest_alone(question, chosen, settings, builder, network)
        whole = Span.of(question.text, own[0].span.start, own[-1].span.end)
        scores.append([overlap(span, coded) for span in (own[0].span, marked.span, alone, whole)])
    means = [round(float(mean), 3) for mean in np.mean(scores, axis=0)]
    return EvidenceFigures(len(scores), *means)


def overlap(one: Span, other: Span) -> float:
    """Return the F1 of the characters that two spans share.

    >>> text = "abcdef"
    >>> overlap(Span.of(text, 0, 4), Span.of(text, 2, 6))
    0.5
    """
    both = max(0, min(one.end, other.end) - max(one.start, other.start))
    return 2 * both / (one.end - one.start + other.end - other.start)


def _likeliest_alone(
    question: StanceQuestion,
    chosen: int,
    settings: EncoderSettings,
    builder: InputBuilder,
    network: Network,
) -> Span:
    def probability(sentence: Sentence) -> float:
        only = StanceQuestion(
            question.target, question.title, question.parent, question.text, (sentence,)
        )
        scores = network.score(builder.build(only)).codes
        return float(settings.decision.probabilities(scores[np.newaxis])[0, chosen])

    return max(question.own_sentences, key=probability).span
