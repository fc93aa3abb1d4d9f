"""Read a map as `export.graphml` writes it, after yEd, Gephi or somebody has edited it."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from stancemap.edit.drawn import DrawnMap, DrawnNode, DrawnRelation, fault, shown
from stancemap.errors import InputError
from stancemap.export.graphml import PART_OF
from stancemap.records import NodeKind, RelationKind

_NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def read_graphml(content: bytes, file: str) -> DrawnMap:
    """Read a GraphML file; entities and document types are refused, nothing is fetched.

    Raises:
        InputError: it is not GraphML, or a node or edge in it does not say what it is.
    """
    root = _root(content, file)
    names = {key.get("id", ""): key.get("attr.name", "") for key in root.iter(f"{_NAMESPACE}key")}
    found = [
        _node(element, _data(element, names), file) for element in root.iter(f"{_NAMESPACE}node")
    ]
    parents: dict[str, tuple[str, int]] = {}
    relations = []
    for edge in root.iter(f"{_NAMESPACE}edge"):
        source, target, line = edge.get("source", ""), edge.get("target", ""), _line(edge)
        label = _data(edge, names).get("label", "").strip().casefold()
        if label == PART_OF:
            if source in parents and parents[source][0] != target:
                raise fault(
                    file,
                    line,
                    f"'{source}' is part of '{parents[source][0]}' by line {parents[source][1]}"
                    " already; keep one of the two edges",
                )
            parents[source] = (target, line)
        elif label in set(RelationKind):
            relations.append(DrawnRelation(source, target, RelationKind(label), line))
        else:
            kinds = ", ".join(RelationKind)
            raise fault(
                file,
                line,
                f"the edge from '{source}' to '{target}' has the label '{label}'; write"
                f" '{PART_OF}' or a relation: {kinds}",
            )
    nodes = [
        DrawnNode(n.key, n.kind, n.text, parents.get(n.key, ("", 0))[0], n.stance, n.line)
        for n in found
    ]
    return DrawnMap(file, tuple(nodes), tuple(relations))


def _root(content: bytes, file: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise fault(file, error.lineno or 1, f"this is not XML: {error.msg}") from error
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise InputError(f"{file} has a document type, which GraphML does without; take it out")
    if root.tag != f"{_NAMESPACE}graphml":
        raise InputError(f"{file} is XML, but not GraphML; export the map again and edit that")
    return root


def _line(element: etree._Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _data(element: etree._Element, names: Mapping[str, str]) -> dict[str, str]:
    return {
        names.get(data.get("key", ""), ""): data.text or ""
        for data in element.findall(f"{_NAMESPACE}data")
    }


def _node(element: etree._Element, data: Mapping[str, str], file: str) -> DrawnNode:
    key, kind = element.get("id", ""), data.get("kind", "").strip()
    if kind not in set(NodeKind):
        raise fault(
            file,
            _line(element),
            f"the node '{key}' has the kind '{kind}'; a new key point has the kind"
            f" '{NodeKind.KEY_POINT}'",
        )
    stance = data.get("stance", "").strip()
    return DrawnNode(key, NodeKind(kind), shown(data.get("label", "")), "", stance, _line(element))
