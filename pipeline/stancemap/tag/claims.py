"""The claims of a text: which sentences another reader could dispute, and of what kind."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from stancemap._paths import MODELS
from stancemap.errors import ModelError
from stancemap.records import ClaimKind, Sentence, Span
from stancemap.tag.claim_features import CUE_NAMES, N_WORD_FEATURES, Candidate, features_of
from stancemap.tag.own_words import Quoted, own_stretches

MODEL = MODELS / "claims-linear"
"""Folder of the model that ships."""

FORMAT = 1
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
_FEWEST_WORDS = 3
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a sentence is a claim, and of which kind it would be."""

    probability: float
    kind: ClaimKind


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
    """Two linear models on one set of features: claim or not, and its kind."""

    claim: NDArray[np.float32]
    claim_bias: float
    kinds: NDArray[np.float32]
    kind_bias: NDArray[np.float32]
    threshold: float

    def judge(self, candidates: Sequence[Candidate]) -> list[Judgement]:
        """Judge each candidate."""
        if not candidates:
            return []
        rows = features_of(candidates)
        scores = np.asarray(rows @ self.claim, dtype=np.float64) + self.claim_bias
        probabilities = 1.0 / (1.0 + np.exp(-scores))
        best = np.asarray(rows @ self.kinds + self.kind_bias).argmax(axis=1)
        order = tuple(ClaimKind)
        return [
            Judgement(round(float(probability), _DECIMALS), order[kind])
            for probability, kind in zip(probabilities, best, strict=True)
        ]


def load_claim_tagger(folder: Path = MODEL) -> LinearClaimTagger:
    """Read the claim model from its folder.

    Raises:
        ModelError: it is missing, damaged, or made for other features.
    """
    try:
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        weights = load_file(folder / "weights.safetensors")
        tagger = LinearClaimTagger(
            claim=weights["claim"],
            claim_bias=float(weights["claim_bias"][0]),
            kinds=weights["kinds"],
            kind_bias=weights["kind_bias"],
            threshold=float(settings["threshold"]),
        )
        version = int(settings["format"])
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(f"the claim model in {folder.name} cannot be read: {error}") from error
    n_features = N_WORD_FEATURES + len(CUE_NAMES)
    if version != FORMAT or tagger.claim.shape != (n_features,):
        raise ModelError(
            f"the claim model in {folder.name} has {tagger.claim.shape[0]:,} features in format "
            f"{version}; this version reads {n_features:,} in format {FORMAT}: train it again"
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
    own = [sentence.span.text for sentence in sentences if sentence.own]
    return [Candidate(text, position, len(own)) for position, text in enumerate(own)]


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
    return [
        Candidate(sentence, position, len(paragraph))
        for paragraph in paragraphs
        for position, sentence in enumerate(paragraph)
    ]


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
        longest = max(own_stretches(span, quoted), key=lambda piece: len(piece.text))
        trimmed = trim_claim(longest)
        if trimmed is not None:
            yield FoundClaim(trimmed, judgement.kind, judgement.probability)


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
