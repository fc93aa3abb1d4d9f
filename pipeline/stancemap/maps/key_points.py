"""Key points: claims that say the same, towards one target from one stance."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from stancemap.maps.grouping import Group, groups_of_stance, topic_of
from stancemap.maps.intervals import proportion
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.voices import Voice, count_comments, voices
from stancemap.records import KeyPoint, TaggedComment
from stancemap.tag.encoder import Encoder


def find_key_points(
    comments: Sequence[TaggedComment],
    encoder: Encoder,
    settings: KeyPointSettings = KeyPointSettings(),  # noqa: B008 - frozen
) -> list[KeyPoint]:
    """Group the claims of decided comments per target and stance by what they say.

    Key points are sorted by target, stance and then by how many comments make them; the outcome
    does not depend on the order of the comments. A claim may belong to no key point. Shares are
    of the target's decided comments that make any claim, of whatever stance.
    """
    by_target: defaultdict[str, list[Voice]] = defaultdict(list)
    for voice in voices(comments):
        by_target[voice.target].append(voice)
    points = [
        point
        for target in sorted(by_target)
        for point in _points_of_target(by_target[target], encoder, settings)
    ]
    width = max(4, len(str(len(points))))
    return [
        replace(point, key_point_id=f"k{number:0{width}}")
        for number, point in enumerate(points, start=1)
    ]


def _points_of_target(
    said: Sequence[Voice], encoder: Encoder, settings: KeyPointSettings
) -> list[KeyPoint]:
    topic = topic_of(said, encoder, settings)
    n_comments = len({voice.comment.comment_id for voice in said})
    by_stance: defaultdict[str, list[Voice]] = defaultdict(list)
    for voice in said:
        by_stance[voice.stance].append(voice)
    points = [
        _key_point(group, n_comments)
        for stance in sorted(by_stance.keys() - set(settings.left_out))
        for group in groups_of_stance(by_stance[stance], topic, settings)
    ]
    return sorted(points, key=_by_size)


def _by_size(point: KeyPoint) -> tuple[str, int, int, str, str]:
    size = (-point.n_comments, -point.n_claims)
    return (point.stance, *size, point.text, point.label_claim_id)


def _key_point(group: Group, n_comments: int) -> KeyPoint:
    counts = count_comments(voice.comment for voice in group.members)
    share = proportion(counts.n_comments, n_comments)
    return KeyPoint(
        key_point_id="",
        target=group.label.target,
        stance=group.label.stance,
        text=group.label.text,
        label_claim_id=group.label.claim.claim_id,
        claim_ids=tuple(sorted(voice.claim.claim_id for voice in group.members)),
        n_comments=counts.n_comments,
        n_authors=counts.n_authors,
        n_threads=counts.n_threads,
        share=share.share,
        share_low=share.low,
        share_high=share.high,
        first_posted=counts.first_posted,
        last_posted=counts.last_posted,
    )
