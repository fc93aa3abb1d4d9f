"""A filter of patterns never holds back one that matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancemap.codebook import load_codebook
from stancemap.tag.claim_features import CUE_PATTERNS
from stancemap.tag.stance_cues import CUES, FUTILITY, OPENINGS, RESTRICTION, codebook_cues
from stancemap.tag.word_filter import WordFilter, bits_in

_CODES = codebook_cues({code.name: code.cues for code in load_codebook().codes})
PATTERNS = [
    *(cue.pattern.pattern for cue in (*_CODES, FUTILITY, *CUES, *OPENINGS, RESTRICTION)),
    *(pattern.pattern for pattern in CUE_PATTERNS),
]
COMPILED = [re.compile(pattern, re.IGNORECASE) for pattern in PATTERNS]
# The patterns' own letters, in pieces that make both words they want and words that they do not.
PIECES = sorted({piece for p in PATTERNS for piece in re.findall(r"[a-z]+", p)})
GLUE = [
    " ",
    "",
    "'",
    "’",
    "-",
    ", ",
    ". ",
    "_",
    "\n",
    "1",
    "s",
    "ed",
    "n't",
    "é",
    "ſ",
    "İ",
    "K",
    "ı",
]


def _held_back(text: str) -> list[str]:
    let_through = set(bits_in(WordFilter(PATTERNS).possible(text)))
    matching = {n for n, pattern in enumerate(COMPILED) if pattern.search(text)}
    return [PATTERNS[n] for n in sorted(matching - let_through)]


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GLUE), st.booleans()), max_size=12)
)
def test_no_pattern_that_matches_is_held_back(pieces: list[tuple[str, str, bool]]) -> None:
    text = "".join((word.upper() if loud else word) + glue for word, glue, loud in pieces)
    assert not _held_back(text)


@settings(deadline=None)
@given(st.text(alphabet="ainstedk'’ -?!ſKİı1_,.@$\n", max_size=60))
def test_nor_in_a_text_of_odd_letters(text: str) -> None:
    assert not _held_back(text)


@pytest.mark.parametrize(
    ("pattern", "text", "let_through"),
    [
        (r"\b(?:ban\w*|no way)\b", "They banned it.", True),
        (r"\b(?:ban\w*|no way)\b", "Urban noise", False),
        (r"\b(?:rules?)\b", "One rule", True),
        (r"\b(?:\w{3,}ed)\b", "it walked", True),
        (r"\b(?:\w{3,}ed)\b", "it walks", False),
        (r"\b(?:'ll)\b", "he'll", True),
        (r"\b(?:'ll)\b", "he will", False),
        (r"\b(?:a)\b|\b(?:b)\b", "b", True),
        (r"\d", "nothing", True),
    ],
)
def test_what_is_let_through(pattern: str, text: str, *, let_through: bool) -> None:
    assert bool(WordFilter([pattern]).possible(text)) is let_through
