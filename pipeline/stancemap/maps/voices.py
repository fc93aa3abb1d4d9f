"""What is needed of the comments of a whole corpus to draw its map: votes and voices, no texts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from sys import intern

from stancemap.records import Claim, Status, TaggedComment


@dataclass(frozen=True, slots=True)
class Vote:
    """A tagged comment that takes a stance, without its text.

    `stance` is the primary one; where `is_sure` is false the tagger abstained, and it is its best
    guess, as sure as `confidence` says.
    """

    comment_id: str
    article_id: str
    thread_id: str
    author: str
    posted: str
    likes: int | None
    target: str
    stance: str
    is_sure: bool
    confidence: float
    sentiment: float | None


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim in its writer's own words, with the vote of the comment that makes it.

    The claim itself is looked up at `row` of `claims`, which may be a view of a file: do that for
    few claims, or for all of them once.
    """

    claim_id: str
    vote: Vote
    stance: str
    claims: Sequence[Claim] = field(repr=False, compare=False)
    row: int = field(repr=False, compare=False)

    @property
    def claim(self) -> Claim:
        """The claim with its words and its place."""
        return self.claims[self.row]

    @property
    def text(self) -> str:
        """The words of the claim, with runs of white space as one blank."""
        return " ".join(self.claim.span.text.split())

    @property
    def target(self) -> str:
        """The thing under debate."""
        return self.vote.target

    @property
    def is_sure(self) -> bool:
        """Whether the tagger stands by the stance of the comment."""
        return self.vote.is_sure

    @property
    def primary(self) -> str:
        """The stance of the comment, which can say more than one thing."""
        return self.vote.stance


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


def vote_of(tagged: TaggedComment) -> Vote | None:
    """Reduce a comment to its vote; one that is not tagged, or without a stance, has none."""
    comment, stance = tagged.comment, tagged.stance
    if tagged.status is not Status.TAGGED or stance is None:
        return None
    # What many comments share is kept once: there may be a million of them.
    begins = comment.thread_id == comment.comment_id
    return Vote(
        comment_id=comment.comment_id,
        article_id=intern(comment.article_id),
        thread_id=comment.comment_id if begins else intern(comment.thread_id),
        author=intern(comment.author),
        posted=comment.posted,
        likes=comment.likes,
        target=intern(stance.target),
        stance=intern(stance.primary),
        is_sure=not stance.abstained,
        confidence=stance.confidence,
        sentiment=tagged.sentiment,
    )


def votes_of(comments: Iterable[TaggedComment]) -> list[Vote]:
    """Return the votes of those comments that have one, in the order given."""
    votes = map(vote_of, comments)
    return [vote for vote in votes if vote is not None]


def voices(comments: Iterable[TaggedComment]) -> list[Voice]:
    """List the own claims of all tagged comments, sorted by comment and place in it.

    Where the stance tagger abstained, the stance is its best guess and `is_sure` is false.
    """
    said: list[Voice] = []
    for tagged in comments:
        vote = vote_of(tagged)
        if vote is not None:
            own = own_claims(tagged)
            said += [
                Voice(claim.claim_id, vote, intern(claim.stance) or vote.stance, own, row)
                for row, claim in enumerate(own)
            ]
    return sorted_voices(said)


def sorted_voices(said: Iterable[Voice]) -> list[Voice]:
    """Sort voices by comment, and those of one comment as its claims are stored."""
    by_row = sorted(said, key=lambda voice: voice.row)
    return sorted(by_row, key=lambda voice: voice.vote.comment_id)


def author_of(vote: Vote) -> tuple[str, str]:
    """Name who wrote a comment; an unnamed commenter is a new one with each comment."""
    return (vote.author, "") if vote.author else ("", vote.comment_id)


def count_comments(votes: Iterable[Vote]) -> Counts:
    """Count comments, given once or more, with their authors, threads and dates."""
    distinct = {vote.comment_id: vote for vote in votes}.values()
    named = {vote.author for vote in distinct if vote.author}
    threads: defaultdict[str, set[str]] = defaultdict(set)
    for vote in distinct:
        threads[vote.article_id].add(vote.thread_id)
    likes = [vote.likes for vote in distinct if vote.likes is not None]
    return Counts(
        n_comments=len(distinct),
        n_authors=len(named) + sum(not vote.author for vote in distinct),
        n_threads=sum(map(len, threads.values())),
        first_posted=min((vote.posted for vote in distinct if vote.posted), default=""),
        last_posted=max((vote.posted for vote in distinct), default=""),
        n_likes=sum(likes) if likes else None,
    )
