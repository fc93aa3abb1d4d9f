"""The reporting words beside a quotation: which word reports, and whose words it says they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from stancemap.records import Span
from stancemap.tag.reporting import NAME_ENDS_BEFORE, REPORTING_VERBS, SUBJECT_PRONOUNS
from stancemap.tag.speakers import is_asserted, is_source

_APPOSITION = re.compile(r",|\s[–—-]\s|—|\(|;|\s(?:who|which|whose)\b")
_EDGES = ' \t\n,;:.–—-"“”‘’()[]>*•'
_BROKEN = re.compile(r"\n|https?:|^['’]s$")
_ADVERBS = re.compile(r"(?:\s+(?:also|then|later|once|has|have|had|recently|often|[a-z]+ly))+$")
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CLIMBED = frozenset({"conj", "xcomp", "advcl", "aux"})
_CLIMBS = 3
_BEFORE_COLON = REPORTING_VERBS | {"read", "reads"}
_SHE_OR_HE = frozenset({"he", "she"})
_RELATIVE = frozenset({"who", "which", "that"})
_NO_VERB = frozenset(
    {"amod", "appos", "attr", "compound", "dobj", "nmod", "npadvmod", "nsubj", "nsubjpass", "pobj"}
)
_MOST_WORDS = 14
_MOST_BETWEEN = 16


@dataclass(frozen=True, slots=True)
class Attribution:
    """The reporting word and the speaker that a text gives for words of somebody."""

    cue: Span
    speaker: Span | None


def said_after(doc: Doc, text: str, start: int, end: int) -> Attribution | None:
    """Find `she said` or `said the mayor` in the words that follow a quotation."""
    for position, token in enumerate(_tokens(doc, start, end)):
        if position > _MOST_BETWEEN:
            return None
        if _is_according(token):
            return Attribution(_span(token), _after_to(text, token))
        if _reports(token):
            inverted = not _words(text[start : token.idx])
            speaker = _inverted(text, token, end) if inverted else _subject(text, token, start)
            if speaker is not None:
                return Attribution(_span(token), speaker)
    return None


def said_before(doc: Doc, text: str, start: int, end: int) -> Attribution | None:
    """Find `the mayor told us` or `according to her` in the words before a quotation."""
    tokens = list(_tokens(doc, start, end))
    for token in reversed(tokens):
        if _is_according(token):
            return Attribution(_span(token), _after_to(text, token))
        if _reports(token) and (speaker := _subject(text, token, start)) is not None:
            return Attribution(_span(token), speaker)
    if tokens and tokens[-1].text == ":":
        # "The latest survey reports:" has no verb for the parser.
        last = tokens[-2] if len(tokens) > 1 else tokens[-1]
        if last.lower_ in _BEFORE_COLON and is_asserted(last):
            speaker = _subject(text, last, start)
            if speaker is not None:
                return Attribution(_span(last), speaker)
        return Attribution(_span(tokens[-1]), _main_subject(text, tokens))
    return None


def teller_before(doc: Doc, text: str, at: int) -> Span | None:
    """Find the person whom the sentence before a floating quotation is about.

    Only a subject that is a named person, he or she: `Ana Ruiz shook her head. "Never."`
    """
    before = text[:at].rstrip()
    last = doc.char_span(len(before) - 1, len(before), alignment_mode="expand") if before else None
    if last is None:
        return None
    subjects = [
        child
        for verb in last.sent
        if verb.dep_ == "ROOT"
        for child in verb.lefts
        if child.dep_ in _SUBJECTS
    ]
    if len(subjects) != 1:
        return None
    (subject,) = subjects
    if subject.ent_type_ != "PERSON" and subject.lower_ not in _SHE_OR_HE and not _full(subject):
        return None
    return _noun_phrase(text, subject, subject)


def _full(noun: Token) -> bool:
    """Say whether a noun stands as a full name does, whatever kind of name spaCy takes it for."""
    parts = list(noun.lefts)
    named = all(part.dep_ == "compound" and part.is_title for part in parts)
    return noun.is_title and bool(parts) and named


def subject_of(text: str, verb: Token) -> Span | None:
    """Return the subject of a verb as the parser sees it, without appositions."""
    token = verb
    for _ in range(_CLIMBS):
        for child in token.lefts:
            if child.dep_ in _SUBJECTS:
                relative = child.lower_ in _RELATIVE and token.dep_ == "relcl"
                return _noun_phrase(text, token.head if relative else child, child)
        if token.dep_ not in _CLIMBED:
            return None
        token = token.head
    return None


def _tokens(doc: Doc, start: int, end: int) -> Iterator[Token]:
    span = doc.char_span(start, end, alignment_mode="contract") if start < end else None
    yield from span or ()


def _span(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token), token.text)


def _words(text: str) -> list[str]:
    return [word for word in text.split() if any(map(str.isalnum, word))]


def _is_according(token: Token) -> bool:
    return (
        token.lower_ == "according"
        and token.i + 1 < len(token.doc)
        and (token.nbor().lower_ == "to")
    )


def _after_to(text: str, token: Token) -> Span | None:
    """Return the name after `according to`."""
    start = token.nbor().idx + len("to")
    return _until_name_ends(text, start, len(text))


def _inverted(text: str, verb: Token, end: int) -> Span | None:
    """Return the name after a reporting verb: `said Ms Ito, who runs it`."""
    return _until_name_ends(text, verb.idx + len(verb), end)


def _until_name_ends(text: str, start: int, limit: int) -> Span | None:
    limit = min(limit, start + 120)
    # A title's or an initial's full stop does not end a name.
    masked = re.sub(r"\b(Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|St|[A-Z])\.", r"\1_", text[start:limit])
    ends = NAME_ENDS_BEFORE.search(masked)
    name = _trimmed(text, start, start + ends.start() if ends else limit)
    return name if name is not None and is_source(name.text) else None


def _subject(text: str, verb: Token, start: int) -> Span | None:
    parsed = subject_of(text, verb)
    if parsed is not None and parsed.start >= start:
        return parsed if is_source(parsed.text) else None
    # The parser stumbles over quotations: fall back on the words right before the verb.
    words = text[start : verb.idx]
    words = words[: len(words.rstrip())]
    adverbs = _ADVERBS.search(words)
    end = start + (adverbs.start() if adverbs else len(words))
    apposition = _APPOSITION.search(words.lstrip(_EDGES))
    left = start + len(words) - len(words.lstrip(_EDGES))
    if apposition:
        end = min(end, left + apposition.start())
    phrase = _trimmed(text, left, end)
    return phrase if phrase and _can_speak(phrase.text) else None


def _can_speak(phrase: str) -> bool:
    words = _words(phrase)
    if not 0 < len(words) <= _MOST_WORDS or not is_source(phrase):
        return False
    return (
        words[-1].casefold() in SUBJECT_PRONOUNS
        or any(word[0].isupper() for word in words)
        or (words[0].casefold() in {"the", "a", "an", "one", "his", "her", "their", "my", "our"})
    )


def _noun_phrase(text: str, head: Token, last: Token) -> Span | None:
    """Return the words that belong to a noun, up to where an apposition or a clause begins."""
    start = head.left_edge.idx
    right = head.right_edge if head is last else last.nbor(-1)
    end = max(right.idx + len(right), head.idx + len(head))
    cut = _APPOSITION.search(text, head.idx + len(head), end)
    phrase = _trimmed(text, start, cut.start() if cut else end)
    return None if phrase is None or _BROKEN.search(phrase.text) else phrase


def _reports(token: Token) -> bool:
    """Say whether a word reports speech here: `report`, `state` and `claim` are nouns too."""
    return token.lower_ in REPORTING_VERBS and token.dep_ not in _NO_VERB and is_asserted(token)


def _main_subject(text: str, tokens: Sequence[Token]) -> Span | None:
    verbs = (token for token in tokens if token.dep_ == "ROOT" and is_asserted(token))
    subjects = (subject_of(text, verb) for verb in verbs)
    return next((span for span in subjects if span is not None and is_source(span.text)), None)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip(_EDGES))
    right = start + len(piece.rstrip(_EDGES))
    # The stop of "Jr." or "Inc." is lost with the others: the name is still the name.
    return Span.of(text, left, right) if left < right else None
