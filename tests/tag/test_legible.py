import pytest

from stancemap.tag.legible import LIMIT, is_empty, make_legible


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\ud800b", "\ufeffab", "a\u2028b", "x\r\ny", "عربي و English", "👩🏽‍🚒!"]
)
def test_offsets_stay_what_they_were(text: str) -> None:
    legible = make_legible(text).text
    assert len(legible) == len(text)
    legible.encode("utf-8")


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    legible = make_legible("word " * LIMIT)
    assert len(legible.text) == LIMIT
    assert legible.note == "only the first 100,000 of 500,000 characters were tagged"


@pytest.mark.parametrize(
    "text",
    ["", " \n", "...", "😀😀", "[deleted]", "[removed]", "[ Removed by Reddit ]"[:22], "(deleted)",
     "This comment has been removed by the moderators."],
)  # fmt: skip
def test_a_comment_without_a_readers_words_is_empty(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize(
    "text", ["no", "+1", "Deleted.", "He was removed from office.", "https://example.org", "不"]
)
def test_a_comment_with_any_word_is_not_empty(text: str) -> None:
    assert not is_empty(text)
