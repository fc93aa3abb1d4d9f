"""The component works in a pipeline of spaCy's own, and its results survive being stored."""

from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from stancemap.errors import InputError
from stancemap.tag.entity_component import ENTITIES, NAME, add_entity_extension

TEXT = (
    "The Department for Canals (DfC) hired Kestrel Robotics. Kestrel Robotics said it was proud."
    " kestrel robotics sank a swan, said @KestrelRobotics."
)


def pipeline(aliases: str = "") -> Language:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    names = ["Department for Canals", "Kestrel Robotics"]
    ruler.add_patterns([{"label": "ORG", "pattern": name} for name in names])  # type: ignore[attr-defined]  # a pipe
    nlp.add_pipe(NAME, config={"aliases": aliases})
    return nlp


def test_every_form_is_a_span_with_its_label_and_the_name_of_its_entity() -> None:
    doc = pipeline()(TEXT)
    found = [(span.text, span.label_, span.kb_id_) for span in doc.spans[ENTITIES]]
    assert ("DfC", "ORG", "Department for Canals") in found
    assert ("kestrel robotics", "ORG", "Kestrel Robotics") in found
    assert len(found) == 6
    names = {e.name: [a.reason.value for a in e.aliases] for e in doc._.entities}
    assert names == {"Department for Canals": ["acronym"], "Kestrel Robotics": ["handle", "case"]}


def test_the_spans_are_shown_by_displacy() -> None:
    html = displacy.render(pipeline()(TEXT), style="span", options={"spans_key": ENTITIES})
    assert "Kestrel" in html
    assert "ORG" in html


def test_a_stored_text_keeps_its_entities() -> None:
    nlp = pipeline()
    doc = nlp(TEXT)
    add_entity_extension()
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.entities == doc._.entities


def test_a_stored_pipeline_is_loaded_again(tmp_path: Path) -> None:
    pipeline().to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp")(TEXT)._.entities == pipeline()(TEXT)._.entities


def test_an_alias_file_has_the_say(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text("entity,name,merge\nKestrel Robotics,swan,\n", encoding="utf-8")
    doc = pipeline(str(path))(TEXT)
    assert ("swan", "Kestrel Robotics") in [(s.text, s.kb_id_) for s in doc.spans[ENTITIES]]


def test_a_pipeline_without_names_is_refused() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(NAME)
    with pytest.raises(InputError, match="entity recogniser"):
        nlp("Nothing here.")
