"""The argument map as a tree to walk, checked to be one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from stancemap.records import ArgumentMap, Node, NodeKind, Relation


@dataclass(frozen=True, slots=True)
class MapTree:
    """The nodes of a map below their parents, in the map's order."""

    by_id: Mapping[str, Node]
    children: Mapping[str, Sequence[Node]]
    relations: Sequence[Relation]

    @classmethod
    def of(cls, argument_map: ArgumentMap) -> Self:
        """Index a map.

        Raises:
            ValueError: an id stands there twice, or a parent or relation names no node.
        """
        by_id = {node.node_id: node for node in argument_map.nodes}
        if len(by_id) < len(argument_map.nodes):
            raise ValueError("the map has two nodes of one id")
        children: dict[str, list[Node]] = defaultdict(list)
        for node in argument_map.nodes:
            if node.parent_id and node.parent_id not in by_id:
                raise ValueError(f"node {node.node_id}: its parent {node.parent_id} is no node")
            children[node.parent_id].append(node)
        for relation in argument_map.relations:
            for end in (relation.source_id, relation.target_id):
                if end not in by_id:
                    raise ValueError(f"a {relation.kind} relation names {end}, which is no node")
        return cls(by_id, children, argument_map.relations)

    @property
    def targets(self) -> Sequence[Node]:
        """The things under debate."""
        return self.below("")

    def below(self, node_id: str) -> Sequence[Node]:
        """Return the nodes one level down."""
        return self.children.get(node_id, ())

    def of_kind(self, kind: NodeKind) -> Sequence[Node]:
        """Return all nodes of one level."""
        return [node for node in self.by_id.values() if node.kind is kind]
