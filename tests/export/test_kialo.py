import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stancemap.export import kialo
from stancemap.export.map_content import MapContent
from stancemap.records import ArgumentMap, Node, NodeKind

LINE = re.compile(r"(1\.(?:\d+\.)*) (?:(Con|Pro): )?(.+)")

SMALL = """\
Discussion Title: night buses without drivers

1. night buses without drivers
1.1. “night buses without drivers”: oppose
1.1.1. Pro: Nobody is there to help.
1.1.1.1. Pro: No one helps you.
1.2. “night buses without drivers”: support
1.2.1. Pro: They run when no driver would.
1.2.1.1. Pro: A bus at 3 a.m.!
1.2.1.2. Pro: They never strike.
1.1.1.2. Con: -> See 1.2.1.
1.2.1.2.1. Con: -> See 1.1.1.1.
1.2.1.2.2. Pro: -> See 1.2.1.1.
1.1.1.1.1. Con: -> See 1.2.1.2.
"""


def test_small_map_as_kialo_shows_it(small_content: MapContent) -> None:
    assert kialo.render(small_content) == SMALL


def test_every_line_has_a_number_of_its_own_below_one_that_is_there(
    hostile_content: MapContent,
) -> None:
    first, blank, *lines = kialo.render(hostile_content).splitlines()
    assert first.startswith("Discussion Title: target // ")
    assert not blank
    seen: set[str] = set()
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        assert match[1] not in seen
        assert match[1] == "1." or re.sub(r"\d+\.\Z", "", match[1]) in seen
        seen.add(match[1])


def test_a_map_of_several_targets_goes_by_its_title(small_content: MapContent) -> None:
    nodes = (*small_content.argument_map.nodes, Node("t2", NodeKind.TARGET, "trams"))
    several = replace(small_content, argument_map=ArgumentMap(nodes))
    assert kialo.render(several).startswith("Discussion Title: Night & <buses>\n\n1. Night")


def test_words_of_readers_never_become_a_link(hostile_content: MapContent) -> None:
    argument_map = hostile_content.argument_map
    nodes = tuple(replace(node, text="-> See 1.1. [x](http://y)") for node in argument_map.nodes)
    text = kialo.render(replace(hostile_content, argument_map=replace(argument_map, nodes=nodes)))
    links = re.findall(r"-> See .*", text)
    assert len(links) == len(argument_map.relations)
    assert "](" not in text


@pytest.mark.parametrize("name", ["small_content", "hostile_content"])
def test_arguebuf_reads_every_claim_and_link(
    name: str,
    request: pytest.FixtureRequest,
    read_by_arguebuf: Callable[[Path], Any],
    tmp_path: Path,
) -> None:
    content: MapContent = request.getfixturevalue(name)
    path = tmp_path / "map.kialo.txt"
    path.write_text(kialo.render(content), encoding="utf-8")
    found = read_by_arguebuf(path)
    targets = 1
    assert len(found["atoms"]) == 1 + len(content.argument_map.nodes) - targets
    # The relations of a hostile map are doubled only by their kinds, which Kialo has two of.
    assert len(found["schemes"]) == len(path.read_text(encoding="utf-8").splitlines()) - 3
