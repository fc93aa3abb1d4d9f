"""Train the claim model: which sentences are claims, and of what kind.

From comments in which coders marked the claims, and from CDCP's typed propositions.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from stancemap.errors import InputError
from stancemap.records import ClaimKind, Sentence
from stancemap.tag.claim_features import Candidate, features_of
from stancemap.tag.claims import FORMAT, LinearClaimTagger, candidates_of
from stancemap.tag.own_words import find_quoted, mark_own
from stancemap.tag.parsing import Parser
from stancemap.tag.sentences import find_sentences

FOLDS = 5
_ROUNDS = 2_000
_THRESHOLDS = tuple(round(0.1 + 0.02 * step, 2) for step in range(26))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is made: inverse strengths of the L2 penalty."""

    claim_c: float = 1.0
    kind_c: float = 1.0


@dataclass(frozen=True, slots=True)
class MarkedComment:
    """A comment with the claims that a coder marked; comments of one group stay in one fold."""

    group: str
    text: str
    claims: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, and whether it is a claim."""

    candidate: Candidate
    is_claim: bool
    group: str


@dataclass(frozen=True, slots=True)
class Proposition:
    """A typed proposition of CDCP."""

    text: str
    kind: ClaimKind
    group: str


@dataclass(frozen=True, slots=True)
class Scores:
    """How good a model is on groups it has not seen; `every_sentence_f1` takes all for claims."""

    sentence_f1: float
    threshold: float
    every_sentence_f1: float
    kind_macro_f1: float
    n_sentences: int
    n_propositions: int


def read_marked(path: Path) -> Iterator[MarkedComment]:
    """Read comments from gzipped JSON lines: `text`, `claims` as offsets, `thread_id`, `target`."""
    for line in _lines(path):
        record = json.loads(line)
        group = record.get("thread_id") or f"target: {record['target']}"
        yield MarkedComment(group, record["text"], tuple((a, b) for a, b in record["claims"]))


def read_propositions(path: Path) -> Iterator[Proposition]:
    """Read CDCP; its bare references have no kind of ours and are left out."""
    kinds = {kind.value for kind in ClaimKind}
    for line in _lines(path):
        record = json.loads(line)
        pairs = zip(record["prop_offsets"], record["prop_labels"], strict=True)
        for (start, end), label in pairs:
            if label in kinds:
                text = record["text"][start:end].strip()
                yield Proposition(text, ClaimKind(label), record["id"])


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from file
    except OSError as error:
        raise InputError(f"{path.name} cannot be read as gzipped JSON lines: {error}") from error


def make_examples(comments: Sequence[MarkedComment], parser: Parser) -> Iterator[Example]:
    """Split comments into sentences; one is a claim where half of it, or of a claim, overlaps."""
    docs = parser.comments([comment.text for comment in comments])
    for comment, doc in zip(comments, docs, strict=True):
        if isinstance(doc, Exception):
            continue
        quoted = find_quoted(comment.text)
        cuts = [edge for q in quoted if q.is_block for edge in (q.span.start, q.span.end)]
        sentences = mark_own(find_sentences(doc, cuts), quoted)
        own = (sentence for sentence in sentences if sentence.own)
        for sentence, candidate in zip(own, candidates_of(sentences), strict=True):
            yield Example(candidate, _is_claim(sentence, comment.claims), comment.group)


def _is_claim(sentence: Sentence, claims: Sequence[tuple[int, int]]) -> bool:
    span = sentence.span
    return any(
        2 * (min(span.end, end) - max(span.start, start)) >= min(span.end - span.start, end - start)
        for start, end in claims
    )


def train(
    examples: Sequence[Example],
    propositions: Sequence[Proposition],
    threshold: float,
    recipe: Recipe = Recipe(),
) -> LinearClaimTagger:
    """Fit both models on everything given."""
    claim = _fit(*_claim_data(examples), recipe.claim_c)
    kind = _fit(*_kind_data(propositions), recipe.kind_c, balanced=True)
    order = tuple(ClaimKind)
    columns = [list(kind.classes_).index(one) for one in range(len(order))]
    return LinearClaimTagger(
        claim=claim.coef_[0].astype(np.float32),
        claim_bias=float(np.float32(claim.intercept_[0])),
        kinds=kind.coef_[columns].T.astype(np.float32),
        kind_bias=kind.intercept_[columns].astype(np.float32),
        threshold=threshold,
    )


def cross_validate(
    judged: Sequence[Example],
    also_trained_on: Sequence[Example],
    propositions: Sequence[Proposition],
    recipe: Recipe = Recipe(),
) -> Scores:
    """Score on groups left out in turn; the threshold is the best of those predictions."""
    rows, answers = _claim_data([*judged, *also_trained_on])
    held = np.arange(len(judged))
    groups = np.array([example.group for example in judged])
    probabilities = np.zeros(len(judged))
    for train_ids, test_ids in GroupKFold(FOLDS).split(held, groups=groups):
        ids = np.concatenate([train_ids, np.arange(len(judged), len(answers))])
        model = _fit(rows[ids], answers[ids], recipe.claim_c)
        probabilities[test_ids] = model.predict_proba(rows[test_ids])[:, 1]
    gold = answers[held]
    scored = [(f1_score(gold, probabilities >= at), -at) for at in _THRESHOLDS]
    best, at = max(scored)
    return Scores(
        sentence_f1=round(float(best), 4),
        threshold=-at,
        every_sentence_f1=round(float(f1_score(gold, np.ones_like(gold))), 4),
        kind_macro_f1=_kind_macro_f1(propositions, recipe),
        n_sentences=len(judged),
        n_propositions=len(propositions),
    )


def _kind_macro_f1(propositions: Sequence[Proposition], recipe: Recipe) -> float:
    rows, kinds = _kind_data(propositions)
    predicted = np.zeros_like(kinds)
    groups = np.array([one.group for one in propositions])
    for train_ids, test_ids in GroupKFold(FOLDS).split(kinds, groups=groups):
        model = _fit(rows[train_ids], kinds[train_ids], recipe.kind_c, balanced=True)
        predicted[test_ids] = model.predict(rows[test_ids])
    return round(float(f1_score(kinds, predicted, average="macro")), 4)


def _claim_data(examples: Sequence[Example]) -> tuple[csr_matrix, NDArray[np.int64]]:
    rows = features_of([example.candidate for example in examples])
    return rows, np.array([example.is_claim for example in examples], dtype=np.int64)


def _kind_data(propositions: Sequence[Proposition]) -> tuple[csr_matrix, NDArray[np.int64]]:
    order = tuple(ClaimKind)
    rows = features_of([Candidate(one.text) for one in propositions])
    return rows, np.array([order.index(one.kind) for one in propositions], dtype=np.int64)


def _fit(
    rows: csr_matrix, answers: NDArray[np.int64], c: float, *, balanced: bool = False
) -> LogisticRegression:
    weights = "balanced" if balanced else None
    return LogisticRegression(C=c, max_iter=_ROUNDS, class_weight=weights).fit(rows, answers)


def save(model: LinearClaimTagger, scores: Scores, recipe: Recipe, folder: Path) -> None:
    """Write weights, settings, recipe and scores; the model card is written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        "claim": model.claim,
        "claim_bias": np.array([model.claim_bias], dtype=np.float32),
        "kinds": np.ascontiguousarray(model.kinds),
        "kind_bias": model.kind_bias,
    }
    save_file(weights, folder / "weights.safetensors")
    _write(folder / "model.json", json.dumps({"format": FORMAT, "threshold": model.threshold}))
    _write(folder / "metrics.json", json.dumps(asdict(scores), indent=2))
    lines = [f"{name} = {value}" for name, value in asdict(recipe).items()]
    _write(folder / "recipe.toml", "\n".join(lines))


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
