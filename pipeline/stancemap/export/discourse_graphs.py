"""The discourse network as GraphML and as GEXF 1.3, for Gephi, visone and networkx.

Nodes are actors, key points and targets; an edge runs from an actor to what it agrees with, and
another to the same where it also disagrees. In GEXF, edges and nodes have spells: the months of
their statements.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from stancemap.export.gexf_writer import GexfEdge, GexfGraph, GexfNode, Spell, write_gexf
from stancemap.export.legal_text import legal
from stancemap.maps.network import DiscourseNetwork
from stancemap.maps.summaries import UNKNOWN_MONTH
from stancemap.tables import CellType, Column

_AGREES, _DISAGREES = "agrees", "disagrees"
_NODE_COLUMNS = (
    Column("kind", CellType.STRING, "speaker, readers, key point or target"),
    Column("entity", CellType.STRING, "kind of entity"),
    Column("n_statements", CellType.INTEGER, "statements"),
)
_EDGE_COLUMNS = (Column("agreement", CellType.INTEGER, "1, or 0 for disagreement"),)


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
    graph = GexfGraph(
        description="Who agrees or disagrees with what",
        node_columns=_NODE_COLUMNS,
        edge_columns=_EDGE_COLUMNS,
        nodes=[
            GexfNode(n.node_id, n.name, (n.kind, n.label, n.count), _spells(n.months))
            for n in nodes
        ],
        edges=[
            GexfEdge(
                e.source, e.target, e.sign, e.weight, (int(e.sign == _AGREES),), _spells(e.months)
            )
            for e in edges
        ],
    )
    return write_gexf(graph)


def _spells(months: Iterable[str]) -> list[Spell]:
    dated = [month for month in sorted(months) if month != UNKNOWN_MONTH]
    return [Spell(f"{month}-01", f"{month}-{_last_day(month):02}") for month in dated]


def _last_day(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:7]))[1]


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
