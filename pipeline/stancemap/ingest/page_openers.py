"""How the comments of a copied page begin: the kinds of header lines, and what each one tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s(?:UTC|GMT|[A-Z]{2,4}))?Z?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s)?"
_WHEN = (
    r"(?:(?:about|over|almost)\s)?(?:\d{1,3}|an?)\s?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?"
    r"|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?|years?)(?:\sago)?"
    rf"|(?:yesterday|today)(?:\sat\s{_TIME})?|just\snow|last\s(?:week|month|year)"
    rf"|{_WEEKDAY}(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?\s{_MONTH},?(?:\s\d{{4}})?)(?:,?\s(?:at\s)?{_TIME})?"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}(?:[T\s]{_TIME})?(?:[+-]\d{{2}}:?\d{{2}})?"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}(?:,?\s(?:at\s)?{_TIME})?"
)
_DATE = rf"(?P<when>{_WHEN})\*?(?:\s\((?:last\s)?edited[^()]{{0,40}}\))?"
_NAME = r"(?P<name>\S(?:.{0,58}?\S)??)"
_SCORE = r"(?P<likes>[+-]?\d[\d.,]{0,9}k?)\spoints?"
_LONGEST = 160
_LONGEST_NAME = 48
_MOST_WORDS = 6
_LONGEST_INITIAL = 4
_ONE_WORD = re.compile(r"[@\w](?:[\w.'’@/\-]*[\w*])?")
_PARTICLES = frozenset(
    {"of", "the", "de", "la", "le", "van", "von", "der", "den", "di", "da", "bin"}
)
_NO_NAME = re.compile(r"[?!;:\"“”<>{}]")
_NAME_WORD = re.compile(r"[\w@.'’\-]+|\([\w .'’\-]{1,20}\)?|[\w .'’\-]{1,20}\)")


class Kind(StrEnum):
    """The kinds of header lines, the most telling first."""

    REDDIT = "[–] name 12 points 3 hours ago"
    POSTED = "Posted by name on date"
    SAYS = "NAME says:"
    NUMBER = "#12 name"
    DATED = "name with date"
    NAME = "name alone"
    LABEL = "name: text"


_PATTERNS = {
    Kind.REDDIT: rf"\[[–—+-]\]\s?{_NAME}(?:\s?\[[\w\s,]{{1,12}}\])?"
    rf"(?:\s(?:{_SCORE}|score\shidden))?(?:\s{_DATE})?(?:\s\(\d+\schild(?:ren)?\))?",
    Kind.POSTED: rf"(?:posted|comment|submitted|written)\sby:?\s{_NAME}"
    rf"(?:,?\s(?:on\s|at\s|[—–|·-]\s)?{_DATE})?:?",
    Kind.SAYS: rf"{_NAME}\s(?P<verb>says|said|wrote|writes|commented|replied)"
    rf"(?:,?\s(?:on\s|at\s)?{_DATE})?\s?:(?:\s(?P<rest>\S.*))?",
    Kind.NUMBER: rf"#\d{{1,6}}[.):]?\s{_NAME}(?:\s?[,·|—–-]?\s\(?{_DATE}\)?)?:?",
    Kind.DATED: rf"{_NAME}(?P<between>\s?[,·•|—–:]\s?|\s-\s|\s)(?P<bracket>[(\[])?"
    rf"(?:on\s|at\s)?{_DATE}[)\]]?:?",
    Kind.NAME: rf"{_NAME}:?",
    Kind.LABEL: rf"{_NAME}:\s(?P<rest>\S.*)",
}
_WITH_WORDS = frozenset({Kind.SAYS, Kind.LABEL})
_COMPILED = {
    kind: re.compile(pattern, re.IGNORECASE | re.DOTALL) for kind, pattern in _PATTERNS.items()
}
_WHEN_ALONE = re.compile(rf"(?:posted\s|on\s)?{_DATE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What a comment's header line tells; `rest` is text that follows it on its line."""

    kind: Kind
    author: str
    posted: str = ""
    likes: str = ""
    rest: str = ""


def parse_header(text: str, kind: Kind, *, strict: bool = True) -> Header | None:
    """Read a line as a header of one kind, None where it is not one.

    Without `strict` a name alone may be written like any words.

    >>> parse_header("[–] sam_77 12 points 3 hours ago", Kind.REDDIT).author
    'sam_77'
    >>> parse_header("Ann-Marie T. · 2h", Kind.DATED).posted
    '2h'
    """
    if len(text) > _LONGEST and kind not in _WITH_WORDS:
        return None
    found = _COMPILED[kind].fullmatch(" ".join(text.split()) if len(text) <= _LONGEST else text)
    if found is None:
        return None
    parts = found.groupdict()
    if not is_name(found["name"], strict=strict and _needs_a_plain_name(kind, parts)):
        return None
    return Header(
        kind,
        author=found["name"].rstrip(":"),
        posted=parts.get("when") or "",
        likes=parts.get("likes") or "",
        rest=parts.get("rest") or "",
    )


def _needs_a_plain_name(kind: Kind, parts: Mapping[str, str | None]) -> bool:
    """Tell whether a header says so little else that its name must look like one."""
    if kind is Kind.DATED:
        return not parts["bracket"] and (parts["between"] or "").strip() not in {*"·•|—–"}
    return kind is Kind.NAME


def parse_when(text: str) -> str:
    """Read a line that is a date or time alone, `""` where it is not one."""
    found = _WHEN_ALONE.fullmatch(text) if len(text) <= _LONGEST else None
    return found["when"] if found else ""


def is_name(text: str, *, strict: bool) -> bool:
    """Tell whether a text could be what a commenter goes by; `strict` for one without context.

    >>> is_name("J. van der Berg 2", strict=True), is_name("It is a lie", strict=True)
    (True, False)
    """
    words = text.split()
    if len(text) > _LONGEST_NAME or not 0 < len(words) <= _MOST_WORDS:
        return False
    if len(words) == 1:
        initial = text.endswith(".") and len(text) <= _LONGEST_INITIAL and text[:1].isupper()
        fits = initial or _ONE_WORD.fullmatch(text) is not None
        return fits and any(char.isalnum() for char in text)
    if not strict:
        return not _NO_NAME.search(text)
    return all(_NAME_WORD.fullmatch(word) and _names_someone(word) for word in words)


def _names_someone(word: str) -> bool:
    if word.endswith(".") and len(word) > _LONGEST_INITIAL:
        return False
    first = word.lstrip("(@'’")[:1]
    return first.isupper() or first.isdigit() or word in _PARTICLES or not first.isascii()
