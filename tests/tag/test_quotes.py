import pytest

from stancemap.records import DocumentKind, Quote, QuoteKind
from stancemap.tag.parsing import Parser
from stancemap.tag.quote_model import load_quote_model
from stancemap.tag.quotes import find_quotes

_MODEL = load_quote_model()


def quotes(parser: Parser, text: str) -> tuple[Quote, ...]:
    (doc,) = parser.articles([text])
    assert not isinstance(doc, Exception)
    found = find_quotes(doc, DocumentKind.ARTICLE, "a1", _MODEL)
    spans = [s for q in found for s in (q.content, q.cue, q.speaker) if s is not None]
    assert all(text[span.start : span.end] == span.text for span in spans)
    return found


def told(quote: Quote) -> tuple[str, str, str]:
    return (
        quote.content.text,
        quote.cue.text if quote.cue else "",
        quote.speaker.text if quote.speaker else "",
    )


CASES = [
    # after, before, inverted, with a title and an apposition
    ('"The buses are late," Maria Gonzalez said.', "The buses are late,", "said", "Maria Gonzalez"),
    ("“It will not work,” said Mr. Ito, who runs it.", "It will not work,", "said", "Mr. Ito"),
    ("Ana Ruiz said: “We shall see about that.”", "We shall see about that.", "said", "Ana Ruiz"),
    ("«We shall see about that,» said the mayor.", "We shall see about that,", "said", "the mayor"),
    ("‘We can't do it,’ she said.", "We can't do it,", "said", "she"),
    ('"Is it safe?" the company asked.', "Is it safe?", "asked", "the company"),
]


@pytest.mark.parametrize(("text", "content", "cue", "speaker"), CASES)
def test_a_direct_quote_has_its_speaker_and_cue(
    text: str, content: str, cue: str, speaker: str, parser: Parser
) -> None:
    (quote,) = quotes(parser, text)
    assert told(quote) == (content, cue, speaker)
    assert quote.kind is QuoteKind.DIRECT


NO_SOURCE = [
    "Nobody at the meeting would say “how much hardship relief there will be for us”.",
    "In an expletive-charged post said: “We shall see about that very soon now.”",
    "Fabricio Alvarado's position said: “We shall see about that very soon now.”",
    "A child can say: “No, look, it is right there in the corner.”",
    "author_0001 said: “We shall see about that very soon now.”",
    "> It cannot stay.\n> — author_0001",
    "[e-mail] said: “We shall see about that very soon now.”",
]


@pytest.mark.parametrize("text", NO_SOURCE)
def test_what_is_no_source_is_no_speaker(text: str, parser: Parser) -> None:
    assert {told(q)[2] for q in quotes(parser, text)} <= {""}


@pytest.mark.parametrize(
    "text",
    ["The minister will say that the trial ends in May.",
     "The minister did not say that the trial ends in May.",
     "Nobody said that the trial would end in May."],
)  # fmt: skip
def test_what_was_not_said_is_not_retold(text: str, parser: Parser) -> None:
    assert quotes(parser, text) == ()


def test_both_halves_of_a_split_quote_have_the_same_speaker(parser: Parser) -> None:
    found = quotes(parser, "“It is,” she added, “a mess from end to end.”")
    assert [told(q)[0] for q in found] == ["It is,", "a mess from end to end."]
    assert [told(q)[2] for q in found] == ["she", "she"]


def test_a_quote_over_two_paragraphs_has_one_speaker(parser: Parser) -> None:
    text = "“The first paragraph of a long speech.\n\n“And its second paragraph,” Mr. O'Neil said."
    assert [told(q)[2] for q in quotes(parser, text)] == ["Mr. O'Neil", "Mr. O'Neil"]


@pytest.mark.parametrize(
    "text",
    [
        "The “smart” meters are not smart at all.",
        "They watched “The Wire” and “House of Cards” all night.",
        "Don't touch the dogs' bowl, it's theirs.",
    ],
)
def test_scare_quotes_titles_and_apostrophes_are_no_quotes(text: str, parser: Parser) -> None:
    assert quotes(parser, text) == ()


def test_what_is_retold_is_indirect_and_with_quoted_words_in_it_mixed(parser: Parser) -> None:
    (retold,) = quotes(parser, "The minister said that the trial would end in May.")
    assert told(retold) == ("the trial would end in May", "said", "The minister")
    assert retold.kind is QuoteKind.INDIRECT
    (mixed,) = quotes(parser, "The minister said that the trial was “a waste of money” so far.")
    assert mixed.kind is QuoteKind.MIXED


def test_a_block_quote_belongs_to_whom_the_line_before_names(parser: Parser) -> None:
    (quote,) = quotes(parser, "Ana Ruiz wrote on Friday:\n\n> It cannot stay.\n> Not like this.\n")
    assert told(quote) == ("It cannot stay.\n> Not like this.", "wrote", "Ana Ruiz")


def test_an_open_letter_belongs_to_who_signs_it(parser: Parser) -> None:
    text = "They published a letter.\n\nDear council,\n\nStop it.\n\nYours sincerely,\nAna Ruiz\n"
    (quote,) = quotes(parser, text)
    assert told(quote)[2] == "Ana Ruiz"
    assert quote.content.text.startswith("Dear council")


def test_the_turns_of_an_interview_are_quotes(parser: Parser) -> None:
    text = "RUIZ: Is it safe?\n\nITO: It is.\n\nRUIZ: Are you sure?\n\nITO: Quite sure.\n"
    assert [told(q)[2] for q in quotes(parser, text)] == ["RUIZ", "ITO", "RUIZ", "ITO"]


@pytest.mark.xfail(strict=True, reason="who speaks on in a new paragraph needs reading on")
def test_a_floating_quote_after_a_narrated_line_keeps_the_speaker(parser: Parser) -> None:
    text = "Ana Ruiz shook her head at the plan.\n\n“We were never asked about any of this at all.”"
    assert [told(q)[2] for q in quotes(parser, text)] == ["Ana Ruiz"]
