from pathlib import Path

import pytest

from stancemap.errors import ModelError
from stancemap.records import ClaimKind, Sentence, Span
from stancemap.tag.claim_features import Candidate
from stancemap.tag.claims import (
    MODEL,
    ClaimText,
    Judgement,
    candidates_in,
    find_claims,
    load_claim_tagger,
    own_text,
    texts_by_paragraph,
    trim_claim,
)
from stancemap.tag.own_words import find_quoted


@pytest.mark.parametrize(
    "claim",
    [
        "Facial recognition makes mistakes and innocent people pay for them.",
        "The government should ban these cameras until they are proven to be safe.",
    ],
)
def test_what_a_reader_could_dispute_is_likelier_a_claim_than_chatter(claim: str) -> None:
    tagger = load_claim_tagger()
    chatter = ["lol", "Thanks for the link!", "Good morning everyone", "What time is it?"]
    judged = tagger.judge([Candidate(text) for text in (claim, *chatter)])
    assert judged[0].probability >= tagger.threshold
    assert all(judged[0].probability > other.probability for other in judged[1:])


def test_a_demand_is_a_policy_and_an_experience_a_testimony() -> None:
    demand, experience = load_claim_tagger().judge(
        [
            Candidate("The agency should require collectors to send a written notice."),
            Candidate("I received three calls from them last week and I never owed a cent."),
        ]
    )
    assert demand.kind is ClaimKind.POLICY
    assert experience.kind is ClaimKind.TESTIMONY


def test_a_judgement_does_not_depend_on_its_batch() -> None:
    tagger = load_claim_tagger()
    candidates = [Candidate(f"Number {n} is the worst of all of them.") for n in range(40)]
    assert tagger.judge(candidates) == [tagger.judge([one])[0] for one in candidates]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("- But, cars are noisy too ", "cars are noisy too"),
        ("• And so it will never end.", "it will never end."),
        ("Android phones are fine", "Android phones are fine"),
        ('The headline here says, "', "The headline here says"),
    ],
)
def test_a_claim_has_clean_edges(text: str, claim: str) -> None:
    trimmed = trim_claim(Span(10, 10 + len(text), text))
    assert trimmed is not None
    assert trimmed.text == claim
    assert text[trimmed.start - 10 : trimmed.end - 10] == claim


def test_too_little_is_no_claim() -> None:
    assert trim_claim(Span(0, 9, "- And so.")) is None


def test_claims_lie_in_own_words_and_are_no_questions() -> None:
    text = 'Buses are late. "Cars are our very freedom", he says, which is wrong. Is it so?'
    quoted = find_quoted(text)
    bounds = [(0, 15), (16, 69), (70, 79)]
    sentences = [Sentence(Span.of(text, *bound)) for bound in bounds]
    sure = [Judgement(0.9, ClaimKind.FACT)] * 3
    found = [claim.span.text for claim in find_claims(sentences, sure, 0.5, quoted)]
    assert found == ["Buses are late.", "he says, which is wrong."]


def test_only_own_sentences_are_judged_and_know_their_place() -> None:
    sentences = [Sentence(Span(0, 2, "No")), Sentence(Span(3, 5, "Hm"), own=False),
                 Sentence(Span(6, 9, "Yes"))]  # fmt: skip
    assert candidates_in(own_text(sentences)) == [
        Candidate("No", 0, 2, after="Yes"), Candidate("Yes", 1, 2, before="No")]  # fmt: skip


def test_the_paragraphs_of_an_article_are_judged_one_by_one() -> None:
    text = "One. Two.\n\nThree."
    spans = [Span.of(text, 0, 4), Span.of(text, 5, 9), Span.of(text, 11, 17)]
    assert texts_by_paragraph(text, [Sentence(span) for span in spans]) == [
        ClaimText(("One.", "Two.")), ClaimText(("Three.",))]  # fmt: skip


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    weights = (MODEL / "weights.safetensors").read_bytes()
    (tmp_path / "weights.safetensors").write_bytes(weights)
    (tmp_path / "model.json").write_text('{"format": 99, "threshold": 0.3}')
    with pytest.raises(ModelError, match="train it again"):
        load_claim_tagger(tmp_path)


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=tmp_path.name):
        load_claim_tagger(tmp_path)
    (tmp_path / "model.json").write_text('{"format": 1, "threshold": 0.3}')
    (tmp_path / "weights.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match=tmp_path.name):
        load_claim_tagger(tmp_path)
