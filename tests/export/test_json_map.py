import json
from dataclasses import replace

import pytest

from stancemap.export import json_map
from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap, LeftOut


@pytest.mark.parametrize("name", ["small_map", "hostile_map"])
def test_nodes_and_relations_come_back(name: str, request: pytest.FixtureRequest) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    content = json.loads(json_map.render(wanted, "a title"))
    assert content["title"] == "a title"
    assert [node["node_id"] for node in content["nodes"]] == [n.node_id for n in wanted.nodes]
    assert [legal(node["text"]) for node in content["nodes"]] == [
        legal(node.text) for node in wanted.nodes
    ]
    assert [(r["source_id"], r["target_id"], r["kind"]) for r in content["relations"]] == [
        (r.source_id, r.target_id, r.kind.value) for r in wanted.relations
    ]


def test_lone_surrogates_do_not_reach_the_file(hostile_map: ArgumentMap) -> None:
    json_map.render(hostile_map).encode("utf-8")


def test_what_a_map_leaves_out_comes_back(hostile_map: ArgumentMap) -> None:
    cut = replace(hostile_map, left_out=LeftOut(2, 30, 4))
    assert json_map.parse(json_map.render(cut))[0].left_out == cut.left_out
    assert "left_out" not in json_map.render(hostile_map)


@pytest.mark.parametrize("name", ["small_map", "hostile_map"])
def test_a_map_is_read_back_as_it_was_written(name: str, request: pytest.FixtureRequest) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    read, title = json_map.parse(json_map.render(wanted, "a title"))
    assert title == "a title"
    assert read.relations == wanted.relations
    assert [replace(node, text=legal(node.text)) for node in read.nodes] == [
        replace(node, text=legal(node.text)) for node in wanted.nodes
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{}", "does not say"),
        ("[]", "does not say"),
        ('{"format": "stancemap-argument-map", "version": 2}', "of version 2"),
        ('{"format": "stancemap-argument-map", "version": 1}', "lacks"),
        ("{", "Expecting"),
    ],
)
def test_another_file_is_told_from_a_map(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        json_map.parse(text)
