"""The argument map as AIF JSON (a "nodeset" of AIFdb), for OVA and the readers of AIF.

Claims and key points are I-nodes, and so are stances and targets. Claim → MA → key point: the
claim says the same. Key point → RA → stance, and a single claim likewise: it is a reason for it.
A stance with a side → RA or CA → its target. Relations between claims or key points are RA
(support) and CA (attack); an undercut is a CA against the scheme by which the node acted on hangs
on the node above. A comment with claims is an L-node → YA (`Asserting`) → claim, with its author
as the person of its locution; comment → TA → reply, and where a relation was read from a reply,
its TA → YA → RA or CA.

A `nodeID` is a number, as other tools want it: the n-th node of the map has the id n, and
what stands for no node of the map comes after. Plain AIF has no place for more; xAIF has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from stancemap.export.dates import utc_time
from stancemap.export.json_text import as_json
from stancemap.export.legal_text import legal
from stancemap.export.map_content import MapContent
from stancemap.export.map_tree import MapTree
from stancemap.maps.opposition import is_in_favour
from stancemap.records import Comment, Node, NodeKind, Relation, RelationBasis, RelationKind

JsonObject: TypeAlias = dict[str, object]

_TEXTS = {
    "RA": "Default Inference",
    "CA": "Default Conflict",
    "MA": "Default Rephrase",
    "TA": "Default Transition",
}
_SCHEMES = {RelationKind.SUPPORT: "RA", RelationKind.ATTACK: "CA", RelationKind.UNDERCUT: "CA"}
_UNNAMED = "unnamed"


class _Part(NamedTuple):
    """A node as AIF knows it; its id is its place, from 1."""

    kind: str
    text: str
    time: str


@dataclass(slots=True)
class Nodeset:
    """An AIF graph as it grows, and which of its nodes stand for what."""

    parts: list[_Part] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    locutions: list[JsonObject] = field(default_factory=list)
    participants: list[JsonObject] = field(default_factory=list)
    propositions: dict[str, str] = field(default_factory=dict)
    """The nodeID of each node of the map."""
    scheme_above: dict[str, str] = field(default_factory=dict)
    """The nodeID of the scheme by which a node of the map hangs on the one above."""
    schemes: list[str] = field(default_factory=list)
    """The nodeID of the scheme of each relation of the map."""
    speeches: dict[str, str] = field(default_factory=dict)
    """The nodeID of the L-node of each comment."""

    def nodes(self) -> Iterator[JsonObject]:
        """Return the nodes as AIF writes them."""
        for number, part in enumerate(self.parts, start=1):
            yield {
                "nodeID": str(number),
                "text": part.text,
                "type": part.kind,
                "timestamp": part.time,
            }

    def edges(self) -> Iterator[JsonObject]:
        """Return the edges as AIF writes them."""
        for number, (source, goal) in enumerate(self.links, start=1):
            yield {"edgeID": str(number), "fromID": source, "toID": goal, "formEdgeID": None}

    def add(self, kind: str, text: str, time: str = "") -> str:
        """Add a node; return its id."""
        self.parts.append(_Part(kind, legal(text), time))
        return str(len(self.parts))

    def link(self, *path: str) -> None:
        """Add the edges along a path of node ids."""
        self.links += pairwise(path)

    def add_scheme(self, kind: str, source: str, goal: str) -> str:
        """Join a node of the map to a nodeID by a scheme; return the scheme's id."""
        scheme = self.add(kind, _TEXTS[kind])
        self.link(self.propositions[source], scheme, goal)
        return scheme


def render(content: MapContent) -> str:
    """Write the map as a nodeset.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    made = nodeset(content)
    return as_json({"nodes": made.nodes(), "edges": made.edges(), "locutions": made.locutions})


def nodeset(content: MapContent) -> Nodeset:
    """Build the graph: propositions first, then what joins them, then who says them."""
    tree, made = MapTree.of(content.argument_map), Nodeset()
    comments = content.comments_in_map()
    for node in tree.by_id.values():
        time = _time(comments.get(node.document_id))
        made.propositions[node.node_id] = made.add("I", _words(node, tree), time)
    for node in tree.by_id.values():
        if kind := _membership(node, tree):
            scheme = made.add_scheme(kind, node.node_id, made.propositions[node.parent_id])
            made.scheme_above[node.node_id] = scheme
    made.schemes += [_of_relation(relation, made) for relation in tree.relations]
    _add_speech(made, tree, comments)
    _add_replies(made, tree, comments)
    return made


def _words(node: Node, tree: MapTree) -> str:
    if node.kind is NodeKind.STANCE:
        return f"{node.text}: {tree.by_id[node.parent_id].text}"
    return node.text


def _membership(node: Node, tree: MapTree) -> str:
    """Name the scheme by which a node hangs on the one above, `""` for none."""
    match node.kind:
        case NodeKind.TARGET:
            return ""
        case NodeKind.STANCE:
            return {True: "RA", False: "CA", None: ""}[is_in_favour(node.stance)]
        case NodeKind.KEY_POINT:
            return "RA"
        case NodeKind.CLAIM:
            is_grouped = tree.by_id[node.parent_id].kind is NodeKind.KEY_POINT
            return "MA" if is_grouped else "RA"


def _of_relation(relation: Relation, made: Nodeset) -> str:
    goal = made.propositions[relation.target_id]
    if relation.kind is RelationKind.UNDERCUT:
        goal = made.scheme_above.get(relation.target_id, goal)
    return made.add_scheme(_SCHEMES[relation.kind], relation.source_id, goal)


def _add_speech(made: Nodeset, tree: MapTree, comments: Mapping[str, Comment]) -> None:
    speakers: dict[str, str] = {}
    for comment in comments.values():
        # Comments without a name are not known to be one person's.
        key = comment.author or f"\0{comment.comment_id}"
        name = legal(comment.author) or _UNNAMED
        if key not in speakers:
            speakers[key] = str(len(speakers) + 1)
            made.participants.append(
                {"participantID": speakers[key], "firstname": name, "surname": ""}
            )
        time = _time(comment)
        speech = made.add("L", f"{name} : {comment.text}", time)
        made.speeches[comment.comment_id] = speech
        made.locutions.append(
            {
                "nodeID": speech,
                "personID": speakers[key],
                "timestamp": time,
                "start": None,
                "end": None,
                "source": legal(comment.comment_id),
            }
        )
    for claim in tree.of_kind(NodeKind.CLAIM):
        if speech := made.speeches.get(claim.document_id, ""):
            made.link(speech, made.add("YA", "Asserting"), made.propositions[claim.node_id])


def _add_replies(made: Nodeset, tree: MapTree, comments: Mapping[str, Comment]) -> None:
    transitions: dict[tuple[str, str], str] = {}
    for comment in comments.values():
        if parent := made.speeches.get(comment.parent_id, ""):
            transition = made.add("TA", _TEXTS["TA"])
            made.link(parent, transition, made.speeches[comment.comment_id])
            transitions[comment.comment_id, comment.parent_id] = transition
    for relation, scheme in zip(tree.relations, made.schemes, strict=True):
        ends = (relation.source_id, relation.target_id)
        documents = tuple(tree.by_id[end].document_id for end in ends)
        transition = transitions.get((documents[0], documents[1]), "")
        if transition and relation.basis is RelationBasis.REPLY:
            agreeing = relation.kind is RelationKind.SUPPORT
            made.link(transition, made.add("YA", "Arguing" if agreeing else "Disagreeing"), scheme)


def _time(comment: Comment | None) -> str:
    time = utc_time(comment.posted) if comment else None
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else ""
