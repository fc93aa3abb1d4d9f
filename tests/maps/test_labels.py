import numpy as np
import pytest

from stancemap.maps.labels import best_label, cleaned, faults, says_little

GOOD = [
    "Cameras in public places make nobody safer.",
    "Bike lanes are necessary for the safety of everyone on the road",
    "The NHS and the EU should pay for open source software first.",
]
POOR = [
    "And cameras in public places make nobody safer.",  # hangs on the sentence before
    "It makes nobody in this town any safer.",  # who is it
    "That is what cameras do to a whole town.",  # refers back
    "Much of what they bought is useless by now.",  # who bought
    "He never built a single camera that works.",  # who
    "Do cameras in public places make anybody safer?",  # a question
    "Cameras in public places: see https://example.org for the figures.",  # a link
    "CAMERAS MAKE NOBODY SAFER in any public place.",  # shouting
    "Get rid of them.",  # of what
    "Cameras in public places make nobody safer, and",  # cut off
    " ".join(["Cameras make nobody safer"] * 10),  # too long to take in
]


@pytest.mark.parametrize("text", GOOD)
def test_a_sentence_that_stands_alone_has_no_fault(text: str) -> None:
    assert faults(text) == 0


@pytest.mark.parametrize("text", POOR)
def test_a_sentence_that_needs_its_context_has_a_fault(text: str) -> None:
    assert faults(text) > 0


def test_the_central_claim_is_the_label() -> None:
    assert best_label(GOOD, np.array([0.5, 0.9, 0.7], dtype=np.float32)) == 1


def test_a_clear_claim_is_preferred_to_a_slightly_more_central_poor_one() -> None:
    texts = [POOR[1], GOOD[0]]
    assert best_label(texts, np.array([0.9, 0.8], dtype=np.float32)) == 1


def test_a_group_of_poor_claims_still_has_a_label() -> None:
    assert best_label(POOR, np.ones(len(POOR), dtype=np.float32)) in range(len(POOR))


def test_a_monstrous_claim_is_judged_at_once() -> None:
    assert faults("x" * 5_000_000 + "?") > 0


@pytest.mark.parametrize("text", ["This is it.", "They did that before!", "", "🤫", "No, you are."])
def test_a_claim_without_words_of_its_own_says_little(text: str) -> None:
    assert says_little(text)


@pytest.mark.parametrize("text", [*GOOD, "Vaccinations should be mandatory.", "Cops need cameras"])
def test_a_short_claim_can_say_enough(text: str) -> None:
    assert not says_little(text)


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("but cameras make nobody safer", "Cameras make nobody safer"),
        ("So, and this is true, nobody is safer", "This is true, nobody is safer"),
        ("Well, I think that buses should be free.", "Buses should be free."),
        ("> **Nobody** reads _all_ of <b>that</b>", "Nobody reads all of that"),
        ("[The report](https://example.org/r) counts every bus", "The report counts every bus"),
        ("Read https://example.org/a first, it is short", "Read first, it is short"),
        # Not openers, though they look like ones.
        ("so that nobody is hurt at night", "So that nobody is hurt at night"),
        ("so-called experts know nothing", "So-called experts know nothing"),
        ("Well being of drivers counts too", "Well being of drivers counts too"),
        ("Although cameras help, they cost a lot", "Although cameras help, they cost a lot"),
        ("3 * 4 * 5 buses are enough", "3 * 4 * 5 buses are enough"),
        # What would be nothing, or next to nothing, stays.
        ("And so on", "And so on"),
        ("https://example.org", "https://example.org"),
        ("", ""),
        ("🤫", "🤫"),
    ],
)
def test_a_label_is_the_claim_without_what_is_not_part_of_it(claim: str, label: str) -> None:
    assert cleaned(claim) == label


@pytest.mark.parametrize("sign", ["<", "[", "*", "*a ", "](", "<a", "so, ", "(", ">"])
def test_a_monstrous_claim_is_cleaned_at_once(sign: str) -> None:
    assert len(cleaned(sign * 100_000)) <= 100_000 * len(sign)
