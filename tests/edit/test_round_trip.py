"""A map that is exported and read back untouched gives no edit, whatever its words."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancemap.codebook import load_codebook
from stancemap.edit.compare import edits_between
from stancemap.edit.reading import read_drawn
from stancemap.export.map_content import MapContent
from stancemap.export.map_formats import MapFormat, file_name, write_map
from stancemap.records import (
    ArgumentMap,
    Node,
    NodeKind,
    Relation,
    RelationBasis,
    RelationKind,
)

CODEBOOK = load_codebook()
READ_BACK = (MapFormat.ARGDOWN, MapFormat.GRAPHML, MapFormat.XAIF)


def there_and_back(argument_map: ArgumentMap, kind: MapFormat, folder: Path) -> list[str]:
    path = folder / file_name(kind)
    write_map(MapContent("a title", argument_map, CODEBOOK), kind, path)
    drawn = read_drawn(path, argument_map)
    found = edits_between(argument_map, drawn, CODEBOOK.names)
    return [*map(str, found), *drawn.notes]


@pytest.mark.parametrize("kind", READ_BACK)
@pytest.mark.parametrize("name", ["small", "hostile"])
def test_an_untouched_map_gives_no_edit(
    name: str, kind: MapFormat, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    wanted: ArgumentMap = request.getfixturevalue(name)
    assert there_and_back(wanted, kind, tmp_path) == []


@pytest.mark.parametrize("kind", READ_BACK)
def test_an_empty_map_gives_no_edit(kind: MapFormat, tmp_path: Path) -> None:
    assert there_and_back(ArgumentMap(), kind, tmp_path) == []


WORDS = st.text(max_size=30) | st.text(alphabet='[]<>{}#:/\\-+_*"=|@.\n (1)ak\u202e😀', max_size=30)


@st.composite
def maps(draw: st.DrawFn) -> ArgumentMap:
    nodes = [Node("t1", NodeKind.TARGET, draw(WORDS))]
    ends = []
    for stance in ("oppose", "support"):
        nodes.append(Node(f"t1/{stance}", NodeKind.STANCE, stance, "t1", stance))
        for number in range(draw(st.integers(0, 2))):
            point = f"k-{stance}-{number}"
            nodes.append(Node(point, NodeKind.KEY_POINT, draw(WORDS), f"t1/{stance}", stance))
            ends.append(point)
            for claim in range(draw(st.integers(1, 2))):
                name = f"{point}/c?{claim}#c[1]"
                nodes.append(Node(name, NodeKind.CLAIM, draw(WORDS), point, stance))
    pairs = [(a, b) for a in ends for b in ends if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    relations = tuple(
        Relation(*pair, draw(st.sampled_from(RelationKind)), RelationBasis.MODEL, 0.5)
        for pair in chosen
    )
    return ArgumentMap(tuple(nodes), relations)


@pytest.mark.parametrize("kind", READ_BACK)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=40,
)
@given(wanted=maps())
def test_any_map_comes_back_without_an_edit(
    kind: MapFormat, wanted: ArgumentMap, tmp_path: Path
) -> None:
    assert there_and_back(wanted, kind, tmp_path) == []
