"""The claims of a text: which clauses another reader could dispute, and of what kind."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from stancemap._paths import MODELS
from stancemap.errors import ModelError
from stancemap.records import ClaimKind, Sentence, Span
from stancemap.tag.claim_features import (
    N_CLAIM_FEATURES,
    N_KIND_FEATURES,
    Candidate,
    Option,
    claim_features,
    kind_features,
)
from stancemap.tag.clauses import best_apart, stretches_of
from stancemap.tag.encoder import Encoder, load_encoder
from stancemap.tag.own_words import Quoted, own_stretches

MODEL = MODELS / "claims-linear"
"""Folder of the model that ships."""

FORMAT = 2
"""Version of the features; a model trained on others is refused."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEADING = re.compile(
    r"(?:[^\w\"“‘'(\[$€£#@]+|(?:and|but|so|also|or|yet|plus|well|edit|ps)\b(?:\s*[,:…—–-]+)?(?!['’])\s*)+",
    re.IGNORECASE,
)
_DOUBLE = frozenset('"“”«»')
_DOUBLE_MARK = re.compile(r"[\"“”«»]")
_QUESTION = re.compile(r"\?[\"”’)\s]*$")
_OPEN_END = " \t\n“‘>([*•–—-,;:"
_REFERENCE = "reference"
_FEWEST_WORDS = 3
_DECIMALS = 4


TYPES = (*(kind.value for kind in ClaimKind), _REFERENCE)
"""The kinds, and CDCP's bare references, which are told apart but claim nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause that is a claim, by its place in the sentence."""

    start: int
    end: int
    kind: ClaimKind
    probability: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a sentence is a claim, and of which kind it would be.

    `pieces` are the clauses worth taking, in order; the whole sentence where there are none.
    """

    probability: float
    kind: ClaimKind
    pieces: tuple[Piece, ...] = ()


class ClaimTagger(Protocol):
    """What judges sentences; a model fits when it has this method."""

    def judge(self, candidates: Sequence[Candidate]) -> list[Judgement]:
        """Judge each candidate on its own, so that batches do not matter."""
        ...

    @property
    def threshold(self) -> float:
        """The least probability of a claim."""
        ...


@dataclass(frozen=True, slots=True)
class LinearClaimTagger:
    """Two linear models: is a stretch a claim, and of which of `TYPES` would it be."""

    claim: NDArray[np.float32]
    claim_bias: float
    kinds: NDArray[np.float32]
    kind_bias: NDArray[np.float32]
    threshold: float
    encoder: Encoder = field(default_factory=load_encoder)

    def judge(self, candidates: Sequence[Candidate]) -> list[Judgement]:
        """Judge each candidate: all its stretches are, and those are taken that gain most."""
        if not candidates:
            return []
        options_of = [[Option(one, cut) for cut in stretches_of(one.text)] for one in candidates]
        options = [option for several in options_of for option in several]
        probabilities = self.probabilities(options)
        chosen: list[list[int]] = []
        first = 0
        for several in options_of:
            count = len(several)
            rows = range(first, first + count)
            gains = [float(probabilities[row]) - self.threshold for row in rows]
            taken = best_apart([option.stretch for option in several], gains)
            likeliest = first + int(probabilities[first : first + count].argmax())
            chosen.append([first + number for number in taken] or [likeliest])
            first += count
        return self._judgements(options, probabilities, chosen)

    def probabilities(self, options: Sequence[Option]) -> NDArray[np.float64]:
        """Return how likely each stretch is a claim."""
        scores = np.asarray(claim_features(options, self.encoder) @ self.claim, dtype=np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-scores - self.claim_bias)))

    def types(self, candidates: Sequence[Candidate]) -> list[str]:
        """Return the likeliest of `TYPES` for each candidate."""
        return [TYPES[best] for best in self._kind_scores(candidates).argmax(axis=1)]

    def _kind_scores(self, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
        return np.asarray(kind_features(candidates, self.encoder) @ self.kinds + self.kind_bias)

    def _judgements(
        self,
        options: Sequence[Option],
        probabilities: NDArray[np.float64],
        chosen: Sequence[Sequence[int]],
    ) -> list[Judgement]:
        parts = [options[row].part for rows in chosen for row in rows]
        best = iter(self._kind_scores(parts)[:, : len(ClaimKind)].argmax(axis=1))
        order, judgements = tuple(ClaimKind), []
        for rows in chosen:
            pieces = tuple(
                Piece(
                    options[row].stretch.start,
                    options[row].stretch.end,
                    order[next(best)],
                    round(float(probabilities[row]), _DECIMALS),
                )
                for row in rows
            )
            main = max(pieces, key=lambda piece: piece.probability)
            judgements.append(Judgement(main.probability, main.kind, pieces))
        return judgements


def load_claim_tagger(folder: Path = MODEL) -> LinearClaimTagger:
    """Read the claim model from its folder.

    Raises:
        ModelError: it is missing, damaged, or made for other features.
    """
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        weights = load_file(folder / "weights.safetensors")
        tagger = LinearClaimTagger(
            claim=weights["claim"].astype(np.float32),
            claim_bias=float(weights["claim_bias"][0]),
            kinds=weights["kinds"].astype(np.float32),
            kind_bias=weights["kind_bias"].astype(np.float32),
            threshold=float(settings["threshold"]),
        )
        version = int(settings["format"])
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(f"the claim model in {folder.name} cannot be read: {error}") from error
    shapes = tagger.claim.shape, tagger.kinds.shape
    if version != FORMAT or shapes != ((N_CLAIM_FEATURES,), (N_KIND_FEATURES, len(TYPES))):
        raise ModelError(
            f"the claim model in {folder.name} has {tagger.claim.shape[0]:,} features in format "
            f"{version}; this version reads {N_CLAIM_FEATURES:,} in format {FORMAT}: train it again"
        )
    return tagger


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim before it gets its id."""

    span: Span
    kind: ClaimKind
    probability: float


def candidates_of(sentences: Sequence[Sentence]) -> list[Candidate]:
    """Return the writer's own sentences, each with its place among them."""
    return _in_context([sentence.span.text for sentence in sentences if sentence.own])


def _in_context(texts: Sequence[str]) -> list[Candidate]:
    count, around = len(texts), ("", *texts, "")
    return [
        Candidate(text, position, count, around[position], around[position + 2])
        for position, text in enumerate(texts)
    ]


def candidates_by_paragraph(text: str, sentences: Sequence[Sentence]) -> list[Candidate]:
    """Return the sentences of an article, each with its place in its paragraph.

    The model learnt from comments: a paragraph is what is as long.
    """
    paragraphs: list[list[str]] = []
    last_end = 0
    for sentence in sentences:
        if not paragraphs or "\n" in text[last_end : sentence.span.start]:
            paragraphs.append([])
        paragraphs[-1].append(sentence.span.text)
        last_end = sentence.span.end
    return [one for paragraph in paragraphs for one in _in_context(paragraph)]


def find_claims(
    sentences: Sequence[Sentence],
    judgements: Sequence[Judgement],
    threshold: float,
    quoted: Sequence[Quoted] = (),
) -> Iterator[FoundClaim]:
    """Pick the claims; `judgements` are those of the own sentences, in order."""
    own = (sentence.span for sentence in sentences if sentence.own)
    for span, judgement in zip(own, judgements, strict=True):
        if judgement.probability < threshold or _QUESTION.search(span.text):
            continue
        whole = Piece(0, len(span.text), judgement.kind, judgement.probability)
        for piece in judgement.pieces or (whole,):
            text = span.text[piece.start : piece.end]
            clause = Span(span.start + piece.start, span.start + piece.end, text)
            stretches = own_stretches(clause, quoted)
            if piece.probability < threshold or not stretches:
                continue
            trimmed = trim_claim(max(stretches, key=lambda stretch: len(stretch.text)))
            if trimmed is not None:
                yield FoundClaim(trimmed, piece.kind, piece.probability)


def trim_claim(span: Span) -> Span | None:
    """Cut bullets, blanks and a leading "and" or "but"; nothing where too little is left.

    >>> trim_claim(Span(0, 26, "- But, cars are noisy too "))
    Span(start=7, end=25, text='cars are noisy too')
    """
    # A mark that closes or opens outside of the claim is not its own.
    lone = span.text.lstrip()[:1] in _DOUBLE and len(_DOUBLE_MARK.findall(span.text)) == 1
    start = span.text.index(span.text.lstrip()[0]) + 1 if lone else 0
    leading = _LEADING.match(span.text, start)
    start = leading.end() if leading else start
    text = _without_open_end(span.text[start:])
    if len(_WORD.findall(text)) < _FEWEST_WORDS:
        return None
    return Span(span.start + start, span.start + start + len(text), text)


def _without_open_end(text: str) -> str:
    """Cut what would open something after the claim: a comma, a bracket, a quote mark."""
    bare = text.rstrip(_OPEN_END)
    return bare[:-1].rstrip(_OPEN_END) if bare.endswith((' "', ',"', " '")) else bare
