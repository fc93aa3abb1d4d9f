"""Who can be a source: a name, a pronoun or a noun phrase, not whatever stands before a verb."""

import re

from spacy.tokens import Token

from stancemap.tag.masks import MASKED

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_MODAL = "can could may might must shall should will would cannot can't couldn't won't wouldn't"
MODALS = frozenset(_MODAL.split())
"""Words that make of a report what may be said some day."""

_NOBODY = "nobody none no neither anyone anybody everyone everybody someone somebody people nothing"
_PREPOSITION = (
    "in on at by for from with without about after before during under over to of as if when while "
    "because since until despite amid among between according through via like than"
)
_NEVER_FIRST = frozenset(f"{_NOBODY} {_PREPOSITION}".split())
_LEFT_OPEN = frozenset(f"{_MODAL} to not never get gets got".split())
_THOUGHT = (
    "position view views opinion plan plans idea ideas stance decision argument case question "
    "problem point policy proposal reason fact thing things line way time year"
)
_THOUGHTS = frozenset(_THOUGHT.split())
_HEAD_ENDS = re.compile(r"\s(?:of|for|from|in|at|on|with|by|about|who|that|and|seen)\s")


def is_source(phrase: str) -> bool:
    """Say whether a phrase can be who says something.

    >>> is_source("the mayor of Ambrey"), is_source("nobody there"), is_source("a child can")
    (True, False, False)
    """
    words = [word.casefold() for word in _WORD.findall(phrase)]
    if not words or MASKED.search(phrase):
        return False
    if words[0] in _NEVER_FIRST or words[-1] in _LEFT_OPEN or MODALS.intersection(words):
        return False
    head = _WORD.findall(_HEAD_ENDS.split(phrase, maxsplit=1)[0])
    return not head or head[-1].casefold() not in _THOUGHTS


def is_asserted(verb: Token) -> bool:
    """Say whether a verb tells what is or was said, not what can, will or was not said."""
    return not any(
        (child.dep_ == "aux" and child.lower_ in MODALS) or child.dep_ == "neg"
        for child in verb.lefts
    )
