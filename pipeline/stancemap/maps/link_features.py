"""What two claims of one text show about one being a reason for the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from stancemap.maps.cues import Link, link_between
from stancemap.records import Span
from stancemap.tag.claim_features import CUE_NAMES, Candidate, cue_features
from stancemap.tag.encoder import Encoder

REACH = 4
"""How many claims apart a claim and its reason may stand."""

N_WORD_FEATURES = 2**13
"""Buckets into which words and word pairs are hashed."""

N_VECTOR = 256
N_CLAIM_FEATURES = N_WORD_FEATURES + N_VECTOR + len(CUE_NAMES)
"""Length of a claim's own row."""

N_PAIR_FEATURES = 2 * REACH + 10
"""Length of a pair's row about place and likeness."""

_VECTOR_WEIGHT, _CUE_WEIGHT, _LIKENESS_WEIGHT = 1.5, 0.3, 4.0
_WIDEST_GAP = 20
_FEW = (2, 3)


@dataclass(frozen=True, slots=True)
class ClaimsInText:
    """The claims of one text, in the order in which they stand there."""

    text: str
    spans: tuple[Span, ...]

    def cues(self) -> Iterator[tuple[int, Link]]:
        """Read the cues between neighbours, each with the number of the earlier claim.

        Claims may overlap, and further apart there is another sentence between them.
        """
        for first, (earlier, later) in enumerate(zip(self.spans, self.spans[1:], strict=False)):
            gap = self.text[earlier.end : later.start]
            if later.start < earlier.end or len(gap.strip()) > _WIDEST_GAP:
                continue
            link = link_between(earlier.text, gap, later.text)
            if link is not None:
                yield first, link

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Pair each claim with those near it, both ways, where no cue speaks.

        Claims that overlap are no pair: one does not support a part of itself.
        """
        said = {first for first, _ in self.cues()}
        for one, span in enumerate(self.spans):
            for other in range(max(0, one - REACH), min(len(self.spans), one + REACH + 1)):
                near = self.spans[other]
                apart = span.end <= near.start or near.end <= span.start
                if apart and not (abs(one - other) == 1 and min(one, other) in said):
                    yield one, other


@dataclass(frozen=True, slots=True, eq=False)
class PairFeatures:
    """Rows of claims, and per ordered pair which two they are and what is between them.

    `names` says per pair its text, its source and its aim, `source` and `aim` their rows.
    """

    claims: csr_matrix
    names: list[tuple[int, int, int]]
    source: NDArray[np.int64]
    aim: NDArray[np.int64]
    forward: NDArray[np.float64]
    likeness: NDArray[np.float64]
    places: NDArray[np.float64]

    def one_matrix(self) -> csr_matrix:
        """Return one row per pair: source, aim, both again where the source stands first."""
        source, aim = self.claims[self.source], self.claims[self.aim]
        first = csr_matrix(self.forward[:, np.newaxis])
        both = (source, aim, source.multiply(first), aim.multiply(first))
        return hstack((*both, csr_matrix(self.likeness), csr_matrix(self.places)), format="csr")


def pair_features(texts: Sequence[ClaimsInText], encoder: Encoder) -> PairFeatures:
    """Return the features of all pairs of claims of the same text."""
    candidates = [
        Candidate(" ".join(span.text.split()), number, len(one.spans))
        for one in texts
        for number, span in enumerate(one.spans)
    ]
    vectors = np.asarray(encoder.encode([one.text for one in candidates]), dtype=np.float64)
    starts = np.cumsum([0, *(len(one.spans) for one in texts)])
    names = [(number, *pair) for number, one in enumerate(texts) for pair in one.pairs()]
    table = np.array(names, dtype=np.int64).reshape(-1, 3)
    source, aim = (starts[table[:, 0]] + table[:, column] for column in (1, 2))
    alike = vectors[source] * vectors[aim]
    return PairFeatures(
        claims=_claim_rows(candidates, vectors),
        names=names,
        source=source,
        aim=aim,
        forward=(aim > source).astype(np.float64),
        likeness=_LIKENESS_WEIGHT * alike,
        places=_places(table, np.array([len(one.spans) for one in texts]), alike.sum(axis=1)),
    )


def _claim_rows(candidates: Sequence[Candidate], vectors: NDArray[np.float64]) -> csr_matrix:
    words = [one.text.encode("utf-8", "replace").decode("utf-8") for one in candidates]
    cues = np.array([cue_features(one) for one in candidates], dtype=np.float64)
    blocks = (
        _VECTORISER.transform(words),
        csr_matrix(_VECTOR_WEIGHT * vectors),
        csr_matrix(_CUE_WEIGHT * cues),
    )
    return hstack(blocks, format="csr")


def _places(
    table: NDArray[np.int64], sizes: NDArray[np.int64], cosine: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Tell where both stand, and how alike they are beside the source's most similar claim."""
    size = sizes[table[:, 0]]
    source, aim = table[:, 1], table[:, 2]
    steps = [step for step in range(-REACH, REACH + 1) if step]
    best: dict[tuple[int, int], float] = {}
    for (text, one, _), value in zip(table.tolist(), cosine.tolist(), strict=True):
        best[text, one] = max(value, best.get((text, one), 0.0))
    most = np.array([best[text, one] for text, one, _ in table.tolist()], dtype=np.float64)
    columns = (
        *(aim - source == step for step in steps),
        *(source == 0, aim == 0, source == size - 1, aim == size - 1),
        *(1 / size, np.log(size)),
        *(size == few for few in _FEW),
        *(cosine, most - cosine),
    )
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


_VECTORISER = HashingVectorizer(
    n_features=N_WORD_FEATURES, ngram_range=(1, 2), alternate_sign=False, dtype=np.float64
)
