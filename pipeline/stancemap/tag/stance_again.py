"""The stances of what was read before, told again with another model or codebook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stancemap.records import Article, Status, TaggedArticle, TaggedComment
from stancemap.tag.article_tags import with_stances
from stancemap.tag.comment_tags import question_of, stances_of
from stancemap.tag.toolkit import Failure, Taggers


def tag_comments_again(
    comments: Sequence[TaggedComment], articles: Mapping[str, Article], taggers: Taggers
) -> list[TaggedComment]:
    """Tell the stances of whole threads, of which no comment failed, with their sentences.

    All else stays; the result is the same as that of reading them anew.
    """
    parents = {tagged.comment.comment_id: tagged.comment.text for tagged in comments}
    english = [tagged for tagged in comments if tagged.status is Status.TAGGED]
    questions = [question_of(t.comment, t.sentences, parents, articles) for t in english]
    stances = iter(stances_of(questions, taggers))
    again: list[TaggedComment] = []
    for tagged in comments:
        if tagged.status is not Status.TAGGED:
            again.append(tagged)
            continue
        stance = next(stances)
        if isinstance(stance, Failure):
            again.append(TaggedComment(tagged.comment, Status.FAILED, failure=stance.reason))
        else:
            claims = tuple(replace(claim, stance=stance.primary) for claim in tagged.claims)
            again.append(replace(tagged, stance=stance, claims=claims))
    return again


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
