"""Stretches between quote marks: straight, curly, guillemets, single ones; over paragraphs too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(r"[\"“”„«»‘’']")
_CLOSERS = {'"': '"', "“": '”"', "„": '“”"', "«": "»", "»": "«", "‘": "’'", "'": "'’"}
_SINGLE = "‘'"
_OPENERS = '"“„«'
_BEFORE_OPENING = " \t\n([{-–—/:>\"“„‘'"
_AFTER_CLOSING = " \t\n)]}-–—/.,;:!?…\"”’'*_"
_ENDS_SPEECH = ".,!?;:…"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Marks and what they enclose: `start:end` with the marks, `inner_start:inner_end` without.

    One that its paragraph leaves open goes on in the next paragraph, which opens with a mark.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Find what stands between quote marks, in text order and without nesting.

    >>> text = "He said 'it's “the dogs' bowl”' and left."
    >>> [text[q.inner_start : q.inner_end] for q in find_quotations(text)]
    ["it's “the dogs' bowl”"]
    """
    found: list[Quotation] = []
    lines = list(_lines(text))
    for number, (start, end) in enumerate(lines):
        reopened = number + 1 < len(lines) and text[lines[number + 1][0]] in _OPENERS
        found.extend(_in_line(text, start, end, may_stay_open=reopened))
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the lines that are not blank, without their indentation."""
    for match in re.finditer(r"\S[^\n]*", text):
        yield match.start(), match.start() + len(match.group().rstrip())


def _in_line(text: str, start: int, end: int, *, may_stay_open: bool) -> Iterator[Quotation]:
    last_sure = max(text.rfind(stop + mark, start, end) for stop in '.,!?”"' for mark in "'’")
    opened, nested = -1, 0
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if opened < 0:
            opened, nested = (at if _opens(text, at, start, end) else -1), 0
        elif mark in "“”" and (deeper := _nesting(mark, text[opened], nested)) != nested:
            nested = deeper
        elif _closes(text, at, end, text[opened], last_sure):
            if at > opened + 1:
                yield Quotation(opened, at + 1, opened + 1, at)
            opened = -1
    if opened >= 0 and may_stay_open and text[opened] not in _SINGLE and end > opened + 1:
        yield Quotation(opened, end, opened + 1, end, closed=False)


def _nesting(mark: str, opener: str, nested: int) -> int:
    """Return how many curly quotations are open within the open one after this mark."""
    if mark == "“":
        return nested if opener in "„“" else nested + 1
    return max(0, nested - 1)


def _opens(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark in "“„«":
        return True
    if mark in "”’»" or at + 1 >= end or text[at + 1].isspace():
        return False
    at_boundary = at == start or text[at - 1] in _BEFORE_OPENING
    if mark == '"':
        return at_boundary
    return at_boundary and (text[at + 1].isalnum() or text[at + 1] in '“"…[')


def _closes(text: str, at: int, end: int, opener: str, last_sure: int) -> bool:
    if text[at] not in _CLOSERS[opener]:
        return False
    if opener not in _SINGLE:
        return opener != '"' or not text[at - 1].isspace() or at + 1 >= end
    followed = at + 1 >= end or text[at + 1] in _AFTER_CLOSING
    if text[at - 1].isspace() or not followed:
        return False
    plural_possessive = text[at - 1] in "sS" and text[at + 1 : at + 2] == " "
    # "the dogs' bowl": not the end if a mark after a stop is still to come.
    return text[at - 1] in _ENDS_SPEECH or not (plural_possessive and last_sure >= at)
