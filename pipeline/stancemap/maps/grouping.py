"""Claims of one target and stance, grouped by what they say, each group with its label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stancemap.maps.labels import FAULT_COSTS, best_label, faults, says_little
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
_FAULTS_OF_SINGLE = 1
# Enough to choose a few from; where there are more claims, groups are the rule.
_MOST_SINGLES = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """Encodes claims of one target, less what all claims on it have in common.

    Without its topic, what is left of a claim's vector is what the claim says about it.
    """

    encoder: Encoder
    common: Vectors

    def encode(self, said: Sequence[Voice]) -> Vectors:
        """Return one row of length 1 per claim, or 0 for one that says nothing known."""
        vectors = self.encoder.encode([voice.text for voice in said])
        vectors = np.where(vectors.any(axis=1, keepdims=True), vectors - self.common, vectors)
        vectors[[says_little(voice.text) for voice in said]] = 0
        return unit_rows(vectors)

    def closeness(self, said: Sequence[Voice]) -> list[float]:
        """Say how near each claim is to what all claims on the target are about."""
        vectors = self.encoder.encode([voice.text for voice in said])
        middle = unit_rows(self.common)[0]
        return [round(float(near), 5) for near in vectors @ middle]


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that say the same, and the one that stands for all."""

    label: Voice
    members: tuple[Voice, ...]


def topic_of(said: Sequence[Voice], encoder: Encoder, settings: KeyPointSettings) -> Topic:
    """Work out what the claims on one target have in common."""
    vectors = encoder.encode([said[index].text for index in _sample(len(said), settings)])
    weight = len(said) / (len(said) + _MEAN_WEIGHT)
    common = weight * vectors.mean(axis=0, keepdims=True, dtype=np.float64)
    return Topic(encoder, common.astype(np.float32))


def _sample(total: int, settings: KeyPointSettings) -> list[int]:
    if total <= settings.sample_size:
        return list(range(total))
    generator = np.random.default_rng(settings.seed)
    return sorted(generator.choice(total, settings.sample_size, replace=False).tolist())


def groups_of_stance(
    said: Sequence[Voice], topic: Topic, settings: KeyPointSettings
) -> list[Group]:
    """Group the claims of one target and stance, given in canonical order.

    Groups are found on a sample where there are many claims; the others then join the nearest.
    """
    chosen = _sample(len(said), settings)
    sample = [said[index] for index in chosen]
    vectors = topic.encode(sample)
    groups = find_groups(vectors, settings.similarity)
    centres = centres_of(vectors, groups)
    labels = [
        _representative(sample, vectors, groups == number, centre)
        for number, centre in enumerate(centres)
    ]
    groups = np.where(groups == NO_GROUP, nearest_centre(vectors, centres, settings.join), groups)
    members: list[list[Voice]] = [[] for _ in labels]
    for voice, group in (
        *zip(sample, groups.tolist(), strict=True),
        *_joining(_others(said, chosen), topic, centres, settings.join),
    ):
        if group != NO_GROUP:
            members[group].append(voice)
    found = [
        Group(label, tuple(group))
        for label, group in zip(labels, members, strict=True)
        if len({voice.comment.comment_id for voice in group}) >= settings.min_size
        and faults(label.text) <= _FAULTS_OF_LABEL
    ]
    return found + _strongest(said, found, topic, settings.min_points - len(found))


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


def _representative(
    said: Sequence[Voice], vectors: Vectors, members: NDArray[np.bool_], centre: Vectors
) -> Voice:
    inside = [voice for voice, is_member in zip(said, members.tolist(), strict=True) if is_member]
    return inside[best_label([voice.text for voice in inside], vectors[members] @ centre)]


def _strongest(
    said: Sequence[Voice], found: Sequence[Group], topic: Topic, wanted: int
) -> list[Group]:
    """Make single claims key points, one per comment: sure, on the topic, clear on their own."""
    heard = {voice.comment.comment_id for group in found for voice in group.members}
    able = [
        voice
        for voice in said[: _MOST_SINGLES if wanted > 0 else 0]
        if voice.comment.comment_id not in heard and faults(voice.text) <= _FAULTS_OF_SINGLE
    ]
    strength = {
        voice.claim.claim_id: voice.claim.confidence + close - FAULT_COSTS * faults(voice.text)
        for voice, close in zip(able, topic.closeness(able), strict=True)
    }
    able.sort(key=lambda voice: (-strength[voice.claim.claim_id], voice.claim.claim_id))
    best_of_comment: dict[str, Voice] = {}
    for voice in able:
        best_of_comment.setdefault(voice.comment.comment_id, voice)
    return [Group(voice, (voice,)) for voice in list(best_of_comment.values())[: max(0, wanted)]]
