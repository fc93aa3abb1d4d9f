import pytest

from stancemap.tag.quote_marks import find_quotations


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('He said "no" and "yes".', ["no", "yes"]),
        ("He said “no” and «yes».", ["no", "yes"]),
        ("‘It's ours,’ she said, ‘isn't it?’", ["It's ours,", "isn't it?"]),
        ("'It's the dogs' bowl,' she said.", ["It's the dogs' bowl,"]),
        ("Don't use the dogs' bowl, it's theirs.", []),
        ('A 6" pipe and a 7" one.', []),
        ('He said "as she “told” me" twice.', ["as she “told” me"]),
        ("„So nicht“, sagte er.", ["So nicht"]),
        ('An open "mark only.', []),
    ],
)
def test_quote_marks_of_all_kinds_are_paired(text: str, inner: list[str]) -> None:
    assert [text[q.inner_start : q.inner_end] for q in find_quotations(text)] == inner


def test_a_paragraph_left_open_goes_on_where_the_next_one_opens_with_a_mark() -> None:
    text = "“First part.\n\n“Second part,” she said."
    assert [q.closed for q in find_quotations(text)] == [False, True]


@pytest.mark.parametrize("mark", ['"', "“", "'", "«", '"a" ', "‘a"])
def test_many_marks_take_time_in_proportion(mark: str) -> None:
    find_quotations(mark * 50_000)
