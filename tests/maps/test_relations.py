from collections.abc import Callable

import numpy as np
import pytest

from stancemap.maps.opposition import relation_between
from stancemap.maps.relations import between_key_points, find_relations
from stancemap.records import KeyPoint, Relation, RelationBasis, RelationKind, TaggedComment
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]

SUPPORT, ATTACK, UNDERCUT = RelationKind.SUPPORT, RelationKind.ATTACK, RelationKind.UNDERCUT
REPLY, CUE = RelationBasis.REPLY, RelationBasis.CUE

SAFER = "Cameras in public places make nobody any safer."
THEFTS = "Cameras stopped the thefts at the station within a month."
COST = "The council pays far too much money for the maintenance contract."


def ends(relations: list[Relation]) -> list[tuple[str, str, RelationKind, RelationBasis]]:
    return [(one.source_id, one.target_id, one.kind, one.basis) for one in relations]


def point(name: str, *claim_ids: str) -> KeyPoint:
    return KeyPoint(name, "cameras", "oppose", SAFER, claim_ids[0], claim_ids, 2, 2, 2, 0.5, 0, 1)


def test_a_reply_from_the_other_side_attacks_the_claim(say: Say) -> None:
    comments = [say("c1", SAFER), say("c2", THEFTS, stance="support", parent_id="c1")]
    assert ends(find_relations(comments)) == [("c2#1", "c1#1", ATTACK, REPLY)]


def test_a_reply_from_the_same_side_supports_the_claim(say: Say) -> None:
    comments = [say("c1", SAFER), say("c2", COST, parent_id="c1")]
    assert ends(find_relations(comments)) == [("c2#1", "c1#1", SUPPORT, REPLY)]


@pytest.mark.parametrize("stance", ["pragmatic", "inevitable", "none"])
def test_a_reply_that_takes_no_side_says_nothing_by_its_stance(say: Say, stance: str) -> None:
    comments = [say("c1", SAFER), say("c2", COST, stance=stance, parent_id="c1")]
    assert find_relations(comments) == []


@pytest.mark.parametrize(
    ("first_words", "kind"),
    [("I disagree.", ATTACK), ("Exactly.", SUPPORT), ("That does not follow.", UNDERCUT)],
)
@pytest.mark.parametrize("stance", ["oppose", "support", "pragmatic"])
def test_first_words_count_more_than_stances(
    say: Say, first_words: str, kind: RelationKind, stance: str
) -> None:
    reply = say("c2", THEFTS, stance=stance, parent_id="c1", before=first_words)
    assert ends(find_relations([say("c1", SAFER), reply])) == [("c2#1", "c1#1", kind, REPLY)]


def test_a_stance_that_nobody_stands_by_is_not_compared(say: Say) -> None:
    comments = [say("c1", SAFER, abstained=True), say("c2", THEFTS, stance="support")]
    assert find_relations(comments) == []


def test_stances_to_different_targets_are_not_compared(say: Say) -> None:
    reply = say("c2", THEFTS, stance="support", parent_id="c1", target="drones")
    assert find_relations([say("c1", SAFER), reply]) == []


def test_a_reply_is_aimed_at_the_most_similar_claim(say: Say, encoder: Encoder) -> None:
    answer = "Cameras in public places make everybody safer."
    comments = [say("c1", COST, SAFER), say("c2", answer, stance="support", parent_id="c1")]
    assert ends(find_relations(comments, encoder)) == [("c2#1", "c1#2", ATTACK, REPLY)]


def test_a_closer_answer_is_surer(say: Say, encoder: Encoder) -> None:
    near = say("c2", "Cameras in public places make all safer.", stance="support", parent_id="c1")
    far = say("c3", "Thefts went down a lot.", stance="support", parent_id="c1")
    attacks = find_relations([say("c1", SAFER), near, far], encoder)
    assert attacks[0].source_id == "c2#1"
    assert attacks[0].confidence > attacks[1].confidence


def test_an_unsure_stance_makes_an_unsure_relation(say: Say) -> None:
    relation = find_relations(
        [say("c1", SAFER, sure=0.9), say("c2", THEFTS, stance="support", parent_id="c1", sure=0.9)],
    )[0]
    # prior .8, both stances .9, and half of it for the aim
    assert relation.confidence == pytest.approx(0.8 * 0.9 * 0.9 * 0.5)


def test_relations_below_the_floor_are_left_out(say: Say) -> None:
    comments = [
        say("c1", SAFER, sure=0.5),
        say("c2", THEFTS, stance="support", parent_id="c1", sure=0.9),
    ]
    assert find_relations(comments) == []


def test_because_supports_what_stands_before_it(say: Say) -> None:
    comments = [say("c1", SAFER, "Because nobody watches the screens at night.")]
    assert ends(find_relations(comments)) == [("c1#2", "c1#1", SUPPORT, CUE)]


def test_therefore_supports_what_stands_behind_it(say: Say) -> None:
    comments = [say("c1", SAFER, "Therefore the council should take them down.")]
    assert ends(find_relations(comments)) == [("c1#1", "c1#2", SUPPORT, CUE)]


def test_relations_are_added_up_between_key_points(say: Say) -> None:
    comments = [
        say("c1", SAFER),
        say("c2", THEFTS, stance="support", parent_id="c1"),
        say("c3", SAFER),
        say("c4", THEFTS, stance="support", parent_id="c3"),
    ]
    points = [point("k1", "c1#1", "c3#1"), point("k2", "c2#1", "c4#1")]
    relations = find_relations(comments)
    assert len(relations) == 2
    (between,) = between_key_points(relations, points)
    assert (between.source_id, between.target_id) == ("k2", "k1")
    assert (between.kind, between.count) == (ATTACK, 2)
    single = relations[0].confidence
    assert between.confidence == pytest.approx(1 - (1 - single) ** 2, abs=1e-6)


def test_a_key_point_does_not_act_on_itself(say: Say) -> None:
    comments = [say("c1", SAFER), say("c2", SAFER, parent_id="c1")]
    relations = find_relations(comments)
    assert between_key_points(relations, [point("k1", "c1#1", "c2#1")]) == []
    assert ends(relations) == [("c2#1", "c1#1", SUPPORT, REPLY)]


def test_a_comment_that_replies_to_itself_or_to_nobody_is_passed_over(say: Say) -> None:
    comments = [say("c1", SAFER, parent_id="c1"), say("c2", SAFER, parent_id="gone")]
    assert find_relations(comments) == []


def test_the_order_of_the_comments_changes_nothing(say: Say, encoder: Encoder) -> None:
    comments = [
        say(
            f"c{n}",
            (SAFER, THEFTS, COST)[n % 3],
            stance=("oppose", "support")[n % 2],
            parent_id=f"c{n // 2}" if n % 4 else "",
        )
        for n in range(40)
    ]
    expected = find_relations(comments, encoder)
    assert expected
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(comments))
        shuffled = [comments[index] for index in order]
        assert find_relations(shuffled, encoder) == expected


@pytest.mark.parametrize(
    ("stance", "other", "kind"),
    [
        ("oppose", "support", ATTACK),
        ("support", "oppose", ATTACK),
        ("FAVOR", "AGAINST", ATTACK),
        ("oppose", "oppose", SUPPORT),
        ("pragmatic", "pragmatic", None),
        ("support", "inevitable", None),
        ("red", "blue", None),  # another codebook, of which nothing is known
        ("agree", "oppose", None),  # two answers to two different questions
    ],
)
def test_only_codes_that_take_sides_relate(
    stance: str, other: str, kind: RelationKind | None
) -> None:
    assert relation_between(stance, other) == kind
