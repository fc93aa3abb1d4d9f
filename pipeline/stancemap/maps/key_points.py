"""Key points: claims that say the same, towards one target from one stance."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from stancemap.maps.given import GivenPoint
from stancemap.maps.grouping import (
    Group,
    given_groups,
    groups_of_target,
    single_claims,
)
from stancemap.maps.intervals import proportion
from stancemap.maps.labels import cleaned
from stancemap.maps.remembered import MOST_REMEMBERED, RememberingEncoder
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.summaries import ABSTAINED
from stancemap.maps.terms import terms_of
from stancemap.maps.topic import topic_of
from stancemap.maps.voices import Counts, Voice, count_comments, sorted_voices
from stancemap.records import KeyPoint
from stancemap.tag.encoder import Encoder

# Terms of more claims take much memory, and are hardly any others.
_READ_FOR_TERMS = 20_000
_FEW_FOR_TERMS = 50


def find_key_points(
    said: Sequence[Voice],
    encoder: Encoder,
    settings: KeyPointSettings = KeyPointSettings(),  # noqa: B008 - frozen
    given: Sequence[GivenPoint] = (),
) -> list[KeyPoint]:
    """Group claims, given by comment and place, per target and stance by what they say.

    Claims that match a key point of the user's list, `given`, belong to that; the others are
    grouped among themselves.

    Key points are sorted by target, stance and then by how many comments make them; the outcome
    does not depend on the order of the comments. A claim may belong to no key point. Claims of
    comments on which the stance tagger abstained join sure ones that say the same if their best
    guess is the same stance, and are counted in `n_comments`; `n_decided` and the share count
    sure comments only. Shares are of the target's comments with a sure stance and any claim, of
    whatever stance. Where a stance has no group, single claims stand in, without a share.
    """
    by_target: defaultdict[str, list[Voice]] = defaultdict(list)
    for voice in sorted_voices(said):
        by_target[voice.target].append(voice)
    # Without a list of key points only the samples are read more than once.
    most = MOST_REMEMBERED if given else 2 * settings.sample_size
    points = [
        point
        for target in sorted(by_target)
        for point in _points_of_target(
            by_target[target], RememberingEncoder(encoder, most), settings, given
        )
    ]
    width = max(4, len(str(len(points))))
    return [
        replace(point, key_point_id=f"k{number:0{width}}")
        for number, point in enumerate(points, start=1)
    ]


def _points_of_target(
    said: Sequence[Voice],
    encoder: Encoder,
    settings: KeyPointSettings,
    given: Sequence[GivenPoint],
) -> list[KeyPoint]:
    topic = topic_of(said, encoder, settings)
    siding = [voice for voice in said if voice.stance not in settings.left_out]
    groups, siding = given_groups(siding, given, topic, settings)
    groups += groups_of_target(siding, topic, settings) if siding else []
    grouped = {group.label.stance for group in groups}
    by_stance: defaultdict[str, list[Voice]] = defaultdict(list)
    for voice in siding:
        by_stance[voice.stance].append(voice)
    for stance in sorted(by_stance.keys() - grouped):
        groups += single_claims(by_stance[stance], topic, settings.singles)
    return count_points(groups, count_sure(said))


def count_points(groups: Sequence[Group], of_target: Counts) -> list[KeyPoint]:
    """Make the key points on one target, still without ids, in their order, with their terms.

    Where a great many comments make them, terms are those of every second or third comment, and so
    on.
    """
    step = 1 + sum(len(group.members) for group in groups) // _READ_FOR_TERMS
    terms = terms_of(_claims_by_comment(group, step) for group in groups)
    points = [
        replace(count_point(group, of_target), terms=chosen)
        for group, chosen in zip(groups, terms, strict=True)
    ]
    return sorted(points, key=by_size)


def by_size(point: KeyPoint) -> tuple[str, int, int, str, str]:
    """Order the key points on one target: by stance, those that most comments make first."""
    size = (-point.n_comments, -point.n_claims)
    return (point.stance, *size, point.text, point.label_claim_id)


def count_sure(said: Iterable[Voice]) -> Counts:
    """Count the comments with a sure stance among those that make some claims."""
    return count_comments(voice.vote for voice in said if voice.is_sure)


def _claims_by_comment(group: Group, step: int) -> Iterator[list[str]]:
    """Read the claims of every so-manieth comment, and of all where there are few."""
    step = max(1, min(step, len(group.members) // _FEW_FOR_TERMS))
    comments = groupby(sorted_voices(group.members), lambda voice: voice.vote.comment_id)
    for number, (_, claims) in enumerate(comments):
        if number % step == 0:
            yield [voice.text for voice in claims]


def _stance_mix(group: Group) -> tuple[tuple[str, int], ...]:
    own = {
        voice.vote.comment_id: voice.primary if voice.is_sure else ABSTAINED
        for voice in group.members
    }
    return tuple(sorted(Counter(own.values()).items(), key=lambda count: (-count[1], count[0])))


def count_point(group: Group, of_target: Counts) -> KeyPoint:
    """Make a key point, still without id and terms; its shares are out of `of_target`."""
    counts = count_comments(voice.vote for voice in group.members)
    decided = count_sure(group.members)
    share, by_author = None, None
    if counts.n_comments > 1 or group.given:
        share = proportion(decided.n_comments, of_target.n_comments)
        by_author = proportion(decided.n_authors, of_target.n_authors)
    return KeyPoint(
        key_point_id="",
        target=group.label.target,
        stance=group.label.stance,
        text=group.given or cleaned(group.label.text),
        label_claim_id=group.label.claim_id,
        claim_ids=tuple(sorted(voice.claim_id for voice in group.members)),
        n_comments=counts.n_comments,
        n_authors=counts.n_authors,
        n_threads=counts.n_threads,
        share=share.share if share else None,
        share_low=share.low if share else None,
        share_high=share.high if share else None,
        first_posted=counts.first_posted,
        last_posted=counts.last_posted,
        n_decided=decided.n_comments,
        n_likes=counts.n_likes,
        share_authors=by_author.share if by_author else None,
        share_authors_low=by_author.low if by_author else None,
        share_authors_high=by_author.high if by_author else None,
        stance_mix=_stance_mix(group),
        is_given=bool(group.given),
    )
