"""The argument map as GraphML, for Gephi, yEd, visone and networkx.

A node's `id` is its `node_id` as it is, with the words in `label`, the level in `kind`, and every
other field of the node under its own name. Edges run from what acts to what is acted on, with the
relation in `label`; `part of` edges run from a node to the one above it. An edge of a relation
has its `basis`, its `confidence` and, as `weight`, its count.
"""

from collections.abc import Mapping

import networkx as nx

from stancemap.export.legal_text import legal
from stancemap.export.node_facts import facts_of
from stancemap.records import ArgumentMap, Node, Relation

PART_OF = "part of"


def render(argument_map: ArgumentMap, colours: Mapping[str, str] | None = None) -> str:
    """Write the map as a directed multigraph with every attribute declared."""
    note = argument_map.left_out.note
    graph = nx.MultiDiGraph(**({"note": note} if note else {}))
    for node in argument_map.nodes:
        graph.add_node(legal(node.node_id), **_attributes(node, colours or {}))
    edges = [edge for node in argument_map.nodes if (edge := _membership(node))]
    edges += [_relation(relation) for relation in argument_map.relations]
    for number, (source, target, attributes) in enumerate(edges, start=1):
        graph.add_edge(legal(source), legal(target), key=f"e{number}", **attributes)
    lines = nx.generate_graphml(graph)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def _attributes(node: Node, colours: Mapping[str, str]) -> Mapping[str, object]:
    facts = {name: value for name, value in facts_of(node).items() if value is not None}
    colour = {"colour": colours[node.stance]} if node.stance in colours else {}
    return {
        "label": legal(node.text),
        "kind": node.kind.value,
        "stance": node.stance,
        "weight": node.n_comments,
        **facts,
        **colour,
    }


_Edge = tuple[str, str, dict[str, str | int | float]]


def _membership(node: Node) -> _Edge | None:
    if not node.parent_id:
        return None
    return (
        node.node_id,
        node.parent_id,
        {"label": PART_OF, "basis": "", "weight": 1, "confidence": 1.0},
    )


def _relation(relation: Relation) -> _Edge:
    return (
        relation.source_id,
        relation.target_id,
        {
            "label": relation.kind.value,
            "basis": relation.basis.value,
            "weight": relation.count,
            "confidence": round(relation.confidence, 4),
        },
    )
