"""Relations as badges on the cards at both of their ends, each leading to the other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancemap.records import Relation, RelationKind

_ACTIVE = {
    RelationKind.SUPPORT: "supports",
    RelationKind.ATTACK: "attacks",
    RelationKind.UNDERCUT: "undercuts",
}
_PASSIVE = {
    RelationKind.SUPPORT: "supported by",
    RelationKind.ATTACK: "attacked by",
    RelationKind.UNDERCUT: "undercut by",
}


@dataclass(frozen=True, slots=True)
class Label:
    """How something on the page is called: its number, its stance, its words."""

    number: str
    stance: str
    text: str

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return self.number.replace(".", "-").lower()


@dataclass(frozen=True, slots=True)
class Badge:
    """What a card does to another one, or has done to it."""

    kind: RelationKind
    words: str
    other: Label
    count: int
    bases: tuple[str, ...]


def badges(
    relations: Sequence[Relation], labels: Mapping[str, Label]
) -> Mapping[str, Sequence[Badge]]:
    """Make the badges of every node, the weightiest first.

    Relations of one kind between the same two are one badge, whatever they were found by.
    Relations to something that is not shown have no badge.
    """
    merged: dict[tuple[str, str, RelationKind], list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.source_id in labels and relation.target_id in labels:
            merged[relation.source_id, relation.target_id, relation.kind].append(relation)
    found: dict[str, list[Badge]] = defaultdict(list)
    for (source, goal, kind), same in sorted(merged.items(), key=lambda item: _weight(*item)):
        count = sum(relation.count for relation in same)
        bases = tuple(sorted({relation.basis.value for relation in same}))
        for node, other, words in ((source, goal, _ACTIVE), (goal, source, _PASSIVE)):
            badge = Badge(kind, words[kind], labels[other], count, bases)
            found[node].append(badge)
    return found


def _weight(
    key: tuple[str, str, RelationKind], same: Sequence[Relation]
) -> tuple[int, tuple[str, str, RelationKind]]:
    return -sum(relation.count for relation in same), key
