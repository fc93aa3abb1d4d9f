import pytest
from spacy.tokens import Doc
from spacy.tokens import Span as Entity

from stancemap.records import DocumentKind
from stancemap.tag.names import find_names
from stancemap.tag.parsing import Parser


def names(parser: Parser, text: str, entity: str, label: str = "ORG") -> list[str]:
    """Return what is left of an entity as spaCy might cut it, on `text`."""
    doc: Doc = parser.nlp.make_doc(text)
    start = text.index(entity)
    doc[0].is_sent_start = True
    span = doc.char_span(start, start + len(entity), label=label, alignment_mode="expand")
    assert isinstance(span, Entity)
    doc.ents = [span]
    return [m.span.text for m in find_names(doc, DocumentKind.COMMENT, "c1", "a1")]


@pytest.mark.parametrize(
    ("text", "entity", "name"),
    [
        ("It is the European Union that pays.", "the European Union", "European Union"),
        ("It was Acme's plan.", "Acme's", "Acme"),
        ("It was Acme’s plan.", "Acme’s", "Acme"),
        ("We asked (China] about it", "China]", "China"),
        ("They sued Acme Inc. and won", "Acme Inc.", "Acme Inc."),
        ("He left the U.S. in May", "the U.S.", "U.S."),
        ("Can Obama do it", "Can Obama", "Obama"),
        ("Sorry Dean, but no", "Sorry Dean", "Dean"),
        ("Danke Hannelore!", "Danke Hannelore", "Hannelore"),
        ("Ask what Sandra SAY now", "Sandra SAY", "Sandra"),
        ("closed over Easter & Whitsun", "Easter &", "Easter"),
        (
            "It is the Northern and Border Examinations Board.",
            "Border Examinations Board",
            "Northern and Border Examinations Board",
        ),
        ("The Bank of Ambrey pays.", "Ambrey", "Bank of Ambrey"),
        ("an apple from Apple", "Apple", "Apple"),
        ("and the WHO who said", "WHO", "WHO"),
        ("Then Tesla and Acme Group met.", "Acme Group", "Acme Group"),
        ("It was Ana Ruiz and Acme Group.", "Acme Group", "Acme Group"),
    ],
)
def test_a_name_has_clean_edges(text: str, entity: str, name: str, parser: Parser) -> None:
    assert names(parser, text, entity) == [name]


@pytest.mark.parametrize(
    ("text", "entity", "label"),
    [
        ("lol Lol nice", "Lol", "PERSON"),
        ("see https://example.org now", "https://example.org", "ORG"),
        ("it was 2021 then", "2021", "ORG"),
        ("it costs $12 now", "12", "MONEY"),
        ("ask @Bob about it", "Bob", "PERSON"),
        ("write to [IP address] now", "IP", "ORG"),
        ("write to [e-mail] now", "e-mail", "ORG"),
        ("ask author_0001 about it", "author_0001", "PERSON"),
        ("ask @author_0001 about it", "@author_0001", "PERSON"),
        ("Ach, leave it", "Ach", "PERSON"),
        ("not AGAIN please", "AGAIN", "ORG"),
        ("Landlord here: a landlord pays", "Landlord", "PERSON"),
        ("my Y10s are tired", "Y10s", "PRODUCT"),
        ("Dear Valued Connection, hello", "Dear Valued Connection", "LAW"),
    ],
)
def test_interjections_addresses_numbers_and_handles_are_no_names(
    text: str, entity: str, label: str, parser: Parser
) -> None:
    assert names(parser, text, entity, label) == []
