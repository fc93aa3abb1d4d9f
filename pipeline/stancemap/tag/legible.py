"""A text as the taggers can read it: same length, so that every offset fits the stored text."""

import re
from dataclasses import dataclass

LIMIT = 100_000
"""Characters of one text that are tagged; spaCy's memory grows with the text by the gigabyte."""

_WORDS_OF_A_SENTENCE = 3
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00a0\u200b\u2028\u2029\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]")
_PLACEHOLDER = re.compile(
    r"\W*(?:(?:this|the) (?:comment|message|post) (?:has been|was|is) )?"
    r"(?:deleted|removed|withdrawn|unavailable)"
    r"(?: by (?:the )?(?:user|author|moderators?|mods|reddit|staff))?\W*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*[\[(<{].*[\])>}]\s*\.?\s*", re.DOTALL)
_LONGEST_PLACEHOLDER = 80


@dataclass(frozen=True, slots=True)
class Legible:
    """What of a text is tagged, and a note where that is not all of it."""

    text: str
    note: str = ""


def make_legible(text: str) -> Legible:
    r"""Replace what breaks taggers by blanks, character for character, and cut at `LIMIT`.

    >>> make_legible("It\xa0works\x00").text
    'It works '
    """
    head = _SURROGATE.sub("\ufffd", _UNREADABLE.sub(" ", text[:LIMIT]))
    if len(text) <= LIMIT:
        return Legible(head)
    return Legible(head, f"only the first {LIMIT:,} of {len(text):,} characters were tagged")


def is_empty(text: str) -> bool:
    """Say whether a comment has no words of a reader: blank, punctuation, or `[deleted]`.

    >>> is_empty("[deleted by user]"), is_empty("!!! 😀"), is_empty("Removed from office!")
    (True, True, False)
    """
    if not _WORD.search(text):
        return True
    if len(text) > _LONGEST_PLACEHOLDER or not _PLACEHOLDER.fullmatch(text):
        return False
    # A bare "Deleted." may be an answer; a site's notice is bracketed or a whole sentence.
    return bool(_BRACKETED.fullmatch(text)) or len(text.split()) >= _WORDS_OF_A_SENTENCE
