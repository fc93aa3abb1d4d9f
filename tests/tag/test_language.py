from types import SimpleNamespace

import pytest

from stancemap.tag.language import LanguageTagger, _is_plainly_english, common_language


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


@pytest.mark.parametrize(
    "text",
    [
        "Ik denk dat we hier in de stad meer bussen moeten hebben, want rijden is te duur",
        "Wat is die plan met die nuwe kameras, en wie gaan dit als betaal as daar geen geld is nie",
        "Jeg synes at det er en god ide, men hvem skal betale for det hele og hvornår",
        "Io penso che questo non sia giusto, ma chi lo paga e quando arriva il conto",
        "Eu acho que isso vai custar caro e que ninguem quer pagar a conta no fim do mes",
        "Saya pikir ini bukan ide yang baik karena orang tidak punya uang untuk itu",
        "Dem dey talk say di government go build am, but how we go take pay for am sef",
        "Ich finde, man sollte das verbieten, denn es will doch keiner mehr als den Bus",
    ],
)
def test_no_other_language_passes_for_plain_english(text: str, language: LanguageTagger) -> None:
    assert not _is_plainly_english(text)
    assert language.decide(text) != "en"


def test_plain_english_needs_no_model() -> None:
    def rank(_: str) -> list[tuple[str, float]]:
        raise AssertionError

    tagger = LanguageTagger(SimpleNamespace(rank=rank))
    text = "They should have told the people what it would cost, and that’s why we are here."
    assert tagger.decide(text) == "en"


def test_where_nothing_is_decided_the_language_is_english() -> None:
    assert common_language(["", ""]) == "en"
