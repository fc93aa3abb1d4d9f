from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from stancemap.maps.intervals import proportion
from stancemap.maps.key_points import find_key_points
from stancemap.maps.labels import cleaned
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.voices import voices
from stancemap.records import KeyPoint, Status, TaggedComment
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]

SAFER = "Cameras in public places make nobody any safer."
SAFER_TOO = "Nobody is any safer with cameras in public places."
COST = "The council pays far too much money for the maintenance contract."
COST_TOO = "Far too much money goes into the maintenance contract, council."
FACES = "Face scans misjudge women with dark skin more often."
GROUPS_ONLY = KeyPointSettings(singles=0)


@pytest.fixture
def discussion(say: Say) -> list[TaggedComment]:
    return [
        say("c1", SAFER, author="ann", posted="2024-03-01"),
        say("c2", SAFER_TOO, COST, author="bob", posted="2024-02-01"),
        say("c3", SAFER_TOO, author="ann", posted="2024-05-01"),
        say("c4", COST_TOO, thread_id="c1"),
        say("c5", FACES),
        say("c6", "Cameras stopped the thefts at the station within a month.", stance="support"),
        say("c7", SAFER, stance="none"),
        say("c8", SAFER, abstained=True),
        say("c9"),
    ]


def point_saying(text: str, points: list[KeyPoint]) -> KeyPoint:
    return next(point for point in points if text in point.text)


def test_claims_that_say_the_same_become_one_key_point(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    points = find_key_points(voices(discussion), encoder, GROUPS_ONLY)
    assert [point.claim_ids for point in points] == [
        ("c1#1", "c2#1", "c3#1", "c8#1"),
        ("c2#2", "c4#1"),
    ]
    assert [point.key_point_id for point in points] == ["k0001", "k0002"]


def test_a_key_point_is_counted_by_comment_author_and_thread(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    first = find_key_points(voices(discussion), encoder, GROUPS_ONLY)[0]
    assert (first.n_claims, first.n_comments, first.n_authors, first.n_threads) == (4, 4, 3, 4)
    assert first.n_decided == 3
    assert (first.first_posted, first.last_posted) == ("2024-02-01", "2024-05-01")


def test_two_comments_of_one_author_count_once_in_the_share_by_author(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    # Ann and Bob say it; the target's authors are they and the unnamed ones of c4 to c7.
    first = find_key_points(voices(discussion), encoder, GROUPS_ONLY)[0]
    expected = proportion(2, 6)
    assert (first.share_authors, first.share_authors_low, first.share_authors_high) == (
        expected.share,
        expected.low,
        expected.high,
    )


def test_likes_add_up_over_comments_and_stay_unknown_where_none_are_known(
    say: Say, encoder: Encoder
) -> None:
    comments = [say("c1", SAFER, likes=2), say("c2", SAFER_TOO, SAFER, likes=-1), say("c3", SAFER)]
    assert find_key_points(voices(comments), encoder)[0].n_likes == 1
    assert find_key_points(voices(comments[2:] * 2), encoder)[0].n_likes is None


def test_the_stance_mix_counts_each_comment_by_its_own_stance(say: Say, encoder: Encoder) -> None:
    comments = [say("c1", SAFER), say("c2", SAFER), say("c3", SAFER, abstained=True)]
    mixed = say("c4", SAFER)
    assert mixed.stance is not None
    mixed = replace(mixed, stance=replace(mixed.stance, primary="pragmatic"))
    point = find_key_points(voices([*comments, mixed]), encoder)[0]
    assert point.stance_mix == (("oppose", 2), ("(abstained)", 1), ("pragmatic", 1))


def test_terms_tell_a_key_point_from_the_others(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    safer, cost = find_key_points(voices(discussion), encoder, GROUPS_ONLY)
    assert "public places" in safer.terms
    assert {"maintenance contract", "money"} <= set(cost.terms)
    assert 3 <= len(safer.terms) <= 6
    assert not set(safer.terms) & set(cost.terms)


def test_unnamed_commenters_count_once_per_comment(say: Say, encoder: Encoder) -> None:
    comments = [say("c1", SAFER), say("c2", SAFER), say("c3", SAFER, author="ann")]
    assert find_key_points(voices(comments), encoder)[0].n_authors == 3


def test_the_share_is_of_decided_comments_that_claim_anything(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    # c1 to c7 make claims and are decided; c8 is abstained on, c9 claims nothing.
    first = find_key_points(voices(discussion), encoder, GROUPS_ONLY)[0]
    expected = proportion(3, 7)
    assert (first.share, first.share_low, first.share_high) == (
        expected.share,
        expected.low,
        expected.high,
    )


def test_single_claims_stand_in_only_where_a_stance_has_no_group(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    points = find_key_points(voices(discussion), encoder)
    single = point_saying("stopped the thefts", points)
    assert (single.stance, single.is_single, single.share) == ("support", True, None)
    assert not any("Face scans" in point.text for point in points)


def test_an_unsure_claim_of_another_stance_joins_no_group(say: Say, encoder: Encoder) -> None:
    comments = [say("c1", SAFER), say("c2", SAFER, stance="support", abstained=True)]
    assert find_key_points(voices(comments), encoder, GROUPS_ONLY) == []


def test_unsure_claims_alone_make_no_key_point(say: Say, encoder: Encoder) -> None:
    comments = [say(name, SAFER, abstained=True) for name in ("c1", "c2")]
    assert find_key_points(voices(comments), encoder) == []


def test_courtesies_and_anecdotes_are_no_single_claims(say: Say, encoder: Encoder) -> None:
    comments = [
        say("c1", "Thanks to the council for the new cameras in town."),
        say("c2", "The cameras at the station broke down last winter, apparently."),
    ]
    assert find_key_points(voices(comments), encoder) == []


def test_a_claim_that_needs_its_context_is_no_key_point_on_its_own(
    say: Say, encoder: Encoder
) -> None:
    assert find_key_points(voices([say("c1", "But that is what they want?")]), encoder) == []


def test_comments_without_a_side_make_no_key_point_unless_asked_for(
    say: Say, encoder: Encoder
) -> None:
    comments = [say("c1", SAFER, stance="none"), say("c2", SAFER, stance="none")]
    assert find_key_points(voices(comments), encoder) == []
    assert len(find_key_points(voices(comments), encoder, KeyPointSettings(left_out=()))) == 1


def test_the_same_words_for_another_side_or_target_are_another_key_point(
    say: Say, encoder: Encoder
) -> None:
    comments = [
        say(f"{target}{stance}{n}", SAFER, stance=stance, target=target)
        for target in ("cameras", "drones")
        for stance in ("oppose", "support")
        for n in (1, 2)
    ]
    points = find_key_points(voices(comments), encoder)
    assert [(point.target, point.stance, point.n_claims) for point in points] == [
        ("cameras", "oppose", 2),
        ("cameras", "support", 2),
        ("drones", "oppose", 2),
        ("drones", "support", 2),
    ]


def test_one_comment_that_repeats_itself_makes_no_group(say: Say, encoder: Encoder) -> None:
    assert find_key_points(voices([say("c1", SAFER, SAFER)]), encoder, GROUPS_ONLY) == []


def test_what_is_quoted_from_somebody_else_is_no_claim_of_the_writer(
    say: Say, encoder: Encoder
) -> None:
    own, quoted = say("c1", SAFER), say("c2", SAFER)
    quoted = replace(quoted, claims=(replace(quoted.claims[0], speaker="The mayor"),))
    assert find_key_points(voices([own, quoted]), encoder, GROUPS_ONLY) == []


def test_the_label_is_one_of_the_claims(discussion: list[TaggedComment], encoder: Encoder) -> None:
    claims = {claim.claim_id: claim for tagged in discussion for claim in tagged.claims}
    for point in find_key_points(voices(discussion), encoder):
        assert point.label_claim_id in point.claim_ids
        assert point.text == cleaned(claims[point.label_claim_id].span.text)


def test_claims_outside_the_sample_join_the_nearest_group(say: Say, encoder: Encoder) -> None:
    comments = [say(f"c{n:03}", SAFER if n % 2 else COST) for n in range(200)]
    points = find_key_points(voices(comments), encoder, KeyPointSettings(sample_size=20))
    assert sorted(point.n_claims for point in points if point.n_claims > 1) == [100, 100]


@pytest.mark.parametrize("settings", [KeyPointSettings(), KeyPointSettings(sample_size=4)])
def test_the_order_of_the_comments_changes_nothing(
    discussion: list[TaggedComment], encoder: Encoder, settings: KeyPointSettings
) -> None:
    expected = find_key_points(voices(discussion), encoder, settings)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(discussion))
        shuffled = [discussion[index] for index in order]
        assert find_key_points(voices(shuffled), encoder, settings) == expected
        assert find_key_points(voices(shuffled)[::-1], encoder, settings) == expected


def test_no_comments_make_no_key_points(encoder: Encoder) -> None:
    assert find_key_points(voices([]), encoder) == []


def test_a_duplicate_adds_nothing(say: Say, encoder: Encoder) -> None:
    comments = [say("c1", SAFER), say("c2", SAFER)]
    copy = replace(
        say("c3", SAFER), status=Status.DUPLICATE, duplicate_of="c1", stance=None, claims=()
    )
    assert find_key_points(voices([*comments, copy]), encoder) == find_key_points(
        voices(comments), encoder
    )


def test_claims_of_unknown_words_are_not_taken_for_the_same(say: Say) -> None:
    class Blind:
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return np.zeros((len(texts), 8), dtype=np.float32)

    comments = [say("c1", SAFER), say("c2", COST)]
    assert find_key_points(voices(comments), Blind(), GROUPS_ONLY) == []


@pytest.mark.parametrize("size", [20, 4_000])
def test_an_encoder_reads_each_text_once(say: Say, encoder: Encoder, size: int) -> None:
    read: list[str] = []

    class Watched:
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            read.extend(texts)
            return encoder.encode(texts)

    comments = [say(f"c{n:03}", f"{(SAFER, COST)[n % 2]} {n}.") for n in range(200)]
    points = find_key_points(voices(comments), Watched(), KeyPointSettings(sample_size=size))
    assert sorted(point.n_claims for point in points) == [100, 100]
    assert len(read) == len(set(read)) == 200
