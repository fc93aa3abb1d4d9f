"""What the claims on one target have in common, and how they compare without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from stancemap.maps.labels import cleaned, says_little
from stancemap.maps.sample import sampled
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.similar import Vectors
from stancemap.maps.voices import Voice
from stancemap.tag.encoder import Encoder, unit_rows

# A mean of few claims says more about them than about their target: it counts as n / (n + 3).
_MEAN_WEIGHT = 3

_WORDS = HashingVectorizer(
    n_features=1024, alternate_sign=False, norm=None, stop_words="english", dtype=np.float32
)


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """Compares claims on one target by meaning, less what all have in common, and by rare words.

    Without its topic, what is left of a claim's vector is what the claim says about it. `rows` are
    the vectors of claims that were read before, `known` says by their ids which row is whose.
    """

    encoder: Encoder
    common: Vectors
    weights: TfidfTransformer
    meaning: float
    rows: Vectors
    known: Mapping[str, int]

    def encode(self, said: Sequence[Voice]) -> Vectors:
        """Return one row per claim, of length 1 at most, 0 for one that says nothing known.

        The product of two rows is the weighted mean of two cosines: of meanings and of words.
        """
        if all(voice.claim_id in self.known for voice in said):
            return self.rows[[self.known[voice.claim_id] for voice in said]]
        texts = _texts_of(said)
        return _vectors(self, texts, self.encoder.encode(texts), _WORDS.transform(texts))

    def knowing(self, said: Sequence[Voice], rows: Vectors) -> "Topic":
        """Return the same topic with other claims that were read before."""
        return replace(self, rows=rows, known=_numbers(said))

    def closeness(self, said: Sequence[Voice]) -> list[float]:
        """Say how near each claim is to what all claims on the target are about."""
        vectors = self.encoder.encode(_texts_of(said))
        middle = unit_rows(self.common)[0]
        return [round(float(near), 5) for near in vectors @ middle]


def topic_of(said: Sequence[Voice], encoder: Encoder, settings: KeyPointSettings) -> Topic:
    """Work out what the claims on one target have in common, and which words are rare in them.

    Of many claims a sample is read, and known from then on.
    """
    sample = sampled(said, settings.sample_size, settings.seed)
    texts = _texts_of(sample)
    meanings, counts = encoder.encode(texts), _WORDS.transform(texts)
    weight = settings.less_common * len(said) / (len(said) + _MEAN_WEIGHT)
    common = weight * meanings.mean(axis=0, keepdims=True, dtype=np.float64)
    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    topic = Topic(
        encoder, common.astype(np.float32), weights, settings.meaning, meanings[:0], known={}
    )
    return topic.knowing(sample, _vectors(topic, texts, meanings, counts))


def _vectors(topic: Topic, texts: Sequence[str], meanings: Vectors, counts: csr_matrix) -> Vectors:
    unknown = ~meanings.any(axis=1)
    unknown |= np.array([says_little(text) for text in texts], dtype=np.bool_)
    about = sqrt(topic.meaning) * unit_rows(meanings - topic.common)
    words = sqrt(1 - topic.meaning) * topic.weights.transform(counts).toarray()
    vectors = np.hstack([about, words]).astype(np.float32)
    vectors[unknown] = 0
    return vectors


def _texts_of(said: Sequence[Voice]) -> list[str]:
    return [cleaned(voice.text) for voice in said]


def _numbers(said: Sequence[Voice]) -> dict[str, int]:
    return {voice.claim_id: number for number, voice in enumerate(said)}
