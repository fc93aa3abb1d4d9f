"""The discourse network as GraphML and as GEXF 1.3, for Gephi, visone and networkx.

Nodes are actors, key points and targets; an edge runs from an actor to what it agrees with, and
another to the same where it also disagrees. In GEXF, edges and nodes have spells: the months of
their statements.
"""

import xml.etree.ElementTree as ET
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from stancemap.export.legal_text import legal
from stancemap.maps.network import DiscourseNetwork
from stancemap.maps.summaries import UNKNOWN_MONTH

_NAMESPACE = "http://gexf.net/1.3"
_AGREES, _DISAGREES = "agrees", "disagrees"


@dataclass(frozen=True, slots=True)
class _Node:
    node_id: str
    name: str
    kind: str
    label: str
    count: int
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    source: str
    target: str
    sign: str
    weight: int
    months: Mapping[str, int]


def render_graphml(network: DiscourseNetwork) -> str:
    """Write the network as a directed multigraph with every attribute declared."""
    graph = nx.MultiDiGraph()
    nodes, edges = _graph_of(network)
    for node in nodes:
        graph.add_node(
            node.node_id,
            label=legal(node.name),
            kind=node.kind,
            label_of_entity=node.label,
            weight=node.count,
        )
    for number, edge in enumerate(edges, start=1):
        months = ";".join(f"{month}:{count}" for month, count in edge.months.items())
        attributes = {
            "label": edge.sign,
            "agreement": int(edge.sign == _AGREES),
            "weight": edge.weight,
            "months": months,
        }
        graph.add_edge(edge.source, edge.target, key=f"e{number}", **attributes)
    lines = nx.generate_graphml(graph)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def render_gexf(network: DiscourseNetwork) -> str:
    """Write the network as a dynamic GEXF 1.3 graph."""
    nodes, edges = _graph_of(network)
    root = ET.Element("gexf", {"xmlns": _NAMESPACE, "version": "1.3"})
    graph = ET.SubElement(
        root,
        "graph",
        {
            "mode": "dynamic",
            "defaultedgetype": "directed",
            "timeformat": "date",
            "timerepresentation": "interval",
            "idtype": "string",
        },
    )
    _declare(graph, "node", [("kind", "string"), ("entity", "string"), ("n_statements", "integer")])
    _declare(graph, "edge", [("agreement", "integer")])
    inside = ET.SubElement(graph, "nodes", {"count": str(len(nodes))})
    for node in nodes:
        made = ET.SubElement(inside, "node", {"id": node.node_id, "label": _token(node.name)})
        _values(made, [node.kind, node.label, str(node.count)])
        _spells(made, node.months)
    inside = ET.SubElement(graph, "edges", {"count": str(len(edges))})
    for number, edge in enumerate(edges, start=1):
        made = ET.SubElement(
            inside,
            "edge",
            {
                "id": f"e{number}",
                "source": edge.source,
                "target": edge.target,
                "kind": edge.sign,
                "label": edge.sign,
                "weight": str(edge.weight),
            },
        )
        _values(made, [str(int(edge.sign == _AGREES))])
        _spells(made, edge.months)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _declare(graph: ET.Element, of: str, columns: Sequence[tuple[str, str]]) -> None:
    attributes = ET.SubElement(graph, "attributes", {"class": of, "mode": "static"})
    for number, (title, kind) in enumerate(columns):
        ET.SubElement(attributes, "attribute", {"id": str(number), "title": title, "type": kind})


def _values(element: ET.Element, values: Sequence[str]) -> None:
    inside = ET.SubElement(element, "attvalues")
    for number, value in enumerate(values):
        ET.SubElement(inside, "attvalue", {"for": str(number), "value": value})


def _spells(element: ET.Element, months: Iterable[str]) -> None:
    dated = [month for month in sorted(months) if month != UNKNOWN_MONTH]
    inside = ET.SubElement(element, "spells") if dated else element
    for month in dated:
        last = monthrange(int(month[:4]), int(month[5:7]))[1]
        ET.SubElement(inside, "spell", {"start": f"{month}-01", "end": f"{month}-{last:02}"})


def _token(text: str) -> str:
    return " ".join(legal(text).split())


def _graph_of(network: DiscourseNetwork) -> tuple[list[_Node], list[_Edge]]:
    months: defaultdict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    seen: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for tie in network.ties:
        ends = tie.actor.actor_id, tie.concept.concept_id
        for sign, count in ((_AGREES, tie.n_agree), (_DISAGREES, tie.n_disagree)):
            if count:
                months[*ends, sign][tie.month] = count
        for end in ends:
            before = seen[end].get(tie.month, 0)
            seen[end][tie.month] = before + tie.n_agree + tie.n_disagree
    actors = [(a.actor_id, a.name, a.kind.value, a.label) for a in network.actors]
    concepts = [(c.concept_id, c.text, c.kind, "") for c in network.concepts]
    nodes = [
        _Node(*node, sum(seen[node[0]].values()), tuple(sorted(seen[node[0]])))
        for node in [*actors, *concepts]
    ]
    edges = [
        _Edge(*ends, sum(own.values()), dict(sorted(own.items())))
        for ends, own in sorted(months.items())
    ]
    return nodes, edges
