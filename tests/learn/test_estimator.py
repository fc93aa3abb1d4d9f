"""The estimator keeps scikit-learn's contract, as far as text input allows."""

import pickle
from collections.abc import Iterator
from typing import Any, Self

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.utils import Tags
from sklearn.utils.estimator_checks import estimator_checks_generator
from sklearn.utils.validation import check_array

from stancemap.learn.estimator import StanceClassifier

TEXTS = [
    *(f"Ban the {word} trams, they are awful and dangerous." for word in ("red", "blue", "old")),
    *(f"I love the {word} trams, they are great and useful." for word in ("red", "blue", "old")),
] * 2
CODES = (["against"] * 3 + ["for"] * 3) * 2
WORDS = ("good", "bad", "love", "hate")


class Worded(StanceClassifier):
    """Puts scikit-learn's random numbers into words, so that its checks can be run."""

    def fit(self, X: object, y: Any, groups: Any = None) -> Self:  # noqa: N803  # scikit-learn's name
        return super().fit(_worded(X), y, groups)

    def predict_proba(self, X: object) -> Any:  # noqa: N803  # scikit-learn's name
        return super().predict_proba(_worded(X))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.string = True, False
        if tags.classifier_tags is not None:
            # Blobs of numbers put into words are no blobs any more: that accuracy is low says
            # nothing of the estimator. All else is checked.
            tags.classifier_tags.poor_score = True
        return tags


def _worded(rows: object) -> list[str]:
    return [
        " ".join(f"w{i}{WORDS[int(abs(value)) % 4]}" for i, value in enumerate(row))
        for row in check_array(rows)
    ]


SKIPPED = {"check_array_api_input": "texts are no arrays of another device"}


def checks() -> Iterator[Any]:
    for number, (_, check) in enumerate(estimator_checks_generator(Worded(profile="fast"))):
        name = check.func.__name__
        if name not in SKIPPED:
            yield pytest.param(check, id=f"{number}-{name}")


@pytest.mark.filterwarnings("ignore")  # the checks provoke warnings on purpose
@pytest.mark.parametrize("check", list(checks()))
def test_scikit_learn_checks_it(check: Any) -> None:
    check(Worded(profile="fast"))


@pytest.fixture(scope="module")
def model() -> StanceClassifier:
    return StanceClassifier(target="trams", profile="fast").fit(TEXTS, CODES)


def test_it_learns_codes_of_ones_own(model: StanceClassifier) -> None:
    assert list(model.classes_) == ["against", "for"]
    assert list(model.predict(["I love the green trams.", "Ban the green trams."])) == [
        "for",
        "against",
    ]
    assert np.allclose(model.predict_proba(TEXTS).sum(axis=1), 1)


def test_a_lean_gives_rare_codes_their_due() -> None:
    texts, codes = [*TEXTS, *TEXTS[:3] * 3], [*CODES, *["against"] * 9]
    plain = StanceClassifier(target="trams", profile="fast").fit(texts, codes)
    leaning = clone(plain).set_params(lean=True).fit(texts, codes)
    shown = [f"The {word} trams." for word in ("love", "ban", "great", "awful", "new")]
    assert np.array_equal(plain.predict_proba(shown), leaning.predict_proba(shown))
    rare = [list(one.predict(shown)).count("for") for one in (plain, leaning)]
    assert rare[1] >= rare[0]


def test_pairs_bring_their_own_target(model: StanceClassifier) -> None:
    pairs = [("trams", text) for text in TEXTS]
    assert np.array_equal(model.predict_proba(pairs), model.predict_proba(TEXTS))
    assert np.array_equal(model.predict_proba(np.array(pairs)), model.predict_proba(TEXTS))


def test_frames_are_read_by_row_and_not_by_the_names_of_their_columns(
    model: StanceClassifier,
) -> None:
    texts = pd.DataFrame({"text": TEXTS[:3]}, index=[7, 8, 9])
    assert np.array_equal(model.predict_proba(texts), model.predict_proba(TEXTS[:3]))
    pairs = texts.assign(target="trams")[["target", "text"]]
    told = [("trams", text) for text in TEXTS[:3]]
    assert np.array_equal(model.predict_proba(pairs), model.predict_proba(told))


def test_what_is_quoted_does_not_count(model: StanceClassifier) -> None:
    own = "I love the green trams."
    quoting = f"> Ban the trams, they are awful and dangerous.\n{own}"
    assert list(model.predict([quoting])) == list(model.predict([own])) == ["for"]


def test_it_is_cross_validated_cloned_and_pickled(model: StanceClassifier) -> None:
    scores = cross_val_score(clone(model), TEXTS, CODES, cv=2)
    assert scores.mean() > 0.7
    again = pickle.loads(pickle.dumps(model))  # noqa: S301  # our own bytes
    assert np.array_equal(again.predict_proba(TEXTS), model.predict_proba(TEXTS))


@pytest.mark.parametrize(
    ("texts", "codes", "message"),
    [
        (["a", "b"], ["x"], "2 texts, y 1"),
        (["a", "b"], ["x", "x"], "one class"),
        ([], [], "minimum of 1"),
        ([1, 2], ["x", "y"], r"X\[0\] is int"),
        ("a text", ["x"], "give a list"),
        (["a", "b"], ["x", float("nan")], "y has empty codes"),
        (["a", "b"], pd.Series(["x", None]), "y has empty codes"),
        (pd.DataFrame({"a": ["x"], "b": ["x"], "c": ["x"]}), ["x"], r"X\[0\] is ndarray"),
    ],
)
def test_what_does_not_fit_is_refused(texts: Any, codes: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        StanceClassifier(profile="fast").fit(texts, codes)


def test_an_unfitted_one_says_so() -> None:
    with pytest.raises(NotFittedError):
        StanceClassifier().predict(["a"])
