"""The trainable stance model as a scikit-learn estimator."""

from collections.abc import Sequence
from functools import lru_cache
from math import isnan
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d

from stancemap.codebook import BUILT_IN, load_codebook
from stancemap.learn.own_head import fit_own, tabulate_own, weights_of
from stancemap.tag.parsing import Parser, load_parser
from stancemap.tag.profile import DEFAULT_PROFILE, Profile
from stancemap.tag.stance_model import Matrix
from stancemap.tag.stance_own import (
    OwnFeatures,
    OwnRows,
    OwnWeights,
    base_scores,
    load_own_features,
)
from stancemap.tag.stance_question import Asked, make_questions


@runtime_checkable
class Frame(Protocol):
    """A table of pandas, or whatever else gives its rows as an array."""

    def to_numpy(self) -> NDArray[Any]:
        """Return the rows."""
        ...


Texts = Frame | Sequence[str] | Sequence[tuple[str, str]] | NDArray[Any]


class StanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn publishes no types
    """Learns any codes from few labelled texts, on top of a stance model that ships.

    `X` holds texts, or pairs of target and text; in a data frame these are its columns.
    What a text quotes from others is left out.

    Args:
        target: the thing under debate, for texts without one of their own.
        codebook: whose cues are looked for: a built-in name, or the path of a TOML file. Its codes
            need not be those in `y`.
        profile: the model that ships whose answers are learnt from: "fast" or "thorough".
        lean: give rare codes their due, for macro-F1: `predict` is then not always the likeliest.
        random_state: seed of the folds in which regularisation and calibration are chosen.

    Example:
        >>> from sklearn.model_selection import cross_val_score  # doctest: +SKIP
        >>> cross_val_score(StanceClassifier(target="heat pumps"), texts, codes)  # doctest: +SKIP
    """

    def __init__(
        self,
        *,
        target: str = "",
        codebook: str = BUILT_IN,
        profile: str = DEFAULT_PROFILE.value,
        lean: bool = False,
        random_state: int = 0,
    ) -> None:
        self.target = target
        self.codebook = codebook
        self.profile = profile
        self.lean = lean
        self.random_state = random_state

    def fit(self, X: Texts, y: Sequence[object], groups: Sequence[object] | None = None) -> Self:  # noqa: N803  # scikit-learn's name
        """Learn from texts and their codes; texts of one group share a fold inside.

        Raises:
            ValueError: lengths differ, or `y` holds fewer than two codes.
        """
        asked = _asked(X, self.target)
        given: NDArray[Any] = column_or_1d(y, warn=True)
        if any(_is_empty(label) for label in (y if isinstance(y, list | tuple) else given)):
            raise ValueError("y has empty codes; leave those texts out, or give them a code")
        check_classification_targets(given)
        if len(asked) != len(given):
            raise ValueError(f"X has {len(asked)} texts, y {len(given)} codes; both must be equal")
        self.classes_, labels = np.unique(given, return_inverse=True)
        if len(self.classes_) < 2:  # noqa: PLR2004  # scikit-learn's own words follow
            raise ValueError(f"y holds only one class, {self.classes_[0]!r}; give at least two")
        names = tuple(str(name) for name in self.classes_)
        features = _features(self.codebook, self.profile)
        rows = _rows(asked, features)
        if groups is not None and len(groups) != len(asked):
            raise ValueError(f"X has {len(asked)} texts, groups {len(groups)}; both must be equal")
        own = [str(group) for group in (range(len(asked)) if groups is None else groups)]
        table = tabulate_own(features, rows, names, labels, own)
        head, self.decision_ = fit_own(table, np.arange(len(labels)), self.random_state)
        self.weights_: OwnWeights = weights_of(table, head)
        return self

    def predict_proba(self, X: Texts) -> Matrix:  # noqa: N803  # scikit-learn's name
        """Return one calibrated probability per text and class, in the order of `classes_`."""
        check_is_fitted(self)
        features = _features(self.codebook, self.profile)
        rows = _rows(_asked(X, self.target), features)
        names = tuple(str(name) for name in self.classes_)
        own = self.weights_.log_odds(rows.dense, rows.words)
        probabilities = self.decision_.probabilities(
            own, base_scores(rows.base, features.base_codes, names)
        )
        return np.asarray(probabilities)

    def predict(self, X: Texts) -> NDArray[Any]:  # noqa: N803  # scikit-learn's name
        """Return the code of each text: the likeliest, or so after a lean to rare codes."""
        probabilities = self.predict_proba(X)
        weighed = self.decision_.leaning(probabilities) if self.lean else probabilities
        return np.asarray(self.classes_[weighed.argmax(axis=1)])

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags


@lru_cache(maxsize=2)
def _features(codebook: str, profile: str) -> OwnFeatures:
    """Load once what takes seconds: cross-validation predicts many times."""
    cues = {code.name: code.cues for code in load_codebook(codebook).codes}
    return load_own_features(cues, Profile(profile))


@lru_cache(maxsize=1)
def _parser() -> Parser:
    return load_parser()


def _rows(asked: Sequence[Asked], features: OwnFeatures) -> OwnRows:
    return features.rows(make_questions(asked, _parser()))


def _asked(texts: Texts, target: str) -> list[Asked]:
    """Read texts, or pairs of target and text.

    Raises:
        ValueError: there are none, or they are something else.
    """
    if isinstance(texts, Frame):  # walking through a frame gives the names of its columns
        texts = texts.to_numpy()
    if isinstance(texts, str) or not hasattr(texts, "__len__"):
        raise ValueError(f"X is {type(texts).__name__}; give a list of texts")
    if len(texts) == 0:
        raise ValueError("X holds 0 sample(s) while a minimum of 1 is required: give texts")
    return [_one(number, text, target) for number, text in enumerate(texts)]


def _is_empty(label: object) -> bool:
    """Say whether this is what data frames have in place of a code: None, NaN, NA."""
    return label is None or str(label) == "<NA>" or (isinstance(label, float) and isnan(label))


def _one(number: int, text: object, target: str) -> Asked:
    if isinstance(text, str):
        return Asked(target, text)
    if isinstance(text, list | tuple | np.ndarray) and [type(part) for part in text] == [str, str]:
        return Asked(str(text[0]), str(text[1]))
    if isinstance(text, np.ndarray) and all(isinstance(part, str) for part in text):
        if len(text) == 2:  # noqa: PLR2004  # target and text
            return Asked(str(text[0]), str(text[1]))
        if len(text) == 1:
            return Asked(target, str(text[0]))
    raise ValueError(
        f"X[{number}] is {type(text).__name__}; each must be a text, or a pair of target and text"
    )
