"""A stance model trained on a researcher's own labels, on top of one that ships.

A logistic regression on what the shipped model answers, on cues of the codebook, mood, meaning and
words; the encoder stays as it is. Weights lie in a safetensors file and settings in a JSON file,
neither of which can run code.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import ModelError
from stancemap.records import Sentence, Span, Stance
from stancemap.tag import stance, stance_encoder
from stancemap.tag.encoder import load_encoder
from stancemap.tag.profile import Profile
from stancemap.tag.sentiment import load_sentiment_tagger
from stancemap.tag.stance import StanceTagger
from stancemap.tag.stance_cues import codebook_cues
from stancemap.tag.stance_features import FeatureMaker, StanceQuestion
from stancemap.tag.stance_model import (
    SETTINGS_FILE,
    WEIGHTS_FILE,
    Decision,
    Matrix,
    load_model,
    weigh_words,
)
from stancemap.tag.stance_profiles import load_profile

KIND = "own labels"
"""What the settings of such a model call it."""
FORMAT = 1
_LEAST = 1e-6
_DIGITS = 6
_CLIP = 3.0
"""Scaled features beyond this are outliers."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnWeights:
    """How features are scaled, and one row of coefficients per code."""

    shift: NDArray[np.float32]
    factor: NDArray[np.float32]
    dense: NDArray[np.float32]
    words: NDArray[np.float32]
    intercept: NDArray[np.float32]

    def log_odds(self, dense: Matrix, words: csr_matrix) -> Matrix:
        """Score codes."""
        scaled = scale(dense, self.shift, self.factor)
        # Not `@`: BLAS may round the same row differently in another batch.
        products = np.einsum("ij,kj->ik", scaled, self.dense.astype(np.float64))
        return np.asarray(products + words @ self.words.T.astype(np.float64) + self.intercept)


def scale(dense: Matrix, shift: NDArray[np.float32], factor: NDArray[np.float32]) -> Matrix:
    """Bring features to comparable ranges."""
    return np.asarray(np.clip((dense - shift) * factor, -_CLIP, _CLIP))


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What the model knows, how it decides, and the shipped model that it builds on.

    Attributes:
        base_hash: of the shipped model's weights; with others, the features would mean otherwise.
    """

    codes: tuple[str, ...]
    residual: str
    cues: tuple[tuple[str, ...], ...]
    decision: Decision
    profile: Profile
    base_hash: str
    kind: str = KIND
    format: int = FORMAT

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        if (fields.get("kind"), fields.get("format")) != (KIND, FORMAT):
            raise ValueError(f"it is of kind {fields.get('kind')}, format {fields.get('format')}")
        return cls(
            codes=tuple(fields["codes"]),
            residual=fields["residual"],
            cues=tuple(tuple(phrases) for phrases in fields["cues"]),
            decision=Decision.of(fields["decision"]),
            profile=Profile(fields["profile"]),
            base_hash=fields["base_hash"],
        )

    def to_json(self) -> str:
        """Write all settings, sorted, so that the same settings are the same bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True, eq=False)
class OwnRows:
    """Questions as numbers; `base` holds the shipped model's probabilities."""

    base: Matrix
    dense: Matrix
    words: csr_matrix


@dataclass(frozen=True, slots=True, eq=False)
class OwnFeatures:
    """Turns questions into rows."""

    maker: FeatureMaker
    base: StanceTagger
    base_codes: tuple[str, ...]
    idf: NDArray[np.float16]

    @property
    def n_meaning(self) -> int:
        """How many columns at the end are the text's vector."""
        return int(self.maker.encoder.encode([""]).shape[1])

    def rows(self, questions: Sequence[StanceQuestion]) -> OwnRows:
        """Compute everything, the shipped model's answers included."""
        answers = self.base.tag(questions)
        base = np.array([answer.probabilities for answer in answers], dtype=np.float64)
        return self.with_base(questions, base.reshape(len(questions), len(self.base_codes)))

    def with_base(self, questions: Sequence[StanceQuestion], base: Matrix) -> OwnRows:
        """Compute the rest beside known answers of the shipped model."""
        dense = np.hstack([np.log(base + _LEAST), self.maker.dense(questions)])
        return OwnRows(base, dense, weigh_words(self.maker.words(questions), self.idf))


@dataclass(frozen=True, slots=True)
class OwnModel:
    """Weights and settings that belong together."""

    weights: OwnWeights
    settings: OwnSettings

    def probabilities(self, rows: OwnRows, base_codes: Sequence[str]) -> Matrix:
        """Return one calibrated probability per row and code."""
        own = self.weights.log_odds(rows.dense, rows.words)
        second = base_scores(rows.base, base_codes, self.settings.codes)
        return np.round(self.settings.decision.probabilities(own, second), _DIGITS)


def base_scores(base: Matrix, base_codes: Sequence[str], codes: Sequence[str]) -> Matrix:
    """Return the shipped model's scores where it has the same codes, and zeros elsewhere."""
    if tuple(base_codes) == tuple(codes):
        return np.asarray(np.log(base + _LEAST))
    return np.zeros((len(base), len(codes)))


@dataclass(frozen=True, slots=True)
class OwnTagger:
    """The researcher's model. An answer depends on its own question only."""

    model: OwnModel
    features: OwnFeatures

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target."""
        if not questions:
            return []
        rows = self.features.rows(questions)
        probabilities = self.model.probabilities(rows, self.features.base_codes)
        decision, names = self.model.settings.decision, self.model.settings.codes
        leaning = decision.leaning(probabilities)
        unsure = decision.abstains(probabilities)
        return [
            Stance(
                target=question.target,
                primary=names[chosen],
                codes=(names[chosen],),
                probabilities=tuple(probabilities[i].tolist()),
                confidence=float(probabilities[i, chosen]),
                abstained=bool(unsure[i]),
                evidence=self._evidence(question, rows.base[i], chosen),
            )
            for i, (question, chosen) in enumerate(
                zip(questions, leaning.argmax(axis=1).tolist(), strict=True)
            )
        ]

    def _evidence(self, question: StanceQuestion, base: Matrix, chosen: int) -> Span | None:
        """Find the own sentence that, beside the shipped model's answer, speaks most for a code."""
        own = question.own_sentences
        if not own or self.model.settings.codes[chosen] == self.model.settings.residual:
            return None
        if len(own) == 1:
            return own[0].span
        alone = [_only(question, sentence) for sentence in own]
        rows = self.features.with_base(alone, np.tile(base, (len(own), 1)))
        scores = self.model.probabilities(rows, self.features.base_codes)
        return own[int(scores[:, chosen].argmax())].span


def _only(question: StanceQuestion, sentence: Sentence) -> StanceQuestion:
    return StanceQuestion(
        question.target, question.title, question.parent, question.text, (sentence,)
    )


def load_own_features(cues: Mapping[str, Sequence[str]], profile: Profile) -> OwnFeatures:
    """Load what the rows are made with: encoder, sentiment, and the shipped model of a profile."""
    technology = load_codebook()
    maker = FeatureMaker(load_encoder(), load_sentiment_tagger().analyser, codebook_cues(cues))
    idf = load_model(stance.DEFAULT_FOLDER).weights.idf
    return OwnFeatures(maker, load_profile(technology, profile), technology.names, idf)


def is_own_model(folder: Path) -> bool:
    """Say whether a folder holds a model that was trained on somebody's own labels."""
    try:
        fields = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(fields, dict) and fields.get("kind") == KIND


def save_own_model(model: OwnModel, folder: Path) -> None:
    """Write a model's two files."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: getattr(model.weights, name) for name in OwnWeights.__dataclass_fields__}
    save_file({name: np.ascontiguousarray(array) for name, array in tensors.items()},
              folder / WEIGHTS_FILE)  # fmt: skip
    (folder / WEIGHTS_FILE).chmod(0o644)
    (folder / SETTINGS_FILE).write_text(model.settings.to_json(), encoding="utf-8", newline="\n")


def load_own_model(folder: Path) -> OwnModel:
    """Read a model.

    Raises:
        ModelError: the folder holds none, or one on top of another version of the shipped model.
    """
    try:
        settings = OwnSettings.from_json((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        weights = OwnWeights(**load_file(folder / WEIGHTS_FILE))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"{folder.name} is no stance model of `stancemap train`: it needs {SETTINGS_FILE} and "
            f"{WEIGHTS_FILE} as that command writes them; train it again ({error})"
        ) from error
    if settings.base_hash != base_hash(settings.profile):
        raise ModelError(
            f"{folder.name} was trained on top of another version of the stance model "
            f"'{settings.profile}' than this stancemap has; train it again with the same labels"
        )
    return OwnModel(weights, settings)


def load_own_tagger(codebook: Codebook, folder: Path) -> OwnTagger:
    """Load a stance model that `stancemap train` wrote.

    Raises:
        ModelError: it is missing or damaged, or was trained for other codes.
    """
    model = load_own_model(folder)
    settings = model.settings
    if codebook.names != settings.codes or codebook.residual != settings.residual:
        raise ModelError(
            f"the stance model {folder.name} was trained for the codes {', '.join(settings.codes)} "
            f"(residual {settings.residual}); the codebook '{codebook.name}' has "
            f"{', '.join(codebook.names)} (residual {codebook.residual}): "
            f"name the codebook that it was trained with"
        )
    cues = dict(zip(settings.codes, settings.cues, strict=True))
    return OwnTagger(model, load_own_features(cues, settings.profile))


def base_hash(profile: Profile) -> str:
    """Return the SHA-256 of the weights of a shipped stance model."""
    folders = {Profile.FAST: stance.DEFAULT_FOLDER, Profile.THOROUGH: stance_encoder.DEFAULT_FOLDER}
    digest = hashlib.sha256()
    files = folders[profile].iterdir()
    for path in sorted(path for path in files if path.suffix in {".safetensors", ".onnx"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()
