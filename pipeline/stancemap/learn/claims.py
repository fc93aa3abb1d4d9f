"""Train the claim model: which clauses are claims, and of what kind.

From comments in which coders marked the claims, and from CDCP's typed propositions.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from stancemap.errors import InputError
from stancemap.learn.claim_rows import Bounds, ClaimRow, read_claim_rows
from stancemap.learn.claim_scoring import (
    ClaimScore,
    Found,
    ReadClaims,
    claims_in_rows,
    score_claims,
)
from stancemap.tag.claim_features import Candidate, Option, claim_features, kind_features
from stancemap.tag.claims import FORMAT, TYPES, LinearClaimTagger, candidates_in, own_text
from stancemap.tag.clauses import best_apart, stretches_of
from stancemap.tag.encoder import Encoder, load_encoder
from stancemap.tag.own_words import find_quoted, mark_own
from stancemap.tag.parsing import Parser
from stancemap.tag.sentences import find_sentences

FOLDS = 5
_THRESHOLDS = tuple(round(0.12 + 0.02 * step, 2) for step in range(15))
_BINS = 10
_SIX = 6


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is made: inverse strengths of the L2 penalty."""

    claim_c: float = 0.2
    kind_c: float = 0.15


@dataclass(frozen=True, slots=True)
class MarkedComment:
    """A comment with the claims that a coder marked; comments of one group stay in one fold."""

    group: str
    text: str
    claims: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A stretch of a sentence, where it lies, and whether it is a claim."""

    option: Option
    span: Bounds
    comment: int
    is_claim: bool
    group: str


@dataclass(frozen=True, slots=True)
class Proposition:
    """A typed proposition of CDCP in its place."""

    candidate: Candidate
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Scores:
    """How good a model is on groups it has not seen, with the threshold that others chose.

    `every_sentence_f1` and `every_sentence_span_f1` are those of taking every sentence of six words
    that is no question. `calibration_error` is that of the probability of a claim, over all
    stretches of sentences.
    """

    span_precision: float
    span_recall: float
    span_f1: float
    sentence_f1: float
    every_sentence_span_f1: float
    every_sentence_f1: float
    calibration_error: float
    threshold: float
    type_macro_f1: float
    type_f1: dict[str, float]
    n_comments: int
    n_claims: int
    n_propositions: int


def read_marked(path: Path) -> Iterator[MarkedComment]:
    """Read comments from gzipped JSON lines: `text`, `claims` as offsets, `thread_id`, `target`."""
    for line in _lines(path):
        record = json.loads(line)
        group = record.get("thread_id") or f"target: {record['target']}"
        yield MarkedComment(group, record["text"], tuple((a, b) for a, b in record["claims"]))


def read_propositions(path: Path) -> Iterator[Proposition]:
    """Read CDCP's propositions with their five kinds."""
    for row in read_claim_rows(path):
        for number, ((start, end), label) in enumerate(zip(row.spans, row.labels, strict=True)):
            text = row.text[start:end].strip()
            yield Proposition(Candidate(text, number, len(row.spans)), label, row.key)


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from file
    except OSError as error:
        raise InputError(f"{path.name} cannot be read as gzipped JSON lines: {error}") from error


def make_examples(comments: Sequence[MarkedComment], parser: Parser) -> Iterator[Example]:
    """Cut comments into stretches; one is a claim where it and a marked one share half of both."""
    docs = parser.comments([comment.text for comment in comments])
    for number, (comment, doc) in enumerate(zip(comments, docs, strict=True)):
        if isinstance(doc, Exception):
            continue
        quoted = find_quoted(comment.text)
        cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
        sentences = mark_own(find_sentences(doc, cuts), quoted)
        own = (sentence.span for sentence in sentences if sentence.own)
        for span, candidate in zip(own, candidates_in(own_text(sentences)), strict=True):
            for cut in stretches_of(candidate.text):
                place = span.start + cut.start, span.start + cut.end
                is_claim = any(_same(place, claim) for claim in comment.claims)
                yield Example(Option(candidate, cut), place, number, is_claim, comment.group)


def _same(one: Bounds, other: Bounds) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1] - one[0], other[1] - other[0])


def train(
    examples: Sequence[Example],
    propositions: Sequence[Proposition],
    threshold: float,
    recipe: Recipe = Recipe(),
) -> LinearClaimTagger:
    """Fit both models on everything given."""
    encoder = load_encoder()
    rows = claim_features([example.option for example in examples], encoder)
    claim = fit_claim(rows, make_answers(examples), recipe)
    kind_rows = kind_features([one.candidate for one in propositions], encoder)
    kind = _fit_kind(kind_rows, _types(propositions), recipe)
    return LinearClaimTagger(
        claim=_short(claim.coef_[0]),
        claim_bias=float(np.float32(claim.intercept_[0])),
        kinds=_short(kind.coef_.T),
        kind_bias=_short(kind.intercept_),
        threshold=threshold,
        encoder=encoder,
    )


def _short(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """Round weights as they are stored."""
    return weights.astype(np.float16).astype(np.float32)


def cross_validate(
    judged: Sequence[MarkedComment],
    pool: Sequence[MarkedComment],
    propositions: Sequence[Proposition],
    parser: Parser,
    recipe: Recipe = Recipe(),
) -> Scores:
    """Score `judged` by groups left out in turn; the threshold comes from folds of the pool."""
    examples, more = (list(make_examples(part, parser)) for part in (judged, pool))
    encoder = load_encoder()
    threshold = _best_threshold(pool, more, encoder, recipe)
    read: list[ReadClaims] = []
    probable, right = [], []
    groups = np.array([comment.group for comment in judged])
    for train_ids, test_ids in GroupKFold(FOLDS).split(groups, groups=groups):
        known = set(groups[train_ids])
        seen = [*(one for one in examples if one.group in known), *more]
        unseen = [one for one in examples if one.group not in known]
        tagger = train(seen, propositions, threshold, recipe)
        probable.append(tagger.probabilities([one.option for one in unseen]))
        right.append(make_answers(unseen))
        comments = [judged[number] for number in test_ids]
        rows = [ClaimRow(0, text=one.text, spans=one.claims) for one in comments]
        read += claims_in_rows(rows, parser, tagger)
    score, baseline = score_claims(read), take_every_sentence(judged, parser)
    macro, by_type = _type_f1(propositions, encoder, recipe)
    return Scores(
        *(score.span_precision or 0.0, score.span_recall or 0.0, score.span_f1 or 0.0),
        sentence_f1=score.sentence_f1 or 0.0,
        every_sentence_span_f1=baseline.span_f1 or 0.0,
        every_sentence_f1=baseline.sentence_f1 or 0.0,
        calibration_error=calibration_error(np.concatenate(probable), np.concatenate(right)),
        threshold=threshold,
        type_macro_f1=macro,
        type_f1=by_type,
        n_comments=len(judged),
        n_claims=score.n_claims,
        n_propositions=len(propositions),
    )


def take_every_sentence(comments: Sequence[MarkedComment], parser: Parser) -> ClaimScore:
    """Score the baseline: every sentence of six words or more that is no question."""
    rows = [ClaimRow(0, text=one.text, spans=one.claims) for one in comments]
    read = []
    docs = parser.comments([one.text for one in comments])
    for row, doc in zip(rows, docs, strict=True):
        spans = () if isinstance(doc, Exception) else find_sentences(doc)
        taken = [s for s in spans if len(s.text.split()) >= _SIX and not s.text.endswith("?")]
        bounds = tuple((span.start, span.end) for span in spans)
        found = tuple(Found((span.start, span.end), "") for span in taken)
        read.append(ReadClaims(row, found, sentences=bounds))
    return score_claims(read)


def _best_threshold(
    comments: Sequence[MarkedComment], examples: Sequence[Example], encoder: Encoder, recipe: Recipe
) -> float:
    """Choose the threshold with the best span F1 on groups left out in turn."""
    rows, answers = (
        claim_features([one.option for one in examples], encoder),
        make_answers(examples),
    )
    groups = np.array([example.group for example in examples])
    probabilities = np.zeros(len(examples))
    for train_ids, test_ids in GroupKFold(FOLDS).split(answers, groups=groups):
        model = fit_claim(rows[train_ids], answers[train_ids], recipe)
        probabilities[test_ids] = model.predict_proba(rows[test_ids])[:, 1]
    gold = [ClaimRow(0, text=comment.text, spans=comment.claims) for comment in comments]
    sentences: dict[tuple[int, int], list[int]] = {}
    for number, one in enumerate(examples):
        start = one.span[0] - one.option.stretch.start
        sentences.setdefault((one.comment, start), []).append(number)

    def f1(threshold: float) -> float:
        found: list[list[Bounds]] = [[] for _ in comments]
        for (comment, _), numbers in sentences.items():
            gains = [float(probabilities[number]) - threshold for number in numbers]
            cuts = [examples[number].option.stretch for number in numbers]
            found[comment] += [examples[numbers[best]].span for best in best_apart(cuts, gains)]
        read = [ReadClaims(row, tuple(map(_found, s))) for row, s in zip(gold, found, strict=True)]
        return score_claims(read).span_f1 or 0.0

    return max(_THRESHOLDS, key=f1)


def _found(span: Bounds) -> Found:
    return Found(span, "")


def _type_f1(
    propositions: Sequence[Proposition], encoder: Encoder, recipe: Recipe
) -> tuple[float, dict[str, float]]:
    rows = kind_features([one.candidate for one in propositions], encoder)
    kinds = _types(propositions)
    predicted = np.zeros_like(kinds)
    groups = np.array([one.group for one in propositions])
    for train_ids, test_ids in GroupKFold(FOLDS).split(kinds, groups=groups):
        model = _fit_kind(rows[train_ids], kinds[train_ids], recipe)
        predicted[test_ids] = model.predict(rows[test_ids])
    scores = f1_score(kinds, predicted, average=None)
    by_type = {name: round(float(f1), 4) for name, f1 in zip(TYPES, scores, strict=True)}
    return round(float(scores.mean()), 4), by_type


def calibration_error(probabilities: NDArray[np.float64], answers: NDArray[np.int64]) -> float:
    """Return how far the share of claims is from the probability, in bins of equal width."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    apart = [
        abs(float(np.sum(probabilities[bins == one] - answers[bins == one]))) for one in set(bins)
    ]
    return round(sum(apart) / len(answers), 4)


def make_answers(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Return whether each stretch is a claim."""
    return np.array([example.is_claim for example in examples], dtype=np.int64)


def _types(propositions: Sequence[Proposition]) -> NDArray[np.int64]:
    return np.array([TYPES.index(one.kind) for one in propositions], dtype=np.int64)


def fit_claim(rows: csr_matrix, answers: NDArray[np.int64], recipe: Recipe) -> LogisticRegression:
    """Fit the linear model that tells claims."""
    model = LogisticRegression(C=recipe.claim_c, solver="liblinear", tol=1e-3, max_iter=500)
    return model.fit(rows, answers)


def _fit_kind(rows: csr_matrix, kinds: NDArray[np.int64], recipe: Recipe) -> LinearSVC:
    return LinearSVC(C=recipe.kind_c, class_weight="balanced", random_state=0).fit(rows, kinds)


def save(model: LinearClaimTagger, scores: Scores, recipe: Recipe, folder: Path) -> None:
    """Write weights, settings, recipe and scores; the model card is written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    weights: dict[str, NDArray[Any]] = {
        "claim": model.claim.astype(np.float16),
        "claim_bias": np.array([model.claim_bias], dtype=np.float32),
        "kinds": np.ascontiguousarray(model.kinds.astype(np.float16)),
        "kind_bias": model.kind_bias.astype(np.float16),
    }
    save_file(weights, folder / "weights.safetensors")
    _write(folder / "model.json", json.dumps({"format": FORMAT, "threshold": model.threshold}))
    _write(folder / "metrics.json", json.dumps(asdict(scores), indent=2))
    lines = [f"{name} = {value}" for name, value in asdict(recipe).items()]
    _write(folder / "recipe.toml", "\n".join(lines))


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
