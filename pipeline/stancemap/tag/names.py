"""The names in a text: spaCy's entities of the useful kinds, with clean edges."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from stancemap.records import DocumentKind, Mention, Span

LABELS = frozenset(
    {"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "LAW", "EVENT", "WORK_OF_ART"}
)
"""The kinds of entity that are kept; numbers, dates and amounts are not names."""

_LEADING = re.compile(r"(?:(?:the|a|an|this|that)\s+|[^\w&@#]+)+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:['’]s|[^\w.)+&]+)$")
_LAST_STOP = re.compile(r"(?<![A-Z])(?<!Inc)(?<!Ltd)(?<!Jr)(?<!Sr)(?<!Corp)(?<!Co)\.$")
_JUNK = re.compile(
    r"https?:|www\.|\.(?:com|org|net|html?)\b|[@#/\\|<>_=*{}]|\d{4,}|^\W*$|^[\d\W]+$|\n"
)
_INTERJECTIONS = (
    "lol lmao omg wtf imo imho tbh fyi btw edit tldr tl;dr ok okay yeah yes nope haha hahaha hmm "
    "god jesus christ dear mr mrs ms dr sir madam amen please thanks thank wow ugh meh duh smh "
    "nah wanna gonna gotta ai ui it tv ceo cgi sarcasm op youre im dont "
    "ikr iirc afaik aka etc covid yep bro dude"
)
_NOT_NAMES = frozenset(_INTERJECTIONS.split())
_SHORTEST = 2
_LONGEST = 80
_MOST_TRIMS = 4


def find_names(
    doc: Doc, kind: DocumentKind, document_id: str, article_id: str
) -> tuple[Mention, ...]:
    """Return the names of a text that spaCy has read, in text order."""
    return tuple(
        Mention(kind, document_id, article_id, span, label) for span, label in _clean_names(doc)
    )


def _clean_names(doc: Doc) -> Iterator[tuple[Span, str]]:
    for entity in doc.ents:
        if entity.label_ not in LABELS:
            continue
        # "Can Obama", "Without Humint": a capital at the start of a sentence misleads.
        first = entity[0]
        misled = len(entity) > 1 and first.is_stop and first.is_title
        span = _clean(doc.text, entity[1].idx if misled else first.idx, entity.end_char)
        # "@Bob" and "#Holguin" are handles: what follows them is no name as written.
        handle = span is not None and span.start > 0 and doc.text[span.start - 1] in "@#"
        if span is not None and not handle and _is_name(span.text):
            yield span, entity.label_


def _clean(text: str, start: int, end: int) -> Span | None:
    leading = _LEADING.match(text, start, end)
    # "The The" and "A.N. Other" would lose themselves: keep at least something.
    if leading and leading.end() < end:
        start = leading.end()
    piece = text[start:end]
    for _ in range(_MOST_TRIMS):
        trimmed = _LAST_STOP.sub("", _TRAILING.sub("", piece))
        if trimmed == piece:
            break
        piece = trimmed
    if piece.count("(") != piece.count(")"):
        piece = piece.partition("(")[0].rstrip() if "(" in piece else piece.rstrip(")")
    return Span.of(text, start, start + len(piece)) if piece.strip() else None


def _is_name(text: str) -> bool:
    """Say whether a cleaned entity can be a name: some letters, no address, no interjection."""
    if not _SHORTEST <= len(text) <= _LONGEST or _JUNK.search(text):
        return False
    return text.casefold() not in _NOT_NAMES and any(char.isupper() for char in text)
