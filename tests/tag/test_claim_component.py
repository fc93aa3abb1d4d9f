"""Claims come as a component of any pipeline with sentences."""

import pytest
import spacy
from spacy.tokens import Doc

from stancemap.errors import InputError
from stancemap.records import ClaimKind
from stancemap.tag.claim_component import CLAIMS, NAME, make_claim_component

assert make_claim_component  # the entry point of an installed package does without this
TEXT = "Thanks! The council should pay for heat pumps. Is it cold?"


def test_claims_are_spans_with_their_kind_as_label_and_survive_bytes() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe(NAME)
    doc = nlp(TEXT)
    assert [(span.text, span.label_) for span in doc.spans[CLAIMS]] == [
        ("The council should pay for heat pumps.", "POLICY")
    ]
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.claims == doc._.claims
    assert again._.claims[0].kind is ClaimKind.POLICY


def test_a_text_without_sentences_is_refused() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME)
    with pytest.raises(InputError, match="sentencizer"):
        nlp(TEXT)
