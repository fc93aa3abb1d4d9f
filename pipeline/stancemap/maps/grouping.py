"""Claims on one target, grouped by what they say, each group with its stance and its label."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from stancemap.maps.given import GivenPoint, match_given
from stancemap.maps.labels import best_label, cleaned, faults, names, says_little, stands_alone
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.similar import (
    NO_GROUP,
    Vectors,
    blocks,
    centres_of,
    find_groups,
    nearest_centre,
)
from stancemap.maps.voices import Voice
from stancemap.tag.encoder import Encoder, unit_rows

_ENCODED_AT_ONCE = 8192
# A mean of few claims says more about them than about their target: it counts as n / (n + 3).
_MEAN_WEIGHT = 3
# Where even the clearest claim tells nobody what the point is, there is none to show.
_FAULTS_OF_LABEL = 2
# Enough to choose a label from, or a few single claims.
_MOST_LABELS = 200
_MOST_SINGLES = 10_000
# How much a word of the target adds to the strength of a single claim.
_NAMING = 0.25

_WORDS = HashingVectorizer(
    n_features=1024, alternate_sign=False, norm=None, stop_words="english", dtype=np.float32
)


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """Compares claims on one target by meaning, less what all have in common, and by rare words.

    Without its topic, what is left of a claim's vector is what the claim says about it.
    """

    encoder: Encoder
    common: Vectors
    weights: TfidfTransformer
    meaning: float

    def encode(self, said: Sequence[Voice]) -> Vectors:
        """Return one row per claim, of length 1 at most, 0 for one that says nothing known.

        The product of two rows is the weighted mean of two cosines: of meanings and of words.
        """
        texts = [cleaned(voice.text) for voice in said]
        meanings = self.encoder.encode(texts)
        unknown = ~meanings.any(axis=1)
        unknown |= np.array([says_little(text) for text in texts], dtype=np.bool_)
        words = self.weights.transform(_WORDS.transform(texts)).toarray()
        vectors = np.hstack(
            [sqrt(self.meaning) * unit_rows(meanings - self.common), sqrt(1 - self.meaning) * words]
        ).astype(np.float32)
        vectors[unknown] = 0
        return vectors

    def closeness(self, said: Sequence[Voice]) -> list[float]:
        """Say how near each claim is to what all claims on the target are about."""
        vectors = self.encoder.encode([cleaned(voice.text) for voice in said])
        middle = unit_rows(self.common)[0]
        return [round(float(near), 5) for near in vectors @ middle]


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that say the same, and the one that stands for all; `given` is the user's name."""

    label: Voice
    members: tuple[Voice, ...]
    given: str = ""


def topic_of(said: Sequence[Voice], encoder: Encoder, settings: KeyPointSettings) -> Topic:
    """Work out what the claims on one target have in common, and which words are rare in them."""
    texts = [cleaned(said[index].text) for index in _sample(len(said), settings)]
    vectors = encoder.encode(texts)
    weight = settings.less_common * len(said) / (len(said) + _MEAN_WEIGHT)
    common = weight * vectors.mean(axis=0, keepdims=True, dtype=np.float64)
    weights = TfidfTransformer(sublinear_tf=True).fit(_WORDS.transform(texts))
    return Topic(encoder, common.astype(np.float32), weights, settings.meaning)


def _sample(total: int, settings: KeyPointSettings) -> list[int]:
    if total <= settings.sample_size:
        return list(range(total))
    generator = np.random.default_rng(settings.seed)
    return sorted(generator.choice(total, settings.sample_size, replace=False).tolist())


def groups_of_target(
    said: Sequence[Voice], topic: Topic, settings: KeyPointSettings
) -> list[Group]:
    """Group the claims on one target, given in canonical order, whatever their stances.

    Each group is then parted by stance. A claim of a comment on which the stance tagger abstained
    stays with sure claims that say the same where its best guess is their stance; where it is
    another, reading shows that the claims seldom say the same.
    """
    groups = [
        Group(_representative(side, topic), side)
        for cluster in _clusters(said, topic, settings)
        for side in _sides(cluster)
        if len({voice.vote.comment_id for voice in side}) >= settings.min_size
    ]
    return [group for group in groups if faults(cleaned(group.label.text)) <= _FAULTS_OF_LABEL]


def given_groups(
    said: Sequence[Voice], given: Sequence[GivenPoint], topic: Topic, settings: KeyPointSettings
) -> tuple[list[Group], list[Voice]]:
    """Give the claims on one target to the user's key points; return also those that match none.

    A key point that several stances make is parted by stance, as groups are.
    """
    matched, left = match_given(said, given, topic.encoder, settings.match)
    groups = [
        Group(_representative(side, topic), side, given=text)
        for text, voices in matched.items()
        for side in _sides(voices)
    ]
    taken = {voice.claim_id for group in groups for voice in group.members}
    unsided = [v for voices in matched.values() for v in voices if v.claim_id not in taken]
    names = {voice.claim_id for voice in (*left, *unsided)}
    return groups, [voice for voice in said if voice.claim_id in names]


def single_claims(said: Sequence[Voice], topic: Topic, wanted: int) -> list[Group]:
    """Choose the strongest claims of one stance, one per comment: sure, on the topic, clear."""
    able = [
        voice
        for voice in said[: _MOST_SINGLES if wanted > 0 else 0]
        if voice.is_sure and stands_alone(voice.text)
    ]
    strength = {
        voice.claim_id: voice.claim.confidence + close + _NAMING * names(voice.text, voice.target)
        for voice, close in zip(able, topic.closeness(able), strict=True)
    }
    able.sort(key=lambda voice: (-strength[voice.claim_id], voice.claim_id))
    best_of_comment: dict[str, Voice] = {}
    for voice in able:
        best_of_comment.setdefault(voice.vote.comment_id, voice)
    return [Group(voice, (voice,)) for voice in list(best_of_comment.values())[: max(0, wanted)]]


def _clusters(said: Sequence[Voice], topic: Topic, settings: KeyPointSettings) -> list[list[Voice]]:
    """Find groups on a sample where there are many claims; the others then join the nearest."""
    chosen = _sample(len(said), settings)
    sample = [said[index] for index in chosen]
    vectors = topic.encode(sample)
    groups = find_groups(vectors, settings.similarity)
    centres = centres_of(vectors, groups)
    groups = np.where(groups == NO_GROUP, nearest_centre(vectors, centres, settings.join), groups)
    members: defaultdict[int, list[Voice]] = defaultdict(list)
    for voice, group in (
        *zip(sample, groups.tolist(), strict=True),
        *_joining(_others(said, chosen), topic, centres, settings.join),
    ):
        if group != NO_GROUP:
            members[group].append(voice)
    return [members[group] for group in sorted(members)]


def _sides(cluster: Sequence[Voice]) -> Iterator[tuple[Voice, ...]]:
    """Part claims by stance; a side without a sure claim is none."""
    for stance in sorted({voice.stance for voice in cluster if voice.is_sure}):
        yield tuple(voice for voice in cluster if voice.stance == stance)


def _representative(members: Sequence[Voice], topic: Topic) -> Voice:
    sure = [voice for voice in members if voice.is_sure][:_MOST_LABELS]
    vectors = topic.encode(sure)
    centre = centres_of(vectors, np.zeros(len(sure), dtype=np.int64))[0]
    return sure[best_label([voice.text for voice in sure], vectors @ centre)]


def _others(said: Sequence[Voice], chosen: Sequence[int]) -> list[Voice]:
    left = np.ones(len(said), dtype=bool)
    left[chosen] = False
    return [said[index] for index in np.flatnonzero(left).tolist()]


def _joining(
    said: Sequence[Voice], topic: Topic, centres: Vectors, least: float
) -> Iterator[tuple[Voice, int]]:
    """Give each claim outside the sample the group that it joins."""
    for block in blocks(len(said), _ENCODED_AT_ONCE):
        groups = nearest_centre(topic.encode(said[block]), centres, least)
        yield from zip(said[block], groups.tolist(), strict=True)
