"""GEXF keeps the rules of version 1.3, and networkx reads the same graph."""

import io
import re
import xml.etree.ElementTree as ET  # our own output
from datetime import date

import networkx as nx
import pytest

from stancemap.export import gexf
from stancemap.export.legal_text import legal, one_line
from stancemap.export.map_content import MapContent

NS = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
TYPES = {"string", "integer", "double", "boolean"}


@pytest.fixture(params=["small_content", "hostile_content"])
def content(request: pytest.FixtureRequest) -> MapContent:
    made: MapContent = request.getfixturevalue(request.param)
    return made


def _root(content: MapContent) -> ET.Element:
    return ET.fromstring(gexf.render(content))  # noqa: S314 - our own output


def _names(element: ET.Element) -> list[str]:
    return [child.tag.removeprefix(NS) for child in element]


def test_elements_stand_in_the_order_of_the_schema(content: MapContent) -> None:
    root = _root(content)
    assert (root.tag, root.get("version")) == (f"{NS}gexf", "1.3")
    assert _names(root) == ["meta", "graph"]
    graph = root[1]
    assert _names(graph) == ["attributes", "attributes", "nodes", "edges"]
    for node in graph.iter(f"{NS}node"):
        kinds = ["attvalues", "spells", f"{VIZ}size", f"{VIZ}color"]
        assert _names(node) == [kind for kind in kinds if kind in _names(node)]


def test_attributes_have_values_of_the_types_that_they_declare(content: MapContent) -> None:
    graph = _root(content)[1]
    for declared, kind in zip(graph.findall(f"{NS}attributes"), ("node", "edge"), strict=True):
        assert declared.get("class") == kind
        types = {one.get("id"): one.get("type") for one in declared}
        assert set(types.values()) <= TYPES
        for element in graph.iter(f"{NS}{kind}"):
            for value in element.iter(f"{NS}attvalue"):
                number = types[value.get("for")] in {"integer", "double"}
                assert not number or re.fullmatch(r"-?\d+(\.\d+)?", value.get("value", ""))


def test_counts_ids_and_ends_fit_together(content: MapContent) -> None:
    graph = _root(content)[1]
    nodes, edges = (list(graph.iter(f"{NS}{kind}")) for kind in ("node", "edge"))
    assert graph.find(f"{NS}nodes").attrib == {"count": str(len(nodes))}  # type: ignore[union-attr]  # the test fails then
    assert graph.find(f"{NS}edges").attrib == {"count": str(len(edges))}  # type: ignore[union-attr]  # as above
    ids = {node.get("id") for node in nodes}
    assert len(ids) == len(nodes) == len(content.argument_map.nodes)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= ids


def test_labels_are_tokens(content: MapContent) -> None:
    for node in _root(content).iter(f"{NS}node"):
        assert node.get("label") == " ".join(node.get("label", "").split())


def test_dates_are_days_in_order(content: MapContent) -> None:
    spells = list(_root(content).iter(f"{NS}spell"))
    assert spells
    for spell in spells:
        start, end = (date.fromisoformat(spell.get(end, "")) for end in ("start", "end"))
        assert start <= end


def test_a_node_lives_from_its_first_to_its_last_comment(small_content: MapContent) -> None:
    nodes = {node.get("id"): node for node in _root(small_content).iter(f"{NS}node")}
    assert (nodes["t1/support/1#2"].get("start"), nodes["t1/support/1#2"].get("end")) == (
        "2024-02-11", "2024-02-11")  # fmt: skip
    assert (nodes["t1"].get("start"), nodes["t1"].get("end")) == ("2024-01-11", "2024-02-11")


def test_colours_and_sizes_are_in_range(content: MapContent) -> None:
    for node in _root(content).iter(f"{NS}node"):
        colour = node.find(f"{VIZ}color")
        assert colour is not None
        assert all(0 <= int(colour.get(channel, "-1")) <= 255 for channel in "rgb")
        size = node.find(f"{VIZ}size")
        assert size is not None
        assert float(size.get("value", "0")) > 0


def test_networkx_reads_the_same_graph(content: MapContent) -> None:
    graph = nx.read_gexf(io.BytesIO(gexf.render(content).encode()), version="1.3")
    wanted = content.argument_map
    assert [
        (name, data["label"], data["kind"], data["n_comments"])
        for name, data in graph.nodes(data=True)
    ] == [
        (legal(node.node_id), one_line(node.text), node.kind.value, node.n_comments)
        for node in wanted.nodes
    ]
    relations = [
        (legal(r.source_id), legal(r.target_id), r.basis.value, r.count) for r in wanted.relations
    ]
    found = [
        (source, goal, data["basis"], data["weight"])
        for source, goal, data in graph.edges(data=True)
        if data["basis"]
    ]
    assert sorted(found) == sorted(relations)
