"""What a researcher changes by hand: each edit's effect, and that every count is taken anew."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stancemap.maps.apply_edits import EditedPoints, edit_key_points
from stancemap.maps.argument_map import build_map
from stancemap.maps.edit_relations import RelationChange, edit_relations
from stancemap.maps.edits import Action, Edit, Name, described, fault_of
from stancemap.maps.key_points import find_key_points
from stancemap.maps.relations import between_key_points, find_relations
from stancemap.maps.settings import KeyPointSettings
from stancemap.maps.voices import voices, votes_of
from stancemap.records import KeyPoint, Relation, RelationBasis, RelationKind, TaggedComment
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]

STANCES = ("oppose", "pragmatic", "inevitable", "support", "none")
SAFER = "Cameras in public places make nobody any safer."
SAFER_TOO = "Nobody is any safer with cameras in public places."
COST = "The council pays far too much money for the maintenance contract."
COST_TOO = "Far too much money goes into the maintenance contract, council."


@pytest.fixture
def comments(say: Say) -> list[TaggedComment]:
    return [
        say("c1", SAFER, author="ann", posted="2024-03-01"),
        say("c2", SAFER_TOO, COST, author="bob", posted="2024-02-01"),
        say("c3", SAFER_TOO, author="ann", posted="2024-05-01"),
        say("c4", COST_TOO, author="ann", thread_id="c1"),
        say("c5", COST_TOO, author="cyn"),
        say("c6", "Cameras stopped the thefts at the station within a month.", stance="support"),
        say("c7", "Trams are too slow for a town of this size today.", target="trams"),
        say("c8", "Trams are too slow for this town.", target="trams"),
    ]


@pytest.fixture
def points(comments: list[TaggedComment], encoder: Encoder) -> list[KeyPoint]:
    return find_key_points(voices(comments), encoder, KeyPointSettings())


def edit(action: str, subject: str, other: str = "", text: str = "", line: int = 2) -> Edit:
    made = Edit(Action(action), Name.of(subject), Name.of(other) if other else None, text, "", line)
    assert fault_of(made) == ""
    return made


@pytest.fixture
def after(comments: list[TaggedComment], points: list[KeyPoint]) -> Callable[..., EditedPoints]:
    def carry_out(*edits: Edit) -> EditedPoints:
        return edit_key_points(voices(comments), points, edits, STANCES)

    return carry_out


After = Callable[..., EditedPoints]


def holding(claim_id: str, found: EditedPoints) -> KeyPoint:
    return next(point for point in found.key_points if claim_id in point.claim_ids)


def test_no_edits_change_nothing(after: After, points: list[KeyPoint]) -> None:
    assert after() == EditedPoints(tuple(points))


def test_two_key_points_of_the_example_are_there(points: list[KeyPoint]) -> None:
    groups = [set(point.claim_ids) for point in points if not point.is_single]
    assert {"c1#1", "c2#1", "c3#1"} in groups
    assert {"c2#2", "c4#1", "c5#1"} in groups


def test_a_renamed_point_keeps_its_counts_and_its_source(
    after: After, points: list[KeyPoint]
) -> None:
    found = after(edit("rename", "point:c3#1", text="  No one is\nsafer "))
    old = next(point for point in points if "c3#1" in point.claim_ids)
    assert holding("c3#1", found) == replace(old, text="No one is safer")
    assert found.notes == ()


def test_a_merged_point_is_counted_anew_not_added_up(after: After) -> None:
    merged = holding("c1#1", after(edit("merge", "point:c4#1", "point:c1#1")))
    # bob says both, ann says both in three comments: five comments, three authors.
    assert (merged.n_claims, merged.n_comments, merged.n_authors) == (6, 5, 3)
    assert merged.n_threads == 4
    assert merged.share == pytest.approx(5 / 6)
    assert merged.share_low is not None
    assert merged.share_low < 5 / 6
    assert merged.first_posted == "2024-02-01"


def test_a_merged_point_has_the_id_and_label_of_the_one_it_joins(
    after: After, points: list[KeyPoint]
) -> None:
    into = next(point for point in points if "c1#1" in point.claim_ids)
    found = after(edit("merge", "point:c4#1", "point:c1#1"))
    merged = holding("c4#1", found)
    assert (merged.key_point_id, merged.text) == (into.key_point_id, into.text)
    assert len(found.key_points) == len(points) - 1


def test_a_moved_claim_counts_where_it_went(after: After) -> None:
    found = after(edit("move", "c2#1", "point:c4#1"))
    assert holding("c1#1", found).n_comments == 2
    # c2 said it already.
    assert holding("c4#1", found).n_comments == 3
    assert holding("c4#1", found).n_claims == 4


def test_a_claim_in_no_point_can_be_moved_into_one(after: After) -> None:
    assert holding("c6#1", after(edit("move", "c6#1", "point:c1#1"))).n_comments == 4


def test_a_point_whose_label_has_left_gets_its_clearest_claim_as_label(
    after: After, points: list[KeyPoint]
) -> None:
    old = next(point for point in points if "c1#1" in point.claim_ids)
    found = after(edit("delete", old.label_claim_id))
    left = next(point for point in found.key_points if point.key_point_id == old.key_point_id)
    assert left.label_claim_id in left.claim_ids
    assert left.label_claim_id != old.label_claim_id


def test_a_point_moves_to_another_stance(after: After) -> None:
    assert holding("c1#1", after(edit("move", "point:c1#1", "stance:pragmatic"))).stance == (
        "pragmatic"
    )


def test_a_stance_that_no_codebook_has_is_refused_with_the_ones_there_are(after: After) -> None:
    found = after(edit("move", "point:c1#1", "stance:against", line=9))
    assert found.notes == (
        "map_edits.csv, line 9: the codebook has no stance 'against'; it has"
        " oppose, pragmatic, inevitable, support, none",
    )


def test_a_deleted_point_leaves_the_map_and_no_count_of_another_changes(
    after: After, points: list[KeyPoint]
) -> None:
    found = after(edit("delete", "point:c4#1"))
    assert all("c4#1" not in point.claim_ids for point in found.key_points)
    kept = next(point for point in points if "c1#1" in point.claim_ids)
    assert replace(holding("c1#1", found), terms=()) == replace(kept, terms=())


def test_a_split_claim_makes_a_point_that_others_can_join(
    after: After, points: list[KeyPoint]
) -> None:
    found = after(edit("split", "c1#1", text="Not safer"), edit("move", "c3#1", "point:c1#1"))
    new = holding("c1#1", found)
    assert (new.text, new.claim_ids, new.n_comments) == ("Not safer", ("c1#1", "c3#1"), 2)
    assert new.n_authors == 1, "two comments of one author count once"
    assert new.key_point_id not in {point.key_point_id for point in points}


def test_edits_see_what_earlier_ones_did(after: After) -> None:
    found = after(edit("move", "c2#1", "point:c4#1"), edit("rename", "point:c2#1", text="Too dear"))
    assert holding("c4#1", found).text == "Too dear"


def test_points_on_two_targets_stay_apart(after: After) -> None:
    found = after(edit("merge", "point:c7#1", "point:c1#1", line=4))
    assert found.notes[0].startswith("map_edits.csv, line 4: one is about 'trams'")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (edit("rename", "point:c12#3", text="x"), "no claim c12#3 in this study"),
        (edit("move", "gone", "point:c1#1"), "no claim gone in this study"),
        (edit("rename", "point:k0001", text="x"), "is a key point's number"),
        (edit("merge", "point:c1#1", "point:c3#1"), "the same key point already"),
        (edit("relation-add", "point:c1#1", "point:c3#1", "attack"), "nothing acts on itself"),
    ],
)
def test_an_edit_that_does_not_fit_changes_nothing_and_says_why(
    made: Edit, why: str, after: After, points: list[KeyPoint]
) -> None:
    found = after(made)
    assert found.key_points == tuple(points)
    assert len(found.notes) == 1
    assert found.notes[0].startswith("map_edits.csv, line 2: ")
    assert why in found.notes[0]


def test_the_edited_map_is_sound(
    after: After, comments: list[TaggedComment], encoder: Encoder
) -> None:
    found = after(
        edit("merge", "point:c4#1", "point:c1#1"),
        edit("split", "c2#1", text="Safer?"),
        edit("move", "point:c2#1", "stance:support"),
        edit("relation-add", "point:c7#1", "point:c1#1", "attack"),
    )
    between = find_relations(comments, encoder)
    every = [*between, *between_key_points(between, found.key_points)]
    relations, _ = edit_relations(every, found.key_points, found.relations)
    build_map(votes_of(comments), voices(comments), found.key_points, relations)


def test_a_relation_by_hand_is_certain_and_marked(after: After) -> None:
    found = after(edit("relation-add", "point:c4#1", "point:c1#1", "undercut"))
    relations, notes = edit_relations([], found.key_points, found.relations)
    ends = (holding("c4#1", found).key_point_id, holding("c1#1", found).key_point_id)
    wanted = Relation(*ends, RelationKind.UNDERCUT, RelationBasis.HUMAN, 1.0)
    assert relations == [wanted]
    assert notes == ()


def test_a_relation_follows_a_point_that_is_merged_later(after: After) -> None:
    found = after(
        edit("relation-add", "point:c4#1", "point:c7#1", "attack"),
        edit("merge", "point:c4#1", "point:c1#1"),
    )
    assert found.relations[0].source_id == holding("c1#1", found).key_point_id


def test_the_single_claim_of_a_point_stands_for_it_in_relations(after: After) -> None:
    found = after(edit("split", "c1#1"), edit("relation-add", "point:c1#1", "point:c6#1", "attack"))
    assert found.relations == (
        RelationChange("c1#1", "c6#1", RelationKind.ATTACK, is_added=True, line=2),
    )


def test_without_a_relation_of_claims_that_of_their_points_is_added_up_again(
    after: After, points: list[KeyPoint]
) -> None:
    between_claims = [
        Relation("c4#1", "c1#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5),
        Relation("c5#1", "c3#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5),
    ]
    every = [*between_claims, *between_key_points(between_claims, points)]
    assert every[-1].count == 2
    found = after(edit("relation-delete", "c4#1", "c1#1", "attack"))
    relations, notes = edit_relations(every, found.key_points, found.relations)
    assert notes == ()
    assert between_claims[0] not in relations
    lifted = [relation for relation in relations if relation.source_id.startswith("k")]
    assert [(relation.count, relation.confidence) for relation in lifted] == [(1, 0.5)]


def test_deleting_a_relation_that_is_not_there_is_said(after: After) -> None:
    found = after(edit("relation-delete", "c4#1", "c1#1", "attack", line=7))
    relations, notes = edit_relations([], found.key_points, found.relations)
    assert relations == []
    assert notes[0].startswith("map_edits.csv, line 7: there is no attack relation from c4#1")


@pytest.mark.parametrize(
    "text", ["c1#1", "point:c1#1", "stance:oppose", "claim:point:x#1", "point:point:x"]
)
def test_a_name_is_read_as_it_is_written(text: str) -> None:
    assert str(Name.of(text)) == text


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (Edit(Action.RENAME, Name.of("c1#1"), text="x"), "rename wants the subject point:CLAIM_ID"),
        (Edit(Action.RENAME, Name.of("point:c1#1"), text=" "), "the new words"),
        (Edit(Action.MERGE, Name.of("point:c1#1")), "the object point:CLAIM_ID"),
        (
            Edit(Action.RELATION_ADD, Name.of("c1"), Name.of("c2"), "hate"),
            "'hate' in the column text is no relation; there are support, attack, undercut",
        ),
        (Edit(Action.DELETE, Name.of("point:")), "a claim's id is missing"),
    ],
)
def test_a_faulty_edit_says_what_is_wanted(made: Edit, fault: str) -> None:
    assert fault in fault_of(made)


@pytest.mark.parametrize("action", Action)
def test_every_action_is_described_in_words(action: Action) -> None:
    made = Edit(action, Name.of("point:c1"), Name.of("point:c2"), "attack", "said so")
    assert described(made).startswith("the key point of c1 ")
    assert described(made).endswith("(said so)")


def test_an_edit_follows_the_words_of_its_claim_to_another_number(after: After) -> None:
    noted = replace(edit("rename", "point:c2#1", text="Too dear"), subject_words=COST)
    found = after(noted)
    assert holding("c2#2", found).text == "Too dear"
    assert found.notes == ()


def test_an_edit_whose_words_nobody_says_any_more_is_not_carried_out(
    after: After, points: list[KeyPoint]
) -> None:
    noted = replace(edit("rename", "point:c1#1", text="Too dear", line=4), subject_words=COST)
    found = after(noted)
    assert found.key_points == tuple(points)
    (note,) = found.notes
    assert note.startswith(
        f"map_edits.csv, line 4: the edit is about '{COST}', but claim c1#1 says '{SAFER}' now"
    )


def test_a_stance_may_be_written_with_capitals(after: After) -> None:
    assert holding("c1#1", after(edit("move", "point:c1#1", "stance:Support"))).stance == "support"
