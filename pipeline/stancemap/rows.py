"""Records to the rows of a study's tables, and back."""

from collections.abc import Mapping

from stancemap.codebook import Codebook
from stancemap.records import (
    Article,
    Claim,
    ClaimKind,
    Comment,
    DocumentKind,
    Entity,
    KeyPoint,
    Mention,
    Origin,
    Passage,
    Quote,
    QuoteKind,
    Reject,
    Relation,
    Span,
    SpeakerBasis,
    Stance,
    Status,
    TaggedComment,
)
from stancemap.tables import Cell, EntityCounts, Row


def _bounds(span: Span | None) -> tuple[str, int | None, int | None]:
    return (span.text, span.start, span.end) if span else ("", None, None)


def article_row(article: Article, failure: str = "") -> Row:
    """Make the row of an article; `failure` says what went wrong while it was tagged."""
    return (
        article.article_id,
        article.title,
        article.url,
        article.author,
        article.published,
        article.outlet,
        article.target,
        article.text,
        failure,
        article.origin.file,
        article.origin.line,
    )


def comment_row(tagged: TaggedComment, codebook: Codebook) -> Row:
    """Make the row of a comment."""
    comment, stance = tagged.comment, tagged.stance
    return (
        *_comment_cells(comment),
        tagged.language,
        tagged.status.value,
        tagged.duplicate_of,
        stance.target if stance else comment.target,
        stance.primary if stance else "",
        ";".join(stance.codes) if stance else "",
        stance.confidence if stance else None,
        stance.abstained if stance else None,
        *(stance.probabilities if stance else (None,) * len(codebook.codes)),
        *_bounds(stance.evidence if stance else None),
        tagged.sentiment,
        len(tagged.claims),
        comment.text,
        tagged.failure,
        comment.origin.file,
        comment.origin.line,
    )


def _comment_cells(comment: Comment) -> Row:
    return (
        comment.comment_id,
        comment.article_id,
        comment.thread_id,
        comment.parent_id,
        comment.depth,
        comment.position,
        comment.author,
        comment.posted,
        comment.likes,
    )


def claim_row(claim: Claim, key_point_id: str = "") -> Row:
    """Make the row of a claim."""
    return (
        claim.claim_id,
        claim.document_kind.value,
        claim.document_id,
        claim.span.start,
        claim.span.end,
        claim.span.text,
        claim.kind.value,
        claim.confidence,
        claim.stance,
        claim.speaker,
        key_point_id,
    )


def mention_row(mention: Mention) -> Row:
    """Make the row of a mention."""
    return (
        mention.entity_id,
        mention.document_kind.value,
        mention.document_id,
        mention.span.start,
        mention.span.end,
        mention.span.text,
        mention.label,
        mention.article_id,
    )


def quote_row(quote: Quote) -> Row:
    """Make the row of a quote."""
    return (
        quote.quote_id,
        quote.document_kind.value,
        quote.document_id,
        quote.content.start,
        quote.content.end,
        quote.content.text,
        quote.kind.value,
        *_bounds(quote.cue),
        *_bounds(quote.speaker),
        quote.entity_id,
        quote.speaker_basis.value,
        *_bounds(quote.name),
        quote.commenter,
        *_passage_cells(quote.taken_from),
        quote.stance,
    )


def _passage_cells(passage: Passage | None) -> tuple[str, str, int | None, int | None]:
    if passage is None:
        return "", "", None, None
    return passage.document_kind.value, passage.document_id, passage.start, passage.end


def entity_row(entity: Entity, counts: EntityCounts, codebook: Codebook) -> Row:
    """Make the row of an entity."""
    return (
        entity.entity_id,
        entity.name,
        entity.label,
        ";".join(f"{alias.text} ({alias.reason})" for alias in entity.aliases),
        counts.n_mentions,
        counts.n_comments,
        counts.n_authors,
        *(counts.by_stance.get(name, 0) for name in codebook.names),
        entity.note,
    )


def key_point_row(point: KeyPoint) -> Row:
    """Make the row of a key point."""
    return (
        point.key_point_id,
        point.target,
        point.stance,
        point.text,
        point.label_claim_id,
        point.n_claims,
        point.n_comments,
        point.n_authors,
        point.n_threads,
        point.share,
        point.share_low,
        point.share_high,
        point.first_posted,
        point.last_posted,
        point.n_decided,
        point.n_likes,
        point.share_authors,
        point.share_authors_low,
        point.share_authors_high,
        ";".join(point.terms),
        ";".join(f"{stance}:{count}" for stance, count in point.stance_mix),
        point.is_given,
    )


def relation_row(relation: Relation) -> Row:
    """Make the row of a relation."""
    return (
        relation.source_id,
        relation.target_id,
        relation.kind.value,
        relation.basis.value,
        relation.confidence,
        relation.count,
    )


def reject_row(reject: Reject) -> Row:
    """Make the row of a rejected record."""
    return (reject.origin.file, reject.origin.line, reject.reason, reject.raw)


Cells = Mapping[str, Cell]
"""A row read back, by column name."""


def _string(cells: Cells, name: str) -> str:
    value = cells[name]
    return value if isinstance(value, str) else ""


def _integer(cells: Cells, name: str) -> int:
    value = cells[name]
    if not isinstance(value, int):
        raise TypeError(f"column {name} holds {value!r}, not a whole number")
    return value


def _real(cells: Cells, name: str) -> float:
    value = cells[name]
    if not isinstance(value, (int, float)):
        raise TypeError(f"column {name} holds {value!r}, not a number")
    return float(value)


def _span(cells: Cells, text: str, start: str, end: str) -> Span:
    return Span(_integer(cells, start), _integer(cells, end), _string(cells, text))


def _origin(cells: Cells) -> Origin:
    return Origin(_string(cells, "file"), _integer(cells, "line"))


def article_of(cells: Cells) -> Article:
    """Read an article back from its row."""
    return Article(
        article_id=_string(cells, "article_id"),
        title=_string(cells, "title"),
        text=_string(cells, "text"),
        url=_string(cells, "url"),
        author=_string(cells, "author"),
        published=_string(cells, "published"),
        outlet=_string(cells, "outlet"),
        target=_string(cells, "target"),
        origin=_origin(cells),
    )


def tagged_comment_of(cells: Cells, codebook: Codebook) -> TaggedComment:
    """Read a comment and its stance back; claims, mentions and quotes have tables of their own."""
    likes = cells["likes"]
    comment = Comment(
        comment_id=_string(cells, "comment_id"),
        article_id=_string(cells, "article_id"),
        text=_string(cells, "text"),
        thread_id=_string(cells, "thread_id"),
        parent_id=_string(cells, "parent_id"),
        depth=_integer(cells, "depth"),
        position=_integer(cells, "position"),
        author=_string(cells, "author"),
        posted=_string(cells, "posted"),
        likes=likes if isinstance(likes, int) else None,
        target=_string(cells, "target"),
        origin=_origin(cells),
    )
    return TaggedComment(
        comment=comment,
        status=Status(_string(cells, "status")),
        language=_string(cells, "language"),
        duplicate_of=_string(cells, "duplicate_of"),
        sentiment=None if cells["sentiment"] is None else _real(cells, "sentiment"),
        stance=_stance_of(cells, codebook) if cells["stance"] else None,
        failure=_string(cells, "failure"),
    )


def _stance_of(cells: Cells, codebook: Codebook) -> Stance:
    has_evidence = cells["evidence_start"] is not None
    return Stance(
        target=_string(cells, "target"),
        primary=_string(cells, "stance"),
        codes=tuple(_string(cells, "stances").split(";")),
        probabilities=tuple(_real(cells, f"p_{name}") for name in codebook.names),
        confidence=_real(cells, "confidence"),
        abstained=bool(cells["abstained"]),
        evidence=_span(cells, "evidence", "evidence_start", "evidence_end")
        if has_evidence
        else None,
    )


def claim_of(cells: Cells) -> Claim:
    """Read a claim back from its row."""
    return Claim(
        claim_id=_string(cells, "claim_id"),
        document_kind=DocumentKind(_string(cells, "document_kind")),
        document_id=_string(cells, "document_id"),
        span=_span(cells, "text", "start", "end"),
        kind=ClaimKind(_string(cells, "kind")),
        confidence=_real(cells, "confidence"),
        stance=_string(cells, "stance"),
        speaker=_string(cells, "speaker"),
    )


def mention_of(cells: Cells) -> Mention:
    """Read a mention back from its row."""
    return Mention(
        document_kind=DocumentKind(_string(cells, "document_kind")),
        document_id=_string(cells, "document_id"),
        article_id=_string(cells, "article_id"),
        span=_span(cells, "text", "start", "end"),
        label=_string(cells, "label"),
        entity_id=_string(cells, "entity_id"),
    )


def quote_of(cells: Cells) -> Quote:
    """Read a quote back from its row."""
    has_cue, has_speaker, has_name = (
        cells[f"{part}_start"] is not None for part in ("cue", "speaker", "name")
    )
    return Quote(
        quote_id=_string(cells, "quote_id"),
        document_kind=DocumentKind(_string(cells, "document_kind")),
        document_id=_string(cells, "document_id"),
        content=_span(cells, "text", "start", "end"),
        kind=QuoteKind(_string(cells, "kind")),
        cue=_span(cells, "cue", "cue_start", "cue_end") if has_cue else None,
        speaker=_span(cells, "speaker", "speaker_start", "speaker_end") if has_speaker else None,
        entity_id=_string(cells, "entity_id"),
        stance=_string(cells, "stance"),
        speaker_basis=SpeakerBasis(_string(cells, "speaker_basis")),
        name=_span(cells, "name", "name_start", "name_end") if has_name else None,
        commenter=_string(cells, "commenter"),
        taken_from=_passage_of(cells) if cells["source_kind"] else None,
    )


def _passage_of(cells: Cells) -> Passage:
    return Passage(
        document_kind=DocumentKind(_string(cells, "source_kind")),
        document_id=_string(cells, "source_document_id"),
        start=_integer(cells, "source_start"),
        end=_integer(cells, "source_end"),
    )
