"""Maps that the tests of several formats share. All their words are invented."""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from stancemap.codebook import load_codebook
from stancemap.export.map_content import MapContent
from stancemap.records import (
    ArgumentMap,
    Comment,
    Node,
    NodeKind,
    Relation,
    RelationBasis,
    RelationKind,
    Status,
    TaggedComment,
)

HOSTILE = (
    "He said // no [x]: <y> {a: b} #tag @[k]",
    "---- (1) === \\ back /* c */ <!-- d -->",
    "- looks like an attack",
    "-",
    "emoji 😀, right to left עברית, separators \u2028 \u2029 \x85",
    "control \x00 \x1b[31m \x7f and a lone surrogate \ud800",
    "two lines\n\n[b]: and a statement",
    "https://example.org/a?b=c&d=e#f",
    "**bold** _italic_ __strong__ ~ ^ | ` $",
    "(1) a premise",
    "</data></node>]]> <script>alert(1)</script> &amp; &#0;",
    "=HYPERLINK(1)",
    "'single' \"double\" “curly”",
    "#tag at the start {id: 'stolen'}",
    "",
    " \t ",
)


def _branch(
    target: str, stance: str, points: tuple[tuple[str, tuple[str, ...]], ...]
) -> list[Node]:
    nodes = [Node(f"{target}/{stance}", NodeKind.STANCE, stance, target, stance, 2, 2, 2)]
    for point, claims in points:
        key = f"{target}/{stance}/{len(nodes)}"
        nodes.append(
            Node(key, NodeKind.KEY_POINT, point, nodes[0].node_id, stance, len(claims), 2, 1)
        )
        nodes += [
            Node(f"{key}#{number}", NodeKind.CLAIM, text, key, stance, 1, 1, 1, f"c{number}")
            for number, text in enumerate(claims, start=1)
        ]
    return nodes


@pytest.fixture
def small_map() -> ArgumentMap:
    return ArgumentMap(
        nodes=(
            Node("t1", NodeKind.TARGET, "night buses without drivers", n_comments=5, n_claims=4),
            *_branch("t1", "oppose", (("Nobody is there to help.", ("No one helps you.",)),)),
            *_branch(
                "t1",
                "support",
                (("They run when no driver would.", ("A bus at 3 a.m.!", "They never strike.")),),
            ),
        ),
        relations=(
            Relation(
                "t1/support/1", "t1/oppose/1", RelationKind.ATTACK, RelationBasis.REPLY, 0.7, 3
            ),
            Relation(
                "t1/oppose/1#1", "t1/support/1#2", RelationKind.UNDERCUT, RelationBasis.CUE, 0.5
            ),
            Relation(
                "t1/support/1#1", "t1/support/1#2", RelationKind.SUPPORT, RelationBasis.CUE, 0.6
            ),
        ),
    )


@pytest.fixture
def hostile_map() -> ArgumentMap:
    nodes = [Node("t{}:1 'x' \"y\"", NodeKind.TARGET, "target // [x] #a {b: c} <d>")]
    nodes += _branch(nodes[0].node_id, "oppose", tuple((text, (text,)) for text in HOSTILE))
    points = [node.node_id for node in nodes if node.kind is NodeKind.KEY_POINT]
    kinds = list(RelationKind)
    relations = tuple(
        Relation(point, points[0], kinds[number % 3], RelationBasis.REPLY, 0.5)
        for number, point in enumerate(points[1:])
    )
    return ArgumentMap(tuple(nodes), relations)


def content_of(argument_map: ArgumentMap, *texts: str) -> MapContent:
    """The map with comments c1, c2, … of these texts; each replies to the one before."""
    comments = [
        Comment(
            f"c{number}",
            "a1",
            text,
            "c1",
            f"c{number - 1}" if number > 1 else "",
            author="" if number % 3 == 0 else f"author_{number:04}",
            posted=f"2024-0{number}-11T09:30:00+01:00",
        )
        for number, text in enumerate(texts, start=1)
    ]
    tagged = [TaggedComment(comment, Status.TAGGED) for comment in comments]
    return MapContent("Night & <buses>", argument_map, load_codebook(), (), tagged)


def _dated(node: Node) -> Node:
    day = {"c1": "2024-01-11T09:30:00+01:00", "c2": "2024-02-11"}
    first, last = day.get(node.document_id, day["c1"]), day.get(node.document_id, day["c2"])
    return replace(
        node, first_posted=first, last_posted=last, n_likes=7, share=0.25, terms=("bus", "night")
    )


@pytest.fixture
def small_content(small_map: ArgumentMap) -> MapContent:
    answered = Relation(
        "t1/support/1#2", "t1/oppose/1#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.6
    )
    nodes = tuple(_dated(node) for node in small_map.nodes)
    answering = ArgumentMap(nodes, (*small_map.relations, answered))
    return content_of(answering, "No one helps you. A bus at 3 a.m.!", "They never strike.")


@pytest.fixture
def hostile_content(hostile_map: ArgumentMap) -> MapContent:
    terms = HOSTILE[:3]
    nodes = tuple(
        replace(node, first_posted=text, last_posted=text, terms=terms)
        for node, text in zip(hostile_map.nodes, cycle(HOSTILE))
    )
    hostile_map = ArgumentMap(
        (replace(nodes[0], first_posted="2024-01-01", last_posted="2024-01-01"), *nodes[1:]),
        hostile_map.relations,
    )
    return content_of(hostile_map, "\n".join(HOSTILE), *HOSTILE[:5])


@pytest.fixture
def read_by_arguebuf() -> Callable[[Path], Any]:
    """What arguebuf finds in a file: atoms, schemes and edges.

    It wants another lxml than ours, so it lives in an environment of its own:

        python -m venv peers && peers/bin/pip install arguebuf
        STANCEMAP_PEERS=peers/bin/python make test
    """
    python = os.environ.get("STANCEMAP_PEERS", "")
    if not python:
        pytest.skip("STANCEMAP_PEERS names no Python with arguebuf; see tests/export/conftest.py")

    def read(path: Path) -> Any:
        reader = Path(__file__).with_name("arguebuf_reader.py")
        command = [python, "-W", "ignore", str(reader), str(path)]
        result = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own file
        return json.loads(result.stdout)

    return read
