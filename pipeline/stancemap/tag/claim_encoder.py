"""The claims of a text, judged together by a small fine-tuned encoder beside the linear model.

An input is what a text's own sentences are, so that the sentences are weighed against each other;
the linear model of `stancemap.tag.claims` adds what it sees, and tells the kinds.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stancemap._paths import MODELS
from stancemap.errors import ModelError
from stancemap.tag.claim_encoder_input import ClaimInput, build_inputs
from stancemap.tag.claim_features import Candidate, Option
from stancemap.tag.claims import (
    ClaimText,
    Judgement,
    LinearClaimTagger,
    candidates_in,
    load_claim_tagger,
)
from stancemap.tag.stance_encoder_input import InputBuilder, InputShape
from stancemap.tag.stance_encoder_model import Session, load_session

MODEL = MODELS / "claims-minilm"
"""Folder of the encoder that ships."""

NETWORK_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "config.json"
FORMAT = 1
SHAPE = InputShape(max_length=256, separators=1, max_target=24, max_parent=24)

MIXED = (
    "stretch by encoder",
    "sentence by encoder",
    "stretch by words",
    "best stretch of the sentence by encoder",
    "best stretch of the sentence by words",
    "sentences of the text that score higher",
    "logarithm of the number of sentences",
    "best other sentence of the text",
)
"""What the probability of a stretch is mixed of, in order."""

_MOST_RANK = 5
_LEAST_SCORE = -4.0
_SHARE_OF_ENCODER = 0.7

Rows = NDArray[np.float64]


class Network(Protocol):
    """Anything that scores the word pieces of one input: a row per piece."""

    def score(self, ids: Sequence[int]) -> Rows:
        """Score one input."""
        ...


@dataclass(frozen=True, slots=True)
class OnnxPieces:
    """The graph in ONNX Runtime; one input at a time, since batch mates would change answers."""

    session: Session

    def score(self, ids: Sequence[int]) -> Rows:
        """Score one input."""
        row = np.array([ids], dtype=np.int64)
        feed = {"input_ids": row, "attention_mask": np.ones_like(row)}
        return np.asarray(self.session.run(["pieces"], feed)[0][0], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Mix:
    """How scores become a calibrated probability, and from which one on a stretch is a claim."""

    weights: tuple[float, ...]
    bias: float
    threshold: float
    format: int = FORMAT

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            tuple(float(weight) for weight in fields["weights"]),
            float(fields["bias"]),
            float(fields["threshold"]),
            int(fields["format"]),
        )

    def to_json(self) -> str:
        """Write all settings, sorted, so that the same settings are the same bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    def probabilities(self, rows: Rows) -> Rows:
        """Return one probability per row of `MIXED`."""
        return np.asarray(1.0 / (1.0 + np.exp(-(rows @ np.array(self.weights) + self.bias))))


NO_MIX = Mix((0.0,) * len(MIXED), 0.0, 1.0)
"""For an encoder whose mix is still to be fitted."""


@dataclass(frozen=True, slots=True)
class EncoderClaimTagger:
    """The encoder and the linear model together. A judgement depends on its own text only."""

    linear: LinearClaimTagger
    builder: InputBuilder
    network: Network
    mix: Mix

    @property
    def threshold(self) -> float:
        """The least probability of a claim."""
        return self.mix.threshold

    def types(self, candidates: Sequence[Candidate]) -> list[str]:
        """Return the likeliest of `TYPES` for each candidate, by the linear model."""
        return self.linear.types(candidates)

    def judge_texts(self, texts: Sequence[ClaimText]) -> list[list[Judgement]]:
        """Judge the sentences of each text; all linear models run once for all texts."""
        options = [self.linear.options(candidates_in(text)) for text in texts]
        flat = [one for several in options for sentence in several for one in sentence]
        words = iter(self.linear.scores(flat))
        by_words = [[[next(words) for _ in s] for s in several] for several in options]
        probabilities = [
            self._probabilities(text, several, scores)
            for text, several, scores in zip(texts, options, by_words, strict=True)
        ]
        judged = iter(
            self.linear.judgements(
                [sentence for several in options for sentence in several],
                [sentence for several in probabilities for sentence in several],
                self.threshold,
            )
        )
        return [[next(judged) for _ in text.sentences] for text in texts]

    def _probabilities(
        self,
        text: ClaimText,
        options: Sequence[Sequence[Option]],
        by_words: Sequence[Sequence[float]],
    ) -> list[list[float]]:
        rows = self.rows(text, options, by_words)
        probabilities = iter(self.mix.probabilities(rows).tolist() if len(rows) else [])
        return [[next(probabilities) for _ in several] for several in options]

    def rows(
        self,
        text: ClaimText,
        options: Sequence[Sequence[Option]],
        by_words: Sequence[Sequence[float]],
    ) -> Rows:
        """Return a row of `MIXED` per stretch of a text."""
        scores = self._scores(text)
        sentences = [
            _Sentence.of(n, s, w, scores)
            for n, (s, w) in enumerate(zip(options, by_words, strict=True))
        ]
        strengths = [one.strength for one in sentences]
        table = []
        for number, one in enumerate(sentences):
            others = strengths[:number] + strengths[number + 1 :]
            around = (
                float(min(_MOST_RANK, sum(other > one.strength for other in others))),
                float(np.log(len(sentences))),
                max(others, default=_LEAST_SCORE),
            )
            table += [
                (by_encoder, one.whole, by_word, one.best, one.best_by_words, *around)
                for by_encoder, by_word in zip(one.by_encoder, one.by_words, strict=True)
            ]
        return np.array(table, dtype=np.float64).reshape(-1, len(MIXED))

    def _scores(self, text: ClaimText) -> dict[tuple[int, int, int], tuple[float, float]]:
        """Score stretches, by sentence, start and end: as a sentence with a claim, and as one."""
        scores = {}
        for one in build_inputs(text, self.builder):
            sentence, stretch = score_stretches(one, self.network.score(one.ids))
            for pieces, has, is_one in zip(one.stretches, sentence, stretch, strict=True):
                place = pieces.sentence, pieces.stretch.start, pieces.stretch.end
                scores[place] = float(has), float(is_one)
        return scores


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The scores of a sentence and of its stretches."""

    whole: float
    by_encoder: tuple[float, ...]
    by_words: tuple[float, ...]

    @classmethod
    def of(
        cls,
        number: int,
        options: Sequence[Option],
        by_words: Sequence[float],
        scores: dict[tuple[int, int, int], tuple[float, float]],
    ) -> Self:
        missing = (_LEAST_SCORE, _LEAST_SCORE)
        places = [(number, one.stretch.start, one.stretch.end) for one in options]
        found = [scores.get(place, missing) for place in places]
        return cls(found[0][0], tuple(is_one for _, is_one in found), tuple(by_words))

    @property
    def best(self) -> float:
        """The best stretch by the encoder."""
        return max(self.by_encoder)

    @property
    def best_by_words(self) -> float:
        """The best stretch by the linear model."""
        return max(self.by_words)

    @property
    def strength(self) -> float:
        """How much the sentence claims, to compare the sentences of a text."""
        share = _SHARE_OF_ENCODER
        return share * self.whole + (1.0 - share) * self.best_by_words


def score_stretches(one: ClaimInput, pieces: Rows) -> tuple[Rows, Rows]:
    """Add up the scores of the pieces of each stretch, as training does (`learn.claim_net`)."""
    first = np.array([stretch.first for stretch in one.stretches], dtype=np.int64)
    last = np.array([stretch.last for stretch in one.stretches], dtype=np.int64)
    sums = np.vstack([np.zeros((1, pieces.shape[1])), pieces.cumsum(axis=0)])
    means = (sums[last + 1] - sums[first]) / (last + 1 - first)[:, np.newaxis]
    sentence = means[:, 0] + pieces[0, 4]
    stretch = means[:, 1] + pieces[first, 2] + pieces[last, 3] + pieces[0, 5]
    return sentence, stretch


def load_claim_encoder(folder: Path = MODEL, mix: Mix | None = None) -> EncoderClaimTagger:
    """Load the encoder with the linear model that ships; `mix` in place of the folder's own.

    Raises:
        ModelError: a file is missing, damaged or of another version.
    """
    try:
        definition = (folder / TOKENIZER_FILE).read_text(encoding="utf-8")
        json.loads(definition)  # the tokenizer's own error for a cut file has no type
        mix = mix or Mix.from_json((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the claim encoder in {folder.name} cannot be read: {error}; reinstall stancemap"
        ) from error
    if mix.format != FORMAT or len(mix.weights) != len(MIXED):
        raise ModelError(
            f"the claim encoder in {folder.name} mixes {len(mix.weights)} scores in format "
            f"{mix.format}; this version reads {len(MIXED)} in format {FORMAT}: reinstall stancemap"
        )
    tokenizer = Tokenizer.from_str(definition)
    tokenizer.encode_special_tokens = True  # a comment that says [SEP] ends nothing
    session = load_session(folder / NETWORK_FILE, "claim encoder")
    return EncoderClaimTagger(
        load_claim_tagger(), InputBuilder(tokenizer, SHAPE), OnnxPieces(session), mix
    )
