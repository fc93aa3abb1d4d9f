"""Fit what the claim encoder is mixed by, and score it on threads that neither has seen.

The encoder has not learnt from gold/dev at all; the linear model's scores and the mix are those of
five folds by thread.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from stancemap.learn.claim_lessons import ClaimLesson, same_stretch
from stancemap.learn.claim_rows import ClaimRow
from stancemap.learn.claim_scoring import ClaimScore, Found, ReadClaims, score_claims
from stancemap.learn.claims import (
    FOLDS,
    Example,
    Recipe,
    calibration_error,
    fit_claim,
    make_answers,
)
from stancemap.records import ClaimKind, Sentence, Span
from stancemap.tag.claim_encoder import CONFIG_FILE, EncoderClaimTagger, Mix
from stancemap.tag.claim_features import Option, claim_features
from stancemap.tag.claims import Judgement, Piece, candidates_in, find_claims, taken_of
from stancemap.tag.clauses import stretches_of

_THRESHOLDS = tuple(round(0.18 + 0.02 * step, 2) for step in range(11))
_STRENGTH = 0.3
_DIGITS = 5
_SIX = 6


@dataclass(frozen=True, slots=True)
class MixScores:
    """How good the mix is on folds of gold/dev, beside the linear model in the same folds."""

    span_precision: float
    span_recall: float
    span_f1: float
    sentence_f1: float
    calibration_error: float
    threshold: float
    every_sentence_span_f1: float
    every_sentence_f1: float
    linear_span_f1: float
    linear_sentence_f1: float
    known_number_sentence_f1: float
    n_comments: int
    n_claims: int


@dataclass(frozen=True, slots=True, eq=False)
class _Comment:
    """A judged comment with the stretches of its sentences and what is said of them."""

    lesson: ClaimLesson
    options: list[list[Option]]
    answers: list[bool]


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Comments, what the linear model says of each stretch, and rows to mix."""

    comments: list[_Comment]
    by_words: list[list[list[float]]]
    rows: list[NDArray[np.float64]]


def fit_mix(
    lessons: Sequence[ClaimLesson],
    pool: Sequence[Example],
    tagger: EncoderClaimTagger,
    recipe: Recipe,
) -> tuple[Mix, MixScores]:
    """Fit the mix on all comments; score it on folds of them."""
    comments = [_comment(lesson) for lesson in lessons]
    groups = np.array([lesson.group for lesson in lessons])
    splits = list(GroupKFold(FOLDS).split(groups, groups=groups))
    by_words = _by_words(comments, pool, splits, (tagger, recipe))
    rows = [
        tagger.rows(one.lesson.text, one.options, words)
        for one, words in zip(comments, by_words, strict=True)
    ]
    table = _Table(comments, by_words, rows)
    probable: list[list[float]] = [[] for _ in comments]
    read: list[ReadClaims] = []
    for known, held in splits:
        mix = _fit(table, known)
        for number in held:
            probable[number] = mix.probabilities(rows[number]).tolist()
            read.append(_read(comments[number], probable[number], mix.threshold))
    score = score_claims(read)
    linear = score_claims([_by_linear(table, number, tagger) for number in range(len(comments))])
    every = score_claims([_every_sentence(lesson) for lesson in lessons])
    mix = _fit(table, np.arange(len(comments)))
    return mix, MixScores(
        *(score.span_precision or 0.0, score.span_recall or 0.0, score.span_f1 or 0.0),
        sentence_f1=score.sentence_f1 or 0.0,
        calibration_error=calibration_error(
            np.array([p for several in probable for p in several]),
            np.array([answer for one in comments for answer in one.answers], dtype=np.int64),
        ),
        threshold=mix.threshold,
        every_sentence_span_f1=every.span_f1 or 0.0,
        every_sentence_f1=every.sentence_f1 or 0.0,
        linear_span_f1=linear.span_f1 or 0.0,
        linear_sentence_f1=linear.sentence_f1 or 0.0,
        known_number_sentence_f1=_known_number(comments, probable).sentence_f1 or 0.0,
        n_comments=len(comments),
        n_claims=score.n_claims,
    )


def _comment(lesson: ClaimLesson) -> _Comment:
    candidates = candidates_in(lesson.text)
    options = [[Option(one, cut) for cut in stretches_of(one.text)] for one in candidates]
    answers = [
        any(
            same_stretch((span.start + o.stretch.start, span.start + o.stretch.end), claim)
            for claim in lesson.claims
        )
        for span, several in zip(lesson.sentences, options, strict=True)
        for o in several
    ]
    return _Comment(lesson, options, answers)


def _by_words(
    comments: Sequence[_Comment],
    pool: Sequence[Example],
    splits: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    how: tuple[EncoderClaimTagger, Recipe],
) -> list[list[list[float]]]:
    """Score the stretches of each comment by a linear model that has not seen its thread."""
    tagger, recipe = how
    flat = [option for one in comments for several in one.options for option in several]
    of_comment = np.array([n for n, one in enumerate(comments) for s in one.options for _ in s])
    rows = claim_features(flat, tagger.linear.encoder)
    answers = np.array([a for one in comments for a in one.answers], dtype=np.int64)
    more = claim_features([one.option for one in pool], tagger.linear.encoder)
    scores = np.zeros(len(flat))
    for known, held in splits:
        seen, unseen = np.isin(of_comment, known), np.isin(of_comment, held)
        model = fit_claim(
            vstack([rows[seen], more]),
            np.concatenate([answers[seen], make_answers(pool)]),
            recipe,
        )
        scores[unseen] = model.decision_function(rows[unseen])
    left = iter(scores.tolist())
    return [[[next(left) for _ in several] for several in one.options] for one in comments]


def _fit(table: _Table, numbers: NDArray[np.int64]) -> Mix:
    """Fit weights, then the threshold with the best two F1 together, on the same comments."""
    rows = np.vstack([table.rows[number] for number in numbers])
    answers = [answer for number in numbers for answer in table.comments[number].answers]
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=_STRENGTH, max_iter=500).fit(rows / scale, answers)
    weights = tuple(round(float(weight), _DIGITS) for weight in model.coef_[0] / scale)
    bias = round(float(model.intercept_[0]), _DIGITS)

    def both(threshold: float) -> float:
        mix = Mix(weights, bias, threshold)
        score = score_claims(
            [
                _read(
                    table.comments[number],
                    mix.probabilities(table.rows[number]).tolist(),
                    threshold,
                )
                for number in numbers
            ]
        )
        return (score.span_f1 or 0.0) + (score.sentence_f1 or 0.0)

    return Mix(weights, bias, max(_THRESHOLDS, key=both))


def _by_linear(table: _Table, number: int, tagger: EncoderClaimTagger) -> ReadClaims:
    scores = np.array([s for several in table.by_words[number] for s in several])
    likely = (1.0 / (1.0 + np.exp(-scores))).tolist()
    return _read(table.comments[number], likely, tagger.linear.threshold)


def _read(comment: _Comment, likely: Sequence[float], threshold: float) -> ReadClaims:
    """Take the claims of a comment as tagging does, whatever their kinds."""
    lesson, left = comment.lesson, iter(likely)
    judged = []
    for several in comment.options:
        here = [next(left) for _ in several]
        pieces = tuple(
            Piece(several[n].stretch.start, several[n].stretch.end, ClaimKind.FACT, here[n])
            for n in taken_of(several, here, threshold)
        )
        most = max(piece.probability for piece in pieces)
        judged.append(Judgement(most, ClaimKind.FACT, pieces))
    sentences = [Sentence(span) for span in lesson.sentences]
    found = tuple(
        Found((one.span.start, one.span.end), "", one.probability)
        for one in find_claims(sentences, judged, threshold)
    )
    return _answer(lesson, found)


def _answer(lesson: ClaimLesson, found: tuple[Found, ...]) -> ReadClaims:
    bounds = tuple((span.start, span.end) for span in lesson.sentences)
    return ReadClaims(ClaimRow(0, text="", spans=lesson.claims), found, sentences=bounds)


def _known_number(comments: Sequence[_Comment], probable: Sequence[Sequence[float]]) -> ClaimScore:
    """Take as many sentences as the coder marked, the likeliest: what knowing how many gives."""
    read = []
    for comment, likely in zip(comments, probable, strict=True):
        lesson, left = comment.lesson, iter(likely)
        best = [max(next(left) for _ in several) for several in comment.options]
        order = sorted(range(len(best)), key=lambda number: -best[number])
        spans = [lesson.sentences[number] for number in order[: len(lesson.claims)]]
        read.append(_answer(lesson, tuple(_whole(spans))))
    return score_claims(read)


def _every_sentence(lesson: ClaimLesson) -> ReadClaims:
    """Take every sentence of six words that is no question."""
    taken = [s for s in lesson.sentences if len(s.text.split()) >= _SIX and s.text[-1:] != "?"]
    return _answer(lesson, tuple(_whole(taken)))


def _whole(spans: Sequence[Span]) -> Iterator[Found]:
    return (Found((span.start, span.end), "") for span in spans)


def save_mix(mix: Mix, scores: MixScores, folder: Path) -> None:
    """Write the mix and its scores beside the graph; the model card is written by hand."""
    (folder / CONFIG_FILE).write_text(mix.to_json(), encoding="utf-8", newline="\n")
    text = json.dumps(asdict(scores), indent=2) + "\n"
    (folder / "metrics.json").write_text(text, encoding="utf-8", newline="\n")
