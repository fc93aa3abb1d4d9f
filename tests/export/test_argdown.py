import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stancemap.export import argdown
from stancemap.export.legal_text import legal
from stancemap.export.map_content import MapContent
from stancemap.records import ArgumentMap, NodeKind, Relation, RelationBasis, RelationKind

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "small_map.argdown"
PARSER_NAMES = {
    RelationKind.SUPPORT: "support",
    RelationKind.ATTACK: "attack",
    RelationKind.UNDERCUT: "undercut",
}


def test_small_map_is_written_as_the_golden_file(small_map: ArgumentMap) -> None:
    text = argdown.render(small_map, "Night buses", {"oppose": "#b5483a"})
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_relation_to_a_node_that_is_not_there_is_an_error(small_map: ArgumentMap) -> None:
    lost = Relation("t1/oppose/1", "gone", RelationKind.ATTACK, RelationBasis.CUE, 0.5)
    with pytest.raises(ValueError, match="gone, which is no node"):
        argdown.render(ArgumentMap(small_map.nodes, (lost,)))


def test_a_relation_found_in_two_ways_is_written_once(small_map: ArgumentMap) -> None:
    first = small_map.relations[0]
    again = Relation(first.source_id, first.target_id, first.kind, RelationBasis.CUE, 0.4)
    doubled = ArgumentMap(small_map.nodes, (*small_map.relations, again))
    assert argdown.render(doubled) == argdown.render(small_map)


@pytest.fixture(scope="module")
def reference_parser() -> list[str]:
    """How to call the reference parser; NODE_PATH may say where npm put it."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    probe = [node, "-e", "require.resolve('@argdown/core')"]
    found = subprocess.run(probe, capture_output=True, check=False)  # noqa: S603 - no outside input
    if found.returncode:
        pytest.skip("the npm package @argdown/core is not installed (set NODE_PATH to find it)")
    return [node, str(HERE / "argdown_reader.cjs")]


def _parsed(command: list[str], text: str, folder: Path) -> dict[str, Any]:
    path = folder / "map.argdown"
    path.write_text(text, encoding="utf-8")
    command = [*command, str(path)]
    result = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own file
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def _one_line(text: str) -> str:
    return " ".join(legal(text).split()) or "…"


@pytest.mark.parametrize("name", ["small_map", "hostile_map"])
def test_reference_parser_reads_the_same_map_back(
    name: str, request: pytest.FixtureRequest, reference_parser: list[str], tmp_path: Path
) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    title = "a title === with: {signs} \\ and 'quotes'"
    read = _parsed(reference_parser, argdown.render(wanted, title), tmp_path)

    assert read["errors"] == []
    assert read["frontMatter"]["title"] == title
    for kind, found in (
        (NodeKind.KEY_POINT, read["statements"]),
        (NodeKind.CLAIM, read["arguments"]),
    ):
        assert [(item["data"]["id"], item["text"], item["tags"]) for item in found] == [
            (legal(node.node_id), _one_line(node.text), [node.stance])
            for node in wanted.nodes
            if node.kind is kind
        ]
    assert [(item["data"]["id"], item["title"]) for item in read["headings"]] == [
        (node.node_id, node.text)
        for node in wanted.nodes
        if node.kind in {NodeKind.TARGET, NodeKind.STANCE}
    ]


def test_reference_parser_reads_every_fact_of_a_node(
    small_content: MapContent, reference_parser: list[str], tmp_path: Path
) -> None:
    read = _parsed(reference_parser, argdown.render(small_content.argument_map), tmp_path)
    (data, *_) = (item["data"] for item in read["statements"])
    assert data == {
        "id": "t1/oppose/1",
        "n_claims": 1,
        "n_comments": 2,
        "n_authors": 1,
        "n_threads": 0,
        "n_likes": 7,
        "share": 0.25,
        "first_posted": "2024-01-11T09:30:00+01:00",
        "last_posted": "2024-02-11",
        "terms": "bus; night",
    }


@pytest.mark.parametrize("name", ["small_map", "hostile_map"])
def test_reference_parser_reads_the_same_relations_back(
    name: str, request: pytest.FixtureRequest, reference_parser: list[str], tmp_path: Path
) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    read = _parsed(reference_parser, argdown.render(wanted), tmp_path)
    ids = {item["title"]: item["data"]["id"] for item in read["statements"] + read["arguments"]}
    memberships = {
        ("support", legal(node.node_id), legal(node.parent_id))
        for node in wanted.nodes
        if node.kind is NodeKind.CLAIM
    }
    relations = {
        (PARSER_NAMES[relation.kind], legal(relation.source_id), legal(relation.target_id))
        for relation in wanted.relations
    }
    found = [(kind, ids[source], ids[goal]) for kind, source, goal in read["relations"]]
    assert set(found) == memberships | relations
    assert len(found) == len(wanted.relations) + len(memberships)
