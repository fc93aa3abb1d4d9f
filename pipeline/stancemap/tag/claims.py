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


@dataclass(frozen=True, slots=True)
class ClaimText:
    """The own sentences of a text that are judged together, and what they answer, if known."""

    sentences: tuple[str, ...]
    target: str = ""
    title: str = ""
    parent: str = ""


class ClaimTagger(Protocol):
    """What judges sentences; a model fits when it has this method."""

    def judge_texts(self, texts: Sequence[ClaimText]) -> list[list[Judgement]]:
        """Judge the sentences of each text; a text's judgements depend on that text alone."""
        ...

    def types(self, candidates: Sequence[Candidate]) -> list[str]:
        """Return the likeliest of `TYPES` for each candidate."""
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

    def judge_texts(self, texts: Sequence[ClaimText]) -> list[list[Judgement]]:
        """Judge the sentences of each text, each on its own with its neighbours."""
        candidates = [candidates_in(text) for text in texts]
        judged = iter(self.judge([one for several in candidates for one in several]))
        return [[next(judged) for _ in several] for several in candidates]

    def judge(self, candidates: Sequence[Candidate]) -> list[Judgement]:
        """Judge each candidate on its own, so that batches do not matter."""
        if not candidates:
            return []
        options = self.options(candidates)
        scores = self.scores([option for several in options for option in several])
        probabilities = iter((1.0 / (1.0 + np.exp(-scores))).tolist())
        likely = [[next(probabilities) for _ in several] for several in options]
        return self.judgements(options, likely, self.threshold)

    def options(self, candidates: Sequence[Candidate]) -> list[list[Option]]:
        """Return the stretches of each candidate, all of it first."""
        return [[Option(one, cut) for cut in stretches_of(one.text)] for one in candidates]

    def scores(self, options: Sequence[Option]) -> NDArray[np.float64]:
        """Return the log-odds of each stretch being a claim."""
        if not options:
            return np.zeros(0)
        scores = claim_features(options, self.encoder) @ self.claim
        return np.asarray(scores, dtype=np.float64) + self.claim_bias

    def probabilities(self, options: Sequence[Option]) -> NDArray[np.float64]:
        """Return how likely each stretch is a claim."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.scores(options))))

    def types(self, candidates: Sequence[Candidate]) -> list[str]:
        """Return the likeliest of `TYPES` for each candidate."""
        return [TYPES[best] for best in self._kind_scores(candidates).argmax(axis=1)]

    def _kind_scores(self, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
        return np.asarray(kind_features(candidates, self.encoder) @ self.kinds + self.kind_bias)

    def judgements(
        self,
        options: Sequence[Sequence[Option]],
        probabilities: Sequence[Sequence[float]],
        threshold: float,
    ) -> list[Judgement]:
        """Take the stretches of each sentence that gain most, and tell their kinds."""
        chosen = [
            taken_of(several, likely, threshold)
            for several, likely in zip(options, probabilities, strict=True)
        ]
        parts = [one[n].part for one, taken in zip(options, chosen, strict=True) for n in taken]
        best = iter(self._kind_scores(parts)[:, : len(ClaimKind)].argmax(axis=1) if parts else ())
        order, judged = tuple(ClaimKind), []
        for several, likely, taken in zip(options, probabilities, chosen, strict=True):
            pieces = tuple(
                Piece(
                    several[number].stretch.start,
                    several[number].stretch.end,
                    order[next(best)],
                    round(float(likely[number]), _DECIMALS),
                )
                for number in taken
            )
            main = max(pieces, key=lambda piece: piece.probability)
            judged.append(Judgement(main.probability, main.kind, pieces))
        return judged


def taken_of(options: Sequence[Option], likely: Sequence[float], threshold: float) -> list[int]:
    """Choose what gains most; where nothing does, what is likeliest."""
    gains = [probability - threshold for probability in likely]
    taken = best_apart([option.stretch for option in options], gains)
    return taken or [max(range(len(likely)), key=lambda number: likely[number])]


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


def own_text(sentences: Sequence[Sentence]) -> ClaimText:
    """Return the writer's own sentences as one text."""
    return ClaimText(tuple(sentence.span.text for sentence in sentences if sentence.own))


def candidates_in(text: ClaimText) -> list[Candidate]:
    """Return the sentences of a text, each with its place among them."""
    return _in_context(text.sentences)


def _in_context(texts: Sequence[str]) -> list[Candidate]:
    count, around = len(texts), ("", *texts, "")
    return [
        Candidate(text, position, count, around[position], around[position + 2])
        for position, text in enumerate(texts)
    ]


def texts_by_paragraph(text: str, sentences: Sequence[Sentence]) -> list[ClaimText]:
    """Return the paragraphs of an article with their sentences.

    The models learnt from comments: a paragraph is what is as long.
    """
    paragraphs: list[list[str]] = []
    last_end = 0
    for sentence in sentences:
        if not paragraphs or "\n" in text[last_end : sentence.span.start]:
            paragraphs.append([])
        paragraphs[-1].append(sentence.span.text)
        last_end = sentence.span.end
    return [ClaimText(tuple(paragraph)) for paragraph in paragraphs]


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
