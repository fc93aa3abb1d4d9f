"""Where the report finds the few comments that it shows, of however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from stancemap.records import Status, TaggedComment


@dataclass(frozen=True, slots=True)
class ReplyMark:
    """A comment that answers another one, without its words."""

    comment_id: str
    likes: int | None
    position: int


class Documents(Protocol):
    """Comments on disk or in memory; each call may read all of them once."""

    def fetch(self, comment_ids: Iterable[str]) -> Mapping[str, TaggedComment]:
        """Return some comments by their ids; unknown ids are left out."""
        ...

    def replies(self, comment_ids: Iterable[str]) -> Mapping[str, Sequence[ReplyMark]]:
        """Return what answers some comments: replies that are not empty, by the id answered."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """Comments in a list, for small studies."""

    comments: Sequence[TaggedComment] = ()

    def fetch(self, comment_ids: Iterable[str]) -> Mapping[str, TaggedComment]:
        """Return some comments by their ids."""
        wanted = set(comment_ids)
        return {t.comment.comment_id: t for t in self.comments if t.comment.comment_id in wanted}

    def replies(self, comment_ids: Iterable[str]) -> Mapping[str, Sequence[ReplyMark]]:
        """Return what answers some comments."""
        found: dict[str, list[ReplyMark]] = {name: [] for name in comment_ids}
        for tagged in self.comments:
            comment = tagged.comment
            if comment.parent_id in found and tagged.status is not Status.EMPTY:
                mark = ReplyMark(comment.comment_id, comment.likes, comment.position)
                found[comment.parent_id].append(mark)
        return found
