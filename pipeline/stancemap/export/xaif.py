"""The argument map as xAIF: AIF with the speakers, the text, and the ids and counts of the map.

The graph is the one of `aif`. Beside it stands, under the key `stancemap`, what AIF has no word
for, in lists that name nodes by `nodeID` as xAIF's own additions do:

- `nodes`: `node_id` as it is, `kind`, `parent_id`, `stance`, and every other field of the node;
- `relations`: `source_id`, `target_id`, `kind`, `basis`, `confidence`, `count`, and as `nodeID`
  the scheme that stands for it.

A stance's words in AIF are "stance: target"; a node's `text` stands in the AIF node only, so that
an edit is made in one place. A tool that drops the key `stancemap` still keeps `nodeID`: n is the
n-th node of the map.
"""

from html import escape

from stancemap.export.aif import JsonObject, Nodeset, nodeset
from stancemap.export.json_text import as_json
from stancemap.export.legal_text import legal
from stancemap.export.map_content import MapContent
from stancemap.export.node_facts import facts_of


def render(content: MapContent) -> str:
    """Write the map as xAIF.

    Raises:
        ValueError: the map's nodes and relations do not fit together.
    """
    made = nodeset(content)
    return as_json(
        {
            "AIF": {
                "nodes": made.nodes(),
                "edges": made.edges(),
                "schemefulfillments": [],
                "descriptorfulfillments": [],
                "participants": made.participants,
                "locutions": made.locutions,
            },
            "text": {"txt": _text(content, made)},
            "dialog": True,
            "OVA": {"firstname": "", "surname": "", "url": "", "nodes": [], "edges": []},
            "stancemap": {
                "title": legal(content.caption),
                "nodes": _nodes(content, made),
                "relations": _relations(content, made),
            },
        }
    )


def _text(content: MapContent, made: Nodeset) -> str:
    """Write the comments as HTML, each in a span that has the id of its L-node."""
    paragraphs = []
    for comment in content.comments_in_map().values():
        text = escape(legal(comment.text)).replace("\n", "<br>")
        speaker = escape(legal(comment.author) or "unnamed")
        span = f'<span class="highlighted" id="{made.speeches[comment.comment_id]}">{text}</span>'
        paragraphs.append(f"{speaker} : {span}<br><br>")
    return "".join(paragraphs)


def _nodes(content: MapContent, made: Nodeset) -> list[JsonObject]:
    return [
        {
            "nodeID": made.propositions[node.node_id],
            "node_id": legal(node.node_id),
            "kind": node.kind.value,
            "parent_id": legal(node.parent_id),
            "stance": node.stance,
            **facts_of(node),
        }
        for node in content.argument_map.nodes
    ]


def _relations(content: MapContent, made: Nodeset) -> list[JsonObject]:
    return [
        {
            "nodeID": scheme,
            "source_id": legal(relation.source_id),
            "target_id": legal(relation.target_id),
            "kind": relation.kind.value,
            "basis": relation.basis.value,
            "confidence": round(relation.confidence, 4),
            "count": relation.count,
        }
        for relation, scheme in zip(content.argument_map.relations, made.schemes, strict=True)
    ]
