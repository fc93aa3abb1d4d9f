"""Spans in the words as stored: taggers read a text with its unreadable characters blank."""

from dataclasses import replace
from typing import TypeVar

from stancemap.records import Quote, Span, Stance, TaggedArticle, TaggedComment

Tagged = TypeVar("Tagged", TaggedComment, TaggedArticle)


def in_stored_words(tagged: Tagged, stored: str) -> Tagged:
    """Cut claims, names and quotes out of the stored text, so that they are `stored[start:end]`."""
    return replace(
        tagged,
        claims=tuple(replace(claim, span=_cut(claim.span, stored)) for claim in tagged.claims),
        mentions=tuple(replace(name, span=_cut(name.span, stored)) for name in tagged.mentions),
        quotes=tuple(_quote(quote, stored) for quote in tagged.quotes),
    )


def evidence_in_stored_words(stance: Stance, stored: str) -> Stance:
    """Cut the evidence of a stance out of the stored text."""
    evidence = stance.evidence
    return replace(stance, evidence=_cut(evidence, stored)) if evidence else stance


def _quote(quote: Quote, stored: str) -> Quote:
    return replace(
        quote,
        content=_cut(quote.content, stored),
        cue=_cut(quote.cue, stored) if quote.cue else None,
        speaker=_cut(quote.speaker, stored) if quote.speaker else None,
        name=_cut(quote.name, stored) if quote.name else None,
    )


def _cut(span: Span, stored: str) -> Span:
    return Span.of(stored, span.start, span.end)
