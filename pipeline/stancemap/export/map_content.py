"""What a map is exported from: the graph, and the documents that its nodes lead back to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancemap.codebook import Codebook
from stancemap.records import ArgumentMap, Comment, TaggedArticle, TaggedComment


@dataclass(frozen=True, slots=True)
class MapContent:
    """An argument map with its title, its codebook and the documents behind it.

    `comments` are at least those in which nodes of the map were found.
    """

    title: str
    argument_map: ArgumentMap
    codebook: Codebook
    articles: Sequence[TaggedArticle] = ()
    comments: Sequence[TaggedComment] = ()

    @property
    def caption(self) -> str:
        """The title, with what is left out of the map."""
        note = self.argument_map.left_out.note
        return f"{self.title} ({note})" if note else self.title

    @property
    def colours(self) -> Mapping[str, str]:
        """The `#rrggbb` of each code."""
        return {code.name: code.colour for code in self.codebook.codes}

    def comments_in_map(self) -> Mapping[str, Comment]:
        """Return, by id, the comments that nodes of the map were found in, in reading order."""
        wanted = {node.document_id for node in self.argument_map.nodes if node.document_id}
        found = (tagged.comment for tagged in self.comments)
        return {comment.comment_id: comment for comment in found if comment.comment_id in wanted}
