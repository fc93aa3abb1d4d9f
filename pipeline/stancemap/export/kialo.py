"""The argument map as Kialo's text: numbered claims with Pro and Con, to paste or import there.

The discussion is about the target, or has the map's title where there are several. It has one
thesis per target and stance, of which key points are the Pros; claims are Pros of their key point.
What else supports, attacks or undercuts a claim is linked below it (`-> See 1.2.1.`), in lines
that follow when every claim has its number. Kialo's numbers are the places in this file; they
carry no id of ours.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from stancemap.export.legal_text import one_line
from stancemap.export.map_content import MapContent
from stancemap.export.map_tree import MapTree
from stancemap.records import Node, RelationKind

_SIGNS = {RelationKind.SUPPORT: "Pro", RelationKind.ATTACK: "Con", RelationKind.UNDERCUT: "Con"}
_EMPTY = "…"


def render(content: MapContent) -> str:
    """Write the discussion.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    tree = MapTree.of(content.argument_map)
    numbers = _numbers(tree)
    only = tree.targets[0].text if len(tree.targets) == 1 else ""
    title = _claim(only or content.title)
    note = content.argument_map.left_out.note
    return (
        "\n".join(
            (
                f"Discussion Title: {title}",
                "",
                f"1. {_claim(f'{title} ({note})') if note else title}",
                *(
                    f"{number} {_words(tree.by_id[node_id], tree)}"
                    for node_id, number in numbers.items()
                ),
                *_links(tree, numbers),
            )
        )
        + "\n"
    )


def _numbers(tree: MapTree) -> Mapping[str, str]:
    """Number theses, key points and claims, depth first."""
    theses = (stance for target in tree.targets for stance in tree.below(target.node_id))
    return {
        node.node_id: number
        for place, thesis in enumerate(theses, start=1)
        for node, number in _numbered(thesis, f"1.{place}.", tree)
    }


def _numbered(node: Node, number: str, tree: MapTree) -> Iterator[tuple[Node, str]]:
    yield node, number
    for place, below in enumerate(tree.below(node.node_id), start=1):
        yield from _numbered(below, f"{number}{place}.", tree)


def _words(node: Node, tree: MapTree) -> str:
    above = tree.by_id[node.parent_id]
    if not above.parent_id:
        # In quotation marks a target cannot be taken for a Pro or a Con.
        return f"“{_claim(above.text)}”: {_claim(node.text)}"
    return f"Pro: {_claim(node.text)}"


def _claim(text: str) -> str:
    r"""Put text on one line on which nothing is a link, to Kialo or by Markdown.

    >>> _claim("-> See [1.2.](http://x)")
    '→ See \\[1.2.\\]\\(http://x\\)'
    """
    plain = one_line(text).replace("->", "→") or _EMPTY
    return "".join(f"\\{sign}" if sign in "[]()" else sign for sign in plain)


def _links(tree: MapTree, numbers: Mapping[str, str]) -> Iterator[str]:
    """Write each relation once; Kialo knows no basis."""
    found = dict.fromkeys((r.target_id, _SIGNS[r.kind], r.source_id) for r in tree.relations)
    taken = Counter({node_id: len(tree.below(node_id)) for node_id in numbers})
    for target, sign, source in found:
        if target in numbers and source in numbers:
            taken[target] += 1
            yield f"{numbers[target]}{taken[target]}. {sign}: -> See {numbers[source]}"
