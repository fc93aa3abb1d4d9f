"""Which points people clash on."""

from collections.abc import Callable

import pytest

from stancemap.maps.cruxes import CRUXES, crux_row, find_cruxes
from stancemap.maps.voices import voices
from stancemap.records import KeyPoint, Relation, RelationBasis, RelationKind, TaggedComment

Say = Callable[..., TaggedComment]


def point(number: int, *claims: str, stance: str = "oppose") -> KeyPoint:
    return KeyPoint(
        f"k{number}", "cameras", stance, f"point {number}", claims[0], claims,
        len(claims), len(claims), 1, None, None, None,
    )  # fmt: skip


def onto(source: str, target: str, kind: RelationKind = RelationKind.ATTACK) -> Relation:
    return Relation(source, target, kind, RelationBasis.REPLY, 0.6)


@pytest.fixture
def comments(say: Say) -> list[TaggedComment]:
    return [
        say("c1", "Cameras cost too much.", author="ann"),
        say("c2", "The cost is absurd.", author="bob"),
        say("c3", "They pay for themselves.", "Theft costs more.", stance="support", author="cat"),
        say("c4", "Nonsense, they are cheap.", stance="support", author="dan"),
        say("c5", "They never work.", author="ann"),
        say("c6", "They do work.", stance="support", author="cat"),
    ]


def test_people_are_counted_once_however_often_they_attack(comments: list[TaggedComment]) -> None:
    relations = [onto("c3#1", "c1#1"), onto("c3#2", "c2#1"), onto("c4#1", "c2#1")]
    [crux] = find_cruxes(voices(comments), [point(1, "c1#1", "c2#1")], relations)
    assert (crux.n_for, crux.against.count, crux.n_both) == (2, 2, 0)
    assert crux.against.low < 0.5 < crux.against.high


def test_the_point_with_most_people_on_its_smaller_side_comes_first(
    comments: list[TaggedComment],
) -> None:
    relations = [onto("c6#1", "c5#1"), onto("c3#1", "c1#1"), onto("c4#1", "c2#1")]
    found = find_cruxes(voices(comments), [point(1, "c5#1"), point(2, "c1#1", "c2#1")], relations)
    assert [crux.point.key_point_id for crux in found] == ["k2", "k1"]


def test_who_supports_and_attacks_counts_on_neither_side(comments: list[TaggedComment]) -> None:
    relations = [onto("c4#1", "c1#1", RelationKind.SUPPORT), onto("c4#1", "c2#1")]
    assert find_cruxes(voices(comments), [point(1, "c1#1", "c2#1")], relations) == []
    [crux] = find_cruxes(
        voices(comments), [point(1, "c1#1", "c2#1")], [*relations, onto("c3#1", "c1#1")]
    )
    assert (crux.n_for, crux.against.count, crux.n_both) == (2, 1, 1)


def test_a_point_that_nobody_attacks_is_no_crux(comments: list[TaggedComment]) -> None:
    supports = [onto("c2#1", "c1#1", RelationKind.SUPPORT)]
    assert find_cruxes(voices(comments), [point(1, "c1#1")], supports) == []


def test_relations_between_key_points_are_not_counted_again(
    comments: list[TaggedComment],
) -> None:
    points = [point(1, "c1#1", "c2#1"), point(2, "c3#1", "c4#1", stance="support")]
    assert find_cruxes(voices(comments), points, [onto("k2", "k1")]) == []


def test_a_row_has_a_cell_for_each_column(comments: list[TaggedComment]) -> None:
    [crux] = find_cruxes(voices(comments), [point(1, "c1#1")], [onto("c3#1", "c1#1")])
    assert len(crux_row(crux)) == len(CRUXES.columns)
