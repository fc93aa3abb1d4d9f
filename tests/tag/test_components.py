"""The spaCy component works on any pipeline with sentences, in batches, and its results travel."""

from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from stancemap.codebook import load_codebook
from stancemap.errors import InputError
from stancemap.records import Stance
from stancemap.tag.components import EVIDENCE, NAME

TEXTS = [
    "Heat pumps are a scam. They must be banned. My cat sleeps a lot.",
    "I love my heat pump, it is great and saves money.",
    "> Ban them all.",
    "Thanks for the link.",
]


def pipeline(**config: str) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe(NAME, config={"target": "heat pumps", "profile": "fast", **config})
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline()


def test_a_text_gets_its_stance_probabilities_and_evidence(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    stance = doc._.stance
    assert isinstance(stance, Stance)
    assert (stance.target, stance.primary) == ("heat pumps", "oppose")
    assert doc.cats == dict(zip(load_codebook().names, stance.probabilities, strict=True))
    assert sum(doc.cats.values()) == pytest.approx(1, abs=1e-4)
    (shown,) = doc.spans[EVIDENCE]
    assert stance.evidence is not None
    assert (shown.text, shown.label_) == (stance.evidence.text, "oppose")
    assert shown.text in TEXTS[0]


def test_batches_change_nothing(nlp: Language) -> None:
    single = [nlp(text)._.stance for text in TEXTS]
    for size in (1, 2, 16):
        assert [doc._.stance for doc in nlp.pipe(TEXTS, batch_size=size)] == single


def test_a_text_that_only_quotes_has_no_stance(nlp: Language) -> None:
    doc = nlp(TEXTS[2])
    assert (doc._.stance.primary, doc._.stance.confidence) == ("none", 1.0)
    assert list(doc.spans[EVIDENCE]) == []


def test_results_travel_with_the_doc(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.stance == doc._.stance
    assert again.cats == doc.cats
    assert [(s.start, s.end, s.label_) for s in again.spans[EVIDENCE]] == [
        (s.start, s.end, s.label_) for s in doc.spans[EVIDENCE]
    ]


def test_a_pipeline_is_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)(TEXTS[1])._.stance == nlp(TEXTS[1])._.stance


def test_displacy_draws_the_evidence(nlp: Language) -> None:
    page = displacy.render(nlp(TEXTS[0]), style="span", options={"spans_key": EVIDENCE}, page=True)
    assert "oppose" in page


def test_a_text_may_bring_its_own_target_and_parent(nlp: Language) -> None:
    doc = nlp.make_doc("That is nonsense. They work.")
    doc._.stance_target, doc._.stance_parent = "gas boilers", "They never work."
    assert nlp(doc)._.stance.target == "gas boilers"
    doc._.stance_parent = None
    assert nlp(doc)._.stance.target == "gas boilers"


def test_spacy_finds_nothing_amiss_in_the_order_of_the_components(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert not any(analysis["problems"].values())


def test_without_sentences_or_target_it_says_what_to_do() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME, config={"target": "x", "profile": "fast"})
    with pytest.raises(InputError, match="sentencizer"):
        nlp("No sentences here.")
    with pytest.raises(InputError, match="under debate"):
        pipeline(target="")("No target here.")


def test_an_empty_text_is_no_error(nlp: Language) -> None:
    assert [doc._.stance for doc in nlp.pipe([])] == []
    assert nlp("   ")._.stance.primary == "none"
