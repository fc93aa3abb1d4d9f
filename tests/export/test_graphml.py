import io
import re

import networkx as nx
import pytest

from stancemap.export import graphml
from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap, Node, NodeKind, Relation, RelationBasis, RelationKind


def _read(text: str) -> "nx.MultiDiGraph[str]":
    return nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)


@pytest.mark.parametrize("name", ["small_map", "hostile_map"])
def test_networkx_reads_the_same_nodes_back(name: str, request: pytest.FixtureRequest) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    graph = _read(graphml.render(wanted))
    found = [
        (node_id, data["label"], data["kind"], data["stance"], data["n_comments"])
        for node_id, data in graph.nodes(data=True)
    ]
    assert found == [
        (node.node_id, legal(node.text), node.kind, node.stance, node.n_comments)
        for node in wanted.nodes
    ]


@pytest.mark.parametrize("name", ["small_map", "hostile_map"])
def test_networkx_reads_the_same_edges_back(name: str, request: pytest.FixtureRequest) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    graph = _read(graphml.render(wanted))
    found = sorted(
        (source, goal, data["label"], data["basis"], data["weight"], data["confidence"])
        for source, goal, data in graph.edges(data=True)
    )
    members = [
        (node.node_id, node.parent_id, "part of", "", 1, 1.0)
        for node in wanted.nodes
        if node.parent_id
    ]
    relations = [
        (
            relation.source_id,
            relation.target_id,
            relation.kind.value,
            relation.basis.value,
            relation.count,
            relation.confidence,
        )
        for relation in wanted.relations
    ]
    assert found == sorted(members + relations)


def test_every_key_in_use_is_declared_with_its_type(small_map: ArgumentMap) -> None:
    text = graphml.render(small_map)
    declared = dict(re.findall(r'<key id="(\w+)" for="(?:node|edge)" [^>]*attr.type="(\w+)"', text))
    assert set(re.findall(r'<data key="(\w+)"', text)) == set(declared)
    assert set(declared.values()) <= {"string", "long", "double"}


def test_support_and_attack_between_one_pair_both_stay() -> None:
    nodes = (Node("a", NodeKind.TARGET, "a"), Node("b", NodeKind.TARGET, "b"))
    kinds = (RelationKind.SUPPORT, RelationKind.ATTACK)
    relations = tuple(Relation("a", "b", kind, RelationBasis.CUE, 0.5) for kind in kinds)
    graph = _read(graphml.render(ArgumentMap(nodes, relations)))
    assert sorted(data["label"] for *_, data in graph.edges(data=True)) == ["attack", "support"]
