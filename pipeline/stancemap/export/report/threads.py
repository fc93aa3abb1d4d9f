"""What a comment on the page answers, and what answers it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from stancemap.export.report.limits import Limits
from stancemap.maps.answers import Answer, ArticlePassage
from stancemap.records import Status, TaggedComment


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a comment answers, and some of the comments that answer it."""

    answers: TaggedComment | None
    replies: Sequence[TaggedComment]
    n_replies: int
    passage: ArticlePassage | None
    """What of the article it answers, where that is known."""


@dataclass(frozen=True, slots=True)
class Threads:
    """All comments by their ids and by what they answer."""

    by_id: Mapping[str, TaggedComment]
    below: Mapping[str, Sequence[TaggedComment]]
    passages: Mapping[str, ArticlePassage]

    @classmethod
    def of(cls, comments: Sequence[TaggedComment], answers: Sequence[Answer]) -> Self:
        """Index the comments that have words."""
        below: dict[str, list[TaggedComment]] = defaultdict(list)
        for tagged in comments:
            if tagged.comment.parent_id and tagged.status is not Status.EMPTY:
                below[tagged.comment.parent_id].append(tagged)
        passages = {
            answer.vote.comment_id: answer.passage for answer in reversed(answers) if answer.passage
        }
        by_id = {tagged.comment.comment_id: tagged for tagged in comments}
        return cls(by_id, below, passages)

    def around(self, tagged: TaggedComment, limits: Limits) -> Surroundings:
        """Return what stands around a comment, the best liked replies first."""
        comment = tagged.comment
        replies = sorted(self.below.get(comment.comment_id, ()), key=_best_liked)
        answers = self.by_id.get(comment.parent_id)
        passage = self.passages.get(comment.comment_id)
        kept = replies[: limits.replies_per_comment]
        return Surroundings(answers, kept, len(replies), passage)


def _best_liked(tagged: TaggedComment) -> tuple[int, int, str]:
    comment = tagged.comment
    return -(comment.likes or 0), comment.position, comment.comment_id
