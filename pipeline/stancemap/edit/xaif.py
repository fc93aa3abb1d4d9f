"""Read a map as `export.xaif` writes it, after OVA or somebody has edited it.

The graph of AIF is what counts: words of I-nodes, and the schemes that join them. What the map
knows beside it, which I-node is which node of the map, is read from the key `stancemap`; where a
tool dropped that, the n-th node of the study's map has the `nodeID` n.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stancemap.edit.drawn import DrawnMap, DrawnNode, DrawnRelation, fault, shown
from stancemap.errors import InputError
from stancemap.export.legal_text import legal
from stancemap.records import ArgumentMap, Node, NodeKind, RelationKind

_PROPOSITION = "I"
_REPHRASE, _INFERENCE, _CONFLICT = "MA", "RA", "CA"
_SCHEMES = frozenset({_REPHRASE, _INFERENCE, _CONFLICT})
_ID = re.compile(r'"(nodeID|edgeID)"\s*:\s*"?([^",}\n]*)')
_KINDS = {_INFERENCE: RelationKind.SUPPORT, _CONFLICT: RelationKind.ATTACK}


def read_xaif(text: str, file: str, base: ArgumentMap) -> DrawnMap:
    """Read an xAIF file that was made from the map `base`.

    Raises:
        InputError: it is not xAIF, or something in it has no place in a map.
    """
    graph = _Graph.of(_content(text, file), text, file, base)
    nodes, relations, notes = list(graph.nodes()), [], []
    parents: dict[str, str] = {}
    for scheme in graph.schemes():
        if graph.is_membership(scheme):
            if scheme.source in parents and parents[scheme.source] != scheme.aim:
                raise fault(
                    file,
                    scheme.line,
                    f"'{scheme.source}' belongs to '{parents[scheme.source]}' already; keep one"
                    " of the two",
                )
            parents[scheme.source] = scheme.aim
        elif scheme.kind == _REPHRASE:
            notes.append(
                f"{file}, line {scheme.line}: a rephrase joins a claim to its key point; this one"
                " is left out"
            )
        elif graph.is_between_equals(scheme):
            kind = RelationKind.UNDERCUT if scheme.undercuts else _KINDS[scheme.kind]
            relations.append(DrawnRelation(scheme.source, scheme.aim, kind, scheme.line))
    placed = tuple(
        DrawnNode(n.key, n.kind, n.text, parents.get(n.key, n.parent), n.stance, n.line)
        for n in nodes
    )
    return DrawnMap(file, placed, tuple(relations), tuple(notes))


def _content(text: str, file: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise fault(file, line, f"this is not JSON: {error}") from error
    inner = content.get("AIF") if isinstance(content, dict) else None
    if not isinstance(inner, dict) or not all(
        isinstance(inner.get(key), list) for key in ("nodes", "edges")
    ):
        raise InputError(f"{file} is not xAIF: it has no AIF with nodes and edges")
    return dict(content)


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A scheme with the keys of what it joins; an undercut acts on the scheme above its aim."""

    kind: str
    source: str
    aim: str
    line: int
    undercuts: bool = False


@dataclass(frozen=True, slots=True)
class _Graph:
    """The nodes and edges of AIF by nodeID, and which I-node is which node of the map."""

    lines: Mapping[tuple[str, str], int]
    by_id: Mapping[str, Mapping[str, Any]]
    into: Mapping[str, Sequence[str]]
    out_of: Mapping[str, Sequence[str]]
    known: Mapping[str, Node]
    kinds: dict[str, NodeKind]

    @classmethod
    def of(cls, content: Mapping[str, Any], text: str, file: str, base: ArgumentMap) -> "_Graph":
        by_id, lines = {}, _lines(text)
        for node in content["AIF"]["nodes"]:
            if not isinstance(node, dict) or "nodeID" not in node:
                raise InputError(f"{file}: a node of its AIF has no nodeID")
            by_id[str(node["nodeID"])] = node
        into, out_of = defaultdict(list), defaultdict(list)
        for edge in content["AIF"]["edges"]:
            source, aim = (str(edge.get(end, "")) for end in ("fromID", "toID"))
            if source not in by_id or aim not in by_id:
                raise fault(
                    file,
                    lines.get(("edgeID", str(edge.get("edgeID", ""))), 1),
                    f"the edge from '{source}' to '{aim}' names no node; take it out",
                )
            into[aim].append(source)
            out_of[source].append(aim)
        return cls(lines, by_id, into, out_of, _known(content, base), {})

    def key(self, node_id: str) -> str:
        """Name an I-node: by its id in the map, or by its own for a new one."""
        known = self.known.get(node_id)
        return legal(known.node_id) if known else f"nodeID {node_id}"

    def nodes(self) -> Iterator[DrawnNode]:
        """Return the propositions, their place still as in the study's map."""
        for node_id, node in self.by_id.items():
            if node.get("type") != _PROPOSITION:
                continue
            known, words = self.known.get(node_id), str(node.get("text", ""))
            kind = known.kind if known else NodeKind.KEY_POINT
            if kind is NodeKind.STANCE and known:
                words = words.split(":", maxsplit=1)[0]
            key = self.key(node_id)
            self.kinds[key] = kind
            is_group = kind in {NodeKind.TARGET, NodeKind.STANCE}
            parent = legal(known.parent_id) if known and is_group else ""
            line = self.lines.get(("nodeID", node_id), 1)
            yield DrawnNode(key, kind, shown(words), parent, "", line)

    def schemes(self) -> Iterator[_Scheme]:
        """Return what joins propositions; half a scheme, as after a deleted node, is none."""
        for node_id, node in self.by_id.items():
            if node.get("type") not in _SCHEMES:
                continue
            for source in self.into.get(node_id, ()):
                for aim in self.out_of.get(node_id, ()):
                    if self._is_proposition(source):
                        yield from self._scheme(str(node["type"]), node_id, source, aim)

    def _scheme(self, kind: str, node_id: str, source: str, aim: str) -> Iterator[_Scheme]:
        line = self.lines.get(("nodeID", node_id), 1)
        if self._is_proposition(aim):
            yield _Scheme(kind, self.key(source), self.key(aim), line)
        elif self.by_id[aim].get("type") in _SCHEMES:
            for undercut in filter(self._is_proposition, self.into.get(aim, ())):
                yield _Scheme(kind, self.key(source), self.key(undercut), line, undercuts=True)

    def _is_proposition(self, node_id: str) -> bool:
        return self.by_id[node_id].get("type") == _PROPOSITION

    def is_membership(self, scheme: _Scheme) -> bool:
        """Tell whether a scheme hangs a node below one of the level above."""
        levels = (self.kinds[scheme.source], self.kinds[scheme.aim])
        if scheme.undercuts:
            return False
        if scheme.kind == _REPHRASE:
            return levels == (NodeKind.CLAIM, NodeKind.KEY_POINT)
        return scheme.kind == _INFERENCE and levels in {
            (NodeKind.KEY_POINT, NodeKind.STANCE),
            (NodeKind.CLAIM, NodeKind.STANCE),
        }

    def is_between_equals(self, scheme: _Scheme) -> bool:
        """Tell whether a scheme is a relation; a stance's to its target is none."""
        return NodeKind.STANCE not in {self.kinds[scheme.source], self.kinds[scheme.aim]}


def _known(content: Mapping[str, Any], base: ArgumentMap) -> dict[str, Node]:
    own = content.get("stancemap")
    listed = own.get("nodes") if isinstance(own, dict) else None
    if not isinstance(listed, list):
        return {str(number): node for number, node in enumerate(base.nodes, start=1)}
    by_id = {legal(node.node_id): node for node in base.nodes}
    return {
        str(item["nodeID"]): by_id[item["node_id"]]
        for item in listed
        if isinstance(item, dict) and "nodeID" in item and item.get("node_id") in by_id
    }


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Say in which line each node and edge first names its id."""
    lines: dict[tuple[str, str], int] = {}
    number, counted = 1, 0
    for found in _ID.finditer(text):
        number += text.count("\n", counted, found.start())
        counted = found.start()
        lines.setdefault((found[1], found[2]), number)
    return lines
