"""The argument map as GEXF 1.3, for Gephi with its timeline.

A node's `id` is its `node_id` as in the other formats. Edges run from what acts to what is acted
on; `part of` edges run from a node to the one above it. A node exists from the day of the first
to the day of the last comment behind it.
"""

from collections.abc import Iterator, Mapping

from stancemap.export.dates import day_of
from stancemap.export.gexf_writer import GexfEdge, GexfGraph, GexfNode, Spell, write_gexf
from stancemap.export.map_content import MapContent
from stancemap.export.node_facts import FACT_COLUMNS, facts_of
from stancemap.records import ArgumentMap, Node, NodeKind
from stancemap.tables import CellType, Column

PART_OF = "part of"

_NODE_COLUMNS = (
    Column("kind", CellType.STRING, "level in the map"),
    Column("stance", CellType.STRING, "stance to the target"),
    *FACT_COLUMNS,
)
_EDGE_COLUMNS = (
    Column("basis", CellType.STRING, "how the relation was found"),
    Column("confidence", CellType.NUMBER, "from 0 to 1"),
)
_COLOURLESS = "#3f454d"
_SMALLEST, _PER_ROOT = 4.0, 3.0


def render(content: MapContent) -> str:
    """Write the map as a dynamic directed graph with typed, parallel edges."""
    colours = content.colours
    graph = GexfGraph(
        description=content.caption,
        node_columns=_NODE_COLUMNS,
        edge_columns=_EDGE_COLUMNS,
        nodes=[_node(node, colours) for node in content.argument_map.nodes],
        edges=list(_edges(content.argument_map)),
    )
    return write_gexf(graph)


def _node(node: Node, colours: Mapping[str, str]) -> GexfNode:
    first, last = day_of(node.first_posted), day_of(node.last_posted)
    return GexfNode(
        node_id=node.node_id,
        label=node.text,
        values=(node.kind.value, node.stance, *facts_of(node).values()),
        spells=[Spell(first, last)] if first and last else (),
        size=_SMALLEST + _PER_ROOT * node.n_comments**0.5,
        colour=colours.get(node.stance, _COLOURLESS),
    )


def _edges(argument_map: ArgumentMap) -> Iterator[GexfEdge]:
    for node in argument_map.nodes:
        if node.kind is not NodeKind.TARGET:
            yield GexfEdge(node.node_id, node.parent_id, PART_OF, 1, ("", 1.0))
    for one in argument_map.relations:
        values = (one.basis.value, round(one.confidence, 4))
        yield GexfEdge(one.source_id, one.target_id, one.kind.value, one.count, values)
