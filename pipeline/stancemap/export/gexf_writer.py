"""GEXF 1.3, the exchange format of Gephi: any graph with attributes, dates and colours.

Element order, namespaces and types follow the schema of GEXF 1.3; `viz` elements come last in a
node, since the published schema does not know their namespace. The graph is dynamic: a node or an
edge with spells exists on the days of its spells only, one without them always.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.export.legal_text import one_line
from stancemap.export.xml_stream import XmlStream
from stancemap.tables import Cell, CellType, Column

_NAMESPACES = {"xmlns": "http://gexf.net/1.3", "xmlns:viz": "http://gexf.net/1.3/viz"}
_GRAPH = {
    "mode": "dynamic",
    "defaultedgetype": "directed",
    "timeformat": "date",
    "timerepresentation": "interval",
    "idtype": "string",
}
_TYPES = {
    CellType.STRING: "string",
    CellType.INTEGER: "integer",
    CellType.NUMBER: "double",
    CellType.BOOLEAN: "boolean",
}


@dataclass(frozen=True, slots=True)
class Spell:
    """Days, both included, as ISO dates."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class GexfNode:
    """A node; `values` stand in the order of the graph's node columns."""

    node_id: str
    label: str
    values: Sequence[Cell]
    spells: Sequence[Spell] = ()
    size: float | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class GexfEdge:
    """An edge; edges of several kinds may join the same two nodes."""

    source: str
    target: str
    kind: str
    weight: float
    values: Sequence[Cell]
    spells: Sequence[Spell] = ()


@dataclass(frozen=True, slots=True)
class GexfGraph:
    """A whole graph."""

    description: str
    node_columns: Sequence[Column]
    edge_columns: Sequence[Column]
    nodes: Sequence[GexfNode]
    edges: Sequence[GexfEdge]


def write_gexf(graph: GexfGraph) -> str:
    """Write a graph as a GEXF document."""
    xml = XmlStream()
    with xml.element("gexf", {**_NAMESPACES, "version": "1.3"}):
        with xml.element("meta"):
            xml.leaf("creator", text="stancemap")
            xml.leaf("description", text=graph.description)
        with xml.element("graph", _GRAPH):
            _declare(xml, "node", graph.node_columns)
            _declare(xml, "edge", graph.edge_columns)
            with xml.element("nodes", {"count": str(len(graph.nodes))}):
                for node in graph.nodes:
                    _write_node(xml, node)
            with xml.element("edges", {"count": str(len(graph.edges))}):
                for number, edge in enumerate(graph.edges, start=1):
                    _write_edge(xml, edge, f"e{number}")
    return xml.text()


def _declare(xml: XmlStream, of: str, columns: Iterable[Column]) -> None:
    with xml.element("attributes", {"class": of, "mode": "static"}):
        for number, column in enumerate(columns):
            kind = _TYPES[column.type]
            xml.leaf("attribute", {"id": str(number), "title": column.name, "type": kind})


def _write_node(xml: XmlStream, node: GexfNode) -> None:
    attributes = {"id": node.node_id, "label": one_line(node.label), **_lifetime(node.spells)}
    with xml.element("node", attributes):
        _values(xml, node.values)
        _spells(xml, node.spells)
        if node.size is not None:
            xml.leaf("viz:size", {"value": f"{node.size:.2f}"})
        if node.colour:
            xml.leaf("viz:color", _rgb(node.colour))


def _write_edge(xml: XmlStream, edge: GexfEdge, edge_id: str) -> None:
    attributes = {
        "id": edge_id,
        "source": edge.source,
        "target": edge.target,
        "kind": edge.kind,
        "label": edge.kind,
        "weight": str(edge.weight),
        **_lifetime(edge.spells),
    }
    with xml.element("edge", attributes):
        _values(xml, edge.values)
        _spells(xml, edge.spells)


def _values(xml: XmlStream, values: Iterable[Cell]) -> None:
    with xml.element("attvalues"):
        for number, value in enumerate(values):
            if value is not None:
                written = str(value).lower() if isinstance(value, bool) else str(value)
                xml.leaf("attvalue", {"for": str(number), "value": written})


def _lifetime(spells: Sequence[Spell]) -> Mapping[str, str]:
    # Several spells leave gaps, which a start and an end would fill.
    return {"start": spells[0].start, "end": spells[0].end} if len(spells) == 1 else {}


def _spells(xml: XmlStream, spells: Sequence[Spell]) -> None:
    if spells:
        with xml.element("spells"):
            for spell in spells:
                xml.leaf("spell", {"start": spell.start, "end": spell.end})


def _rgb(colour: str) -> Mapping[str, str]:
    return {channel: str(int(colour[at : at + 2], 16)) for channel, at in zip("rgb", (1, 3, 5))}  # noqa: B905 - both have three
