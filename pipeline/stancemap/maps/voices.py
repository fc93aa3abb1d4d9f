"""The comments that a map is drawn from, and how their claims and authors are counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancemap.records import Claim, Comment, Status, TaggedComment


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim in its writer's own words, with the comment that makes it.

    `primary` is the stance of the comment, which can say more than one thing.
    """

    claim: Claim
    comment: Comment
    target: str
    stance: str
    is_sure: bool = True
    primary: str = ""

    @property
    def text(self) -> str:
        """The words of the claim, with runs of white space as one blank."""
        return " ".join(self.claim.span.text.split())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments, authors and threads say something, how liked, from when to when."""

    n_comments: int
    n_authors: int
    n_threads: int
    first_posted: str
    last_posted: str
    n_likes: int | None = None


def in_order(comments: Iterable[TaggedComment]) -> list[TaggedComment]:
    """Sort comments by id, so that nothing depends on the order in which they came."""
    return sorted(comments, key=lambda tagged: tagged.comment.comment_id)


def is_decided(tagged: TaggedComment) -> bool:
    """Whether a comment has a stance that its tagger stands by."""
    return (
        tagged.status is Status.TAGGED and tagged.stance is not None and not tagged.stance.abstained
    )


def own_claims(tagged: TaggedComment) -> tuple[Claim, ...]:
    """Return the claims that a comment makes itself, in the order of the text."""
    own = (claim for claim in tagged.claims if not claim.speaker)
    return tuple(sorted(own, key=lambda claim: (claim.span.start, claim.span.end, claim.claim_id)))


def voices(comments: Sequence[TaggedComment]) -> Iterator[Voice]:
    """List the own claims of all tagged comments, sorted by comment and place in it.

    Where the stance tagger abstained, the stance is its best guess and `is_sure` is false.
    """
    for tagged in in_order(comments):
        if tagged.status is not Status.TAGGED or tagged.stance is None:
            continue
        for claim in own_claims(tagged):
            yield Voice(
                claim,
                tagged.comment,
                tagged.stance.target,
                claim.stance or tagged.stance.primary,
                is_decided(tagged),
                tagged.stance.primary,
            )


def author_of(comment: Comment) -> tuple[str, str]:
    """Name who wrote a comment; an unnamed commenter is a new one with each comment."""
    return (comment.author, "") if comment.author else ("", comment.comment_id)


def count_comments(comments: Iterable[Comment]) -> Counts:
    """Count comments, given once or more, with their authors, threads and dates."""
    distinct = {comment.comment_id: comment for comment in comments}.values()
    likes = [comment.likes for comment in distinct if comment.likes is not None]
    dates = sorted(comment.posted for comment in distinct if comment.posted)
    return Counts(
        n_comments=len(distinct),
        n_authors=len({author_of(comment) for comment in distinct}),
        n_threads=len({(comment.article_id, comment.thread_id) for comment in distinct}),
        first_posted=dates[0] if dates else "",
        last_posted=dates[-1] if dates else "",
        n_likes=sum(likes) if likes else None,
    )
