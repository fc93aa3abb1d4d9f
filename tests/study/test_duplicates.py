from stancemap.records import Comment
from stancemap.study.duplicates import find_duplicates

LONG = "they will put one on every corner and nobody will ask us"


def test_the_same_author_repeating_a_short_text_below_one_article_is_a_repost() -> None:
    comments = [
        Comment("1", "a", "Ban it.", author="ann"),
        Comment("2", "a", "ban  it.\n", author="ann"),
        Comment("3", "b", "Ban it.", author="ann"),
    ]
    assert find_duplicates(comments) == {"2": "1"}


def test_two_people_with_the_same_short_words_are_two_comments() -> None:
    comments = [
        Comment("1", "a", "I agree.", author="ann"),
        Comment("2", "a", "I agree.", author="bob"),
    ]
    assert find_duplicates(comments) == {}


def test_a_long_text_is_a_repost_under_any_name() -> None:
    comments = [Comment("1", "a", LONG, author="ann"), Comment("2", "a", LONG, author="bob")]
    assert find_duplicates(comments) == {"2": "1"}


def test_a_long_text_below_another_article_is_a_comment_of_its_own() -> None:
    assert find_duplicates([Comment("1", "a", LONG), Comment("2", "b", LONG)]) == {}


def test_short_unnamed_texts_repeat_nobody() -> None:
    assert find_duplicates([Comment("1", "a", "I agree."), Comment("2", "a", "I agree.")]) == {}


def test_empty_texts_repeat_nothing() -> None:
    assert find_duplicates([Comment("1", "a", " "), Comment("2", "a", "")]) == {}


def test_a_chain_of_reposts_points_to_the_first() -> None:
    comments = [Comment(str(n), "a", LONG, author="ann") for n in range(4)]
    assert find_duplicates(comments) == {"1": "0", "2": "0", "3": "0"}
