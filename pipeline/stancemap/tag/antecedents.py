"""Who a speaker is: the name in it, or the last name that a pronoun or "the company" fits.

The rule is narrow on purpose: exactly one name of the fitting kind in the sentence up to the
speaker and the two before it, names inside quotation marks apart. Otherwise it stays open.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from stancemap.records import Mention, Quote, Span, SpeakerBasis
from stancemap.tag.quote_marks import find_quotations

_PERSON = "PERSON"
_BODY = "ORG"
_PRONOUNS = {"he": _PERSON, "she": _PERSON, "it": _BODY}
_BODIES = (
    "agency airline association authority bank board body brewery bureau business chain charity "
    "club college commission committee company consortium corporation council court department "
    "firm force foundation fund group guild hospital institute institution league magazine maker "
    "ministry network newspaper office operator organisation organization paper party platform "
    "police provider publisher regulator retailer school service society startup start-up studio "
    "trust union university utility"
)
_PEOPLE = (
    "activist actor actress analyst artist attorney author candidate chairman chairwoman chief "
    "coach commissioner congressman congresswoman consultant councillor designer developer "
    "director doctor economist editor engineer entrepreneur executive expert farmer founder "
    "governor historian inventor journalist judge lawyer lecturer manager mayor minister nurse "
    "officer owner pastor player politician president priest professor reporter researcher "
    "scientist secretary senator sheriff singer student superintendent teacher woman man writer"
)
_KINDS = dict.fromkeys(_BODIES.split(), _BODY) | dict.fromkeys(_PEOPLE.split(), _PERSON)
_SPEAKERS_FOR = (
    "spokesman spokeswoman spokesperson spokespeople lawyer lawyers attorney attorneys official "
    "officials representative representatives office analysis data document documents figures "
    "letter poll report reporting reports research statement study survey surveys"
)
_SPEAKS_FOR = frozenset(_SPEAKERS_FOR.split())
_DEFINITE = frozenset({"the", "this"})
_MALE = re.compile(r"\b(?:Mr|Sir|Lord|King|Prince|Father|Brother)\.?\s+$")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|Dame|Lady|Queen|Princess|Mother|Sister)\.?\s+$")
_TITLE_ROOM = 12
_SENTENCES_BACK = 2


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a text in order, where its sentences begin, and what is in quote marks."""

    text: str
    mentions: Sequence[Mention]
    sentences: Sequence[int]
    quoted: Sequence[tuple[int, int]]

    def before(self, at: int) -> list[Mention]:
        """Return the names of the sentence up to `at` and of the two before, outside quotes."""
        number = bisect_right(self.sentences, at) - 1
        floor = self.sentences[max(0, number - _SENTENCES_BACK)]
        first = bisect_left(self.mentions, floor, key=lambda m: m.span.start)
        last = bisect_left(self.mentions, at, key=lambda m: m.span.end)
        return [m for m in self.mentions[first : last + 1] if m.span.end <= at and self._told(m)]

    def _told(self, mention: Mention) -> bool:
        return not _lies_in(mention.span.start, self.quoted)

    def apposed_to(self, span: Span) -> Mention | None:
        """Return the name in `the company, Acme,` that follows a noun phrase."""
        at = bisect_left(self.mentions, span.end, key=lambda m: m.span.start)
        found = self.mentions[at] if at < len(self.mentions) else None
        if found is None or self.text[span.end : found.span.start] != ", ":
            return None
        return found if self.text[found.span.end : found.span.end + 1] == "," else None

    def over(self, span: Span) -> list[Mention]:
        """Return the names that overlap a span."""
        first = bisect_left(self.mentions, span.start, key=lambda m: m.span.end)
        near = self.mentions[first : first + 20]
        return [m for m in near if m.span.start < span.end and span.start < m.span.end]


def _lies_in(at: int, quoted: Sequence[tuple[int, int]]) -> bool:
    number = bisect_right(quoted, at, key=lambda bounds: bounds[0]) - 1
    return number >= 0 and at < quoted[number][1]


def name_speakers(
    doc: Doc, quotes: Sequence[Quote], mentions: Sequence[Mention]
) -> tuple[Quote, ...]:
    """Say of each quote's speaker who it is, or that this is open."""
    text = doc.text
    quoted = [(q.start, q.end) for q in find_quotations(text)]
    starts = (sentence.start_char for sentence in doc.sents)
    names = _Names(
        text=text,
        mentions=sorted([*mentions, *_surnames(doc, mentions)], key=lambda m: m.span),
        sentences=[0, *(start for start in starts if not _lies_in(start, quoted))],
        quoted=quoted,
    )
    known: dict[tuple[int, int], tuple[SpeakerBasis, Span | None]] = {}
    named = []
    for quote in sorted(quotes, key=lambda q: q.speaker.start if q.speaker else -1):
        if quote.speaker is None:
            named.append(quote)
            continue
        place = quote.speaker.start, quote.speaker.end
        if place not in known:
            known[place] = _identify(doc, quote.speaker, names)
        basis, name = known[place]
        named.append(replace(quote, speaker_basis=basis, name=name))
    order = {quote.quote_id: number for number, quote in enumerate(quotes)}
    return tuple(sorted(named, key=lambda quote: order[quote.quote_id]))


def _surnames(doc: Doc, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Find the surnames of people named in full elsewhere that spaCy passed over."""
    full = {m.span.text.split()[-1]: m for m in mentions if m.label == _PERSON}
    bearers = {name: m for name, m in full.items() if m.span.text != name and name.isalpha()}
    covered = {at for m in mentions for at in (m.span.start, m.span.end - 1)}
    for token in doc:
        bearer = bearers.get(token.text)
        if bearer is not None and not covered & {token.idx, token.idx + len(token) - 1}:
            span = Span(token.idx, token.idx + len(token), token.text)
            yield replace(bearer, span=span)


def _identify(doc: Doc, speaker: Span, names: _Names) -> tuple[SpeakerBasis, Span | None]:
    stretch = doc.char_span(speaker.start, speaker.end, alignment_mode="expand")
    if stretch is None:
        return SpeakerBasis.OPEN, None
    root, inside = stretch.root, names.over(speaker)
    heads = [m for m in inside if m.span.start <= root.idx < m.span.end]
    # "Tesla's chief engineer Ann Lee" names two: a person speaks, not the firm.
    people = [m for m in inside if m.label == _PERSON and m.span.end >= speaker.end]
    if heads or people:
        return SpeakerBasis.NAMED, (people or heads)[0].span
    word = root.lower_
    if len(stretch) == 1 and word in _PRONOUNS:
        basis, found = SpeakerBasis.PRONOUN, _only(names, speaker.start, _PRONOUNS[word], word)
    else:
        definite = stretch[0].lower_ in _DEFINITE and not inside
        basis, found = SpeakerBasis.NOMINAL, _meant(names, speaker, word, definite=definite)
    return (basis, found) if found else (SpeakerBasis.OPEN, None)


def _meant(names: _Names, speaker: Span, word: str, *, definite: bool) -> Span | None:
    """Return the name beside or within a noun phrase, or the only one that it can mean."""
    kind = _KINDS.get(word)
    apposed = names.apposed_to(speaker)
    if apposed is not None and apposed.label == (kind or _PERSON):
        return apposed.span
    bodies = [m for m in names.over(speaker) if m.label == _BODY]
    if bodies and (word in _SPEAKS_FOR or kind):
        return bodies[0].span
    return _only(names, speaker.start, kind, word) if kind and definite else None


def _only(names: _Names, at: int, label: str, word: str) -> Span | None:
    """Return the only name of a kind before a place: the last of those that share a word."""
    fitting = [m for m in names.before(at) if m.label == label and _fits(names.text, m, word)]
    if not fitting:
        return None
    last = fitting[-1].span
    words = {one.casefold() for one in last.text.split()}
    same = all(words & {one.casefold() for one in m.span.text.split()} for m in fitting)
    return last if same else None


def _fits(text: str, mention: Mention, word: str) -> bool:
    """Say whether a title speaks against a pronoun: `Ms Ito … he`."""
    title = text[max(0, mention.span.start - _TITLE_ROOM) : mention.span.start]
    if word == "he":
        return not _FEMALE.search(title)
    return word != "she" or not _MALE.search(title)
