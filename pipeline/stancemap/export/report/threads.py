"""What a comment on the page answers, and what answers it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from stancemap.export.report.documents import Documents, ReplyMark
from stancemap.export.report.limits import Limits
from stancemap.maps.answers import Answer, ArticlePassage
from stancemap.records import TaggedComment


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
    """Some comments with what stands around them."""

    by_id: Mapping[str, TaggedComment]
    """These comments, what they answer, and the replies to them that may be shown."""
    below: Mapping[str, Sequence[ReplyMark]]
    passages: Mapping[str, ArticlePassage]

    @classmethod
    def of(
        cls,
        comment_ids: Iterable[str],
        documents: Documents,
        answers: Sequence[Answer],
        limits: Limits,
    ) -> Self:
        """Read some comments and what stands around them."""
        comments = documents.fetch(comment_ids)
        below = {
            name: sorted(marks, key=_best_liked)
            for name, marks in documents.replies(comments).items()
        }
        beside = {tagged.comment.parent_id for tagged in comments.values()}
        for marks in below.values():
            beside.update(mark.comment_id for mark in marks[: limits.replies_per_comment])
        more = documents.fetch(name for name in beside if name and name not in comments)
        passages = {
            answer.vote.comment_id: answer.passage
            for answer in reversed(answers)
            if answer.passage and answer.vote.comment_id in comments
        }
        return cls({**comments, **more}, below, passages)

    def around(self, tagged: TaggedComment, limits: Limits) -> Surroundings:
        """Return what stands around a comment, the best liked replies first."""
        comment = tagged.comment
        marks = self.below.get(comment.comment_id, ())
        return Surroundings(
            self.by_id.get(comment.parent_id),
            [self.by_id[mark.comment_id] for mark in marks[: limits.replies_per_comment]],
            len(marks),
            self.passages.get(comment.comment_id),
        )


def _best_liked(reply: ReplyMark) -> tuple[int, int, str]:
    return -(reply.likes or 0), reply.position, reply.comment_id
