"""Maps to edit. All their words are invented."""

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
    "+ [K1]",
    "[K1]: stolen {id: 'k0001'}",
    "<C1>: stolen #oppose {id: k0001}",
    "emoji 😀, right to left \u202eעברית\u202c, separators \u2028 \u2029 \x85 \x0b \x1c",
    "control \x00 \x1b[31m \x7f and a lone surrogate \ud800",
    "two lines\r\n\n[b]: and a statement\n# heading",
    "oppose: a colon, a \\backslash\\ and #hash (1) a premise",
    "</data></node>]]> <script>alert(1)</script> &amp; &#0; &lol;",
    "=HYPERLINK(1)",
    '"nodeID": "1", \u200b',
    "",
    " \t ",
)


def make_map(*sides: tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]) -> ArgumentMap:
    """Make a map on one target of stances, their key points, and the words of their claims.

    A key point without a label is a single claim.
    """
    nodes = [Node("t1", NodeKind.TARGET, "street: cameras?")]
    n_points = n_claims = 0
    for stance, points in sides:
        side = f"t1/{stance}"
        nodes.append(Node(side, NodeKind.STANCE, stance, "t1", stance))
        for label, claims in points:
            above = side
            if label:
                n_points += 1
                above = f"k{n_points:04}"
                nodes.append(Node(above, NodeKind.KEY_POINT, label, side, stance))
            for words in claims:
                n_claims += 1
                name = f"c{n_claims}#c1"
                nodes.append(
                    Node(name, NodeKind.CLAIM, words, above, stance, document_id=f"c{n_claims}")
                )
    return ArgumentMap(tuple(nodes))


def relation(source: str, target: str, kind: str, basis: str = "reply") -> Relation:
    return Relation(source, target, RelationKind(kind), RelationBasis(basis), 0.5)


@pytest.fixture
def small() -> ArgumentMap:
    """Two key points that oppose, one that supports, and a single claim."""
    made = make_map(
        (
            "oppose",
            (
                ("They cost too much", ("Too dear.", "Far too dear.", "What a price.")),
                ("They make nobody safer", ("No safer.", "Not any safer.")),
            ),
        ),
        ("support", (("They stop theft", ("Thefts went down.", "Fewer thefts.")),)),
        ("inevitable", (("", ("They will come anyway.",)),)),
    )
    return ArgumentMap(
        made.nodes,
        (
            relation("k0003", "k0002", "attack"),
            relation("k0001", "k0003", "undercut", "cue"),
            relation("c6#c1", "c4#c1", "attack"),
            relation("c8#c1", "c1#c1", "support"),
        ),
    )


@pytest.fixture
def hostile() -> ArgumentMap:
    made = make_map(
        ("oppose", tuple((words or " ", (words, f"again {words}")) for words in HOSTILE)),
        ("support", tuple(("", (words,)) for words in HOSTILE)),
    )
    points = [node.node_id for node in made.nodes if node.kind is NodeKind.KEY_POINT]
    kinds = [kind.value for kind in RelationKind]
    return ArgumentMap(
        made.nodes,
        tuple(
            relation(point, points[0], kinds[number % 3]) for number, point in enumerate(points[1:])
        ),
    )
