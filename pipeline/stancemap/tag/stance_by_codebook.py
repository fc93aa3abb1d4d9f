"""A stance tagger for any codebook, from its own words: weak, but it needs no training.

A code gains by its cues in the comment, loses by negated ones, and gains by the likeness of the
comment's sentences to its definition, rules and examples.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemap.codebook import Code, Codebook
from stancemap.records import Stance
from stancemap.tag.encoder import Encoder, load_encoder
from stancemap.tag.stance_cues import Cue, codebook_cues, count
from stancemap.tag.stance_features import StanceQuestion
from stancemap.tag.stance_model import log_softmax

_CUE_WEIGHT = 1.5
_NEGATED_WEIGHT = 0.75
_LIKENESS_WEIGHT = 5.0
_RESIDUAL_LIKENESS = 0.45
"""A comment less like every code than this, and without cues, is of the residual code."""
_DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class CodebookTagger:
    """Tags by a codebook's words; abstains wherever no cue of the code chosen was found.

    Attributes:
        cues: for each code, its cues, or None where it lists none.
        models: for each code, one row per definition, rule or example.
    """

    codebook: Codebook
    encoder: Encoder
    cues: tuple[Cue | None, ...]
    models: tuple[NDArray[np.float32], ...]

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target."""
        return [self._tag(question) for question in questions]

    def _tag(self, question: StanceQuestion) -> Stance:
        names, residual = self.codebook.names, self.codebook.names.index(self.codebook.residual)
        own = question.own_sentences
        hits, scores = self._scores([sentence.span.text for sentence in own])
        total = scores.max(axis=0, initial=0.0) + hits.sum(axis=0)
        total[residual] = max(total[residual], _LIKENESS_WEIGHT * _RESIDUAL_LIKENESS)
        probabilities = np.round(np.exp(log_softmax(total[np.newaxis]))[0], _DIGITS)
        chosen = int(probabilities.argmax())
        speaks = scores[:, chosen] + hits[:, chosen]
        shown = own[int(speaks.argmax())].span if own and chosen != residual else None
        return Stance(
            target=question.target,
            primary=names[chosen],
            codes=(names[chosen],),
            probabilities=tuple(probabilities.tolist()),
            confidence=float(probabilities[chosen]),
            abstained=not hits[:, chosen].sum() > 0,
            evidence=shown,
        )

    def _scores(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Score each sentence for each code: by cues, and by likeness."""
        rows = self.encoder.encode(texts)
        shape = (len(texts), len(self.cues))
        hits, likeness = np.zeros(shape), np.zeros(shape)
        for code, (cue, model) in enumerate(zip(self.cues, self.models, strict=True)):
            # Not `@`: BLAS may round the same row differently in another batch.
            near = np.einsum("ij,kj->ik", rows, model).max(axis=1, initial=0.0)
            likeness[:, code] = _LIKENESS_WEIGHT * near
            if cue is None:
                continue
            for row, text in enumerate(texts):
                plain, negated = count(cue, text)
                hits[row, code] = _CUE_WEIGHT * np.log1p(plain) - _NEGATED_WEIGHT * negated
        return hits, likeness


def load_codebook_tagger(codebook: Codebook) -> CodebookTagger:
    """Make a tagger out of a codebook alone, for codes that no model was trained for.

    Raises:
        ModelError: the static encoder that ships is missing or damaged.
    """
    encoder = load_encoder()
    cues = tuple(
        codebook_cues({code.name: code.cues})[0] if code.cues else None for code in codebook.codes
    )
    models = tuple(encoder.encode(_words_of(code)) for code in codebook.codes)
    return CodebookTagger(codebook, encoder, cues, models)


def _words_of(code: Code) -> tuple[str, ...]:
    return (code.definition, *code.include, *code.examples)
