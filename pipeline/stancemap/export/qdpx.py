"""The study as a REFI-QDA project (`.qdpx`), for MAXQDA, NVivo, ATLAS.ti, QualCoder and others.

Codes are the stances, the kinds of claims and the key points; selections are the sentences that
show a stance, and the claims. The map is a graph of its targets, stances and key points, and
relations between claims are links between their selections. GUIDs are made of ids, the archive
holds no time: the same study gives the same bytes.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID, uuid5

from stancemap.export.legal_text import one_line
from stancemap.export.map_content import MapContent
from stancemap.export.map_tree import MapTree
from stancemap.export.qda_sources import (
    Selection,
    Source,
    claim_key,
    kind_key,
    node_key,
    sources_of,
    stance_key,
)
from stancemap.export.xml_stream import XmlStream
from stancemap.records import ClaimKind, Node, NodeKind, RelationKind

_NAMESPACE = UUID("6f2c7f0e-3a55-5c0b-9d6e-1c1f0d1d7a11")
_USER = "user:stancemap"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_UNIX = 3
_NAME, _CODE_NAME = 60, 120
_COLUMN, _ROW = 320, 90
_COLOURLESS = "#7b8087"
_EDGE_COLOURS = {
    RelationKind.SUPPORT: "#2f7d6b",
    RelationKind.ATTACK: "#b5483a",
    RelationKind.UNDERCUT: "#b5483a",
}


def render(content: MapContent) -> bytes:
    """Write the project as a ZIP archive.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    sources = list(sources_of(content))
    project = _project(content, sources)
    files = {f"sources/{guid(source.key)}.txt": source.text for source in sources}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in {"project.qde": project, **dict(sorted(files.items()))}.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, text.encode())
    return out.getvalue()


def guid(key: str) -> str:
    """Return the GUID of a thing by its key, always the same one."""
    return str(uuid5(_NAMESPACE, key))


def _project(content: MapContent, sources: Sequence[Source]) -> str:
    tree, xml, user = MapTree.of(content.argument_map), XmlStream(), guid(_USER)
    project = {
        "name": one_line(content.title) or "stancemap",
        "origin": "stancemap",
        "creatingUserGUID": user,
        "xmlns": "urn:QDA-XML:project:1.0",
    }
    with xml.element("Project", project):
        with xml.element("Users"):
            xml.leaf("User", {"guid": user, "name": "stancemap (machine)", "id": "sm"})
        with xml.element("CodeBook"), xml.element("Codes"):
            _write_codes(xml, content, tree)
        _write_variables(xml, sources)
        if sources:
            with xml.element("Sources"):
                for source in sources:
                    _write_source(xml, source)
        _write_links(xml, content, {one.key for source in sources for one in source.selections})
        if tree.targets:
            with xml.element("Graphs"):
                _write_graph(xml, content, tree)
    return xml.text()


@dataclass(frozen=True, slots=True)
class _Code:
    """A code of the codebook, with those below it; one that only groups cannot be applied."""

    key: str
    name: str
    description: str = ""
    colour: str = ""
    codable: bool = True
    below: Sequence["_Code"] = ()


def _write_codes(xml: XmlStream, content: MapContent, tree: MapTree) -> None:
    stances = [
        _Code(stance_key(code.name), code.name, code.definition, code.colour)
        for code in content.codebook.codes
    ]
    kinds = [_Code(kind_key(kind.value), kind.value) for kind in ClaimKind]
    points = [_grouping(target, tree, content.colours) for target in tree.targets]
    _write_code(xml, _Code("group:stances", "Stances", codable=False, below=stances))
    _write_code(xml, _Code("group:kinds", "Kinds of claims", codable=False, below=kinds))
    if points:
        _write_code(xml, _Code("group:points", "Key points", codable=False, below=points))


def _grouping(node: Node, tree: MapTree, colours: Mapping[str, str]) -> _Code:
    """Make the code of a target, stance or key point; its id keeps names apart."""
    is_point = node.kind is NodeKind.KEY_POINT
    below = [] if is_point else tree.below(node.node_id)
    words = one_line(node.text)
    name = words if len(words) <= _CODE_NAME else f"{words[:_CODE_NAME]}…"
    return _Code(
        key=node_key(node.node_id),
        name=f"{name} ({one_line(node.node_id)})",
        description=f"{node.text}\n{node.n_comments} comments, {node.n_authors} authors",
        colour=colours.get(node.stance, ""),
        codable=is_point,
        below=[_grouping(one, tree, colours) for one in below if one.kind is not NodeKind.CLAIM],
    )


def _write_code(xml: XmlStream, code: _Code) -> None:
    attributes = {
        "guid": guid(code.key),
        "name": code.name,
        "isCodable": str(code.codable).lower(),
        **({"color": code.colour} if code.colour else {}),
    }
    with xml.element("Code", attributes):
        if code.description:
            xml.leaf("Description", text=code.description)
        for below in code.below:
            _write_code(xml, below)


def _write_variables(xml: XmlStream, sources: Sequence[Source]) -> None:
    used = {name for source in sources for name in source.variables}
    if used:
        with xml.element("Variables"):
            for name in sorted(used):
                xml.leaf(
                    "Variable",
                    {"guid": guid(f"variable:{name}"), "name": name, "typeOfVariable": "Text"},
                )


def _write_source(xml: XmlStream, source: Source) -> None:
    name = guid(source.key)
    attributes = {
        "guid": name,
        "name": source.name,
        "plainTextPath": f"internal://{name}.txt",
        "creatingUser": guid(_USER),
    }
    with xml.element("TextSource", attributes):
        for selection in source.selections:
            _write_selection(xml, selection, source.text)
        for variable, value in source.variables.items():
            with xml.element("VariableValue"):
                xml.leaf("VariableRef", {"targetGUID": guid(f"variable:{variable}")})
                xml.leaf("TextValue", text=value)


def _write_selection(xml: XmlStream, selection: Selection, text: str) -> None:
    attributes = {
        "guid": guid(selection.key),
        "name": one_line(text[selection.start : selection.end][:_NAME]),
        "startPosition": str(selection.start),
        "endPosition": str(selection.end),
        "creatingUser": guid(_USER),
    }
    with xml.element("PlainTextSelection", attributes):
        for code in selection.codes:
            coding = {"guid": guid(f"{selection.key} {code}"), "creatingUser": guid(_USER)}
            with xml.element("Coding", coding):
                xml.leaf("CodeRef", {"targetGUID": guid(code)})


def _write_links(xml: XmlStream, content: MapContent, selected: set[str]) -> None:
    links = [
        (relation, claim_key(relation.source_id), claim_key(relation.target_id))
        for relation in content.argument_map.relations
        if {claim_key(relation.source_id), claim_key(relation.target_id)} <= selected
    ]
    if links:
        with xml.element("Links"):
            for number, (relation, source, goal) in enumerate(links, start=1):
                attributes = {
                    "guid": guid(f"link:{number}"),
                    "name": relation.kind.value,
                    "direction": "OneWay",
                    "color": _EDGE_COLOURS[relation.kind],
                    "originGUID": guid(source),
                    "targetGUID": guid(goal),
                }
                xml.leaf("Link", attributes)


def _write_graph(xml: XmlStream, content: MapContent, tree: MapTree) -> None:
    levels = (NodeKind.TARGET, NodeKind.STANCE, NodeKind.KEY_POINT)
    nodes = [node for node in tree.by_id.values() if node.kind in levels]
    vertices = {node.node_id: guid(f"vertex:{node.node_id}") for node in nodes}
    with xml.element("Graph", {"guid": guid("graph:map"), "name": "Argument map"}):
        for row, node in enumerate(nodes):
            attributes = {
                "guid": vertices[node.node_id],
                "representedGUID": guid(node_key(node.node_id)),
                "name": one_line(node.text)[:_CODE_NAME],
                "firstX": str(levels.index(node.kind) * _COLUMN),
                "firstY": str(row * _ROW),
                "shape": "RoundedRectangle",
                "color": content.colours.get(node.stance, _COLOURLESS),
            }
            xml.leaf("Vertex", attributes)
        ends = [
            (one.node_id, one.parent_id, "part of", "Associative", _COLOURLESS) for one in nodes
        ]
        ends += [
            (one.source_id, one.target_id, one.kind.value, "OneWay", _EDGE_COLOURS[one.kind])
            for one in tree.relations
        ]
        for number, (source, goal, name, direction, colour) in enumerate(ends, start=1):
            if source in vertices and goal in vertices:
                edge = {
                    "guid": guid(f"edge:{number}"),
                    "name": name,
                    "sourceVertex": vertices[source],
                    "targetVertex": vertices[goal],
                    "color": colour,
                    "direction": direction,
                }
                xml.leaf("Edge", edge)
