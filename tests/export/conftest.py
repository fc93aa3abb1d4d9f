"""Maps that the tests of several formats share. All their words are invented."""

import pytest

from stancemap.records import (
    ArgumentMap,
    Node,
    NodeKind,
    Relation,
    RelationBasis,
    RelationKind,
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
