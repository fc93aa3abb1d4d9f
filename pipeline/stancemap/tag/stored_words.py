"""Spans in the words as stored: taggers read a text with its unreadable characters blank."""

from dataclasses import replace
from typing import TypeVar

from stancemap.records import Quote, Span, TaggedArticle, TaggedComment

Tagged = TypeVar("Tagged", TaggedComment, TaggedArticle)


def comment_in_stored_words(tagged: TaggedComment) -> TaggedComment:
    """Cut all spans out of the stored text, so that `text[start:end]` is what they say."""
    stored, stance = tagged.comment.text, tagged.stance
    if stance is not None and stance.evidence is not None:
        stance = replace(stance, evidence=_cut(stance.evidence, stored))
    return replace(_in_stored_words(tagged, stored), stance=stance)


def article_in_stored_words(tagged: TaggedArticle) -> TaggedArticle:
    """Cut all spans out of the stored text, so that `text[start:end]` is what they say."""
    return _in_stored_words(tagged, tagged.article.text)


def _in_stored_words(tagged: Tagged, stored: str) -> Tagged:
    return replace(
        tagged,
        claims=tuple(replace(claim, span=_cut(claim.span, stored)) for claim in tagged.claims),
        mentions=tuple(replace(name, span=_cut(name.span, stored)) for name in tagged.mentions),
        quotes=tuple(_quote(quote, stored) for quote in tagged.quotes),
    )


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
