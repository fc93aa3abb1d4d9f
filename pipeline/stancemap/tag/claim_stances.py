"""The stance of each claim, where a comment takes several."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stancemap.records import Claim, Sentence, Stance, TaggedComment
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.toolkit import Failure, Taggers, attempt


def with_claim_stances(
    comments: Sequence[TaggedComment], questions: Mapping[str, StanceQuestion], taggers: Taggers
) -> list[TaggedComment]:
    """Give each claim the code of its comment that is likeliest when the claim is read alone.

    A comment with one code is left as it is: a claim taken out of it says less than the whole. An
    endpoint is not asked again. `questions` are those asked about the comments, by comment id.
    """
    several = [one for one in comments if one.stance is not None and len(one.stance.codes) > 1]
    asked = [
        replace(questions[one.comment.comment_id], sentences=(Sentence(claim.span),))
        for one in several
        for claim in one.claims
    ]
    answers = attempt(taggers.stance.tag, asked) if taggers.sides_of_quotes else []
    if isinstance(answers, Failure) or not answers:
        return list(comments)
    given = iter(answers)
    again = {
        one.comment.comment_id: tuple(
            _sided(claim, one, next(given), taggers) for claim in one.claims
        )
        for one in several
    }
    return [replace(one, claims=again.get(one.comment.comment_id, one.claims)) for one in comments]


def _sided(claim: Claim, comment: TaggedComment, alone: Stance, taggers: Taggers) -> Claim:
    likely = dict(zip(taggers.codebook.names, alone.probabilities, strict=True))
    codes = comment.stance.codes if comment.stance else ()
    return replace(claim, stance=max(codes, key=likely.__getitem__))
