from dataclasses import replace

from stancemap.codebook import load_codebook
from stancemap.records import (
    Article,
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Mention,
    Origin,
    Passage,
    Quote,
    QuoteKind,
    Span,
    SpeakerBasis,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.rows import (
    article_of,
    article_row,
    claim_of,
    claim_row,
    comment_row,
    mention_of,
    mention_row,
    quote_of,
    quote_row,
    tagged_comment_of,
)
from stancemap.tables import ARTICLES, CLAIMS, MENTIONS, QUOTES, Row, Table, comments_table

CODEBOOK = load_codebook()
TEXT = "Ban it now, she said."
COMMENT = Comment(
    "c1",
    "a1",
    TEXT,
    "t1",
    "c0",
    2,
    7,
    "author_0001",
    "2025-03-01",
    4,
    "cameras",
    Origin("f.csv", 9),
)
STANCE = Stance(
    "cameras", "oppose", ("oppose", "pragmatic"), (0.6, 0.2, 0.05, 0.05, 0.1), 0.6,
    evidence=Span.of(TEXT, 0, 11),
)  # fmt: skip


def _there_and_back(table: Table, row: Row) -> dict[str, str | int | float | bool | None]:
    [cells] = table.arrow([row]).to_pylist()
    result: dict[str, str | int | float | bool | None] = cells
    return result


def test_a_tagged_comment_comes_back_from_its_row() -> None:
    tagged = TaggedComment(COMMENT, Status.TAGGED, "en", sentiment=-0.5, stance=STANCE)
    cells = _there_and_back(comments_table(CODEBOOK), comment_row(tagged, CODEBOOK))
    assert tagged_comment_of(cells, CODEBOOK) == tagged


def test_an_untagged_comment_comes_back_from_its_row() -> None:
    bare = replace(COMMENT, likes=None, author="")
    for status in (Status.EMPTY, Status.FOREIGN, Status.FAILED):
        tagged = TaggedComment(bare, status, "de", failure="x" if status is Status.FAILED else "")
        cells = _there_and_back(comments_table(CODEBOOK), comment_row(tagged, CODEBOOK))
        assert tagged_comment_of(cells, CODEBOOK) == tagged


def test_an_article_comes_back_from_its_row() -> None:
    article = Article("a1", "T", TEXT, "u", "by", "2025", "Post", "cameras", Origin("p.txt", 1))
    assert article_of(_there_and_back(ARTICLES, article_row(article))) == article


def test_what_was_found_comes_back_from_its_rows() -> None:
    kind = DocumentKind.COMMENT
    claim = Claim("c1#c1", kind, "c1", Span.of(TEXT, 0, 10), ClaimKind.POLICY, 0.9, "oppose")
    mention = Mention(kind, "c1", "a1", Span.of(TEXT, 0, 3), "ORG", "e1")
    quote = Quote("c1#q1", kind, "c1", Span.of(TEXT, 0, 10), QuoteKind.DIRECT)
    told = replace(quote, cue=Span.of(TEXT, 16, 20), speaker=Span.of(TEXT, 12, 15))
    known = replace(told, speaker_basis=SpeakerBasis.PRONOUN, name=Span.of(TEXT, 0, 3))
    taken = replace(known, commenter="bo", taken_from=Passage(kind, "c0", 3, 9))
    assert claim_of(_there_and_back(CLAIMS, claim_row(claim))) == claim
    assert mention_of(_there_and_back(MENTIONS, mention_row(mention))) == mention
    assert quote_of(_there_and_back(QUOTES, quote_row(quote))) == quote
    for one in (told, known, taken):
        assert quote_of(_there_and_back(QUOTES, quote_row(one))) == one


def test_a_table_without_rows_keeps_its_columns() -> None:
    assert CLAIMS.arrow([]).schema == CLAIMS.schema
