"""The picture: Graphviz draws it, it shows the largest, and it says what it leaves out."""

import re
import xml.etree.ElementTree as ET  # Graphviz's output of our own input
from pathlib import Path

import pytest

from stancemap.codebook import load_codebook
from stancemap.errors import ExportError
from stancemap.export import dot, svg
from stancemap.export.legal_text import one_line
from stancemap.export.map_content import MapContent
from stancemap.records import (
    ArgumentMap,
    Node,
    NodeKind,
    Relation,
    RelationBasis,
    RelationKind,
)

SVG = "{http://www.w3.org/2000/svg}"
TITLE = "{http://www.w3.org/1999/xlink}title"


def _drawn(content: MapContent) -> ET.Element:
    if not svg.find_graphviz():
        pytest.skip("neither graphviz-pure nor dot is installed")
    return ET.fromstring(svg.render(content))  # noqa: S314 - as above


def _tooltips(picture: ET.Element) -> list[str]:
    return [tip for link in picture.iter(f"{SVG}a") if (tip := link.get(TITLE))]


def _large(points: int) -> MapContent:
    nodes = []
    for number in range(1, 9):
        target = f"t{number}"
        nodes.append(Node(target, NodeKind.TARGET, f"target {number}", n_comments=number))
        for stance in ("oppose", "support"):
            above = f"{target}/{stance}"
            nodes.append(Node(above, NodeKind.STANCE, stance, target, stance, 1, 1, 1))
            nodes += [
                Node(f"{above}/{rank}", NodeKind.KEY_POINT, f"{above}, point {rank}", above,
                     stance, 2, points - rank, 2)
                for rank in range(points)
            ]  # fmt: skip
    return MapContent("Large", ArgumentMap(tuple(nodes)), load_codebook())


@pytest.mark.parametrize("name", ["small_content", "hostile_content"])
def test_graphviz_draws_the_words_of_every_node(name: str, request: pytest.FixtureRequest) -> None:
    content: MapContent = request.getfixturevalue(name)
    above_claims = [n for n in content.argument_map.nodes if n.kind is not NodeKind.CLAIM]
    found = _tooltips(_drawn(content))
    assert sorted(found) == sorted(
        one_line(node.text) or "" for node in above_claims if one_line(node.text)
    )


def test_hostile_words_stay_text_in_the_picture(hostile_content: MapContent) -> None:
    picture = _drawn(hostile_content)
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        "svg", "g", "title", "polygon", "path", "text", "a", "polyline", "ellipse"}  # fmt: skip
    assert not [e for e in picture.iter() if e.get("{http://www.w3.org/1999/xlink}href")]


def test_a_large_map_is_cut_to_what_can_be_read_and_says_so() -> None:
    text = dot.render(_large(30))
    assert "6 of 8 targets and 36 of 480 key points" in text
    assert len(re.findall(r"^n\d+ \[", text, re.MULTILINE)) == 6 + 12 + 36


def test_the_largest_targets_and_every_stance_are_drawn() -> None:
    text = dot.render(_large(30))
    targets = re.findall(r'tooltip="(target \d)"', text)
    assert targets == [f"target {number}" for number in (8, 7, 6, 5, 4, 3)]
    for number in range(3, 9):
        for stance in ("oppose", "support"):
            assert f"t{number}/{stance}, point 0" in text


def test_a_target_with_key_points_goes_before_a_larger_one_without() -> None:
    nodes = [
        Node(f"t{number}", NodeKind.TARGET, f"target {number}", n_comments=100 - number)
        for number in range(9)
    ]
    for target in nodes[:9]:
        above = f"{target.node_id}/oppose"
        kind = NodeKind.KEY_POINT if target.node_id == "t8" else NodeKind.CLAIM
        nodes.append(Node(above, NodeKind.STANCE, "oppose", target.node_id, "oppose", 1, 1, 1))
        nodes.append(Node(f"{above}#1", kind, "words", above, "oppose", 1, 2, 2))
    text = dot.render(MapContent("Mixed", ArgumentMap(tuple(nodes)), load_codebook()))
    assert re.findall(r'tooltip="target (\d)"', text) == ["8", "0", "1", "2", "3", "4"]


def test_relations_are_drawn_between_nodes_that_are(small_content: MapContent) -> None:
    text = dot.render(small_content)
    assert re.findall(r"(n\d+) -> (n\d+) \[color.*dashed", text) == [("n6", "n3")]


def test_a_text_of_five_million_characters_is_drawn_short() -> None:
    long = Node("t1/oppose/1", NodeKind.KEY_POINT, "x" * 5_000_000, "t1/oppose", "oppose", 1, 1, 1)
    nodes = (*_large(0).argument_map.nodes[:2], long)
    relation = Relation("t1/oppose/1", "t1/oppose/1", RelationKind.ATTACK, RelationBasis.CUE, 0.5)
    text = dot.render(MapContent("Long", ArgumentMap(nodes, (relation,)), load_codebook()))
    assert len(text) < 10_000


def test_without_graphviz_the_error_says_how_to_get_it(
    small_content: MapContent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    with pytest.raises(ExportError, match=r"pip install 'stancemap\[svg\]'"):
        svg.render(small_content)
