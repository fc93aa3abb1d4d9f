"""Key points: claims that say the same, towards one target from one stance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from stancemap.maps.grouping import Group, groups_of_target, single_claims, topic_of
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
    """Group the claims of tagged comments per target and stance by what they say.

    Key points are sorted by target, stance and then by how many comments make them; the outcome
    does not depend on the order of the comments. A claim may belong to no key point. Claims of
    comments on which the stance tagger abstained join sure ones that say the same if their best
    guess is the same stance, and are counted in `n_comments`; `n_decided` and the share count
    sure comments only. Shares are of the target's comments with a sure stance and any claim, of
    whatever stance. Where a stance has no group, single claims stand in, without a share.
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
    n_comments = count_sure(said)
    siding = [voice for voice in said if voice.stance not in settings.left_out]
    groups = groups_of_target(siding, topic, settings) if siding else []
    grouped = {group.label.stance for group in groups}
    by_stance: defaultdict[str, list[Voice]] = defaultdict(list)
    for voice in siding:
        by_stance[voice.stance].append(voice)
    for stance in sorted(by_stance.keys() - grouped):
        groups += single_claims(by_stance[stance], topic, settings.singles)
    points = [count_point(group, n_comments) for group in groups]
    return sorted(points, key=by_size)


def by_size(point: KeyPoint) -> tuple[str, int, int, str, str]:
    """Order the key points on one target: by stance, those that most comments make first."""
    size = (-point.n_comments, -point.n_claims)
    return (point.stance, *size, point.text, point.label_claim_id)


def count_sure(said: Iterable[Voice]) -> int:
    """Count the comments with a sure stance among those that make some claims."""
    return len({voice.comment.comment_id for voice in said if voice.is_sure})


def count_point(group: Group, n_comments: int) -> KeyPoint:
    """Make a key point, still without an id; its share is out of `n_comments`."""
    counts = count_comments(voice.comment for voice in group.members)
    n_decided = count_sure(group.members)
    share = proportion(n_decided, n_comments) if counts.n_comments > 1 else None
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
        share=share.share if share else None,
        share_low=share.low if share else None,
        share_high=share.high if share else None,
        first_posted=counts.first_posted,
        last_posted=counts.last_posted,
        n_decided=n_decided,
    )
