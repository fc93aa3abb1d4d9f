"""Cruxes: the key points and single claims on which people clash most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stancemap.maps.intervals import Proportion, proportion
from stancemap.maps.voices import Voice, author_of
from stancemap.records import KeyPoint, Relation, RelationKind
from stancemap.tables import CellType, Column, Row, Table

Person = tuple[str, str]
"""As `author_of` names them; an unnamed commenter is a new person with each comment."""

CRUXES = Table(
    "cruxes",
    "key point or single claim that somebody attacks, the most contested first",
    (
        Column("key_point_id", CellType.STRING, "id of the key point", "key_points.key_point_id"),
        Column("target", CellType.STRING, "the thing under debate"),
        Column("stance", CellType.STRING, "stance of those who make the point"),
        Column("text", CellType.STRING, "the claim that stands for all"),
        Column("n_for", CellType.INTEGER, "people who make the point or support a claim of it"),
        Column("n_against", CellType.INTEGER, "people who attack or undercut a claim of it"),
        Column("n_both", CellType.INTEGER, "people who do both, and count on neither side"),
        Column("share_against", CellType.NUMBER, "n_against / (n_for + n_against)"),
        Column("share_against_low", CellType.NUMBER, "lower end of its 95 % interval (Wilson)"),
        Column("share_against_high", CellType.NUMBER, "upper end"),
    ),
    key="key_point_id",
)


@dataclass(frozen=True, slots=True)
class Crux:
    """A contested point: how many people are for it, and which part of all is against it."""

    point: KeyPoint
    n_for: int
    n_both: int
    against: Proportion


def find_cruxes(
    said: Iterable[Voice],
    key_points: Sequence[KeyPoint],
    relations: Iterable[Relation],
) -> list[Crux]:
    """Count who takes a side on each point; those that nobody attacks are left out.

    People, not comments, are counted: who attacks a point ten times is one. The points with most
    people on their smaller side come first, then those with most people in all.
    """
    relations = list(relations)
    attacked = {one.target_id for one in relations if one.kind is not RelationKind.SUPPORT}
    contested = [point for point in key_points if not attacked.isdisjoint(point.claim_ids)]
    acting = {claim_id for point in contested for claim_id in point.claim_ids}
    acting |= {claim_id for one in relations for claim_id in (one.source_id, one.target_id)}
    writers = {v.claim_id: author_of(v.vote) for v in said if v.claim_id in acting}
    onto = _by_target(relations, writers)
    cruxes = [crux for point in contested for crux in _crux_of(point, onto, writers)]
    return sorted(cruxes, key=_rank)


def crux_row(crux: Crux) -> Row:
    """Make the row of a crux."""
    point, against = crux.point, crux.against
    return (
        point.key_point_id,
        point.target,
        point.stance,
        point.text,
        crux.n_for,
        against.count,
        crux.n_both,
        against.share,
        against.low,
        against.high,
    )


def _by_target(
    relations: Iterable[Relation], writers: Mapping[str, Person]
) -> Mapping[str, list[tuple[RelationKind, Person]]]:
    """Say for each claim who does what to it; relations between key points only add these up."""
    onto: defaultdict[str, list[tuple[RelationKind, Person]]] = defaultdict(list)
    for relation in relations:
        if relation.source_id in writers and relation.target_id in writers:
            onto[relation.target_id].append((relation.kind, writers[relation.source_id]))
    return onto


def _crux_of(
    point: KeyPoint,
    onto: Mapping[str, list[tuple[RelationKind, Person]]],
    writers: Mapping[str, Person],
) -> Iterator[Crux]:
    acting = [act for claim_id in point.claim_ids for act in onto.get(claim_id, ())]
    pro = {writers[claim_id] for claim_id in point.claim_ids if claim_id in writers}
    pro |= {person for kind, person in acting if kind is RelationKind.SUPPORT}
    con = {person for kind, person in acting if kind is not RelationKind.SUPPORT}
    n_for, n_against = len(pro - con), len(con - pro)
    if n_against:
        yield Crux(point, n_for, len(pro & con), proportion(n_against, n_for + n_against))


def _rank(crux: Crux) -> tuple[int, int, str]:
    smaller = min(crux.n_for, crux.against.count)
    return (-smaller, -crux.against.total, crux.point.key_point_id)
