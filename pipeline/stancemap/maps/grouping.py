"""Claims on one target, grouped by what they say, each group with its stance and its label."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from stancemap.maps.given import GivenPoint, match_given
from stancemap.maps.labels import best_label, cleaned, faults, names, stands_alone
from stancemap.maps.sample import sampled
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.similar import (
    NO_GROUP,
    Vectors,
    blocks,
    centres_of,
    find_groups,
    nearest_centre,
)
from stancemap.maps.topic import Topic
from stancemap.maps.voices import Voice

# The rows of so many claims take 10 MB.
_ENCODED_AT_ONCE = 2048
# Where even the clearest claim tells nobody what the point is, there is none to show.
_FAULTS_OF_LABEL = 2
# Enough to choose a label from, or a few single claims.
_MOST_LABELS = 200
_MOST_READ_AGAIN = 40
_MOST_SINGLES = 10_000
# How much a word of the target adds to the strength of a single claim.
_NAMING = 0.25


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that say the same, and the one that stands for all; `given` is the user's name."""

    label: Voice
    members: tuple[Voice, ...]
    given: str = ""


def groups_of_target(
    said: Sequence[Voice], topic: Topic, settings: KeyPointSettings
) -> list[Group]:
    """Group the claims on one target, given in canonical order, whatever their stances.

    Each group is then parted by stance. A claim of a comment on which the stance tagger abstained
    stays with sure claims that say the same where its best guess is their stance; where it is
    another, reading shows that the claims seldom say the same.
    """
    sample = sampled(said, settings.sample_size, settings.seed)
    topic = topic.knowing(sample, topic.encode(sample))
    groups = [
        Group(_representative(side, topic), side)
        for cluster in _clusters(said, sample, topic, settings)
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
    if not matched:
        return [], left
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


def _clusters(
    said: Sequence[Voice], sample: Sequence[Voice], topic: Topic, settings: KeyPointSettings
) -> list[list[Voice]]:
    """Find groups on a sample, which the topic knows; the other claims then join the nearest."""
    vectors = topic.rows
    groups = find_groups(vectors, settings.similarity)
    centres = centres_of(vectors, groups)
    groups = np.where(groups == NO_GROUP, nearest_centre(vectors, centres, settings.join), groups)
    others = [voice for voice in said if voice.claim_id not in topic.known]
    members: defaultdict[int, list[Voice]] = defaultdict(list)
    for voice, group in chain(
        zip(sample, groups.tolist(), strict=True),
        _joining(others, topic, centres, settings.join),
    ):
        if group != NO_GROUP:
            members[group].append(voice)
    return [members[group] for group in sorted(members)]


def _sides(cluster: Sequence[Voice]) -> Iterator[tuple[Voice, ...]]:
    """Part claims by stance; a side without a sure claim is none."""
    for stance in sorted({voice.stance for voice in cluster if voice.is_sure}):
        yield tuple(voice for voice in cluster if voice.stance == stance)


def _representative(members: Sequence[Voice], topic: Topic) -> Voice:
    """Choose the claim that stands for all, if possible among those that were read before."""
    able = (voice for voice in members if voice.is_sure)
    known = (voice for voice in members if voice.is_sure and voice.claim_id in topic.known)
    sure = list(islice(known, _MOST_LABELS)) or list(islice(able, _MOST_READ_AGAIN))
    vectors = topic.encode(sure)
    centre = centres_of(vectors, np.zeros(len(sure), dtype=np.int64))[0]
    return sure[best_label([voice.text for voice in sure], vectors @ centre)]


def _joining(
    said: Sequence[Voice], topic: Topic, centres: Vectors, least: float
) -> Iterator[tuple[Voice, int]]:
    """Give each claim outside the sample the group that it joins."""
    for block in blocks(len(said), _ENCODED_AT_ONCE):
        groups = nearest_centre(topic.encode(said[block]), centres, least)
        yield from zip(said[block], groups.tolist(), strict=True)
