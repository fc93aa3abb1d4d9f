"""Train the model of links between claims on the reasons and evidence that people marked in CDCP.

A linear model is scored on documents that it has not seen. Its scale and threshold are, for each
fold, fitted on the scores of the other folds; what ships is fitted on all.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from stancemap.learn.claim_rows import ClaimRow, Shape, read_claim_rows
from stancemap.learn.claim_scoring import claims_of, cue_links
from stancemap.learn.claims import calibration_error
from stancemap.learn.link_card import link_card
from stancemap.maps.link_features import (
    N_CLAIM_FEATURES,
    N_VECTOR,
    PairFeatures,
    pair_features,
)
from stancemap.maps.link_model import FORMAT, N_ROLES, LinkModel, one_way
from stancemap.tag.encoder import load_encoder

FOLDS = 5
_THRESHOLDS = tuple(round(0.10 + 0.01 * step, 2) for step in range(41))
_LOOSE = 1e6


@dataclass(frozen=True, slots=True)
class LinkRecipe:
    """How the model is made: the inverse strength of the L2 penalty."""

    c: float = 0.3


@dataclass(frozen=True, slots=True)
class LinkScores:
    """How good cues alone are and how good cues and model are, on the same documents.

    `model_precision` is that of the pairs where no cue speaks; `calibration_error` is over all of
    these pairs, and `confidence_error` over those taken. `threshold` is the one that ships.
    """

    cue_precision: float
    cue_recall: float
    cue_f1: float
    link_precision: float
    link_recall: float
    link_f1: float
    model_precision: float
    calibration_error: float
    confidence_error: float
    threshold: float
    n_documents: int
    n_propositions: int
    n_links: int
    n_pairs: int


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """How scores become probabilities, and which are links."""

    slope: float
    shift: float
    threshold: float

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring scores to probabilities."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * scores + self.shift))))


def read_documents(path: Path) -> list[ClaimRow]:
    """Read the rows that have propositions, whether or not people linked them."""
    rows = read_claim_rows(path)
    return [row for row in rows if row.shape is Shape.PROPOSITIONS and not row.problem]


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """The pairs of all documents with their answers."""

    rows: Sequence[ClaimRow]
    features: PairFeatures
    matrix: csr_matrix
    answers: NDArray[np.int64]
    groups: NDArray[np.int64]


def make_lessons(rows: Sequence[ClaimRow]) -> Lessons:
    """Pair the propositions of each document where no cue speaks."""
    features = pair_features([claims_of(row) for row in rows], load_encoder())
    answers = [(source, aim) in rows[text].links for text, source, aim in features.names]
    groups = np.array([text for text, _, _ in features.names], dtype=np.int64)
    return Lessons(rows, features, features.one_matrix(), np.array(answers, dtype=np.int64), groups)


def train(lessons: Lessons, scaled: Scaled, recipe: LinkRecipe = LinkRecipe()) -> LinkModel:
    """Fit the model on everything given; the scale goes into its weights."""
    fitted = _fit(lessons.matrix, lessons.answers, recipe)
    weights = _short(scaled.slope * fitted.coef_[0])
    cut = N_ROLES * N_CLAIM_FEATURES
    return LinkModel(
        claims=np.ascontiguousarray(weights[:cut].reshape(N_ROLES, N_CLAIM_FEATURES).T),
        likeness=weights[cut : cut + N_VECTOR],
        places=weights[cut + N_VECTOR :],
        bias=round(float(scaled.slope * fitted.intercept_[0] + scaled.shift), 6),
        threshold=scaled.threshold,
        encoder=load_encoder(),
    )


def cross_validate(
    lessons: Lessons, recipe: LinkRecipe = LinkRecipe()
) -> tuple[LinkScores, Scaled]:
    """Score documents left out in turn, and fit the scale and threshold that ship."""
    matrix, answers, groups = lessons.matrix, lessons.answers, lessons.groups
    scores, fold = np.zeros(len(answers)), np.zeros(len(answers), dtype=np.int64)
    for number, (seen, unseen) in enumerate(GroupKFold(FOLDS).split(answers, groups=groups)):
        model = _fit(matrix[seen], answers[seen], recipe)
        scores[unseen], fold[unseen] = model.decision_function(matrix[unseen]), number
    probable, taken = np.zeros(len(answers)), np.zeros(len(answers), dtype=bool)
    for number in range(FOLDS):
        here = fold == number
        scaled = fit_scale(lessons, scores, ~here)
        probable[here] = scaled.probabilities(scores[here])
        taken[here] = probable[here] >= scaled.threshold
    taken &= one_way(lessons.features, scores)
    final = fit_scale(lessons, scores, np.ones(len(answers), dtype=bool))
    return _scores(lessons, probable, taken, final.threshold), final


def fit_scale(lessons: Lessons, scores: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Scaled:
    """Fit slope and shift, and the threshold with the best F1 of cues and model together."""
    known, answers = scores[chosen], lessons.answers[chosen]
    scale = LogisticRegression(C=_LOOSE).fit(known[:, np.newaxis], answers)
    scaled = Scaled(float(scale.coef_[0, 0]), float(scale.intercept_[0]), 0.0)
    probable = scaled.probabilities(known)
    likelier = one_way(lessons.features, scores)[chosen]
    rows = [lessons.rows[text] for text in np.unique(lessons.groups[chosen]).tolist()]
    cued = [(cue_links(row), row.links) for row in rows]
    n_cued, n_gold = sum(len(c) for c, _ in cued), sum(len(gold) for _, gold in cued)
    right_cued = sum(len(links & gold) for links, gold in cued)

    def f1(threshold: float) -> float:
        taken = likelier & (probable >= threshold)
        right = right_cued + int(answers[taken].sum())
        return 2 * right / max(1, n_cued + int(taken.sum()) + n_gold)

    return Scaled(scaled.slope, scaled.shift, max(_THRESHOLDS, key=f1))


def _scores(
    lessons: Lessons,
    probable: NDArray[np.float64],
    taken: NDArray[np.bool_],
    threshold: float,
) -> LinkScores:
    cued = [cue_links(row) for row in lessons.rows]
    gold = sum(len(row.links) for row in lessons.rows)
    n_cued = sum(map(len, cued))
    right = sum(len(links & row.links) for links, row in zip(cued, lessons.rows, strict=True))
    n_model, right_model = int(taken.sum()), int(lessons.answers[taken].sum())
    return LinkScores(
        *_figures(right, n_cued, gold),
        *_figures(right + right_model, n_cued + n_model, gold),
        model_precision=round(right_model / max(1, n_model), 4),
        calibration_error=calibration_error(probable, lessons.answers),
        confidence_error=calibration_error(probable[taken], lessons.answers[taken]),
        threshold=threshold,
        n_documents=len(lessons.rows),
        n_propositions=sum(len(row.spans) for row in lessons.rows),
        n_links=gold,
        n_pairs=len(probable),
    )


def _figures(right: int, found: int, gold: int) -> tuple[float, float, float]:
    return (
        round(right / max(1, found), 4),
        round(right / max(1, gold), 4),
        round(2 * right / max(1, found + gold), 4),
    )


def _fit(matrix: csr_matrix, answers: NDArray[np.int64], recipe: LinkRecipe) -> LogisticRegression:
    model = LogisticRegression(C=recipe.c, solver="liblinear", tol=1e-3, max_iter=500)
    return model.fit(matrix, answers)


def _short(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round weights as they are stored."""
    return weights.astype(np.float16).astype(np.float64)


def save(model: LinkModel, scores: LinkScores, recipe: LinkRecipe, folder: Path) -> None:
    """Write weights, settings, recipe, scores and the card."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        name: np.ascontiguousarray(values.astype(np.float16))
        for name, values in (
            ("claims", model.claims),
            ("likeness", model.likeness),
            ("places", model.places),
        )
    }
    save_file(weights, folder / "weights.safetensors")
    settings = {"format": FORMAT, "threshold": model.threshold, "bias": model.bias}
    _write(folder / "model.json", json.dumps(settings))
    _write(folder / "metrics.json", json.dumps(asdict(scores), indent=2))
    _write(
        folder / "recipe.toml",
        "\n".join(f"{name} = {value}" for name, value in asdict(recipe).items()),
    )
    _write(folder / "MODEL_CARD.md", link_card(asdict(scores)).rstrip())


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
