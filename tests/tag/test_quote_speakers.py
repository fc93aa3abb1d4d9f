from dataclasses import replace

import pytest

from stancemap.records import (
    DocumentKind,
    Mention,
    Passage,
    Quote,
    QuoteKind,
    Span,
    SpeakerBasis,
)
from stancemap.tag.antecedents import name_speakers
from stancemap.tag.names import find_names
from stancemap.tag.parsing import Parser
from stancemap.tag.quote_model import QuoteModel
from stancemap.tag.quote_speakers import resolve_speakers
from stancemap.tag.quotes import find_quotes

KIND = DocumentKind.ARTICLE


def last(parser: Parser, model: QuoteModel, text: str) -> tuple[SpeakerBasis, str]:
    """Return how the speaker of the last quote is known, and the name."""
    (doc,) = parser.articles([text])
    assert not isinstance(doc, Exception)
    mentions = find_names(doc, KIND, "a1", "a1")
    quotes = name_speakers(doc, find_quotes(doc, KIND, "a1", model), mentions)
    quote = quotes[-1]
    return quote.speaker_basis, quote.name.text if quote.name else ""


CASES = [
    ("Maria Gonzalez said that the trial would end in May.", "named", "Maria Gonzalez"),
    ("Acme's chief engineer Ann Lee said the trial would end in May.", "named", "Ann Lee"),
    ("Maria Gonzalez left the hall. She said the trial would end.", "pronoun", "Maria Gonzalez"),
    ("Mr. Peter Hansen left the hall. She said that the trial would end.", "open", ""),
    ("Maria Gonzalez met Peter Hansen. He said that the trial would end.", "open", ""),
    ("Microsoft has a plan. The company said it would close the plant.", "nominal", "Microsoft"),
    ("Microsoft met Google. The company said that it would close the plant.", "open", ""),
    ("The mayor of London said that the trial would end in May.", "open", ""),
    ("The company, Microsoft, said that it would close the plant.", "nominal", "Microsoft"),
    ("A spokeswoman for Microsoft said it would close the plant.", "nominal", "Microsoft"),
    # a name that is only spoken of is nobody who speaks
    ("Maria Gonzalez sat down. “Ask Peter Hansen,” she said.", "pronoun", "Maria Gonzalez"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "basis", "name"), CASES)
def test_a_speaker_is_the_only_name_that_fits_or_open(
    text: str, basis: str, name: str, parser: Parser, quote_model: QuoteModel
) -> None:
    assert last(parser, quote_model, text) == (SpeakerBasis(basis), name)


TEXT = "Acme's chief engineer Ann Lee"
QUOTE = Quote("q", KIND, "a1", Span(40, 44, "Done"), QuoteKind.DIRECT)


def mention(start: int, end: int, label: str, entity: str, article: str = "a1") -> Mention:
    return Mention(KIND, article, article, Span.of(TEXT, start, end), label, entity)


def test_a_speaker_is_the_entity_of_its_name_in_its_own_document() -> None:
    quote = replace(QUOTE, name=Span.of(TEXT, 22, 29))
    firm, person = mention(0, 4, "ORG", "e1"), mention(22, 29, "PERSON", "e2")
    elsewhere = mention(22, 29, "PERSON", "e3", "a2")
    assert resolve_speakers([quote], [elsewhere, person, firm])[0].entity_id == "e2"
    assert resolve_speakers([quote], [elsewhere])[0].entity_id == ""
    assert resolve_speakers([QUOTE], [person])[0].entity_id == ""


def test_what_a_comment_copies_from_a_quote_of_the_article_is_said_by_its_source() -> None:
    told = replace(QUOTE, name=Span.of(TEXT, 22, 29))
    copy = Quote("c", DocumentKind.COMMENT, "c1", Span(0, 4, "Done"), QuoteKind.DIRECT)
    copy = replace(copy, taken_from=Passage(KIND, "a1", 40, 44))
    elsewhere = replace(copy, taken_from=Passage(KIND, "a1", 50, 54))
    _, one, other = resolve_speakers([told, copy, elsewhere], [mention(22, 29, "PERSON", "e2")])
    assert (one.entity_id, one.speaker_basis) == ("e2", SpeakerBasis.COPIED)
    assert (other.entity_id, other.speaker_basis) == ("", SpeakerBasis.OPEN)
