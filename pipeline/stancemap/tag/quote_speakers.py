"""Speakers of quotes as entities, once the names of all documents are merged."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from stancemap.records import DocumentKind, Mention, Passage, Quote, Span, SpeakerBasis

_MOST_OF_IT = 0.75
_Place: TypeAlias = tuple[DocumentKind, str]


def resolve_speakers(
    quotes: Iterable[Quote], mentions: Iterable[Mention], told: Iterable[Quote] = ()
) -> tuple[Quote, ...]:
    """Give each quote the entity of its speaker's name.

    What a comment copies out of a quote of the article is said by whom the article quotes. `told`
    are quotes of articles that were resolved before.
    """
    names: dict[_Place, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        names.setdefault((mention.document_kind, mention.document_id), []).append(mention)
    resolved = [_resolved(quote, names.get(_place(quote), [])) for quote in quotes]
    in_articles: dict[str, list[Quote]] = {}
    for quote in (*told, *resolved):
        if quote.document_kind is DocumentKind.ARTICLE:
            in_articles.setdefault(quote.document_id, []).append(quote)
    return tuple(_copied(quote, in_articles) for quote in resolved)


def _place(quote: Quote) -> _Place:
    return quote.document_kind, quote.document_id


def _resolved(quote: Quote, mentions: Sequence[Mention]) -> Quote:
    if quote.name is not None:
        found = _named(quote.name, mentions)
        return replace(quote, entity_id=found.entity_id if found else "")
    if quote.speaker is None or quote.speaker_basis is not SpeakerBasis.OPEN:
        return quote
    # A name that only the whole corpus shows to be one: `smith`, once Smith is known.
    found = _named(quote.speaker, mentions)
    if found is None or len(found.span.text) < _MOST_OF_IT * len(quote.speaker.text):
        return quote
    named = SpeakerBasis.NAMED
    return replace(quote, entity_id=found.entity_id, name=found.span, speaker_basis=named)


def _named(name: Span, mentions: Sequence[Mention]) -> Mention | None:
    """Return the mention that shares most with a name."""
    first = bisect_left(mentions, name.start + 1, key=lambda m: m.span.end)
    inside = [m for m in mentions[first : first + 20] if m.span.start < name.end]
    return max(inside, key=lambda m: _shared(m.span, name), default=None)


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _copied(quote: Quote, in_articles: Mapping[str, Sequence[Quote]]) -> Quote:
    passage = quote.taken_from
    if quote.speaker_basis is not SpeakerBasis.OPEN or passage is None:
        return quote
    if passage.document_kind is not DocumentKind.ARTICLE:
        return quote
    for told in in_articles.get(passage.document_id, ()):
        if told.entity_id and _lies_in(passage, told.content):
            return replace(quote, entity_id=told.entity_id, speaker_basis=SpeakerBasis.COPIED)
    return quote


def _lies_in(passage: Passage, content: Span) -> bool:
    shared = min(passage.end, content.end) - max(passage.start, content.start)
    return 2 * shared > passage.end - passage.start
