"""What scikit-learn learns and what ships are the same classifier."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from stancemap.learn.data import Source
from stancemap.learn.decide import Scores, calibrate, decide, find_also, find_lean
from stancemap.learn.train import Recipe, Table, fit
from stancemap.tag.stance_model import log_softmax, weigh_words

PRIORS = np.array([0.5, 0.4, 0.1])


@pytest.fixture
def table() -> Table:
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 240)
    dense = random.normal(size=(240, 6)) + labels[:, np.newaxis]
    words = random.integers(0, 3, (240, 20)) + (np.arange(20) % 3 == labels[:, np.newaxis])
    sources = tuple(list(Source)[i % 4] for i in range(240))
    return Table(dense, csr_matrix(words.astype(float)), labels, sources, n_strong=1, n_meaning=2)


def test_learnt_weights_separate_what_can_be_separated(table: Table) -> None:
    weights = fit(table, range(200), Recipe(), PRIORS)
    held_out = np.arange(200, 240)
    for scores in (
        weights.dense_log_odds(table.dense[held_out]),
        weights.words_log_odds(table.words[held_out]),
    ):
        assert np.mean(scores.argmax(axis=1) == table.labels[held_out]) > 0.6


def test_plain_weights_give_scikit_learns_probabilities(table: Table) -> None:
    weights = fit(table, range(240), Recipe(), PRIORS)
    model = LogisticRegression()
    model.classes_ = np.arange(3)
    model.coef_, model.intercept_ = weights.dense, weights.dense_intercept
    ours = np.exp(log_softmax(weights.dense_log_odds(table.dense)))
    assert ours == pytest.approx(model.predict_proba(weights.scaled(table.dense)), abs=1e-6)


def test_word_weights_are_scikit_learns_tfidf(table: Table) -> None:
    theirs = TfidfTransformer(sublinear_tf=True).fit(table.words)
    ours = weigh_words(table.words, theirs.idf_)
    assert ours.toarray() == pytest.approx(theirs.transform(table.words).toarray())


def test_training_twice_gives_the_same_weights(table: Table) -> None:
    one, two = (fit(table, range(240), Recipe(), PRIORS) for _ in range(2))
    assert np.array_equal(one.dense, two.dense)
    assert np.array_equal(one.words, two.words)


def scores(n: int = 600) -> Scores:
    """Overconfident scores of which the first column is right seven times in ten."""
    random = np.random.default_rng(0)
    labels = random.choice(3, n, p=PRIORS)
    told = np.where(random.random(n) < 0.7, labels, random.integers(0, 3, n))
    dense = 8.0 * np.eye(3)[told]
    also = np.zeros((n, 3), dtype=np.bool_)
    also[: n // 10, 1] = True
    return Scores(dense, random.normal(size=(n, 3)), labels, also)


def test_calibration_tempers_overconfident_scores() -> None:
    shares, bias = calibrate(scores())
    assert shares[0] < 0.6
    assert shares[1] < 0.2
    assert len(bias) == 3


def test_calibrated_probabilities_are_as_often_right_as_they_say() -> None:
    given = scores()
    probabilities = decide(given, PRIORS).probabilities(given.dense, given.words)
    right = probabilities.argmax(axis=1) == given.labels
    assert probabilities.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.03)


def test_the_lean_is_largest_for_the_rarest_code() -> None:
    random = np.random.default_rng(0)
    labels = random.choice(3, 900, p=PRIORS)
    noisy = np.eye(3)[labels] + random.normal(size=(900, 3))
    lean = find_lean(np.exp(log_softmax(noisy + np.log(PRIORS))), labels, PRIORS)
    assert lean[0] == 0.0
    assert lean[2] > lean[1] > 0


def test_as_many_further_codes_hold_as_coders_gave() -> None:
    random = np.random.default_rng(0)
    probabilities = random.dirichlet([1, 1, 1], 1000)
    primary = probabilities.argmax(axis=1)
    also = np.zeros((1000, 3), dtype=np.bool_)
    also[:40, 0] = True
    limit = find_also(probabilities, primary, also)[0]
    assert np.sum(probabilities[primary != 0, 0] >= limit) == pytest.approx(40, abs=2)
