"""The argument map as Argdown: targets and stances are headings, key points statements.

A claim is an argument that supports its key point. Argdown titles cannot be escaped, so nodes get
generated titles (`K1`, `C1`) and carry their `node_id` as it is as `id` in the data behind the
text, with the other fields of the node that have a value; the stance is the tag.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from stancemap.export.legal_text import legal
from stancemap.export.map_tree import MapTree
from stancemap.export.node_facts import facts_of
from stancemap.records import ArgumentMap, Node, NodeKind, Relation, RelationKind
from stancemap.tables import Cell

_SPECIAL = re.compile(r"[\\@#*_\[\]{}<>:./()+\-=,;]")
_UNSAFE_IN_DATA = re.compile(r"[^\w .%]|_", re.ASCII)
_SIGNS = {
    RelationKind.SUPPORT: "+",
    RelationKind.ATTACK: "-",
    RelationKind.UNDERCUT: "<_",
}
_EMPTY = "…"
_LAST_OF_FOUR_DIGITS = 0xFFFF


def render(
    argument_map: ArgumentMap, title: str = "", colours: Mapping[str, str] | None = None
) -> str:
    """Write the map; `colours` gives a `#rrggbb` per stance.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    tree = MapTree.of(argument_map)
    names = _names(tree)
    blocks = [_front_matter(title, colours or {})]
    for target in tree.targets:
        blocks.append(_heading(1, target))
        for stance in tree.below(target.node_id):
            blocks.append(_heading(2, stance))
            blocks += [_key_point(point, tree, names) for point in tree.below(stance.node_id)]
    blocks += _relations(tree.relations, names)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Write text on one line so that the Argdown parser gives it back as it is.

    >>> escaped("see [x]: a//b")
    'see \\[x\\]\\: a\\/\\/b'
    """
    return _SPECIAL.sub(r"\\\g<0>", " ".join(legal(text).split())) or _EMPTY


def quoted(text: str) -> str:
    r"""Write text as a double-quoted YAML string without a character of Argdown's.

    >>> quoted("k{1}")
    '"k\\u007b1\\u007d"'
    """
    plain = _UNSAFE_IN_DATA.sub(_code_point, legal(text))
    return f'"{plain}"'


def _code_point(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number <= _LAST_OF_FOUR_DIGITS else f"\\U{number:08x}"


def _front_matter(title: str, colours: Mapping[str, str]) -> str:
    lines = ["===", f"title: {quoted(title)}", "model:", "    removeTagsFromText: true"]
    lines.append("    mode: loose")
    if colours:
        lines += ["color:", "    tagColors:"]
        lines += [f"        {name}: {json.dumps(colour)}" for name, colour in colours.items()]
    return "\n".join([*lines, "==="])


def _names(tree: MapTree) -> dict[str, str]:
    """Give each key point and claim its title in brackets."""
    points, claims = tree.of_kind(NodeKind.KEY_POINT), tree.of_kind(NodeKind.CLAIM)
    return {
        **{node.node_id: f"[K{number}]" for number, node in enumerate(points, start=1)},
        **{node.node_id: f"<C{number}>" for number, node in enumerate(claims, start=1)},
    }


def _heading(level: int, node: Node) -> str:
    return f"{'#' * level} {escaped(node.text)}{_tag(node)} {_data(node)}"


def _key_point(point: Node, tree: MapTree, names: Mapping[str, str]) -> str:
    claims = (f"    + {_element(claim, names)}" for claim in tree.below(point.node_id))
    return "\n".join([_element(point, names), *claims])


def _element(node: Node, names: Mapping[str, str]) -> str:
    return f"{names[node.node_id]}: {escaped(node.text)}{_tag(node)} {_data(node)}"


def _tag(node: Node) -> str:
    return f" #{node.stance}" if node.stance else ""


def _data(node: Node) -> str:
    facts = {name: value for name, value in facts_of(node).items() if value not in {None, ""}}
    values = {"id": quoted(node.node_id), **{name: _value(fact) for name, fact in facts.items()}}
    return "{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def _value(fact: Cell) -> str:
    return quoted(fact) if isinstance(fact, str) else json.dumps(fact)


def _relations(relations: Sequence[Relation], names: Mapping[str, str]) -> Iterator[str]:
    """Write one block per node acted on; Argdown knows no basis, so each pair stands once."""
    acting: dict[str, dict[str, None]] = {}
    for relation in relations:
        lines = acting.setdefault(relation.target_id, {})
        lines[f"    {_SIGNS[relation.kind]} {names[relation.source_id]}"] = None
    for target_id, lines in acting.items():
        yield "\n".join([names[target_id], *lines])
