"""Names that spaCy cuts at a small word: `Wolds and Coast Constabulary`, `Bank of Ambrey`."""

import re

from spacy.tokens import Span, Token

_OWNER = re.compile(r"[A-Z]\w+['’]s (?=[A-Z])")
_TWO = 2

_BODY = (
    "academy agency alliance association authority bank board bureau centre center church club "
    "college commission committee confederation constabulary corporation council court department "
    "directorate federation fire force foundation fund group guild hospital house institute "
    "institution league library ministry museum office party police school service services "
    "society tribunal trust union university"
)
_BODIES = frozenset(_BODY.split())
"""The last words, or before `of` the first, of the names of institutions."""

_PLACES_AND_PEOPLES = frozenset({"LOC", "NORP", "GPE"})


def start_of_joined(entity: Span) -> int:
    """Return where the name that ends with an entity begins."""
    doc, at = entity.doc, entity.start
    small, before = (doc[at - 1], doc[at - 2]) if at > 1 else (None, None)
    if small is None or before is None:
        return int(entity.start_char)
    if small.lower_ == "of" and before.is_title and before.lower_ in _BODIES:
        return int(before.idx)
    if small.lower_ in {"and", "&"} and _is_first_half(before) and _names_body(entity):
        return int(before.idx)
    return int(entity.start_char)


def start_of_owned(text: str, start: int, end: int) -> int:
    """Return where a name begins behind its owner: `Georgia’s National Agency`, `Ode’s AKP`."""
    owner = _OWNER.match(text, start, end)
    if owner is None:
        return start
    rest = text[owner.end() : end]
    return owner.end() if len(rest.split()) > _TWO or rest.isupper() else start


def _names_body(entity: Span) -> bool:
    return len(entity) > 1 and entity[-1].lower_ in _BODIES


def _is_first_half(word: Token) -> bool:
    """Say whether a word can begin a name with `and`: `the Northern`, not `Tesla`, `Anna Ruiz`."""
    if not word.is_title or word.is_stop:
        return False
    behind = word.nbor(-1) if word.i else None
    if behind is not None and behind.is_title and behind.lower_ != "the":
        return False
    after_article = behind is not None and behind.lower_ == "the"
    return after_article or word.ent_type_ in _PLACES_AND_PEOPLES
