"""Which claims make which key point, from a map and from a file, so that the two compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancemap.edit.drawn import DrawnMap, DrawnNode, fault, shown
from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap, NodeKind


@dataclass(frozen=True, slots=True)
class Point:
    """A key point, or a single claim below a stance (`is_single`), with its claims in order."""

    key: str
    text: str
    stance: str
    target: str
    claims: tuple[str, ...]
    is_single: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The key points and single claims of a map by key, and what each claim makes."""

    points: Mapping[str, Point]

    @property
    def holder(self) -> dict[str, str]:
        """Say of each claim which point it makes."""
        return {claim: point.key for point in self.points.values() for claim in point.claims}


def as_drawn(argument_map: ArgumentMap) -> DrawnMap:
    """Take the map of a study for one that was read from a file without any edit."""
    nodes = (
        DrawnNode(legal(n.node_id), n.kind, shown(n.text), legal(n.parent_id), n.stance)
        for n in argument_map.nodes
    )
    return DrawnMap("", tuple(nodes), ())


def layout_of(drawn: DrawnMap) -> Layout:
    """Sort claims below their key points, and key points below stances.

    Raises:
        InputError: a node has no place, or stands there twice.
    """
    by_key: dict[str, DrawnNode] = {}
    for node in drawn.nodes:
        if node.key in by_key:
            first = by_key[node.key].line
            raise fault(
                drawn.file, node.line, f"'{node.key}' stands in line {first} already; keep one"
            )
        by_key[node.key] = node
    claims: dict[str, list[str]] = {}
    for node in drawn.nodes:
        if node.kind in {NodeKind.CLAIM, NodeKind.KEY_POINT}:
            _check_place(node, by_key, drawn.file)
        if node.kind is NodeKind.CLAIM:
            is_single = by_key[node.parent].kind is NodeKind.STANCE
            claims.setdefault(node.key if is_single else node.parent, []).append(node.key)
    points = {}
    for node in drawn.nodes:
        is_single = node.kind is NodeKind.CLAIM and node.key in claims
        if node.kind is NodeKind.KEY_POINT or is_single:
            stance, target = _side(node, by_key)
            own = tuple(claims.get(node.key, ()))
            points[node.key] = Point(node.key, node.text, stance, target, own, is_single, node.line)
    return Layout(points)


def _check_place(node: DrawnNode, by_key: Mapping[str, DrawnNode], file: str) -> None:
    wanted: Sequence[NodeKind] = (
        (NodeKind.STANCE,)
        if node.kind is NodeKind.KEY_POINT
        else (NodeKind.KEY_POINT, NodeKind.STANCE)
    )
    parent = by_key.get(node.parent)
    if parent is None or parent.kind not in wanted:
        noun = "key point" if node.kind is NodeKind.KEY_POINT else "claim"
        levels = " or ".join(kind.replace("_", " ") for kind in wanted)
        raise fault(
            file, node.line, f"the {noun} '{node.key}' hangs below no {levels}; put it there"
        )


def _side(node: DrawnNode, by_key: Mapping[str, DrawnNode]) -> tuple[str, str]:
    stance = by_key[node.parent]
    target = by_key.get(stance.parent)
    return stance.text, target.text if target else ""
