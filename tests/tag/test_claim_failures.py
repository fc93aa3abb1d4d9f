"""Claims that are still taken or missed wrongly: each kind with a case."""

from functools import cache

import pytest

from stancemap.records import Sentence, Span
from stancemap.tag.claim_encoder import EncoderClaimTagger, load_claim_encoder
from stancemap.tag.claims import find_claims, own_text

NO_CLAIMS = {
    "insult": "You are a clown who cannot even read the first line of the article.",
    "joke": "My toaster will be the first to demand a pension and a union card.",
    "bare sarcasm": "Oh great, another app to save us all.",
}
CLAIMS = {
    "rhetorical question": "Who would ever trust a company that sold our records twice?",
    "demand of two words": "Ban them.",
}


@cache
def _tagger() -> EncoderClaimTagger:
    return load_claim_encoder()


def _found(text: str) -> list[str]:
    tagger = _tagger()
    sentences = [Sentence(Span(0, len(text), text))]
    (judged,) = tagger.judge_texts([own_text(sentences)])
    return [claim.span.text for claim in find_claims(sentences, judged, tagger.threshold)]


@pytest.mark.xfail(strict=True, reason="the tone of a sentence is hardly told")
@pytest.mark.parametrize("text", NO_CLAIMS.values(), ids=NO_CLAIMS.keys())
def test_what_is_not_meant_as_a_claim_is_none(text: str) -> None:
    assert _found(text) == []


@pytest.mark.xfail(strict=True, reason="questions, and less than three words, are never taken")
@pytest.mark.parametrize("text", CLAIMS.values(), ids=CLAIMS.keys())
def test_a_claim_in_another_form_is_found(text: str) -> None:
    assert _found(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "My grandmother bought her first electric car at the age of eighty.",
        "I drove past the new chargers on my way to work this morning and waved at my neighbour.",
    ],
)
def test_a_bare_anecdote_is_no_claim(text: str) -> None:
    assert _found(text) == []
