"""The stances and claims of what was read before, told again with another model or codebook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stancemap.records import Article, Status, TaggedArticle, TaggedComment
from stancemap.tag.article_tags import with_stances
from stancemap.tag.claim_stances import with_claim_stances
from stancemap.tag.claims import FoundClaim, Judgement, find_claims
from stancemap.tag.comment_tags import (
    claims_of,
    judge_claims,
    letters_of,
    question_of,
    sources_of,
    stances_of,
)
from stancemap.tag.legible import make_legible
from stancemap.tag.own_words import find_quoted
from stancemap.tag.stored_words import comment_in_stored_words
from stancemap.tag.toolkit import Failure, Taggers


def tag_comments_again(
    comments: Sequence[TaggedComment], articles: Mapping[str, Article], taggers: Taggers
) -> list[TaggedComment]:
    """Tell stances and claims of whole threads, of which no comment failed, with their sentences.

    All else stays; the result is the same as that of reading them anew.
    """
    parents = {tagged.comment.comment_id: tagged.comment.text for tagged in comments}
    english = [tagged for tagged in comments if tagged.status is Status.TAGGED]
    questions = [question_of(t.comment, t.sentences, parents, articles) for t in english]
    stances = iter(stances_of(questions, taggers))
    claims = iter(_claims(english, comments, judge_claims(questions, taggers), articles, taggers))
    again: list[TaggedComment] = []
    for tagged in comments:
        if tagged.status is not Status.TAGGED:
            again.append(tagged)
            continue
        stance, found = next(stances), next(claims)
        if isinstance(stance, Failure):
            again.append(TaggedComment(tagged.comment, Status.FAILED, failure=stance.reason))
        else:
            numbered = claims_of(tagged.comment, found, stance)
            again.append(replace(tagged, stance=stance, claims=numbered))
    by_id = {t.comment.comment_id: q for t, q in zip(english, questions, strict=True)}
    sided = with_claim_stances(again, by_id, taggers)
    return [comment_in_stored_words(one) if one.status is Status.TAGGED else one for one in sided]


def _claims(
    english: Sequence[TaggedComment],
    comments: Sequence[TaggedComment],
    judged: Sequence[Sequence[Judgement]],
    articles: Mapping[str, Article],
    taggers: Taggers,
) -> Iterator[list[FoundClaim]]:
    """Pick the claims in what each comment does not quote."""
    by_id = {tagged.comment.comment_id: tagged.comment for tagged in comments}
    letters = letters_of([tagged.comment for tagged in english], articles)
    for tagged, judgements in zip(english, judged, strict=True):
        comment = tagged.comment
        sources = sources_of(comment, by_id.get(comment.parent_id), letters)
        quoted = find_quoted(make_legible(comment.text).text, sources)
        yield list(find_claims(tagged.sentences, judgements, taggers.claims.threshold, quoted))


def tag_articles_again(articles: Sequence[TaggedArticle], taggers: Taggers) -> list[TaggedArticle]:
    """Tell the stances of the words of speakers; an endpoint is asked about comments only."""
    bare = [
        replace(tagged, quotes=tuple(replace(quote, stance="") for quote in tagged.quotes))
        for tagged in articles
    ]
    if not taggers.sides_of_quotes:
        return bare
    return [
        replace(tagged, quotes=with_stances(tagged.article, tagged.quotes, taggers))
        for tagged in bare
    ]
