import pytest

from stancemap.tag.language import LanguageTagger, common_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I think they should ban these cameras everywhere.", "en"),
        ("Das ist doch alles kompletter Unsinn, oder nicht?", "de"),
        ("eso no es verdad, la gente no quiere coches", "es"),
        ("C'est vraiment n'importe quoi", "fr"),
    ],
)
def test_its_own_words_decide_the_language_of_a_text(
    text: str, code: str, language: LanguageTagger
) -> None:
    assert language.decide(text) == code


@pytest.mark.parametrize(
    "text",
    ["lol u r dumb", "ikr smh", "Ban em all!!!!", "RIP twitter", "😂😂😂", "", "no way jose",
     "https://example.org/das-ist-ein-langer-deutscher-satz", "BUZZWORDS BUZZWORDS BUZZWORDS"],
)  # fmt: skip
def test_slang_shouting_and_links_are_never_taken_for_another_language(
    text: str, language: LanguageTagger
) -> None:
    assert language.decide(text) in {"", "en"}


def test_another_script_needs_few_letters(language: LanguageTagger) -> None:
    assert language.decide("это неправда") not in {"", "en"}


def test_where_nothing_is_decided_the_language_is_english() -> None:
    assert common_language(["", ""]) == "en"
