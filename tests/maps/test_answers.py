"""Which passage of an article a comment answers, and where its readers part from its voices."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemap.codebook import load_codebook
from stancemap.maps.answer_rows import ANSWERS, SUMMARY_BY_VOICE, answer_row, voice_rows
from stancemap.maps.answer_voices import answered_voices
from stancemap.maps.answers import (
    Answer,
    AnswerBasis,
    AnsweredKind,
    find_answers,
    passages_of,
)
from stancemap.maps.settings import AnswerSettings
from stancemap.maps.voices import Vote, votes_of
from stancemap.records import (
    Article,
    Claim,
    ClaimKind,
    DocumentKind,
    Entity,
    Passage,
    Quote,
    QuoteKind,
    Span,
    Status,
    TaggedArticle,
    TaggedComment,
)
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]

SENTENCES = (
    "The council voted on Monday to buy ninety cameras for the market square.",
    "Councillor Mara Oduya said the lenses would halve bicycle thefts within a year.",
    "A study from Wexcombe found that thieves simply moved two streets further.",
    "The debate lasted until midnight and the public gallery was full.",
)
TEXT = " ".join(SENTENCES)
SAID = "the lenses would halve bicycle thefts within a year"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


QUOTE = Quote(
    "a1#q1",
    DocumentKind.ARTICLE,
    "a1",
    span(SAID),
    QuoteKind.INDIRECT,
    speaker=span("Councillor Mara Oduya"),
    entity_id="e1",
    stance="support",
)
ARTICLE = TaggedArticle(
    Article("a1", "Ninety cameras", TEXT),
    claims=(
        Claim(
            "a1#c1",
            DocumentKind.ARTICLE,
            "a1",
            span("thieves simply moved two streets further"),
            ClaimKind.FACT,
            0.9,
        ),
        Claim("a1#c2", DocumentKind.ARTICLE, "a1", span(SAID), ClaimKind.FACT, 0.9),
    ),
    quotes=(QUOTE,),
)


def by_id(comments: list[TaggedComment]) -> dict[str, Vote]:
    return {vote.comment_id: vote for vote in votes_of(comments)}


def answers_to(
    comments: list[TaggedComment], encoder: Encoder, *quotes: Quote, likeness: float = 0.35
) -> list[Answer]:
    chosen = AnswerSettings(likeness=likeness)
    return find_answers([ARTICLE], comments, by_id(comments), [QUOTE, *quotes], encoder, chosen)


def test_passages_are_quotes_then_claims_then_what_is_left_in_order() -> None:
    found = passages_of(ARTICLE, [QUOTE])
    assert [(passage.kind, passage.span.text[:12]) for passage in found] == [
        (AnsweredKind.SENTENCE, "The council "),
        (AnsweredKind.QUOTE, "the lenses w"),
        (AnsweredKind.CLAIM, "thieves simp"),
        (AnsweredKind.SENTENCE, "The debate l"),
    ]


def test_every_passage_lies_where_its_offsets_say() -> None:
    for passage in passages_of(ARTICLE, [QUOTE]):
        assert TEXT[passage.span.start : passage.span.end] == passage.span.text


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Halve bicycle thefts within a year with lenses, who believes that?", AnsweredKind.QUOTE),
        ("If thieves moved two streets further the thing is useless.", AnsweredKind.CLAIM),
        ("A public gallery full until midnight, and still that vote.", AnsweredKind.SENTENCE),
    ],
)
def test_a_comment_answers_what_it_shares_rare_words_and_meaning_with(
    words: str, kind: AnsweredKind, say: Say, encoder: Encoder
) -> None:
    (found,) = answers_to([say("c1", words)], encoder)
    assert found.passage is not None
    assert (found.passage.kind, found.basis) == (kind, AnswerBasis.LIKENESS)
    assert 0 < found.score <= 1


@pytest.mark.parametrize(
    "words",
    [
        "I had a lovely sandwich there last spring.",
        "The council again.",
        "lol",
        "??? !!!",
        "The the of and.",
    ],
)
def test_a_comment_on_something_else_answers_none_and_says_so(
    words: str, say: Say, encoder: Encoder
) -> None:
    (found,) = answers_to([say("c1", words)], encoder)
    assert (found.passage, found.basis) == (None, AnswerBasis.NONE)
    assert dict(zip(ANSWERS.names, answer_row(found), strict=True))["kind"] == "none"


def test_words_that_are_repeated_decide_whatever_else_is_said(say: Say, encoder: Encoder) -> None:
    tagged = say("c1", "Thieves simply moved two streets, I read: halve bicycle thefts.")
    told = span("halve bicycle thefts")
    quote = Quote(
        "c1#q1",
        DocumentKind.COMMENT,
        "c1",
        Span.of(tagged.comment.text, 42, 62),
        QuoteKind.DIRECT,
        taken_from=Passage(DocumentKind.ARTICLE, "a1", told.start, told.end),
    )
    (found,) = answers_to([tagged], encoder, quote)
    assert found.passage is not None
    assert (found.passage.voice, found.basis) == ("Councillor Mara Oduya", AnswerBasis.REPEATED)
    assert found.score == 1.0


def test_a_reply_that_is_more_like_its_parent_answers_no_passage(
    say: Say, encoder: Encoder
) -> None:
    words = "Bicycle thefts halve within a year, they say, and bells ring at noon in Ox Lane."
    parent = say("c1", words)
    reply = say("c2", words, parent_id="c1", thread_id="c1")
    found = {answer.vote.comment_id: answer for answer in answers_to([parent, reply], encoder)}
    assert found["c1"].passage is not None
    assert found["c2"].passage is None


def test_only_tagged_comments_below_an_article_with_a_text_are_asked(
    say: Say, encoder: Encoder
) -> None:
    elsewhere = say("c1", SAID, article_id="a2")
    foreign = replace(say("c2", SAID), status=Status.FOREIGN)
    assert answers_to([elsewhere, foreign], encoder) == []
    said = say("c3", SAID)
    bare = TaggedArticle(Article("a1", "Ninety cameras"))
    assert find_answers([bare], [said], by_id([said]), [], encoder) == []


def test_answers_do_not_depend_on_the_order_of_comments(say: Say, encoder: Encoder) -> None:
    comments = [say(f"c{n}", f"{words} Really?") for n, words in enumerate(SENTENCES)]
    assert answers_to(comments, encoder) == answers_to(comments[::-1], encoder)


def test_readers_who_answer_a_voice_are_counted_by_stance(say: Say, encoder: Encoder) -> None:
    words = "Halve bicycle thefts within a year with lenses, who believes that?"
    comments = [
        say("c1", words, author="ann"),
        say("c2", words, author="ann"),
        say("c3", words, author="bob", stance="support"),
        say("c4", words, abstained=True),
    ]
    entities = [Entity("e1", "Mara Oduya", "PERSON")]
    (voice,) = answered_voices(answers_to(comments, encoder), entities, load_codebook())
    assert (voice.name, voice.stance, voice.n_passages) == ("Mara Oduya", "support", 1)
    rows = [dict(zip(SUMMARY_BY_VOICE.names, row, strict=True)) for row in voice_rows(voice)]
    told = [(r["stance"], r["towards"], r["n_comments"], r["n_authors"]) for r in rows]
    assert told == [
        ("oppose", "against", 2, 1),
        ("support", "with", 1, 1),
        ("(abstained)", "", 1, 1),
    ]
    assert all(row["of_comments"] == 4 for row in rows)
    assert rows[0]["share"] == 0.5
    assert float(rows[0]["share_low"] or 0) < 0.5 < float(rows[0]["share_high"] or 0)


def test_voices_of_whom_only_a_pronoun_is_known_are_one_group_named_so(
    say: Say, encoder: Encoder
) -> None:
    tagged = say("c1", "Halve bicycle thefts within a year with lenses, who believes that?")
    she = replace(QUOTE, speaker=Span(0, 3, "She"), entity_id="")
    found = find_answers([ARTICLE], [tagged], by_id([tagged]), [she], encoder)
    (voice,) = answered_voices(found, [], load_codebook())
    assert (voice.name, voice.entity_id) == ("(unknown)", "")


@settings(deadline=None, max_examples=50)
@given(text=st.text(max_size=200))
def test_any_text_is_cut_into_passages_that_lie_in_it(text: str) -> None:
    found = passages_of(TaggedArticle(Article("a1", "t", text)), [])
    assert all(text[p.span.start : p.span.end] == p.span.text for p in found)
