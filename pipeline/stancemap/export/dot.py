"""The argument map as a picture in Graphviz's DOT: target → stances → largest key points.

A picture of everything cannot be read, so it holds the largest key points only, of the targets
that have most comments in theirs, and says below how many it leaves out. A single claim stands
where a stance has no key point. A node's `id` is `n` and its place in the map; its tooltip has its
words beyond the few lines that are drawn.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancemap.export.contrast import readable
from stancemap.export.legal_text import one_line
from stancemap.export.map_content import MapContent
from stancemap.export.map_tree import MapTree
from stancemap.records import Node, NodeKind, Relation, RelationKind

_TARGETS, _POINTS = 6, 36
_WIDTH, _LINES, _TOOLTIP = 44, 3, 600
_PAPER, _INK, _LINE = "#ffffff", "#1d2126", "#8b9199"
_ON_COLOUR = 4.6
_FONT = "Helvetica"
_ROOT = "root"
"""An unseen node that keeps the targets in their order."""
_EDGES = {
    RelationKind.SUPPORT: 'color="#2f7d6b", fontcolor="#2f7d6b"',
    RelationKind.ATTACK: 'color="#b5483a", fontcolor="#b5483a", style=dashed',
    RelationKind.UNDERCUT: 'color="#b5483a", fontcolor="#b5483a", style=dotted',
}
_LINE_END, _CENTRED, _LEFT = re.compile("\n"), r"\\n", r"\\l"
_HEAD = f"""\
graph [rankdir=LR, ordering=out, ranksep=0.9, nodesep=0.16,
  fontname="{_FONT}", fontsize=12, fontcolor="{_INK}",
  bgcolor="{_PAPER}", labelloc=b, labeljust=l, pad=0.3]
node [shape=box, style="rounded,filled", fillcolor="{_PAPER}", color="{_LINE}",
  fontname="{_FONT}", fontsize=11, fontcolor="{_INK}", margin="0.14,0.08"]
edge [color="{_LINE}", fontname="{_FONT}", fontsize=10, arrowsize=0.7]
{_ROOT} [style=invis, shape=point, width=0.01]"""


def render(content: MapContent) -> str:
    """Write the picture.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    tree = MapTree.of(content.argument_map)
    drawn = _choose(tree)
    colours = {name: readable(c, _PAPER, _ON_COLOUR) for name, c in content.colours.items()}
    lines = [
        f"digraph argument_map {{\n{_HEAD}",
        f"label={_quoted(_caption(content.caption, tree, drawn), left=True)}",
        *(_node(node, drawn.names, colours) for node in drawn.nodes),
        *(_membership(node, drawn.names) for node in drawn.nodes),
        *(_edge(relation, drawn.names) for relation in drawn.relations),
        "}",
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is in the picture; `names` are the names of its nodes by their ids."""

    nodes: Sequence[Node]
    names: Mapping[str, str]
    relations: Sequence[Relation]


def _choose(tree: MapTree) -> _Drawn:
    targets = sorted(tree.targets, key=lambda node: _size(node, tree))[:_TARGETS]
    points = [
        (place > 0, -point.n_comments, number, point)
        for number, target in enumerate(targets)
        for stance in tree.below(target.node_id)
        for place, point in enumerate(tree.below(stance.node_id))
    ]
    # The largest point of every stance comes first: no side of a debate is left out for another.
    kept = {point.node_id for *_, point in sorted(points, key=lambda p: p[:3])[:_POINTS]}
    nodes: list[Node] = []
    for target in targets:
        stances = [
            (stance, below)
            for stance in tree.below(target.node_id)
            if (below := [p for p in tree.below(stance.node_id) if p.node_id in kept])
        ]
        nodes += [target] if stances else []
        for stance, below in stances:
            nodes += [stance, *below]
    numbers = {node_id: number for number, node_id in enumerate(tree.by_id, start=1)}
    names = {node.node_id: f"n{numbers[node.node_id]}" for node in nodes}
    return _Drawn(
        nodes,
        names,
        [r for r in tree.relations if r.source_id in names and r.target_id in names],
    )


def _size(target: Node, tree: MapTree) -> tuple[int, int]:
    """Sort the target first whose key points most comments make, then by all its comments."""
    points = (
        point for stance in tree.below(target.node_id) for point in tree.below(stance.node_id)
    )
    made = sum(point.n_comments for point in points if point.kind is NodeKind.KEY_POINT)
    return -made, -target.n_comments


def _caption(title: str, tree: MapTree, drawn: _Drawn) -> str:
    shown = [node.kind for node in drawn.nodes]
    levels = {NodeKind.TARGET: "targets", NodeKind.KEY_POINT: "key points"}
    counts = [
        f"{shown.count(kind)} of {len(tree.of_kind(kind))} {name}" for kind, name in levels.items()
    ]
    return "\n".join(
        (
            one_line(title),
            f"Drawn: {' and '.join(counts)}, the largest; numbers are comments and authors.",
            "Green: supports. Red, dashed: attacks; dotted: undercuts.",
            "",
        )
    )


def _node(node: Node, names: Mapping[str, str], colours: Mapping[str, str]) -> str:
    colour = colours.get(node.stance, _INK)
    words = _cut(node.text)
    counted = f"{words}\n{_counts(node)}"
    look = {
        NodeKind.TARGET: f'fillcolor="{_INK}", fontcolor="{_PAPER}", fontsize=14',
        NodeKind.STANCE: f'fillcolor="{colour}", color="{colour}", fontcolor="{_PAPER}"',
        NodeKind.KEY_POINT: f'color="{colour}", penwidth=1.6',
        NodeKind.CLAIM: f'color="{colour}", style="rounded,dashed"',
    }[node.kind]
    name = names[node.node_id]
    # Graphviz reads the escapes of a tooltip twice.
    tip = _quoted(one_line(node.text[:_TOOLTIP]).replace("\\", "\\\\"))
    return f"{name} [id={name}, label={_quoted(counted)}, tooltip={tip}, {look}]"


def _membership(node: Node, names: Mapping[str, str]) -> str:
    look = "arrowhead=none" if node.parent_id else "style=invis"
    return f"{names.get(node.parent_id, _ROOT)} -> {names[node.node_id]} [{look}]"


def _counts(node: Node) -> str:
    if node.kind is NodeKind.CLAIM:
        return "a single claim"
    return f"{_number(node.n_comments, 'comment')}, {_number(node.n_authors, 'author')}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _edge(relation: Relation, names: Mapping[str, str]) -> str:
    count = f', label=" {relation.count}"' if relation.count > 1 else ""
    ends = f"{names[relation.source_id]} -> {names[relation.target_id]}"
    return f"{ends} [{_EDGES[relation.kind]}, constraint=false{count}]"


def _cut(text: str) -> str:
    # A text without blanks may be megabytes long: cut it before it is wrapped.
    short = one_line(text[: _WIDTH * _LINES * 4])
    lines = textwrap.wrap(short, _WIDTH, max_lines=_LINES, placeholder=" …")
    return "\n".join(lines) or "…"


def _quoted(text: str, *, left: bool = False) -> str:
    r"""Write a DOT string; `&` starts an entity in labels.

    >>> print(_quoted('say "a & b"'))
    "say \"a &amp; b\""
    """
    safe = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_LINE_END.sub(_LEFT if left else _CENTRED, safe)}"'
