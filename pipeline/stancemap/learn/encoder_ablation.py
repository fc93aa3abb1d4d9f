"""What each part of the stance encoder's input and decision is worth on comments of unseen threads.

Nothing is trained anew: the encoder that ships reads the development comments with a part left
out, and calibration and lean are fitted on other threads each time, as for what ships.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from stancemap.codebook import Codebook
from stancemap.learn.cross_validate import Outcome
from stancemap.learn.data import Example
from stancemap.learn.encoder_calibration import Judged, folds_of, judge_by_fold
from stancemap.learn.evaluate import Figures, measure
from stancemap.records import Sentence, Span
from stancemap.tag.stance_cues import FUTILITY, codebook_cues, count
from stancemap.tag.stance_encoder_input import InputBuilder
from stancemap.tag.stance_encoder_model import Network
from stancemap.tag.stance_features import StanceQuestion
from stancemap.tag.stance_model import Matrix

_LOOSENESS = 0.3
_ROUNDS = 2_000

Change = Callable[[StanceQuestion], StanceQuestion]


@dataclass(frozen=True, slots=True)
class Reader:
    """The encoder, to be asked about changed questions."""

    builder: InputBuilder
    network: Network

    def scores(self, questions: Sequence[StanceQuestion]) -> Matrix:
        """Return the scores of the codes, one row per question."""
        return np.array([self.network.score(self.builder.build(q)).codes for q in questions])


def _quotes_too(question: StanceQuestion) -> StanceQuestion:
    whole = Sentence(Span.of(question.text, 0, len(question.text)))
    return replace(question, sentences=(whole,))


CHANGES: Mapping[str, Change] = {
    "as it ships": lambda question: question,
    "without the target": lambda question: replace(question, target=""),
    "without the title": lambda question: replace(question, title=""),
    "without the parent": lambda question: replace(question, parent=""),
    "without target, title and parent": lambda q: replace(q, target="", title="", parent=""),
    "quoted words read as own": _quotes_too,
}
"""What is changed in the input."""


def by_sentence(question: StanceQuestion) -> list[StanceQuestion]:
    """Ask about each own sentence by itself."""
    alone = [replace(question, sentences=(one,)) for one in question.own_sentences]
    return alone or [question]


def mean_of_sentences(reader: Reader, questions: Sequence[StanceQuestion]) -> Matrix:
    """Average the scores of the sentences read alone."""
    return np.array([reader.scores(by_sentence(question)).mean(axis=0) for question in questions])


def cue_counts(questions: Sequence[StanceQuestion], codebook: Codebook) -> Matrix:
    """Count, per comment, the codebook's cues of each code and phrases of futility."""
    cues = (*codebook_cues({code.name: code.cues for code in codebook.codes}), FUTILITY)
    return np.array([[float(sum(count(cue, q.text))) for cue in cues] for q in questions])


def with_features(judged: Judged, features: Matrix, seed: int) -> Outcome:
    """Let a logistic regression, fitted on other threads, weigh the scores and more features."""
    folds = folds_of(judged.threads, seed)
    rows = np.hstack([judged.scores, features / np.maximum(features.std(axis=0), 1e-9)])
    probabilities = np.zeros_like(judged.scores)
    for fold in np.unique(folds):
        here = folds == fold
        model = LogisticRegression(C=_LOOSENESS, max_iter=_ROUNDS)
        model.fit(rows[~here], judged.labels[~here])
        probabilities[np.ix_(here, model.classes_)] = model.predict_proba(rows[here])
    predicted = probabilities.argmax(axis=1)
    never = np.zeros(len(folds), dtype=np.bool_)
    order = np.arange(len(folds))
    return Outcome(order, probabilities, predicted, probabilities.max(axis=1), never)


def without_lean(judged: Judged, seed: int) -> Outcome:
    """Take the likeliest code, rare codes unfavoured."""
    outcome = judge_by_fold(judged, seed)
    return replace(
        outcome,
        predicted=outcome.probabilities.argmax(axis=1),
        certainty=outcome.probabilities.max(axis=1),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ablation:
    """What is judged, and by what."""

    examples: Sequence[Example]
    reader: Reader
    judged: Judged
    codebook: Codebook
    seeds: Sequence[int]

    def run(self) -> dict[str, Figures]:
        """Judge the encoder with each change, on the same folds."""
        questions = [example.question for example in self.examples]
        scores = {
            name: self.reader.scores([f(q) for q in questions]) for name, f in CHANGES.items()
        }
        shipped = scores["as it ships"]
        alone = mean_of_sentences(self.reader, questions)
        scores["mean of sentences read alone"] = alone
        scores["comment and its sentences, mean"] = (shipped + alone) / 2
        figures = {
            name: self._measured(
                [judge_by_fold(replace(self.judged, scores=s), x) for x in self.seeds]
            )
            for name, s in scores.items()
        }
        judged, cues = replace(self.judged, scores=shipped), cue_counts(questions, self.codebook)
        nothing = np.zeros((len(questions), 1))
        figures |= {
            "no lean to rare codes": self._measured([without_lean(judged, x) for x in self.seeds]),
            "regression on scores": self._measured(
                [with_features(judged, nothing, x) for x in self.seeds]
            ),
            "regression on scores and cues": self._measured(
                [with_features(judged, cues, x) for x in self.seeds]
            ),
        }
        return figures

    def _measured(self, outcomes: Sequence[Outcome]) -> Figures:
        return measure(outcomes, self.judged.labels, self.judged.threads, self.codebook.names)
