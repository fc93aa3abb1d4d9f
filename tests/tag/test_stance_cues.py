"""When a word list counts, and when a negation turns it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemap.tag.stance_cues import (
    CUES,
    FUTILITY,
    OPENINGS,
    CueCounter,
    codebook_cues,
    count,
    opens_with,
)

NAMED = {cue.name: cue for cue in (FUTILITY, *CUES, *OPENINGS)}


@pytest.mark.parametrize(
    ("name", "text", "plain", "negated"),
    [
        ("harm", "It is dangerous.", 1, 0),
        ("harm", "It isn't dangerous.", 0, 1),
        ("harm", "It isn’t dangerous.", 0, 1),
        ("harm", "Never a danger", 0, 1),
        # The negation belongs to the sentence before.
        ("harm", "I think not. Dangerous!", 1, 0),
        ("futility", "Like it or not, it is here to stay.", 2, 0),
        ("harm", "Whether or not harmful", 1, 0),
        ("good", "not one of the many things here that are of any help", 1, 0),
        ("futility", "It is here to stay, whether you like it or not", 2, 0),
        # A word list is not polar unless it says so.
        ("rules", "No rules", 1, 0),
    ],
)
def test_cues_are_counted_plain_and_negated(name: str, text: str, plain: int, negated: int) -> None:
    assert count(NAMED[name], text) == (plain, negated)


@pytest.mark.parametrize(
    ("name", "text", "opens"),
    [
        ("agrees", "Exactly. That is what I said.", True),
        ("agrees", "“Yes!” she said", True),
        ("agrees", "He said yes", False),
        ("disagrees", "Nope", True),
        ("disagrees", "Nothing to add", False),
    ],
)
def test_an_opener_counts_at_the_start_only(name: str, text: str, *, opens: bool) -> None:
    assert opens_with(NAMED[name], text) is opens


def test_a_codebooks_cues_match_whole_words_and_either_apostrophe() -> None:
    (cue,) = codebook_cues({"inevitable": ["can't stop", "ban"], "none": []})
    assert count(cue, "You can’t stop it") == (1, 0)
    assert count(cue, "a banner") == (0, 0)


def test_the_longest_phrase_wins() -> None:
    (cue,) = codebook_cues({"oppose": ["waste", "waste of money"]})
    assert count(cue, "a waste of money") == (1, 0)


WORDS = re.findall(
    r"\w+",
    "ban banned no not way back stop stopping isn can cannot the future inevitable it harm danger"
    " good lies so called lol İ should must t never need yes i m",
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WORDS),
            st.sampled_from([" ", " ", "'", "’", "-", ", ", ". ", "! ", "_", "? "]),
            st.booleans(),
        ),
        max_size=14,
    )
)
def test_many_cues_are_counted_as_each_alone(pieces: list[tuple[str, str, bool]]) -> None:
    text = "".join((word.upper() if loud else word) + glue for word, glue, loud in pieces)
    cues = [*codebook_cues({"oppose": ["ban", "no way"], "inevitable": ["the future"]}), *CUES]
    found = {number: (plain, negated) for number, plain, negated in CueCounter(cues).counts(text)}
    alone = {number: count(cue, text) for number, cue in enumerate(cues)}
    assert found == {number: counts for number, counts in alone.items() if counts != (0, 0)}
