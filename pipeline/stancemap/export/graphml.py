"""The argument map as GraphML, for Gephi, yEd, visone and networkx.

Edges run from what acts to what is acted on; `part of` edges run from a node to the one above it.
"""

import networkx as nx

from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap, Node, Relation

PART_OF = "part of"


def render(argument_map: ArgumentMap) -> str:
    """Write the map as a directed multigraph with every attribute declared."""
    graph = nx.MultiDiGraph()
    for node in argument_map.nodes:
        _add_node(graph, node)
    edges = [edge for node in argument_map.nodes if (edge := _membership(node))]
    edges += [_relation(relation) for relation in argument_map.relations]
    for number, (source, target, attributes) in enumerate(edges, start=1):
        graph.add_edge(legal(source), legal(target), key=f"e{number}", **attributes)
    lines = nx.generate_graphml(graph)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def _add_node(graph: "nx.MultiDiGraph[str]", node: Node) -> None:
    graph.add_node(
        legal(node.node_id),
        label=legal(node.text),
        kind=node.kind.value,
        stance=node.stance,
        weight=node.n_comments,
        n_claims=node.n_claims,
        n_comments=node.n_comments,
        n_authors=node.n_authors,
        document_id=legal(node.document_id),
    )


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
