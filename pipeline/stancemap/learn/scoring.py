"""Score a stance tagger on a labelled file, in the labels of that file.

Labels are either codes of a codebook, or a pair of sides with something between: pro, con and
neutral; agree, disagree and discuss; favor, against and none.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score

from stancemap.codebook import Codebook
from stancemap.errors import InputError
from stancemap.records import Stance
from stancemap.tag.comment_tags import no_stance
from stancemap.tag.parsing import Parser
from stancemap.tag.stance import StanceTagger
from stancemap.tag.stance_encoder import EncoderStanceTagger
from stancemap.tag.stance_features import StanceQuestion
from stancemap.tag.stance_model import log_softmax
from stancemap.tag.stance_question import Asked, make_questions
from stancemap.tag.toolkit import Failure, ask_for_stances

_BATCH = 128
_BINS = 10
_DIGITS = 6
_MOST_RAW = 60
_TARGETS = ("target", "topic", "claim")
_LABELS = ("primary", "label")
_SIDES = (("pro", "con", "neutral"), ("agree", "disagree", "discuss"), ("favor", "against", "none"))
_SPELLINGS = (str.lower, str.upper, str.capitalize)
_CODES_OF_SIDES = ("support", "oppose", "none")
Sides = tuple[float, float, float]
"""Probabilities of for, against and neither."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file; a bad one has a problem, and nothing to ask about."""

    line: int
    key: str = ""
    asked: Asked = field(default_factory=lambda: Asked("", ""))
    label: str = ""
    zero_shot: bool | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The labels of a file; `sides` where they are not codes."""

    labels: tuple[str, ...]
    sides: bool


@dataclass(frozen=True, slots=True)
class Prediction:
    """An answer in the file's labels; `predicted` is None where there is none."""

    row: Row
    predicted: str | None
    probabilities: Mapping[str, float]
    abstained: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of some rows; a row without an answer counts as wrong."""

    n: int
    macro_f1: float
    per_label_f1: Mapping[str, float]
    accuracy: float
    ece: float


@dataclass(frozen=True, slots=True)
class Scoring:
    """The figures of a file, and its parts by whether the target was seen in training (VAST)."""

    n_rows: int
    n_failed: int
    n_unlabelled: int
    score: Score
    parts: Mapping[str, Score]

    def as_json(self) -> str:
        """Write all figures as one JSON object."""
        own = asdict(self)
        flat = own.pop("score") | own.pop("parts")
        return json.dumps(flat | own, indent=1, ensure_ascii=False)


def read_rows(path: Path, split: str = "") -> list[Row]:
    """Read a .jsonl or .jsonl.gz file; a bad line becomes a row with a problem.

    Args:
        path: the file.
        split: only rows whose `split` is this one (and bad lines).

    Raises:
        InputError: the file is absent or damaged, or has no such split.
    """
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", errors="replace") as lines:
            pairs = [(n, _object(line)) for n, line in enumerate(lines, start=1) if line.strip()]
    except (OSError, EOFError) as error:
        raise InputError(f"{path} cannot be read as JSON lines: {error}") from error
    chosen = [
        (n, o) for n, o in pairs if not split or isinstance(o, str) or o.get("split") == split
    ]
    if not any(isinstance(one, dict) for _, one in chosen):
        splits = sorted({str(o.get("split")) for _, o in pairs if isinstance(o, dict)})
        wanted = f" with split '{split}' (there are {', '.join(splits) or 'none'})" if split else ""
        raise InputError(f"{path.name} has no row{wanted}; each line should be one JSON object")
    return [_row(number, one) for number, one in chosen]


def _object(line: str) -> dict[str, object] | str:
    """Parse a line; what is no object comes back as what is wrong with it."""
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"no JSON ({str(error)[:_MOST_RAW]}): {line.strip()[:_MOST_RAW]!r}"
    return parsed if isinstance(parsed, dict) else f"no JSON object: {line.strip()[:_MOST_RAW]!r}"


def _row(number: int, one: Mapping[str, object] | str) -> Row:
    if isinstance(one, str):
        return Row(number, problem=one)
    key = _text(one.get("id", one.get("comment_id")))
    label = next((_text(one[name]) for name in _LABELS if _text(one.get(name))), "")
    zero = one.get("zero_shot")
    row = Row(number, key, label=label, zero_shot=zero if isinstance(zero, bool) else None)
    target = next((_text(one[name]) for name in _TARGETS if _text(one.get(name))), "")
    if not target or not isinstance(one.get("text"), str):
        lacks = "text" if target else " or ".join(_TARGETS)
        return replace(row, problem=f"it has no {lacks}")
    context = one.get("context")
    parent = _text(context[-1]) if isinstance(context, list) and context else ""
    title, parent = _text(one.get("title")), _text(one.get("parent")) or parent
    return replace(row, asked=Asked(target, _text(one["text"]), title, parent))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def scheme_of(rows: Sequence[Row], codebook: Codebook) -> Scheme:
    """Tell from the labels of a file what they are.

    Raises:
        InputError: they are neither codes of the codebook nor sides, or it has no sides.
    """
    found = {row.label for row in rows if row.label}
    if found <= set(codebook.names):
        return Scheme(codebook.names, sides=False)
    for labels in (tuple(map(spell, names)) for names in _SIDES for spell in _SPELLINGS):
        if found <= set(labels):
            missing = [code for code in _CODES_OF_SIDES if code not in codebook.names]
            if missing:
                raise InputError(
                    f"the file's labels are {', '.join(labels)}; the codebook '{codebook.name}' "
                    f"has no code {missing[0]} to match them with"
                )
            return Scheme(labels, sides=True)
    known = "; ".join(", ".join(labels) for labels in (codebook.names, *_SIDES))
    usual = {*codebook.names, *(name for names in _SIDES for name in names)}
    odd = next((row for row in rows if row.label and row.label not in usual), None)
    first = f"; the first strange one is '{odd.label}' in line {odd.line}" if odd else ""
    raise InputError(
        f"the labels {', '.join(sorted(found)[:8])} do not fit; known are {known}{first}"
    )


def predict_rows(
    rows: Sequence[Row], scheme: Scheme, tagger: StanceTagger, codebook: Codebook, parser: Parser
) -> Iterator[Prediction]:
    """Answer each row, in order."""
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        good = [row for row in batch if not row.problem]
        questions = make_questions([row.asked for row in good], parser)
        answers = iter(_ask(questions, tagger, codebook))
        sides = iter([_sides(one, tagger) if scheme.sides else None for one in questions])
        for row in batch:
            if row.problem:
                yield Prediction(row, None, {}, problem=row.problem)
            else:
                yield _prediction(row, next(answers), next(sides), scheme, codebook)


def _ask(
    questions: Sequence[StanceQuestion], tagger: StanceTagger, codebook: Codebook
) -> list[Stance | Failure]:
    asked = [question for question in questions if question.own_sentences]
    given = iter(ask_for_stances(tagger, asked))
    return [
        next(given) if question.own_sentences else no_stance(question.target, codebook)
        for question in questions
    ]


def _sides(question: StanceQuestion, tagger: StanceTagger) -> Sides | None:
    """Ask a tagger that learnt sides as well as codes for them: for, against, neither."""
    if not isinstance(tagger, EncoderStanceTagger) or not question.own_sentences:
        return None
    scores = tagger.network.score(tagger.builder.build(question)).sides
    con, pro, neither = np.exp(log_softmax(scores[np.newaxis]))[0].tolist()
    return pro, con, neither


def _prediction(
    row: Row, answer: Stance | Failure, sides: Sides | None, scheme: Scheme, codebook: Codebook
) -> Prediction:
    if isinstance(answer, Failure):
        return Prediction(row, None, {}, problem=answer.reason)
    by_code = dict(zip(codebook.names, answer.probabilities, strict=True))
    if not scheme.sides:
        return Prediction(row, answer.primary, by_code, answer.abstained)
    probabilities = sides or sides_of(by_code)
    named = {ours: round(p, _DIGITS) for ours, p in zip(scheme.labels, probabilities, strict=True)}
    return Prediction(row, max(named, key=lambda label: named[label]), named, answer.abstained)


def sides_of(by_code: Mapping[str, float]) -> Sides:
    """Turn probabilities of codes into those of for, against and neither.

    Conditions and fatalism take a side as well, but do not say which: what codes other than
    support, oppose and none hold is given to the two sides in their own proportion.

    >>> sides_of({"support": 0.375, "oppose": 0.125, "pragmatic": 0.25, "none": 0.25})
    (0.5625, 0.1875, 0.25)
    """
    support, oppose, none = (by_code[code] for code in _CODES_OF_SIDES)
    sides = support + oppose
    share = support / sides if sides > 0 else 0.5
    return (1 - none) * share, (1 - none) * (1 - share), none


def score(predictions: Sequence[Prediction]) -> Scoring:
    """Compute all figures from the rows that have a label."""
    labelled = [one for one in predictions if one.row.label]
    parts = {
        name: _score([one for one in labelled if one.row.zero_shot is wanted])
        for name, wanted in (("zero_shot", True), ("few_shot", False))
        if any(one.row.zero_shot is wanted for one in labelled)
    }
    return Scoring(
        n_rows=len(predictions),
        n_failed=sum(one.predicted is None for one in predictions),
        n_unlabelled=len(predictions) - len(labelled),
        score=_score(labelled),
        parts=parts,
    )


def _score(predictions: Sequence[Prediction]) -> Score:
    if not predictions:
        return Score(0, 0.0, {}, 0.0, 0.0)
    truth = [one.row.label for one in predictions]
    predicted = [one.predicted or "" for one in predictions]
    labels = sorted({*truth, *predicted} - {""})
    f1 = f1_score(truth, predicted, labels=labels, average=None, zero_division=0.0)
    return Score(
        n=len(predictions),
        macro_f1=round(float(f1.mean()), _DIGITS),
        per_label_f1={name: round(float(v), _DIGITS) for name, v in zip(labels, f1, strict=True)},
        accuracy=round(float(accuracy_score(truth, predicted)), _DIGITS),
        ece=round(_calibration_error([one for one in predictions if one.predicted]), _DIGITS),
    )


def _calibration_error(predictions: Sequence[Prediction]) -> float:
    """Return the mean gap, over ten bins, between stated confidence and share of right answers."""
    stated: NDArray[np.float64] = np.array(
        [one.probabilities[one.predicted or ""] for one in predictions]
    )
    right = np.array([one.predicted == one.row.label for one in predictions])
    bins = np.minimum((stated * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            abs(stated[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b)
            for b in np.unique(bins)
        )
    )


def write_predictions(predictions: Sequence[Prediction], path: Path) -> None:
    """Write one JSON object per row, in order."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for one in predictions:
            fields: dict[str, object] = {"line": one.row.line, "id": one.row.key}
            fields |= {"label": one.row.label or None, "predicted": one.predicted}
            fields |= {"probabilities": one.probabilities, "abstained": one.abstained}
            if one.problem:
                fields["problem"] = one.problem
            file.write(json.dumps(fields, ensure_ascii=True) + "\n")
