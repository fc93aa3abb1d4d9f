"""Relations added and deleted by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stancemap.maps.edits import EDITS_FILE
from stancemap.maps.relations import between_key_points
from stancemap.records import KeyPoint, Relation, RelationBasis, RelationKind


@dataclass(frozen=True, slots=True)
class RelationChange:
    """A relation that is added, or deleted whatever it was based on."""

    source_id: str
    target_id: str
    kind: RelationKind
    is_added: bool
    line: int = 0


def edit_relations(
    relations: Sequence[Relation],
    key_points: Sequence[KeyPoint],
    changes: Sequence[RelationChange],
) -> tuple[list[Relation], tuple[str, ...]]:
    """Add and delete relations, in order; say which to delete are not there.

    A relation by hand is certain. Where one between claims is deleted, those between their key
    points are added up again without it.
    """
    if not changes:
        return sorted(relations), ()
    between_claims, between_points = _by_level(relations, key_points)
    lifted = {_ends(r) for r in between_key_points(between_claims, key_points)}
    names = {point.key_point_id for point in key_points}
    kept, _ = _changed(between_claims, [c for c in changes if c.source_id not in names])
    if len(kept) < len(between_claims):
        own = [r for r in between_points if _ends(r) not in lifted]
        between_points = [*own, *between_key_points(kept, key_points)]
    every, notes = _changed([*between_claims, *between_points], changes)
    return sorted(every), notes


def _by_level(
    relations: Iterable[Relation], key_points: Iterable[KeyPoint]
) -> tuple[list[Relation], list[Relation]]:
    names = {point.key_point_id for point in key_points}
    levels: tuple[list[Relation], list[Relation]] = ([], [])
    for relation in relations:
        levels[relation.source_id in names].append(relation)
    return levels


def _ends(relation: Relation) -> tuple[str, str, RelationKind, RelationBasis]:
    return relation.source_id, relation.target_id, relation.kind, relation.basis


def _changed(
    relations: Sequence[Relation], changes: Sequence[RelationChange]
) -> tuple[list[Relation], tuple[str, ...]]:
    made, notes = list(relations), []
    for change in changes:
        alike = [
            r for r in made if _ends(r)[:3] == (change.source_id, change.target_id, change.kind)
        ]
        if change.is_added:
            by_hand = Relation(
                change.source_id, change.target_id, change.kind, RelationBasis.HUMAN, 1.0
            )
            made += [] if by_hand in alike else [by_hand]
        elif alike:
            made = [relation for relation in made if relation not in alike]
        else:
            notes.append(
                f"{EDITS_FILE}, line {change.line}: there is no {change.kind} relation from"
                f" {change.source_id} to {change.target_id} to delete now; relations.csv has all"
            )
    return made, tuple(notes)
