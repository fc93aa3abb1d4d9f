"""The names in a text: spaCy's entities of the useful kinds, with clean edges."""

import re
from collections.abc import Iterator

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc
from spacy.tokens import Span as Entity

from stancemap.records import DocumentKind, Mention, Span
from stancemap.tag.english_words import load_english_words
from stancemap.tag.masks import MASKED
from stancemap.tag.name_joins import start_of_joined, start_of_owned
from stancemap.tag.name_lists import INSTITUTIONS, gender_of_first_name

LABELS = frozenset(
    {"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "LAW", "EVENT", "WORK_OF_ART"}
)
"""The kinds of entity that are kept; numbers, dates and amounts are not names."""

_LEADING = re.compile(r"(?:(?:the|a|an|this|that)\s+|[^\w&@#]+)+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:['’]s|\s&|[^\w.)+&]+)$")
_LAST_STOP = re.compile(r"(?<![A-Z])(?<!Inc)(?<!Ltd)(?<!Jr)(?<!Sr)(?<!Corp)(?<!Co)\.$")
_JUNK = re.compile(
    r"https?:|www\.|\.(?:com|org|net|html?)\b|[@#/\\|<>_=*{}]|\d{4,}|^\W*$|^[\d\W]+$|\n"
)
_INTERJECTIONS = (
    "lol lmao omg wtf imo imho tbh fyi btw edit tldr tl;dr ok okay yeah yes nope haha hahaha hmm "
    "god jesus christ dear mr mrs ms dr sir madam amen please thanks thank wow ugh meh duh smh "
    "nah wanna gonna gotta ai ui it tv ceo cgi sarcasm op youre im dont "
    "ikr iirc afaik aka etc covid yep bro dude ach och aye ye tha thee thou hey hello hi sorry "
    "whomever whoever danke merci gracias cheers ta oh ah eh oi er erm"
)
_NOT_NAMES = frozenset(_INTERJECTIONS.split())
_GREETING = re.compile(
    r"(?:sorry|danke|merci|thanks|thank you|thankyou|cheers|hello|hi|hey|bye|ach|oh|aye|well|yes|no"
    r"|dear)(?:,\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_LETTER_OPENING = re.compile(r"dear\s", re.IGNORECASE)
_SMALL = frozenset(STOP_WORDS)
_SHOUTED_END = re.compile(r"\s+([A-Z]{3,})$")
_SCHOOL_YEAR = re.compile(r"Y\d+s?")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_SHOUTED = 3
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
    if not doc.ents:
        return
    text = doc.text  # put together from its words each time it is asked for
    in_lower_case = frozenset(word for word in _WORD.findall(text) if word.islower())
    lower = (_SMALL | in_lower_case) - {"who"}  # WHO is an organisation
    found: list[tuple[Span, str]] = []
    for entity in doc.ents:
        span = _span_of(text, entity) if entity.label_ in LABELS else None
        if span is None or _is_common(entity, span.text, lower):
            continue
        while found and found[-1][0].end > span.start:
            found.pop()  # joined: "Wolds" is the beginning of "Wolds and Coast Constabulary"
        found.append((span, _label_of(entity.label_, span.text)))
    masks = [match.span() for match in MASKED.finditer(text)]
    yield from (
        (span, label)
        for span, label in found
        if not any(start < span.end and span.start < end for start, end in masks)
    )


def _span_of(text: str, entity: Entity) -> Span | None:
    """Return the name in what spaCy takes for one, or None."""
    # "Can Obama", "Without Humint": a capital at the start of a sentence misleads.
    first = entity[0]
    misled = len(entity) > 1 and first.is_title and (first.is_stop or _only_describes(entity))
    start = entity[1].idx if misled else start_of_joined(entity)
    greeting = _GREETING.match(text, start, entity.end_char)
    if greeting:
        # "Dear Valued Customer": who is no person has no name there.
        if entity.label_ != "PERSON" and _LETTER_OPENING.match(text, start):
            return None
        start = greeting.end()
    start = start_of_owned(text, start, entity.end_char)
    span = _clean(text, start, entity.end_char)
    # "@Bob" and "#Holguin" are handles: what follows them is no name as written.
    if span is None or (span.start > 0 and text[span.start - 1] in "@#"):
        return None
    return span if _is_name(span.text) else None


def _only_describes(entity: Entity) -> bool:
    """Say whether a name of a person begins with an adjective: `Triumphant Ode` of a headline."""
    word = entity[0].lower_
    if entity.label_ != "PERSON" or not entity[0].is_sent_start or gender_of_first_name(word):
        return False
    return load_english_words().is_verb(word)


def _label_of(label: str, text: str) -> str:
    """Mend the label of parties and networks that are taken for persons."""
    words = text.casefold().split()
    is_institution = len(words) > 1 and not INSTITUTIONS.isdisjoint(words)
    person = label == "PERSON" and (not is_institution or bool(gender_of_first_name(words[0])))
    return "ORG" if label == "PERSON" and not person else label


def _is_common(entity: Entity, text: str, lower: frozenset[str]) -> bool:
    """Say whether a capitalised word is no name: `AGAIN`, or `Landlord here: a landlord pays`."""
    if not text.isalpha() or len(text) < _SHORTEST_SHOUTED or text.casefold() not in lower:
        return False
    # Within a sentence a capital means something: Apple is no apple.
    return text.isupper() or bool(entity[0].is_sent_start)


def _clean(text: str, start: int, end: int) -> Span | None:
    leading = _LEADING.match(text, start, end)
    # "The The" and "A.N. Other" would lose themselves: keep at least something.
    if leading and leading.end() < end:
        start = leading.end()
    piece = text[start:end]
    for _ in range(_MOST_TRIMS):
        trimmed = _LAST_STOP.sub("", _TRAILING.sub("", _without_shout(piece)))
        if trimmed == piece:
            break
        piece = trimmed
    if piece.count("(") != piece.count(")"):
        piece = piece.partition("(")[0].rstrip() if "(" in piece else piece.rstrip(")")
    return Span.of(text, start, start + len(piece)) if piece.strip() else None


def _without_shout(piece: str) -> str:
    """Cut a common word in capitals from the end: `Sandra SAY`."""
    shouted = _SHOUTED_END.search(piece)
    if shouted and not piece.isupper() and shouted[1].casefold() in _SMALL:
        return piece[: shouted.start()]
    return piece


def _is_name(text: str) -> bool:
    """Say whether a cleaned entity can be a name: some letters, no address, no interjection."""
    if not _SHORTEST <= len(text) <= _LONGEST or _JUNK.search(text):
        return False
    if _SCHOOL_YEAR.fullmatch(text):
        return False
    if text == "Us":
        return False  # at the head of a sentence; the country is the US
    return text.casefold() not in _NOT_NAMES and any(char.isupper() for char in text)
