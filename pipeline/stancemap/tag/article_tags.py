"""Articles in, the same articles with the claims, names and quotes found in them out."""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from stancemap.records import (
    Article,
    Claim,
    DocumentKind,
    Mention,
    Quote,
    QuoteKind,
    Sentence,
    Span,
    TaggedArticle,
)
from stancemap.tag.antecedents import name_speakers
from stancemap.tag.claim_choice import for_articles
from stancemap.tag.claims import ClaimText, find_claims, texts_by_paragraph, trim_claim
from stancemap.tag.language import ENGLISH, LanguageTagger
from stancemap.tag.legible import Legible, make_legible
from stancemap.tag.names import find_names
from stancemap.tag.quotes import find_quotes
from stancemap.tag.sentences import find_sentences
from stancemap.tag.stance import StanceQuestion
from stancemap.tag.stored_words import article_in_stored_words
from stancemap.tag.toolkit import Failure, Taggers, attempt, failure_of

_KIND = DocumentKind.ARTICLE
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})


@dataclass(frozen=True, slots=True)
class _Read:
    """An article with its sentences, names and quotes; what is `spoken` can claim something."""

    sentences: tuple[Sentence, ...]
    paragraphs: tuple[ClaimText, ...]
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]
    spoken: tuple[Quote, ...]


def tag_articles(articles: Sequence[Article], taggers: Taggers) -> list[TaggedArticle]:
    """Tag articles; one result each, in the same order. One that is not English stays bare."""
    legible = [make_legible(article.text) for article in articles]
    languages = [taggers.language.decide(one.text) or ENGLISH for one in legible]
    readable = [
        one.text if lang == ENGLISH else "" for one, lang in zip(legible, languages, strict=True)
    ]
    with taggers.parser.zone():
        docs = taggers.parser.articles(readable)
        reads = [
            failure_of(doc) if isinstance(doc, Exception) else attempt(_read, article, doc, taggers)
            for article, doc in zip(articles, docs, strict=True)
        ]
    sided = _with_stances(articles, reads, taggers)
    return [
        article_in_stored_words(_assemble(article, read, language, one, taggers))
        for article, read, language, one in zip(articles, sided, languages, legible, strict=True)
    ]


def _with_stances(
    articles: Sequence[Article], reads: Sequence[_Read | Failure], taggers: Taggers
) -> list[_Read | Failure]:
    """Ask for the stance of the words of each speaker; an endpoint is asked about comments only."""
    if not taggers.sides_of_quotes:
        return list(reads)
    return [
        read
        if isinstance(read, Failure)
        else replace(read, quotes=with_stances(article, read.quotes, taggers))
        for article, read in zip(articles, reads, strict=True)
    ]


def with_stances(
    article: Article, quotes: tuple[Quote, ...], taggers: Taggers
) -> tuple[Quote, ...]:
    """Give the quotes of an article that have a speaker the stance of their words."""
    asked = [quote for quote in quotes if quote.speaker is not None]
    answers = attempt(taggers.stance.tag, [_question(article, quote) for quote in asked])
    if isinstance(answers, Failure):
        return quotes
    stances = {
        quote.quote_id: stance.primary
        for quote, stance in zip(asked, answers, strict=True)
        if not stance.abstained
    }
    return tuple(replace(q, stance=stances.get(q.quote_id, "")) for q in quotes)


def _question(article: Article, quote: Quote) -> StanceQuestion:
    text = quote.content.text
    sentences = (Sentence(Span(0, len(text), text)),)
    return StanceQuestion(article.target or article.title, article.title, "", text, sentences)


def _read(article: Article, doc: Doc, taggers: Taggers) -> _Read:
    article_id, text = article.article_id, doc.text
    foreign = _foreign_lines(text, taggers.language)
    spans = (span for span in find_sentences(doc) if not _lies_in(span, foreign))
    english = tuple(Sentence(span) for span in spans)
    mentions = find_names(doc, _KIND, article_id, article_id)
    quotes = find_quotes(doc, _KIND, article_id, taggers.quotes)
    return _Read(
        sentences=english,
        paragraphs=tuple(texts_by_paragraph(text, english)),
        mentions=tuple(m for m in mentions if not _lies_in(m.span, foreign)),
        quotes=name_speakers(doc, quotes, mentions),
        spoken=tuple(quote for quote in quotes if _can_claim(doc, quote)),
    )


def _can_claim(doc: Doc, quote: Quote) -> bool:
    """Say whether a content is words of its own or a clause: not `cameras` that a mayor wants."""
    content = quote.content
    if quote.kind is not QuoteKind.INDIRECT:
        return True
    stretch = doc.char_span(content.start, content.end, alignment_mode="expand")
    return stretch is not None and any(token.dep_ in _SUBJECTS for token in stretch)


def _foreign_lines(text: str, language: LanguageTagger) -> list[tuple[int, int]]:
    """Find the lines of an English article that are not: quotes given in the original too."""
    lines = (match.span() for match in re.finditer(r"[^\n]+", text))
    return [line for line in lines if language.decide(text[slice(*line)]) not in {"", ENGLISH}]


def _lies_in(span: Span, lines: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(lines, (span.start, sys.maxsize)) - 1
    return before >= 0 and span.start < lines[before][1]


def _assemble(
    article: Article, read: _Read | Failure, language: str, legible: Legible, taggers: Taggers
) -> TaggedArticle:
    if isinstance(read, Failure):
        return TaggedArticle(article, language=language, failure=read.reason)
    return TaggedArticle(
        article,
        language=language,
        claims=_claims(article.article_id, read, taggers),
        mentions=read.mentions,
        quotes=read.quotes,
        failure=legible.note,
    )


def _claims(article_id: str, read: _Read, taggers: Taggers) -> tuple[Claim, ...]:
    tagger = for_articles(taggers.claims)
    judgements = [one for several in tagger.judge_texts(read.paragraphs) for one in several]
    found = find_claims(read.sentences, judgements, tagger.threshold)
    said = [
        (claim, *words) for claim in found if (words := _said(claim.span, read.spoken)) is not None
    ]
    return tuple(
        Claim(
            claim_id=f"{article_id}#c{number}",
            document_kind=_KIND,
            document_id=article_id,
            span=span,
            kind=claim.kind,
            confidence=claim.probability,
            speaker=speaker,
        )
        for number, (claim, span, speaker) in enumerate(said, start=1)
    )


def _said(span: Span, quotes: Sequence[Quote]) -> tuple[Span, str] | None:
    """Cut a claim to the quote in which most of it lies, and return who says it.

    None where the quote is too short to claim anything.
    """
    for quote in quotes:
        start = max(quote.content.start, span.start)
        end = min(quote.content.end, span.end)
        if 2 * (end - start) > span.end - span.start:
            said = Span(start, end, span.text[start - span.start : end - span.start])
            trimmed = trim_claim(said)
            speaker = quote.speaker.text if quote.speaker else ""
            return (trimmed, speaker) if trimmed is not None else None
    return span, ""
