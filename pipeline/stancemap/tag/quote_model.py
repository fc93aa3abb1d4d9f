"""The quote model: which words report, and which words beside them are whose and what.

Two linear models. The first gives each possible reporting word its probability. The second is a
chain (a conditional random field's weights): for each likely word it reads the paragraph and calls
every token source, content or neither, the whole paragraph at its best.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from stancemap._paths import MODELS
from stancemap.errors import ModelError
from stancemap.tag.quote_chain import chain_features, own_features, window
from stancemap.tag.quote_features import (
    FORMAT,
    N_BUCKETS,
    Cue,
    Reading,
    candidates,
    cue_features,
    hash_rows,
)

MODEL = MODELS / "quotes-linear"
"""Folder of the model that ships."""

LIKELY = 0.3
"""From here on a word counts as a rival of the others."""

_TOGETHER = 40

Floats = NDArray[np.float32]


class Role(IntEnum):
    """What a token is to a reporting word; the order of the model's columns."""

    OTHER = 0
    SOURCE = 1
    CONTENT = 2


@dataclass(frozen=True, slots=True)
class Reported:
    """Tokens of one report: the cue, how likely it is one, whose words, and what they are."""

    cue: int
    probability: float
    source: tuple[int, ...]
    content: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuoteModel:
    """The weights of both models; `lexicon` has the words that can report."""

    lexicon: frozenset[str]
    cue: Floats
    cue_bias: float
    chain: Floats
    transitions: Floats
    threshold: float

    def read(self, reading: Reading) -> list[Reported]:
        """Return the reports of a text that have a content, in the order of their cues."""
        cues = self.cues(reading)
        likely = [cue.at for cue in cues if cue.probability >= LIKELY]
        read = [cue for cue in cues if cue.probability >= self.threshold]
        own = own_features(reading) if read else []
        found: list[Reported] = []
        for start in range(0, len(read), _TOGETHER):
            found += self._read_some(reading, own, read[start : start + _TOGETHER], likely)
        return found

    def _read_some(
        self,
        reading: Reading,
        own: Sequence[Sequence[str]],
        cues: Sequence[Cue],
        likely: Sequence[int],
    ) -> Iterator[Reported]:
        """Read the windows of some cues; they are hashed in one call, which costs less."""
        rows = [row for cue in cues for row in chain_features(reading, own, cue, likely)]
        scores = hash_rows(rows) @ self.chain
        start = 0
        for cue in cues:
            span = window(reading, cue.at)
            roles = self._best(scores[start : start + len(span)])
            start += len(span)
            source, content = (
                tuple(span.start + i for i, role in enumerate(roles) if role == wanted)
                for wanted in (Role.SOURCE, Role.CONTENT)
            )
            if content:
                yield Reported(cue.at, cue.probability, source, content)

    def cues(self, reading: Reading) -> list[Cue]:
        """Return all candidates with their probabilities."""
        places = candidates(reading, self.lexicon)
        if not places:
            return []
        rows = hash_rows(cue_features(reading, at) for at in places)
        scores = np.asarray(rows @ self.cue, dtype=np.float64) + self.cue_bias
        probabilities = 1.0 / (1.0 + np.exp(-scores))
        return [Cue(at, float(p)) for at, p in zip(places, probabilities, strict=True)]

    def _best(self, scores: Floats) -> list[int]:
        """Return the best sequence of roles (Viterbi)."""
        # Plain floats: numpy costs more than it saves on three roles.
        through, best, steps = self.transitions.T.tolist(), scores[0].tolist(), []
        for row in scores[1:].tolist():
            sums = [[b + t for b, t in zip(best, into, strict=True)] for into in through]
            best = [max(ways) + own for ways, own in zip(sums, row, strict=True)]
            steps.append([ways.index(max(ways)) for ways in sums])
        roles = [best.index(max(best))]
        for step in reversed(steps):
            roles.append(step[roles[-1]])
        return roles[::-1]


def load_quote_model(folder: Path = MODEL) -> QuoteModel:
    """Read the quote model from its folder.

    Raises:
        ModelError: it is missing, damaged, or made for other features.
    """
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        weights = load_file(folder / "weights.safetensors")
        model = QuoteModel(
            lexicon=frozenset(settings["lexicon"]),
            cue=weights["cue"].astype(np.float32),
            cue_bias=float(weights["cue_bias"][0]),
            chain=weights["chain"].astype(np.float32),
            transitions=weights["transitions"],
            threshold=float(settings["threshold"]),
        )
        version = int(settings["format"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(f"the quote model in {folder.name} cannot be read: {error}") from error
    expected = ((N_BUCKETS,), (N_BUCKETS, len(Role)), (len(Role), len(Role)))
    if (
        version != FORMAT
        or (model.cue.shape, model.chain.shape, model.transitions.shape) != expected
    ):
        raise ModelError(
            f"the quote model in {folder.name} has {model.cue.shape[0]:,} features in format "
            f"{version}; this version reads {N_BUCKETS:,} in format {FORMAT}: train it again"
        )
    return model
