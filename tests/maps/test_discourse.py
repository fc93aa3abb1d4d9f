"""Who says what in articles becomes statements, ties and pairs of actors by a plain rule."""

import random
from collections.abc import Callable

import pytest

from stancemap.codebook import load_codebook
from stancemap.maps.actors import actor_profiles, actor_row, actors_table
from stancemap.maps.discourse import (
    ActorKind,
    SignBasis,
    Statement,
    statements_of_articles,
    with_concepts,
)
from stancemap.maps.key_points import find_key_points
from stancemap.maps.network import ALL_PERIODS, make_network
from stancemap.maps.network_rows import matrix
from stancemap.maps.readers import statements_of_readers
from stancemap.maps.settings import DiscourseSettings, KeyPointSettings
from stancemap.maps.voices import voices, votes_of
from stancemap.records import (
    Article,
    Claim,
    ClaimKind,
    DocumentKind,
    Entity,
    Mention,
    Quote,
    QuoteKind,
    Relation,
    RelationBasis,
    RelationKind,
    Span,
    TaggedArticle,
    TaggedComment,
)
from stancemap.tag.encoder import Encoder

Say = Callable[..., TaggedComment]
ANA, BEN = Entity("e1", "Ana Ruiz", "PERSON"), Entity("e2", "Ben Ode", "PERSON")
ARTICLE = DocumentKind.ARTICLE


def article(
    *said: tuple[Entity, str, str], date: str = "2026-03-04"
) -> tuple[TaggedArticle, list[Quote]]:
    """Make an article in which each entity says some words with a stance."""
    text, quotes = "", list[Quote]()
    for number, (entity, words, stance) in enumerate(said, start=1):
        span = Span(len(text), len(text) + len(words), words)
        quotes.append(
            Quote(f"a1#q{number}", ARTICLE, "a1", span, QuoteKind.DIRECT,
                  entity_id=entity.entity_id, stance=stance)
        )  # fmt: skip
        text += words + " "
    return TaggedArticle(Article("a1", text=text, published=date, target="cameras")), quotes


def comments(say: Say) -> list[TaggedComment]:
    words = "cameras record every child walking past"
    return [say(f"c{n}", words, posted="2026-04-01") for n in range(3)]


def statements(
    say: Say, encoder: Encoder, words: str, stance: str, target: str = "cameras"
) -> list[Statement]:
    tagged, quotes = article((ANA, words, stance))
    said = statements_of_articles([tagged], quotes, [ANA, BEN])
    own = voices(comments(say))
    points = find_key_points(own, encoder, KeyPointSettings())
    return with_concepts(said, {"a1": target}, own, points, encoder)


SAME = "cameras record every child walking past"
SIGNS = [
    (SAME, "", (True, SignBasis.WORDS)),
    (SAME, "none", (True, SignBasis.WORDS)),
    (SAME, "pragmatic", (True, SignBasis.WORDS)),
    (SAME, "oppose", (True, SignBasis.STANCE)),
    (SAME, "support", (True, SignBasis.DOUBTFUL)),
]


@pytest.mark.parametrize(("words", "stance", "sign"), SIGNS)
def test_a_statement_agrees_with_what_it_is_near_doubtfully_if_its_stance_is_opposite(
    say: Say, encoder: Encoder, words: str, stance: str, sign: tuple[bool, SignBasis]
) -> None:
    (one,) = statements(say, encoder, words, stance)
    assert (one.key_point_id, one.agreement, one.basis) == ("k0001", *sign)
    assert (one.actor, one.date, one.month) == ("Ana Ruiz", "2026-03-04", "2026-03")


@pytest.mark.parametrize(("stance", "sign"), [("support", [True]), ("oppose", [False])])
def test_a_statement_far_from_every_key_point_is_about_the_target(
    say: Say, encoder: Encoder, stance: str, sign: list[bool]
) -> None:
    (one,) = statements(say, encoder, "nothing of the sort was said", stance)
    assert (one.key_point_id, one.concept, one.agreement) == ("", "cameras", *sign)


@pytest.mark.parametrize("stance", ["", "none", "pragmatic"])
def test_without_a_key_point_and_a_side_there_is_no_edge(
    say: Say, encoder: Encoder, stance: str
) -> None:
    said = statements(say, encoder, "nothing of the sort was said", stance)
    assert make_network(said).ties == ()


def test_key_points_of_another_target_are_no_concepts(say: Say, encoder: Encoder) -> None:
    (one,) = statements(say, encoder, SAME, "", target="buses")
    assert one.key_point_id == ""


def test_a_claim_inside_a_quote_is_the_statement() -> None:
    tagged, quotes = article((ANA, "Well, cameras are a danger", "oppose"))
    claim = Claim("a1#c1", ARTICLE, "a1", Span(6, 26, "cameras are a danger"), ClaimKind.VALUE, 0.9)
    tagged = TaggedArticle(tagged.article, claims=(claim,))
    (one,) = statements_of_articles([tagged], quotes, [ANA])
    assert (one.statement_id, one.text, one.stance) == ("a1#c1", "cameras are a danger", "oppose")


def test_a_claim_in_a_quote_within_a_quote_is_said_once_by_the_inner_speaker() -> None:
    text = "He told me that cameras are a danger"
    outer = Span(0, len(text), text)
    inner = Span(16, 36, text[16:36])
    claim = Claim("a1#c1", ARTICLE, "a1", inner, ClaimKind.VALUE, 0.9)
    tagged = TaggedArticle(Article("a1", text=text), claims=(claim,))
    quotes = [
        Quote("a1#q1", ARTICLE, "a1", outer, QuoteKind.INDIRECT, entity_id="e1"),
        Quote("a1#q2", ARTICLE, "a1", inner, QuoteKind.INDIRECT, entity_id="e2"),
    ]
    for order in (quotes, quotes[::-1]):
        (one,) = statements_of_articles([tagged], order, [ANA, BEN])
        assert (one.statement_id, one.actor) == ("a1#c1", "Ben Ode")


def test_a_quote_without_a_known_speaker_is_no_statement() -> None:
    tagged, quotes = article((Entity("", "", ""), "cameras are a danger", "oppose"))
    assert statements_of_articles([tagged], quotes, [ANA]) == []


def test_readers_agree_with_their_key_point_and_disagree_where_they_attack_it(
    say: Say, encoder: Encoder
) -> None:
    reply = say("r1", "no child is ever recorded", stance="support")
    own = voices([*comments(say), reply])
    points = [p for p in find_key_points(own, encoder) if not p.is_single]
    attack = Relation("r1#1", "c0#1", RelationKind.ATTACK, RelationBasis.REPLY, 0.8)
    readers = statements_of_readers(own, points, [attack])
    said = list(make_network([], readers).listed())
    signs = {(one.actor, one.agreement, one.basis) for one in said}
    assert signs == {
        ("readers: oppose", True, SignBasis.OWN),
        ("readers: support", False, SignBasis.REPLY),
    }
    assert len(said) == 4


def test_unsure_readers_make_no_statement(say: Say, encoder: Encoder) -> None:
    own = voices([*comments(say), say("c9", SAME, abstained=True)])
    said = statements_of_readers(own, find_key_points(own, encoder), [])
    assert "c9" not in {one.voice.vote.comment_id for one in said}


def test_of_very_many_readers_some_are_listed_and_all_counted(say: Say, encoder: Encoder) -> None:
    own = voices([say(f"c{n}", SAME) for n in range(9)])
    readers = statements_of_readers(own, find_key_points(own, encoder), [])
    network = make_network([], readers, most_readers=4)
    listed = [one.statement_id for one in network.listed()]
    assert len(listed) == 4
    assert listed == sorted(listed)
    assert [tie.n_agree for tie in network.ties] == [9]
    assert "4 of their 9 statements" in network.note
    assert make_network([], readers).note == ""


def test_key_points_of_very_many_claims_are_compared_by_some_of_them(
    say: Say, encoder: Encoder
) -> None:
    tagged, quotes = article((ANA, SAME, "oppose"))
    own = voices([say(f"c{n:03}", SAME) for n in range(60)])
    (one,) = with_concepts(
        statements_of_articles([tagged], quotes, [ANA]),
        {"a1": "cameras"},
        own,
        find_key_points(own, encoder),
        encoder,
        DiscourseSettings(sample_size=30, claims_per_point=5),
    )
    assert one.key_point_id == "k0001"


def tie(actor: str, concept: str, month: str, number: int, *, agreement: bool) -> Statement:
    return Statement(
        f"s{number}", ARTICLE, "a1", f"{month}-05", ActorKind.SPEAKER, f"e-{actor}", actor,
        "PERSON", "words", "", f"k-{concept}", concept, agreement, SignBasis.WORDS, 0.5,
    )  # fmt: skip


MADE = [
    tie("Ana", "danger", agreement=True, month="2026-01", number=1),
    tie("Ana", "danger", agreement=True, month="2026-02", number=2),
    tie("Ana", "cost", agreement=False, month="2026-02", number=3),
    tie("Ben", "danger", agreement=True, month="2026-02", number=4),
    tie("Ben", "cost", agreement=True, month="2026-02", number=5),
    tie("Cem", "cost", agreement=True, month="2026-02", number=6),
    tie("Cem", "cost", agreement=False, month="2026-02", number=7),
]


def test_ties_are_counted_per_month() -> None:
    ties = make_network(MADE).ties
    counted = [(t.actor.name, t.concept.text, t.month, t.n_agree, t.n_disagree) for t in ties]
    assert ("Ana", "danger", "2026-01", 1, 0) in counted
    assert ("Cem", "cost", "2026-02", 1, 1) in counted
    assert len(counted) == 6


def test_actors_are_congruent_or_in_conflict_by_their_balance() -> None:
    network = make_network(MADE)
    whole = [p for p in (*network.congruence, *network.conflict) if p.period == ALL_PERIODS]
    assert [(p.one.name, p.other.name, p.n_concepts, p.share) for p in whole] == [
        ("Ana", "Ben", 1, 0.5),
        ("Ana", "Ben", 1, 0.5),
    ]
    assert not [p for p in network.congruence if p.period == "2026-01"]


def test_the_matrix_holds_agreement_less_disagreement() -> None:
    table, rows = matrix(make_network(MADE))
    assert table.names == ("actor", "k-cost", "k-danger")
    assert rows == [("Ana", -1, 2), ("Ben", 1, 1), ("Cem", 0, 0)]


def test_the_order_of_the_statements_does_not_matter() -> None:
    shuffled = random.Random(3).sample(MADE, len(MADE))  # noqa: S311 - no secret
    assert make_network(shuffled) == make_network(MADE)


def test_an_actor_is_profiled_by_its_quotes_and_by_who_names_it(say: Say) -> None:
    tagged, quotes = article((ANA, SAME, "oppose"), (ANA, "so they do", ""))
    said = statements_of_articles([tagged], quotes, [ANA, BEN])
    own = [say("c1", "Ana is right", author="x"), say("c2", "Ana again", stance="support")]
    named = [
        Mention(
            DocumentKind.COMMENT, one.comment.comment_id, "a1", Span(0, 3, "Ana"), "PERSON", "e1"
        )
        for one in own
    ]
    codebook = load_codebook()
    (profile,) = actor_profiles([ANA, BEN], named, quotes, said, votes_of(own), codebook)
    row = dict(zip(actors_table(codebook).names, actor_row(profile), strict=True))
    assert (row["name"], row["n_quotes"], row["n_claims"], row["n_comments"]) == (
        "Ana Ruiz",
        2,
        2,
        2,
    )
    assert (row["n_said_oppose"], row["n_said_unsure"]) == (1, 1)
    assert (row["n_oppose"], row["share_oppose"], row["n_support"]) == (1, 0.5, 1)
    assert round(float(row["share_oppose_low"] or 0), 3) == 0.095


def test_who_is_neither_quoted_nor_named_by_three_is_no_actor(say: Say) -> None:
    named = [Mention(DocumentKind.COMMENT, "c1", "a1", Span(0, 3, "Ben"), "PERSON", "e2")]
    assert (
        actor_profiles([BEN], named, [], [], votes_of([say("c1", "Ben is right")]), load_codebook())
        == []
    )
