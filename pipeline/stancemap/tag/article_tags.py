"""Articles in, the same articles with the claims, names and quotes found in them out."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from stancemap.records import (
    Article,
    Claim,
    DocumentKind,
    Mention,
    Quote,
    Sentence,
    Span,
    TaggedArticle,
)
from stancemap.tag.claims import candidates_of, find_claims
from stancemap.tag.language import ENGLISH
from stancemap.tag.legible import Legible, make_legible
from stancemap.tag.names import find_names
from stancemap.tag.quotes import find_quotes
from stancemap.tag.sentences import find_sentences
from stancemap.tag.toolkit import Failure, Taggers, attempt, failure_of

_KIND = DocumentKind.ARTICLE


@dataclass(frozen=True, slots=True)
class _Read:
    """An article with its sentences, names and quotes."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]


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
            failure_of(doc) if isinstance(doc, Exception) else attempt(_read, article, doc)
            for article, doc in zip(articles, docs, strict=True)
        ]
    return [
        _assemble(article, read, language, one, taggers)
        for article, read, language, one in zip(articles, reads, languages, legible, strict=True)
    ]


def _read(article: Article, doc: Doc) -> _Read:
    article_id = article.article_id
    return _Read(
        tuple(Sentence(span) for span in find_sentences(doc)),
        find_names(doc, _KIND, article_id, article_id),
        find_quotes(doc, _KIND, article_id),
    )


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
    judgements = taggers.claims.judge(candidates_of(read.sentences))
    found = find_claims(read.sentences, judgements, taggers.claims.threshold)
    return tuple(
        Claim(
            claim_id=f"{article_id}#c{number}",
            document_kind=_KIND,
            document_id=article_id,
            span=claim.span,
            kind=claim.kind,
            confidence=claim.probability,
            speaker=_speaker(claim.span, read.quotes),
        )
        for number, claim in enumerate(found, start=1)
    )


def _speaker(span: Span, quotes: Sequence[Quote]) -> str:
    """Return who says a claim: the speaker of the quote in which most of it lies."""
    for quote in quotes:
        if quote.content.start >= span.end:
            break
        inside = min(quote.content.end, span.end) - max(quote.content.start, span.start)
        if 2 * inside > span.end - span.start:
            return quote.speaker.text if quote.speaker else ""
    return ""
