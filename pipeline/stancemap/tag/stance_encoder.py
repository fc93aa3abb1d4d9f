"""The stance of comments to their target, by a fine-tuned encoder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stancemap._paths import MODELS
from stancemap.codebook import Codebook
from stancemap.errors import ModelError
from stancemap.records import Sentence, Span, Stance
from stancemap.tag.stance_encoder_input import EncoderInput, InputBuilder
from stancemap.tag.stance_encoder_model import (
    EncoderSettings,
    Logits,
    Network,
    Scores,
    load_builder,
    load_network,
    load_settings,
)
from stancemap.tag.stance_features import StanceQuestion

__all__ = ["EncoderStanceTagger", "load_encoder_stance_tagger"]

DEFAULT_FOLDER = MODELS / "stance-mpnet"
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class EncoderStanceTagger:
    """The fine-tuned encoder. An answer depends on its own question only."""

    settings: EncoderSettings
    builder: InputBuilder
    network: Network

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target."""
        return [self._tag(question) for question in questions]

    def _tag(self, question: StanceQuestion) -> Stance:
        pieces = self.builder.build(question)
        logits = self.network.score(pieces)
        decision = self.settings.decision
        row = np.round(decision.probabilities(logits.codes[np.newaxis]), _DIGITS)
        leaning = decision.leaning(row)[0]
        chosen, probabilities = int(leaning.argmax()), tuple(row[0].tolist())
        codes = tuple(self._codes(probabilities, chosen))
        return Stance(
            target=question.target,
            primary=codes[0],
            codes=codes,
            probabilities=probabilities,
            confidence=probabilities[chosen],
            abstained=bool(leaning[chosen] < decision.abstain_below),
            evidence=self._evidence(question, pieces, logits, codes[0]),
        )

    def _codes(self, probabilities: Sequence[float], chosen: int) -> Iterator[str]:
        """Name the codes that hold, the one chosen first; the residual code stands alone."""
        names, residual = self.settings.codes, self.settings.residual
        yield names[chosen]
        for i in sorted(range(len(names)), key=lambda i: (-probabilities[i], i)):
            holds = probabilities[i] >= self.settings.decision.also[i]
            if holds and i != chosen and residual not in {names[i], names[chosen]}:
                yield names[i]

    def _evidence(
        self, question: StanceQuestion, pieces: EncoderInput, logits: Logits, code: str
    ) -> Span | None:
        if code == self.settings.residual or not pieces.sentences:
            return None
        return marked_sentence(question.own_sentences, pieces, logits.evidence).span


def marked_sentence(
    sentences: Sequence[Sentence], pieces: EncoderInput, evidence: Scores
) -> Sentence:
    """Return the sentence whose word pieces the network marks most, on average."""
    of_piece = np.array(pieces.sentences)
    counts = np.bincount(of_piece, minlength=len(sentences))
    sums = np.bincount(of_piece, weights=evidence, minlength=len(sentences))
    means = np.where(counts > 0, sums / np.maximum(counts, 1), -np.inf)
    return sentences[int(means.argmax())]


def load_encoder_stance_tagger(
    codebook: Codebook, folder: Path | None = None
) -> EncoderStanceTagger:
    """Load the stance encoder, by default the one that ships.

    Raises:
        ModelError: a file of it is missing or damaged, or it was trained for other codes.
    """
    folder = folder or DEFAULT_FOLDER
    settings = load_settings(folder)
    if codebook.names != settings.codes or codebook.residual != settings.residual:
        raise ModelError(
            f"the stance encoder {folder.name} was trained for the codes "
            f"{', '.join(settings.codes)} (residual {settings.residual}); the codebook "
            f"'{codebook.name}' has {', '.join(codebook.names)} (residual {codebook.residual}). "
            f"Use the codebook that the model was trained for, or train a model for yours"
        )
    return EncoderStanceTagger(settings, load_builder(folder, settings.shape), load_network(folder))
