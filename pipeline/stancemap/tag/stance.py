"""The stance of comments to their target, by the trained model or by a codebook's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from stancemap._paths import MODELS
from stancemap.codebook import Codebook
from stancemap.errors import ModelError
from stancemap.records import Sentence, Span, Stance
from stancemap.tag.encoder import load_encoder
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance_cues import codebook_cues
from stancemap.tag.stance_features import FeatureMaker, StanceQuestion
from stancemap.tag.stance_model import Matrix, Settings, StanceModel, load_model

__all__ = ["LinearStanceTagger", "StanceQuestion", "StanceTagger", "load_stance_tagger"]

DEFAULT_FOLDER = MODELS / "stance-linear"
_DIGITS = 6


class StanceTagger(Protocol):
    """Anything that answers questions about stance, one answer each, in order."""

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target."""
        ...


@dataclass(frozen=True, slots=True)
class LinearStanceTagger:
    """The trained model. An answer depends on its own question only."""

    model: StanceModel
    features: FeatureMaker

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target."""
        probabilities = self.probabilities(questions)
        decision = self.model.settings.decision
        chosen = decision.leaning(probabilities).argmax(axis=1)
        unsure = decision.abstains(probabilities)
        codes = [
            _codes(row.tolist(), int(code), self.model.settings)
            for row, code in zip(probabilities, chosen, strict=True)
        ]
        evidence = self._evidence(questions, chosen.tolist())
        return [
            Stance(
                target=question.target,
                primary=codes[i][0],
                codes=codes[i],
                probabilities=tuple(probabilities[i].tolist()),
                confidence=float(probabilities[i, chosen[i]]),
                abstained=bool(unsure[i]),
                evidence=evidence[i],
            )
            for i, question in enumerate(questions)
        ]

    def probabilities(self, questions: Sequence[StanceQuestion]) -> Matrix:
        """Return one calibrated probability per question and code."""
        if not questions:
            return np.zeros((0, len(self.model.settings.codes)))
        dense, words = self.features.dense(questions), self.features.words(questions)
        return np.round(self.model.probabilities(dense, words), _DIGITS)

    def _evidence(
        self, questions: Sequence[StanceQuestion], chosen: Sequence[int]
    ) -> list[Span | None]:
        """Find the own sentence that, read alone, speaks most for the code chosen."""
        codes = self.model.settings.codes
        residual = codes.index(self.model.settings.residual)
        asked = [
            (index, sentence)
            for index, code in enumerate(chosen)
            if code != residual and len(questions[index].own_sentences) > 1
            for sentence in questions[index].own_sentences
        ]
        alone = self.probabilities([_only(questions[index], sentence) for index, sentence in asked])
        best: dict[int, tuple[float, Span]] = {
            index: (-1.0, question.own_sentences[0].span)
            for index, (question, code) in enumerate(zip(questions, chosen, strict=True))
            if code != residual and question.own_sentences
        }
        for (index, sentence), row in zip(asked, alone, strict=True):
            score = float(row[chosen[index]])
            if score > best[index][0]:
                best[index] = (score, sentence.span)
        return [best[i][1] if i in best else None for i in range(len(questions))]


def _only(question: StanceQuestion, sentence: Sentence) -> StanceQuestion:
    return StanceQuestion(
        question.target, question.title, question.parent, question.text, (sentence,)
    )


def _codes(probabilities: Sequence[float], chosen: int, settings: Settings) -> tuple[str, ...]:
    """Return the codes that hold, the one chosen first; the residual code stands alone."""
    names, limits = settings.codes, settings.decision.also
    if names[chosen] == settings.residual:
        return (settings.residual,)
    by_probability = sorted(range(len(names)), key=lambda i: (-probabilities[i], i))
    further = [
        names[i]
        for i in by_probability
        if i != chosen and names[i] != settings.residual and probabilities[i] >= limits[i]
    ]
    return (names[chosen], *further)


def load_stance_tagger(codebook: Codebook, folder: Path | None = None) -> StanceTagger:
    """Load the stance model, by default the one that ships.

    Raises:
        ModelError: there is no model in the folder, or it was trained for other codes.
    """
    folder = folder or DEFAULT_FOLDER
    model = load_model(folder)
    settings = model.settings
    if codebook.names != settings.codes or codebook.residual != settings.residual:
        raise ModelError(
            f"the stance model {folder.name} was trained for the codes {', '.join(settings.codes)} "
            f"(residual {settings.residual}); the codebook '{codebook.name}' has "
            f"{', '.join(codebook.names)} (residual {codebook.residual}). Use the codebook that "
            f"the model was trained for, or train a model for yours"
        )
    cues = codebook_cues(dict(zip(settings.codes, settings.cues, strict=True)))
    return LinearStanceTagger(
        model, FeatureMaker(load_encoder(), load_sentiment_tagger().analyser, cues)
    )
