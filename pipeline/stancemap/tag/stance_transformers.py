"""Stance by any Hugging Face model that classifies texts, or that says what follows from a text.

A classifier's labels are taken for codes; a model of entailment (zero-shot NLI) is asked, code by
code, whether a sentence made from the codebook follows from the comment. Neither kind's
probabilities are calibrated for the debate at hand.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stancemap.codebook import Code, Codebook
from stancemap.errors import InputError, ModelError
from stancemap.records import Span, Stance
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stance_prompt import as_data, own_words

ALSO_FROM = 0.3
"""A further code holds from this probability on."""
ABSTAIN_BELOW = 0.4
"""A primary code less probable than this is only a guess."""
_MOST_SENTENCES = 12
_MOST_CONTEXT = 1_000
_DIGITS = 4
_CLAUSE_END = re.compile(r"[:;.]")

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """What a model reads at once; `second` may be empty."""

    first: str
    second: str = ""


class PairScorer(Protocol):
    """A model with a name for each of its outputs."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the outputs, in order."""
        ...

    def logits(self, pairs: Sequence[Pair]) -> Matrix:
        """Return one row per pair."""
        ...


@dataclass(frozen=True, slots=True)
class PairForm:
    """Where a classifier wants what: {text}, {target}, {title} and {parent} are filled in."""

    first: str = "{text}"
    second: str = "{target}"

    def fill(self, question: StanceQuestion) -> Pair:
        """Put a question into this form."""
        words = {
            "text": own_words(question).shown,
            "target": _context(question.target),
            "title": _context(question.title),
            "parent": _context(question.parent),
        }
        return Pair(self.first.format(**words), self.second.format(**words))


@dataclass(frozen=True, slots=True)
class PretrainedModel:
    """Which model, by folder or name, and how it is used; `labels` maps its labels to codes."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    form: PairForm = PairForm()
    allow_download: bool = False
    revision: str = "main"
    batch_size: int = 16
    most_tokens: int = 256


class CodeScorer(Protocol):
    """Scores codes, whatever its model's outputs are."""

    def probabilities(self, questions: Sequence[StanceQuestion]) -> Matrix:
        """Return one row per question, one column per code; rows add up to 1."""
        ...

    def support(self, questions: Sequence[StanceQuestion], codes: Sequence[int]) -> Matrix:
        """Return how much each text speaks for the one code given with it."""
        ...


@dataclass(frozen=True, slots=True)
class LabelScorer:
    """Adds up the labels of a classifier by code; `code_of[i]` is the code of label `i`."""

    model: PairScorer
    form: PairForm
    code_of: tuple[int, ...]
    n_codes: int

    def probabilities(self, questions: Sequence[StanceQuestion]) -> Matrix:
        """Return one row per question, one column per code; rows add up to 1."""
        labels = _softmax(self.model.logits([self.form.fill(question) for question in questions]))
        return labels @ np.eye(self.n_codes)[list(self.code_of)]

    def support(self, questions: Sequence[StanceQuestion], codes: Sequence[int]) -> Matrix:
        """Return the probability of the one code given with each text."""
        return self.probabilities(questions)[np.arange(len(codes)), list(codes)]


@dataclass(frozen=True, slots=True)
class EntailmentScorer:
    """Asks which code's hypothesis follows most from a comment."""

    model: PairScorer
    codebook: Codebook
    entailment: int

    def probabilities(self, questions: Sequence[StanceQuestion]) -> Matrix:
        """Return one row per question, one column per code; rows add up to 1."""
        n_codes = len(self.codebook.codes)
        every = [code for _ in questions for code in range(n_codes)]
        repeated = [question for question in questions for _ in range(n_codes)]
        return _softmax(self.support(repeated, every).reshape(-1, n_codes))

    def support(self, questions: Sequence[StanceQuestion], codes: Sequence[int]) -> Matrix:
        """Return how strongly the hypothesis of the one code given follows from each text."""
        pairs = [
            Pair(
                own_words(question).shown,
                hypothesis(self.codebook.codes[code], _context(question.target)),
            )
            for question, code in zip(questions, codes, strict=True)
        ]
        return self.model.logits(pairs)[:, self.entailment]


@dataclass(frozen=True, slots=True)
class PretrainedStanceTagger:
    """Tags with a model from elsewhere. Make it with `make_tagger` or `load_pretrained_tagger`."""

    codebook: Codebook
    scorer: CodeScorer

    def tag(self, questions: Sequence[StanceQuestion]) -> list[Stance]:
        """Return the stance of each comment to its target."""
        if not questions:
            return []
        probabilities = np.round(self.scorer.probabilities(questions), _DIGITS)
        primary = [int(code) for code in probabilities.argmax(axis=1)]
        evidence = self._evidence(questions, primary)
        return [
            self._stance(question.target, row.tolist(), code, span)
            for question, row, code, span in zip(
                questions, probabilities, primary, evidence, strict=True
            )
        ]

    def _stance(
        self, target: str, row: Sequence[float], code: int, evidence: Span | None
    ) -> Stance:
        names, residual = self.codebook.names, self.codebook.residual
        further = sorted(
            (-row[i], i)
            for i, name in enumerate(names)
            if name not in {residual, names[code]} and row[i] >= ALSO_FROM
        )
        also = () if names[code] == residual else tuple(names[i] for _, i in further)
        return Stance(
            target=target,
            primary=names[code],
            codes=(names[code], *also),
            probabilities=tuple(row),
            confidence=row[code],
            abstained=row[code] < ABSTAIN_BELOW,
            evidence=evidence,
        )

    def _evidence(
        self, questions: Sequence[StanceQuestion], primary: Sequence[int]
    ) -> list[Span | None]:
        """Find the own sentence that, read alone, speaks most for the primary code."""
        residual = self.codebook.names.index(self.codebook.residual)
        asked = [
            (index, sentence.span)
            for index, question in enumerate(questions)
            if primary[index] != residual
            for sentence in question.own_sentences[:_MOST_SENTENCES]
        ]
        best: dict[int, tuple[float, Span]] = {}
        if asked:
            alone = [_alone(questions[index], span) for index, span in asked]
            scores = self.scorer.support(alone, [primary[index] for index, _ in asked])
            for (index, span), score in zip(asked, scores.round(_DIGITS).tolist(), strict=True):
                if index not in best or score > best[index][0]:
                    best[index] = (score, span)
        return [best[i][1] if i in best else None for i in range(len(questions))]


def make_tagger(
    codebook: Codebook, model: PairScorer, settings: PretrainedModel
) -> PretrainedStanceTagger:
    """Decide by a model's labels how its outputs become codes.

    Raises:
        ModelError: its labels are neither codes, nor mapped to codes, nor those of entailment.
        InputError: the form for its input has other fields than those of a question.
    """
    scorer: CodeScorer
    entails = [i for i, label in enumerate(model.labels) if label.lower().startswith("entail")]
    if entails and not settings.labels:
        scorer = EntailmentScorer(model, codebook, entails[0])
    else:
        _check_form(settings.form)
        code_of = _codes_of_labels(model.labels, codebook, settings)
        scorer = LabelScorer(model, settings.form, code_of, len(codebook.codes))
    return PretrainedStanceTagger(codebook, scorer)


def hypothesis(code: Code, target: str) -> str:
    """Say in a sentence about the comment's author what a code means.

    It is the code's own `hypothesis` where the codebook has one, else made from its definition.

    >>> hypothesis(Code("for", "Welcomes the target; wants more of it."), "street lamps")
    'The author welcomes street lamps.'
    >>> hypothesis(Code("for", "Praise of the target"), "street lamps")
    'This comment on street lamps is: praise of street lamps.'
    """
    target = target or "the subject"
    if code.hypothesis:
        return code.hypothesis.replace("{target}", target)
    clause = _CLAUSE_END.split(code.definition, maxsplit=1)[0].strip()
    clause = (clause[:1].lower() + clause[1:]).replace("the target", target)
    is_verb = clause.partition(" ")[0].rstrip(",").endswith("s")
    return f"The author {clause}." if is_verb else f"This comment on {target} is: {clause}."


def _check_form(form: PairForm) -> None:
    try:
        form.fill(StanceQuestion("", "", "", "", ()))
    except (LookupError, ValueError, AttributeError) as error:
        raise InputError(
            f"the form {form.first!r} and {form.second!r} cannot be filled in ({error}); its "
            f"fields are {{text}}, {{target}}, {{title}} and {{parent}}"
        ) from error


def _codes_of_labels(
    labels: Sequence[str], codebook: Codebook, settings: PretrainedModel
) -> tuple[int, ...]:
    names = codebook.names
    mapped = {label: settings.labels.get(label, label) for label in labels}
    strange = [label for label, code in mapped.items() if code not in names]
    strange += [label for label in settings.labels if label not in labels]
    if strange:
        raise ModelError(
            f"the model {settings.name} has the labels {', '.join(labels)}; the codebook "
            f"'{codebook.name}' has the codes {', '.join(names)}. Give a code for each label, as "
            f"in {labels[0]}={names[0]}; '{strange[0]}' has none, or is no label of the model"
        )
    return tuple(names.index(mapped[label]) for label in labels)


def _context(text: str) -> str:
    return as_data(text[:_MOST_CONTEXT])


def _alone(question: StanceQuestion, span: Span) -> StanceQuestion:
    return StanceQuestion(question.target, question.title, question.parent, span.text, ())


def _softmax(rows: Matrix) -> Matrix:
    if not np.isfinite(rows).all():
        raise ValueError("the stance model gives numbers that are not finite")
    powers = np.exp(rows - rows.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
