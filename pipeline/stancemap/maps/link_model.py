"""Tell which claim of a text is a reason for which, where no cue word says it.

A linear model scores each ordered pair of claims that stand near each other. Its probabilities are
calibrated, and those from a threshold on, chosen when it was trained, are links.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from stancemap._paths import MODELS
from stancemap.errors import ModelError
from stancemap.maps.link_features import (
    N_CLAIM_FEATURES,
    N_PAIR_FEATURES,
    N_VECTOR,
    ClaimsInText,
    PairFeatures,
    pair_features,
)
from stancemap.tag.encoder import Encoder, load_encoder

MODEL = MODELS / "links-linear"
"""Folder of the model that ships."""

FORMAT = 1
"""Version of the features; a model trained on others is refused."""

N_ROLES = 4
"""A claim counts as source, as aim, and as each once more where the source stands first."""

_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class FoundLink:
    """That one claim of a text, by its number there, is a reason for another."""

    source: int
    aim: int
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class LinkModel:
    """Weights per role of a claim, of likeness and of place, and the threshold."""

    claims: NDArray[np.float64]
    likeness: NDArray[np.float64]
    places: NDArray[np.float64]
    bias: float
    threshold: float
    encoder: Encoder = field(repr=False)

    def find_links(self, texts: Sequence[ClaimsInText]) -> list[list[FoundLink]]:
        """Return the links of each text by source and aim; pairs with a cue have none here.

        Of two claims only the likelier one supports the other.
        """
        links: list[list[FoundLink]] = [[] for _ in texts]
        if not any(one.spans for one in texts):
            return links
        features = pair_features(texts, self.encoder)
        probable = self.probabilities(features)
        taken = one_way(features, probable) & (probable >= self.threshold)
        for number in np.flatnonzero(taken).tolist():
            text, source, aim = features.names[number]
            links[text].append(FoundLink(source, aim, float(probable[number])))
        return links

    def probabilities(self, features: PairFeatures) -> NDArray[np.float64]:
        """Return per pair how probable it is that people would link it, rounded."""
        roles = np.asarray(features.claims @ self.claims)
        source, aim = roles[features.source], roles[features.aim]
        # Products and sums by row: a matrix product may differ with what else is in the batch.
        scores = (
            source[:, 0]
            + aim[:, 1]
            + features.forward * (source[:, 2] + aim[:, 3])
            + (features.likeness * self.likeness).sum(axis=1)
            + (features.places * self.places).sum(axis=1)
            + self.bias
        )
        return np.asarray(np.round(1 / (1 + np.exp(-scores)), _DECIMALS))


def one_way(features: PairFeatures, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which pairs are likelier than the same two claims the other way round.

    Where both are as likely, the later claim supports the earlier.
    """
    value_of = dict(zip(features.names, values.tolist(), strict=True))
    return np.array(
        [
            (value, source) > (value_of[text, aim, source], aim)
            for (text, source, aim), value in value_of.items()
        ],
        dtype=bool,
    )


def load_link_model(folder: Path = MODEL, encoder: Encoder | None = None) -> LinkModel:
    """Read the model of links from its folder; `encoder` is the static one, if it is loaded.

    Raises:
        ModelError: it is missing, damaged, or made for other features.
    """
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        weights = load_file(folder / "weights.safetensors")
        model = LinkModel(
            claims=weights["claims"].astype(np.float64),
            likeness=weights["likeness"].astype(np.float64),
            places=weights["places"].astype(np.float64),
            bias=float(settings["bias"]),
            threshold=float(settings["threshold"]),
            encoder=encoder or load_encoder(),
        )
        version = int(settings["format"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"the model of links in {folder.name} cannot be read; reinstall stancemap to restore "
            f"the one that ships ({error})"
        ) from error
    shapes = model.claims.shape, model.likeness.shape, model.places.shape
    if version != FORMAT or shapes != (
        (N_CLAIM_FEATURES, N_ROLES),
        (N_VECTOR,),
        (N_PAIR_FEATURES,),
    ):
        raise ModelError(
            f"the model of links in {folder.name} is of format {version} with weights {shapes}; "
            f"this version reads format {FORMAT}: train it again"
        )
    return model
