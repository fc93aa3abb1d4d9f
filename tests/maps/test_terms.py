import pytest

from stancemap.maps.terms import MOST_TERMS, terms_of

SAFETY = [["Cameras make nobody safer."], ["Nobody is safer with cameras, nobody."]]
COST = [["Cameras cost too much tax money."], ["Tax money pays for cameras."]]


def test_a_word_of_every_key_point_comes_after_one_of_its_own() -> None:
    safety, cost = terms_of([SAFETY, COST])
    assert safety.index("safer") < safety.index("cameras")
    assert cost[0] == "tax money"


def test_a_comment_counts_once_however_often_it_says_a_word() -> None:
    shouting = [["Drones drones drones hum."], ["Cameras hum."], ["Cameras hum."]]
    assert terms_of([shouting, COST])[0][0] == "hum"
    assert "drones" not in terms_of([shouting, COST])[0]


def test_the_order_of_comments_and_claims_changes_nothing() -> None:
    assert terms_of([SAFETY[::-1], COST]) == terms_of([SAFETY, COST])


@pytest.mark.parametrize(
    "text",
    ["", "!!! ... 42 %", "https://example.org/cameras?safe=1", "it's the of and", "<b></b>"],
    ids=["empty", "signs", "link", "stop words", "markup"],
)
def test_what_has_no_telling_word_has_no_term(text: str) -> None:
    assert terms_of([[[text]]]) == [()]


def test_a_long_text_has_few_terms() -> None:
    text = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600))
    assert len(terms_of([[[text], [text]]])[0]) <= MOST_TERMS
