"""Names that a text introduces for another: `the Board (BAB)`, `Ann Ode, known as Red Ann`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stancemap.records import Mention, Span
from stancemap.tag.name_index import NamedText
from stancemap.tag.name_keys import key_of, spells

_CALLED = re.compile(
    r"(?:,|\s[–—-]|\s?\()?\s*(?:who is |which is )?"
    r"(?:(?:also|better|widely|popularly|commonly|locally|affectionately) )?"
    r"(?:known (?:(?:locally|widely|affectionately) )?(?:as|to \w+ as)|a\.?k\.?a\.?|alias|nicknamed"
    r"|dubbed)\s+(?:the\s+)?[\"“'‘]?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z0-9][\w&'’-]*(?: (?:of |the |and )?[A-Z][\w&'’-]*){0,3}")
_BRACKET = re.compile(r"\s?\(([A-Z][\w&-]{1,9})\)")
_LONGER = re.compile(
    r"\b(?:[A-Z]\w+ ){0,2}(?:Department|Ministry|Office|Institute|Centre|Center|Council|Committee|"
    r"Campaign|Association|Society|Agency|Board|Union|Bank|University|Friends|House) "
    r"(?:for|of)(?: the)? $|\b[A-Z]\w+s Without $"
)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Sen|Senator|Supt)\.? $",
    re.IGNORECASE,
)
_TITLE_OF_PERSON = re.compile(r"\b(?:Judge|Justice|Lord|Lady)\.? $")
_BODY = re.compile(
    r" (?i:Herald|Gazette|Courier|Argus|Chronicle|Tribune|Echo|Observer|Times|Post|University|"
    r"College|Polytechnic|Hospital|Council|Academy|School|Police|Library)\b(?! [A-Z])"
)
_LOOK_BACK = 60
_TWO = 2


@dataclass(frozen=True, slots=True)
class Introduction:
    """`nickname` is introduced for `name`, both mentions of one text."""

    name: Mention
    nickname: Mention


@dataclass(frozen=True, slots=True)
class Introduced:
    """The mentions of a text, with those that an introduction showed, and the introductions."""

    mentions: tuple[Mention, ...]
    introductions: tuple[Introduction, ...]


def find_introduced(text: NamedText, mentions: Sequence[Mention]) -> Introduced:
    """Find what stands after a name for it, and complete names cut at `for` or `of`."""
    longer = [_lengthened(text.text, mention) for mention in sorted(mentions, key=lambda m: m.span)]
    introductions: list[Introduction] = []
    more: list[Mention] = []
    for mention in longer:
        for span, called in _introductions(text.text, mention.span.end):
            nickname = _at(span, longer) or replace(mention, span=span)
            if called:
                introductions.append(Introduction(mention, nickname))
            elif not _abbreviates(span.text, mention.span.text):
                continue
            if nickname not in longer:
                more.append(nickname)
    return Introduced(tuple(_apart([*more, *longer])), tuple(introductions))


def _abbreviates(short: str, name: str) -> bool:
    """Say whether what stands in brackets has capitals that spell the name before it."""
    capitals = sum(map(str.isupper, short))
    return capitals >= _TWO and len(key_of(name)) >= _TWO * len(short) and spells(short, name)


def _introductions(text: str, end: int) -> Iterator[tuple[Span, bool]]:
    bracket = _BRACKET.match(text, end)
    if bracket:
        yield Span.of(text, bracket.start(1), bracket.end(1)), False
    called = _CALLED.match(text, bracket.end() if bracket else end)
    name = _NAME.match(text, called.end()) if called else None
    if name:
        yield Span.of(text, name.start(), name.end()), True


def _lengthened(text: str, mention: Mention) -> Mention:
    """Give a name the beginning that was cut off at `for`: `Department for Canals`."""
    floor = max(0, mention.span.start - _LOOK_BACK)
    before = _LONGER.search(text[floor : mention.span.start])
    without = before is not None and before[0].endswith("Without ")
    if before is None or not mention.span.text[:1].isupper():
        return mention
    if mention.label == "PERSON" and not without:
        return mention
    if before[0].endswith("of ") and mention.label not in {"ORG", "GPE", "LOC", "FAC"}:
        return mention
    span = Span.of(text, floor + before.start(), mention.span.end)
    return replace(mention, span=span, label="ORG")


def completed(text: str, mention: Mention) -> Mention:
    """Add what spaCy leaves out: the title before a person, `Gazette` behind a place."""
    body = _BODY.match(text, mention.span.end)
    if body and mention.label != "NORP" and mention.span.text[:1].isalpha():
        return replace(mention, span=Span.of(text, mention.span.start, body.end()), label="ORG")
    before = text[max(0, mention.span.start - _LOOK_BACK) : mention.span.start]
    title = _TITLE.search(before)
    if title is None and mention.label == "PERSON":
        title = _TITLE_OF_PERSON.search(before)
    if title is None or not mention.span.text[:1].isalpha():
        return mention
    start = mention.span.start - len(title[0])
    return replace(mention, span=Span.of(text, start, mention.span.end))


def _at(span: Span, mentions: Sequence[Mention]) -> Mention | None:
    """Return the mention that lies where a name is introduced, if it is as long."""
    over = (m for m in mentions if m.span.start == span.start and m.span.end >= span.end)
    return next(over, None)


def _apart(mentions: Sequence[Mention]) -> list[Mention]:
    """Of mentions that overlap keep the longest."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if not kept or kept[-1].span.end <= mention.span.start:
            kept.append(mention)
    return kept
