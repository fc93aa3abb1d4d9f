import pytest

from stancemap.tag.parsing import Parser
from stancemap.tag.sentences import find_sentences


def sentences(parser: Parser, text: str) -> list[str]:
    (doc,) = parser.comments([text])
    assert not isinstance(doc, Exception)
    found = find_sentences(doc)
    assert all(text[span.start : span.end] == span.text for span in found)
    return [span.text for span in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It works. I like it.", ["It works.", "I like it."]),
        ("no cars here\nnone at all", ["no cars here", "none at all"]),
        ("They will come anyway 😀😀", ["They will come anyway 😀😀"]),
        ("", []),
        ("  \n ... \n", []),
    ],
)
def test_a_comment_is_split_at_stops_and_at_line_breaks(
    text: str, expected: list[str], parser: Parser
) -> None:
    assert sentences(parser, text) == expected


def test_a_line_wrapped_by_width_goes_on(parser: Parser) -> None:
    text = (
        "The council has spent more money on these cameras than on all\n"
        "of the libraries in the city together."
    )
    assert sentences(parser, text) == [text]
