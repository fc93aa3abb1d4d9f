from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from stancemap.maps.argument_map import build_map, faults_of
from stancemap.maps.key_points import find_key_points
from stancemap.maps.map_limits import MapLimits
from stancemap.maps.relations import find_relations
from stancemap.maps.voices import voices, votes_of
from stancemap.records import (
    ArgumentMap,
    KeyPoint,
    LeftOut,
    Node,
    NodeKind,
    Relation,
    RelationBasis,
    RelationKind,
    TaggedComment,
)
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]

SAFER = "Cameras in public places make nobody any safer."
THEFTS = "Cameras stopped the thefts at the station within a month."
COST = "The council pays far too much money for the maintenance contract."


@pytest.fixture
def discussion(say: Say) -> list[TaggedComment]:
    return [
        say("c1", SAFER, author="ann"),
        say("c2", SAFER, COST, author="bob"),
        say("c3", THEFTS, stance="support", parent_id="c1"),
        say("c4", "And then what?", author="ann"),
        say("c5", COST, target="drones"),
        say("c6", SAFER, stance="none"),
        say("c7", SAFER, abstained=True),
    ]


def point(name: str, *claim_ids: str) -> KeyPoint:
    n = len(claim_ids)
    return KeyPoint(
        name, "cameras", "oppose", SAFER, claim_ids[0], claim_ids, n, n, n, 0.5, 0.1, 0.9
    )


def mapped(comments: list[TaggedComment], encoder: Encoder) -> ArgumentMap:
    points = find_key_points(voices(comments), encoder)
    return build_map(
        votes_of(comments), voices(comments), points, find_relations(comments, encoder)
    )


def test_the_tree_goes_from_targets_to_stances_to_key_points_to_claims(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    nodes = mapped(discussion, encoder).nodes
    assert [(node.node_id, node.parent_id) for node in nodes] == [
        ("t1", ""),
        ("t1/oppose", "t1"),
        ("k0001", "t1/oppose"),
        ("c1#1", "k0001"),
        ("c2#1", "k0001"),
        ("c7#1", "k0001"),
        ("t1/support", "t1"),
        ("c3#1", "t1/support"),
        ("t2", ""),
        ("t2/oppose", "t2"),
        ("c5#1", "t2/oppose"),
    ]


def test_targets_and_stances_count_also_what_makes_no_key_point(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    target, oppose, point = mapped(discussion, encoder).nodes[:3]
    assert (target.text, target.n_comments, target.n_claims, target.n_authors) == (
        "cameras",
        5,
        6,
        4,
    )
    assert (oppose.text, oppose.n_comments, oppose.n_claims, oppose.n_authors) == (
        "oppose",
        3,
        4,
        2,
    )
    assert (point.n_comments, point.n_claims, point.n_authors) == (3, 3, 3)


def test_a_claim_leads_to_its_comment(discussion: list[TaggedComment], encoder: Encoder) -> None:
    claims = [node for node in mapped(discussion, encoder).nodes if node.kind is NodeKind.CLAIM]
    assert [(node.document_id, node.text) for node in claims][:2] == [("c1", SAFER), ("c2", SAFER)]


def test_relations_lead_only_to_what_is_in_the_map(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    points = find_key_points(voices(discussion), encoder)
    outside = Relation("c3#1", "c4#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
    inside = Relation("c3#1", "c1#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
    assert build_map(
        votes_of(discussion), voices(discussion), points, [outside, inside]
    ).relations == (inside,)


def test_the_order_of_the_comments_changes_nothing(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    expected = mapped(discussion, encoder)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(discussion))
        assert mapped([discussion[index] for index in order], encoder) == expected


def test_a_map_of_nothing_is_empty(encoder: Encoder) -> None:
    assert mapped([], encoder) == ArgumentMap()


def test_a_built_map_has_no_faults(discussion: list[TaggedComment], encoder: Encoder) -> None:
    assert faults_of(mapped(discussion, encoder)) == []


SOUND = ArgumentMap(
    (
        Node("t1", NodeKind.TARGET, "cameras"),
        Node("t1/oppose", NodeKind.STANCE, "oppose", "t1"),
        Node("k1", NodeKind.KEY_POINT, SAFER, "t1/oppose"),
        Node("k2", NodeKind.KEY_POINT, COST, "t1/oppose"),
        Node("c1", NodeKind.CLAIM, SAFER, "k1"),
    )
)


def related(source: str, target: str) -> ArgumentMap:
    relation = Relation(source, target, RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
    return replace(SOUND, relations=(relation,))


def with_node(node: Node) -> ArgumentMap:
    return replace(SOUND, nodes=(*SOUND.nodes, node))


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        (related("k1", "k9"), "k9 is not in the map"),
        (related("k1", "k1"), "cannot act on itself"),
        (related("k1", "c1"), "two claims or two key points"),
        (related("t1", "t1/oppose"), "two claims or two key points"),
        (with_node(Node("c1", NodeKind.CLAIM, COST, "k2")), "c1 names 2 nodes"),
        (with_node(Node("c2", NodeKind.CLAIM, COST, "k9")), "parent 'k9' is not in the map"),
        (with_node(Node("c2", NodeKind.CLAIM, COST, "c2")), "hangs below a claim"),
        (with_node(Node("c2", NodeKind.CLAIM, COST, "t1")), "must be a key_point or stance"),
        (with_node(Node("k3", NodeKind.KEY_POINT, COST, "k2")), "it must be a stance"),
        (with_node(Node("t2", NodeKind.TARGET, "drones", "t1")), "it must be a root"),
    ],
)
def test_a_faulty_map_is_told_what_is_wrong(faulty: ArgumentMap, fault: str) -> None:
    assert any(fault in told for told in faults_of(faulty))


def test_a_sound_map_has_no_faults() -> None:
    assert faults_of(SOUND) == []
    assert faults_of(related("k1", "k2")) == []


def test_a_large_map_shows_the_largest_key_points_and_says_what_it_leaves_out(say: Say) -> None:
    comments = [say(f"c{n}", SAFER) for n in range(9)]
    points = [
        point("k1", "c0#1", "c1#1"),
        point("k2", "c5#1", "c2#1", "c3#1", "c4#1"),
        point("k3", "c6#1", "c7#1", "c8#1"),
    ]
    inside, cut = (
        Relation("c5#1", target, RelationKind.ATTACK, RelationBasis.REPLY, 0.5)
        for target in ("c6#1", "c0#1")
    )
    limits = MapLimits(nodes=8, claims_per_point=2)
    found = build_map(votes_of(comments), voices(comments), points, [inside, cut], limits)
    assert [node.node_id for node in found.nodes] == [
        "t1", "t1/oppose", "k2", "c5#1", "c2#1", "k3", "c6#1", "c7#1",
    ]  # fmt: skip
    assert found.relations == (inside,)
    assert found.left_out == LeftOut(n_key_points=1, n_claims=2 + 2 + 1, n_relations=1)


def test_a_map_with_room_for_all_leaves_nothing_out(
    discussion: list[TaggedComment], encoder: Encoder
) -> None:
    assert mapped(discussion, encoder).left_out == LeftOut()
