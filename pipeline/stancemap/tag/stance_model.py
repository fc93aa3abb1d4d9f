"""The trained stance model: two logistic regressions, averaged and calibrated.

Plain arrays and numpy; what scikit-learn learnt is in them, scikit-learn is not needed to use
them. Weights lie in a safetensors file and settings in a JSON file, neither of which can run code.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix, diags

from stancemap.errors import ModelError

FORMAT = 1
WEIGHTS_FILE = "model.safetensors"
SETTINGS_FILE = "model.json"

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What was learnt: how features are scaled, and one row of coefficients per code.

    A dense feature is moved by `shift`, multiplied by `factor`, and cut off at `limit`.
    """

    shift: NDArray[np.float32]
    factor: NDArray[np.float32]
    limit: NDArray[np.float32]
    dense: NDArray[np.float32]
    dense_intercept: NDArray[np.float32]
    idf: NDArray[np.float16]
    words: NDArray[np.float16]
    words_intercept: NDArray[np.float32]

    def dense_log_odds(self, features: Matrix) -> Matrix:
        """Score codes by cues, mood and meaning."""
        # Not `@`: BLAS may round the same row differently in another batch.
        products = np.einsum("ij,kj->ik", self.scaled(features), self.dense.astype(np.float64))
        return np.asarray(products + self.dense_intercept)

    def scaled(self, features: Matrix) -> Matrix:
        """Bring dense features to comparable ranges."""
        return np.asarray(np.clip((features - self.shift) * self.factor, -self.limit, self.limit))

    def words_log_odds(self, counts: csr_matrix) -> Matrix:
        """Score codes by words."""
        weighted = weigh_words(counts, self.idf)
        return np.asarray(weighted @ self.words.T.astype(np.float64) + self.words_intercept)


@dataclass(frozen=True, slots=True)
class Decision:
    """How scores become probabilities, and probabilities codes; one number per code.

    Attributes:
        shares: how much each of the two classifiers counts (dense, words).
        bias: added to the averaged log-probabilities, for calibration.
        lean: added to the calibrated log-probabilities before the largest one is taken, so that
            rare codes are found at all.
        also: a further code holds from this probability on.
        abstain_below: a primary code less certain than this is only a guess.
    """

    shares: tuple[float, float]
    bias: tuple[float, ...]
    lean: tuple[float, ...]
    also: tuple[float, ...]
    abstain_below: float

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """Read one back from the JSON of a model."""
        return cls(
            shares=(float(fields["shares"][0]), float(fields["shares"][1])),
            bias=tuple(fields["bias"]),
            lean=tuple(fields["lean"]),
            also=tuple(fields["also"]),
            abstain_below=float(fields["abstain_below"]),
        )

    def probabilities(self, dense: Matrix, words: Matrix) -> Matrix:
        """Return one calibrated row per text."""
        mixed = self.shares[0] * log_softmax(dense) + self.shares[1] * log_softmax(words)
        return np.asarray(np.exp(log_softmax(mixed + np.array(self.bias))))

    def leaning(self, probabilities: Matrix) -> Matrix:
        """Return the probabilities as they would be if rare codes were less rare.

        The largest of a row is the primary code, and its value how certain that choice is. (The
        calibrated probability of a rare code is never large, so it cannot serve for that.)
        """
        return np.asarray(np.exp(log_softmax(np.log(probabilities + 1e-12) + np.array(self.lean))))

    def abstains(self, probabilities: Matrix) -> NDArray[np.bool_]:
        """Say where the choice is only a guess: too uncertain, or less likely than by chance."""
        leaning = self.leaning(probabilities)
        chosen = leaning.argmax(axis=1)
        likely = probabilities[np.arange(len(chosen)), chosen] >= 1 / probabilities.shape[1]
        return np.asarray((leaning.max(axis=1) < self.abstain_below) | ~likely)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the model knows: its codes, their cues, how it decides."""

    codes: tuple[str, ...]
    residual: str
    cues: tuple[tuple[str, ...], ...]
    decision: Decision
    format: int = FORMAT

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            codes=tuple(fields["codes"]),
            residual=fields["residual"],
            cues=tuple(tuple(phrases) for phrases in fields["cues"]),
            decision=Decision.of(fields["decision"]),
            format=fields["format"],
        )

    def to_json(self) -> str:
        """Write all settings, sorted, so that the same settings are the same bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class StanceModel:
    """Weights and settings that belong together."""

    weights: Weights
    settings: Settings

    def probabilities(self, dense: Matrix, counts: csr_matrix) -> Matrix:
        """Return one calibrated probability per text and code."""
        if not len(dense):
            return np.zeros((0, len(self.settings.codes)))
        return self.settings.decision.probabilities(
            self.weights.dense_log_odds(dense), self.weights.words_log_odds(counts)
        )


def save_model(model: StanceModel, folder: Path) -> None:
    """Write a model's two files."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: getattr(model.weights, name) for name in Weights.__dataclass_fields__}
    save_file({name: np.ascontiguousarray(array) for name, array in tensors.items()},
              folder / WEIGHTS_FILE)  # fmt: skip
    (folder / WEIGHTS_FILE).chmod(0o644)
    (folder / SETTINGS_FILE).write_text(model.settings.to_json(), encoding="utf-8", newline="\n")


def load_model(folder: Path) -> StanceModel:
    """Read a model.

    Raises:
        ModelError: the folder holds none, or one of another version.
    """
    try:
        settings = Settings.from_json((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        weights = Weights(**load_file(folder / WEIGHTS_FILE))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"{folder.name} is no stance model: it needs {SETTINGS_FILE} and {WEIGHTS_FILE} as "
            f"stancemap writes them; reinstall stancemap to restore the one that ships ({error})"
        ) from error
    if settings.format != FORMAT or weights.dense.shape[0] != len(settings.codes):
        raise ModelError(
            f"{folder.name} is a stance model of format {settings.format} with "
            f"{weights.dense.shape[0]} rows for {len(settings.codes)} codes; this stancemap reads "
            f"format {FORMAT}: train it again"
        )
    return StanceModel(weights, settings)


def log_softmax(scores: Matrix) -> Matrix:
    """Turn each row of scores into log-probabilities."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def weigh_words(counts: csr_matrix, idf: NDArray[np.float16]) -> csr_matrix:
    """Damp counts, weigh words by rarity, bring rows to length 1 (TF-IDF)."""
    damped = counts.astype(np.float64)
    damped.data = 1 + np.log(damped.data)
    weighted = csr_matrix(damped @ diags(idf.astype(np.float64)))
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return csr_matrix(diags(1 / lengths) @ weighted)
