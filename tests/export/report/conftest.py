"""Invented studies to report on."""

from collections.abc import Callable

import pytest

from stancemap.codebook import load_codebook
from stancemap.export.report import Figure, LedgerLine, ReportContent, ScoredEntity
from stancemap.maps.answer_voices import answered_voices
from stancemap.maps.answers import Answer, AnswerBasis, AnsweredKind, ArticlePassage
from stancemap.maps.argument_map import build_map
from stancemap.maps.summaries import summarise
from stancemap.maps.voices import voices, votes_of
from stancemap.records import (
    Alias,
    Article,
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Entity,
    KeyPoint,
    Mention,
    MergeReason,
    Origin,
    Quote,
    QuoteKind,
    Reject,
    Relation,
    RelationBasis,
    RelationKind,
    Span,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.tables import EntityCounts

CODEBOOK = load_codebook()
SIDES = ("oppose", "support", "pragmatic")


def tagged(number: int, words: str, target: str) -> TaggedComment:
    """A comment whose second sentence is its claim and evidence."""
    text = f"So. {words} Good night."
    comment_id, side = f"c{number:03}", SIDES[number % len(SIDES)]
    span = Span.of(text, 4, 4 + len(words))
    claim = Claim(
        f"{comment_id}#1", DocumentKind.COMMENT, comment_id, span, ClaimKind.VALUE, 0.8, side
    )
    comment = Comment(
        comment_id,
        f"a{1 + number % 2}",
        text,
        comment_id,
        author=f"reader-{number % 7}",
        posted=f"2025-0{1 + number % 6}-14T10:00:00Z",
        likes=number % 5,
        target=target,
    )
    stance = Stance(target, side, (side,), (0.2,) * 5, 0.7, abstained=False, evidence=span)
    return TaggedComment(comment, Status.TAGGED, "en", "", 0.1, stance, (claim,))


def point(number: int, words: str, target: str, comments: list[TaggedComment]) -> KeyPoint:
    claims = tuple(comment.claims[0].claim_id for comment in comments)
    n = len(claims)
    side = comments[0].claims[0].stance
    return KeyPoint(
        f"kp{number}", target, side, words, claims[0], claims, n, n, n, 0.25, 0.125, 0.5
    )


def study(word: str, n_comments: int = 24) -> ReportContent:
    """A study in which every text from outside contains `word`."""
    target = f"night buses {word}"
    comments = [tagged(n, f"Claim {n} {word}.", target) for n in range(n_comments)]
    points = [
        point(place, f"Point {place} {word}.", target, comments[place :: len(SIDES)])
        for place in range(len(SIDES))
    ]
    relations = [
        Relation("kp0", "kp1", RelationKind.ATTACK, RelationBasis.REPLY, 0.7, 3),
        Relation("kp2", "kp1", RelationKind.SUPPORT, RelationBasis.CUE, 0.6),
        Relation("c000#1", "c001#1", RelationKind.UNDERCUT, RelationBasis.REPLY, 0.5),
    ]
    articles = [
        Article("a1", f"Title {word}", "Text.", outlet=word, published="2025-01-02"),
        Article("a2", f"Other title {word}"),
    ]
    entity = Entity("e1", f"Authority {word}", "ORG", (Alias(word, MergeReason.ACRONYM),))
    other = Entity("e2", f"Company {word}", "ORG")
    said = Span(0, 5 + len(word), f"Said {word}")
    mentions = [
        Mention(DocumentKind.COMMENT, name, "a1", Span(0, 3, "So."), "ORG", id_)
        for name, id_ in (("c000", "e1"), ("c001", "e1"), ("c002", "e2"))
    ]
    quote = Quote("q1", DocumentKind.ARTICLE, "a1", said, QuoteKind.DIRECT, said, said)
    passage = ArticlePassage(AnsweredKind.QUOTE, said, f"the Authority {word}", "e1", "support")
    votes = votes_of(comments)
    answers = [Answer(vote, AnswerBasis.LIKENESS, passage, 0.6) for vote in votes[3:9]]
    sums = "ingested = tagged + empty"
    return ReportContent(
        title=f"Study {word}",
        codebook=CODEBOOK,
        files=[f"file {word}.csv"],
        articles=articles,
        rejects=[Reject(Origin(f"file {word}.csv", 3), f"reason {word}", f"raw {word}")],
        ledger=[
            LedgerLine("ingest", "ingested", n_comments, sums),
            LedgerLine("tag", "tagged", n_comments, sums),
            LedgerLine("tag", "empty", 0, sums),
            LedgerLine("dropped", f"word {word}", 3),
        ],
        summaries=summarise(votes, articles, [], [], CODEBOOK),
        key_points=points,
        argument_map=build_map(votes, voices(comments), points, relations),
        entities=[
            ScoredEntity(entity, EntityCounts(3, 2, 2, {"oppose": 2})),
            ScoredEntity(other, EntityCounts(1, 1, 1, {})),
        ],
        mentions=mentions,
        quotes=[quote],
        answers=answers,
        answered=answered_voices(answers, [entity, other], CODEBOOK),
        measured=[Figure(f"macro-F1 {word}", "0.5", word)],
        versions=[Figure("stancemap", word)],
    ).holding(comments)


@pytest.fixture(scope="session")
def make_study() -> Callable[..., ReportContent]:
    return study


@pytest.fixture(scope="session")
def make_tagged() -> Callable[[int, str, str], TaggedComment]:
    return tagged


@pytest.fixture(scope="session")
def make_point() -> Callable[[int, str, str, list[TaggedComment]], KeyPoint]:
    return point
