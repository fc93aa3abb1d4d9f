import pytest

from stancemap.records import Span
from stancemap.tag.own_words import Because, find_quoted, mark_own, reduce_to_letters

PARENT = reduce_to_letters("Cars are freedom. Nobody ever needed a bus in this town!")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("> Cars are freedom.\nNot mine.", ["Cars are freedom."]),
        ("&gt; Cars are freedom.\n&gt; Always.\n\nNo.", ["Cars are freedom.\n&gt; Always."]),
        ("Bob wrote:\nCars are freedom.\n\nNo, Bob.", ["Cars are freedom."]),
        ("[quote=Bob]Cars are freedom.[/quote] No.", ["Cars are freedom."]),
        ("“It's the end of privacy”, says the professor.", ["It's the end of privacy"]),
        ('My doctor says: "Don\'t look it up." He is wrong.', ["Don't look it up."]),
        ('The union line is "the officer reviews it".', ["the officer reviews it"]),
        ('"nobody ever needed a bus" is just false', ["nobody ever needed a bus"]),
        ('The "free" tablet is a trap.', []),
        ('I call this "a very bad idea indeed".', []),
        ('I said: "this will never work at all."', []),
        ("5 > 3 and 2 < 4", []),
    ],
)
def test_words_of_others_are_told_from_the_writers_own(text: str, quoted: list[str]) -> None:
    assert [q.span.text for q in find_quoted(text, [PARENT])] == quoted


@pytest.mark.parametrize(
    "text",
    [
        ">Nobody ever needed a bus in this town! I take one every day.",  # copied from the parent
        ">Was it ever a fine town for buses?That seems hard to believe.",  # a glued stop
    ],
)
def test_a_quote_whose_line_break_was_lost_ends_where_the_copy_ends(text: str) -> None:
    (quoted,) = find_quoted(text, [PARENT])
    assert quoted.because is Because.MARKED
    assert quoted.span.text[-1] in "!?"


def test_the_speaker_of_attributed_words_is_found() -> None:
    (quoted,) = find_quoted('As Ana Ruiz said, "growth for its own sake is no aim".')
    assert quoted.speaker is not None
    assert quoted.speaker.text == "Ana Ruiz"


@pytest.mark.parametrize(
    "text",
    ['Now I can say "nobody ever needed a bus in this town".',
     '"Nobody ever needed a bus", a child can say.',
     '"Nobody ever needed a bus", car drivers get to say.',
     '"Nobody ever needed a bus", said nobody at all.',
     '[quote=author_0001]Cars are freedom.[/quote] No.',
     "author_0001 wrote:\nCars are freedom.\n\nNo."],
)  # fmt: skip
def test_what_is_no_source_is_not_the_speaker_of_quoted_words(text: str) -> None:
    (quoted,) = find_quoted(text, [PARENT])
    assert quoted.speaker is None


def test_a_sentence_is_own_where_half_of_its_words_are() -> None:
    text = '"cars are freedom" is what they say in every advert. "Cars are freedom", he said.'
    quoted = find_quoted(text, [PARENT])
    cut = text.index(' "Cars')
    spans = [Span.of(text, 0, cut), Span.of(text, cut + 1, len(text))]
    assert [sentence.own for sentence in mark_own(spans, quoted)] == [True, False]


@pytest.mark.parametrize(
    "text",
    [">" * 50_000, "> a" * 30_000, '"a b c" ' * 10_000, "[quote]" * 10_000 + "[/quote]",
     " " * 90_000 + ">", "said: " * 15_000, "A" * 90_000 + ' "x y z"'],
)  # fmt: skip
def test_hostile_comments_take_time_in_proportion(text: str) -> None:
    find_quoted(text, [PARENT])
