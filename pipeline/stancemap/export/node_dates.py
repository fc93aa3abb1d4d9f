"""When the words of each node of a map were posted."""

from collections.abc import Mapping
from dataclasses import dataclass

from stancemap.export.dates import day_of
from stancemap.export.map_content import MapContent


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day."""

    first: str
    last: str


def node_days(content: MapContent) -> Mapping[str, Days]:
    """Return the days of each node: of a claim its comment's, above it those of all below.

    A node below which no comment has a date is left out.
    """
    comments, nodes = content.comments_in_map(), content.argument_map.nodes
    parents = {node.node_id: node.parent_id for node in nodes}
    days: dict[str, Days] = {}
    for node in nodes:
        comment = comments.get(node.document_id)
        day = day_of(comment.posted) if comment else ""
        above = node.node_id if day else ""
        while above:
            known = days.get(above, Days(day, day))
            days[above] = Days(min(known.first, day), max(known.last, day))
            above = parents.get(above, "")
    return days
