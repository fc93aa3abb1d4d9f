"""How much of a large debate a map shows: its largest key points, and some claims of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.records import KeyPoint, LeftOut, Relation


@dataclass(frozen=True, slots=True)
class MapLimits:
    """How many nodes a map has at most, and how many claims it shows of a key point.

    Programs that draw maps cope with some ten thousand nodes; nobody reads the hundredth claim
    that says the same.
    """

    nodes: int = 5_000
    claims_per_point: int = 100


def shown_claims(key_points: Iterable[KeyPoint], limits: MapLimits) -> dict[str, Sequence[str]]:
    """Choose the key points that most comments make, as many as there is room for.

    Returns, by the id of each, which of its claims are shown, the one that labels it first. A key
    point needs room for its target and stance too; the first without room is the last asked.
    """
    shown: dict[str, Sequence[str]] = {}
    parents: set[tuple[str, ...]] = set()
    room = limits.nodes
    for point in sorted(key_points, key=lambda point: (-point.n_comments, point.key_point_id)):
        own = _claims_of(point)[: limits.claims_per_point]
        new = {(point.target,), (point.target, point.stance)} - parents
        room -= len(own) + len(new) + (not point.is_single)
        if room < 0:
            break
        shown[point.key_point_id] = own
        parents |= new
    return shown


def left_out(
    key_points: Sequence[KeyPoint],
    shown: Mapping[str, Sequence[str]],
    relations: Iterable[Relation],
) -> LeftOut:
    """Count what is not shown, and those of some relations that therefore are not either."""
    hidden = [point for point in key_points if point.key_point_id not in shown]
    every = {name for point in key_points for name in (point.key_point_id, *_claims_of(point))}
    inside = {name for point_id, claims in shown.items() for name in (point_id, *claims)}
    return LeftOut(
        n_key_points=sum(not point.is_single for point in hidden),
        n_claims=len(every) - len(inside) - len(hidden),
        n_relations=sum(
            one.source_id in every
            and one.target_id in every
            and not (one.source_id in inside and one.target_id in inside)
            for one in relations
        ),
    )


def _claims_of(point: KeyPoint) -> Sequence[str]:
    """Return the claims that stand for a key point in a map."""
    if point.is_single:
        return (point.label_claim_id,)
    return sorted(point.claim_ids, key=lambda name: (name != point.label_claim_id, name))
