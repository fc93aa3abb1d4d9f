"""The discourse network: who says which key point, in agreement or disagreement, and when.

After Leifeld's discourse network analysis: a *statement* is what a speaker in an article says (a
claim inside a quote, or a quote without one), its *concept* the key point of the readers that says
the same, its *actor* the speaker's entity. Readers can be actors too, as groups by stance.

A statement that is near a key point agrees with it. That its own stance to the target is the
opposite of the key point's does not make it disagree, since it is then mostly the stance that is
wrong (benchmarks/discourse.py counts how often); such an edge is marked as doubtful. Where no key
point is near, but the statement is for or against the target, the target itself is its concept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from stancemap.maps.opposition import is_in_favour, relation_between
from stancemap.maps.remembered import RememberingEncoder
from stancemap.maps.sample import sampled
from stancemap.maps.settings import DiscourseSettings
from stancemap.maps.summaries import month_in
from stancemap.maps.voices import Voice
from stancemap.records import (
    DocumentKind,
    Entity,
    KeyPoint,
    Quote,
    RelationKind,
    TaggedArticle,
)
from stancemap.tag.encoder import Encoder, unit_rows

# A mean of few claims says more about them than about their target: it counts as n / (n + 3).
_MEAN_WEIGHT = 3


class ActorKind(StrEnum):
    """Who makes statements."""

    SPEAKER = "speaker"
    """Somebody quoted in an article."""
    READERS = "readers"
    """All commenters who take a stance."""


class SignBasis(StrEnum):
    """What a statement's sign rests on."""

    WORDS = "words"
    """It says much the same as the key point; its own stance tells nothing."""
    STANCE = "stance"
    """It says the same and has the key point's stance; or it is for or against the target."""
    DOUBTFUL = "doubtful"
    """It says much the same as the key point, but its own stance is the opposite."""
    OWN = "own claim"
    """It is one of the claims that make up the key point."""
    REPLY = "reply"
    """It attacks or supports a claim of the key point."""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """What an actor says in a document; without a `concept` no edge of the network.

    The concept is the words of the key point `key_point_id`, or without one the target. `agreement`
    is None where there is no concept. `date` is the article's or comment's, `similarity` the cosine
    of the statement and the middle of the key point's claims.
    """

    statement_id: str
    document_kind: DocumentKind
    document_id: str
    date: str
    actor_kind: ActorKind
    entity_id: str
    actor: str
    label: str
    text: str
    stance: str = ""
    key_point_id: str = ""
    concept: str = ""
    agreement: bool | None = None
    basis: SignBasis | None = None
    similarity: float | None = None

    @property
    def month(self) -> str:
        """The month of the date as `YYYY-MM`, `unknown` without one."""
        return month_in(self.date)


def statements_of_articles(
    articles: Sequence[TaggedArticle], quotes: Iterable[Quote], entities: Iterable[Entity]
) -> list[Statement]:
    """List what the speakers of articles say, as far as they are entities, sorted.

    `quotes` are those with an `entity_id`, of all documents.
    """
    names = {entity.entity_id: entity for entity in entities}
    by_id = {tagged.article.article_id: tagged for tagged in articles}
    spoken = [
        quote
        for quote in quotes
        if quote.document_kind is DocumentKind.ARTICLE and quote.entity_id in names
    ]
    # Of quotes within quotes the innermost has the say: it comes last.
    spoken.sort(key=lambda quote: (quote.content.start - quote.content.end, quote.quote_id))
    found = {
        statement.statement_id: statement
        for quote in spoken
        for statement in _said(quote, names[quote.entity_id], by_id[quote.document_id])
    }
    return [found[name] for name in sorted(found)]


def _said(quote: Quote, entity: Entity, tagged: TaggedArticle) -> Iterator[Statement]:
    content = quote.content
    inside = [
        claim
        for claim in tagged.claims
        if content.start <= claim.span.start and claim.span.end <= content.end
    ]
    whole = Statement(
        statement_id=quote.quote_id,
        document_kind=DocumentKind.ARTICLE,
        document_id=quote.document_id,
        date=tagged.article.published,
        actor_kind=ActorKind.SPEAKER,
        entity_id=entity.entity_id,
        actor=entity.name,
        label=entity.label,
        text=content.text,
        stance=quote.stance,
    )
    if not inside:
        yield whole
    for claim in inside:
        stance = claim.stance or quote.stance
        yield replace(whole, statement_id=claim.claim_id, text=claim.span.text, stance=stance)


def with_concepts(
    statements: Sequence[Statement],
    targets: Mapping[str, str],
    said: Iterable[Voice],
    key_points: Sequence[KeyPoint],
    encoder: Encoder,
    settings: DiscourseSettings = DiscourseSettings(),  # noqa: B008 - frozen
) -> list[Statement]:
    """Give each statement the key point that says the same, or else the target that it sides on.

    Args:
        statements: what is said in articles.
        targets: the target of each article, by its id.
        said: the claims of readers, of which some make the key points.
        key_points: the key points, and the single claims that stand in for some.
        encoder: turns texts into vectors.
        settings: how near is near enough.
    """
    by_target: defaultdict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        by_target[targets.get(one.document_id, "")].append(one)
    by_readers: defaultdict[str, list[Voice]] = defaultdict(list)
    for voice in said:
        if voice.target in by_target:
            by_readers[voice.target].append(voice)
    points: defaultdict[str, list[KeyPoint]] = defaultdict(list)
    for point in key_points:
        points[point.target].append(point)
    matched = [
        one
        for target, own in sorted(by_target.items())
        for one in (
            _matched(own, by_readers[target], points[target], encoder, settings)
            if points[target]
            else own
        )
    ]
    sided = [_sided(one, targets.get(one.document_id, "")) for one in matched]
    return sorted(sided, key=lambda one: one.statement_id)


def _sided(statement: Statement, target: str) -> Statement:
    favour = is_in_favour(statement.stance)
    if statement.concept or favour is None or not target:
        return statement
    return replace(statement, concept=target, agreement=favour, basis=SignBasis.STANCE)


def _matched(
    statements: Sequence[Statement],
    said: Sequence[Voice],
    points: Sequence[KeyPoint],
    encoder: Encoder,
    settings: DiscourseSettings,
) -> list[Statement]:
    encoder = RememberingEncoder(encoder)
    sample = sampled(said, settings.sample_size)
    vectors = encoder.encode([voice.text for voice in sample])
    common = vectors.mean(axis=0, keepdims=True) * (len(said) / (len(said) + _MEAN_WEIGHT))
    most = None if len(sample) == len(said) else settings.claims_per_point
    makes = {name for point in points for name in point.claim_ids[:most]}
    making = {voice.claim_id: voice for voice in said if voice.claim_id in makes}
    claims = [[making[n].text for n in p.claim_ids[:most] if n in making] for p in points]
    about = (unit_rows(encoder.encode(texts) - common) for texts in claims)
    middles = unit_rows(np.stack([rows.sum(axis=0) for rows in about]))
    spoken = encoder.encode([" ".join(one.text.split()) for one in statements])
    known = [bool(row.any()) for row in spoken]
    near = unit_rows(spoken - common) @ middles.T
    found = []
    for one, row, is_known in zip(statements, near, known, strict=True):
        best = int(row.argmax())
        similarity = round(float(row[best]), 4)
        close = is_known and similarity >= settings.similarity
        found.append(_signed(one, points[best], similarity) if close else one)
    return found


def _signed(statement: Statement, point: KeyPoint, similarity: float) -> Statement:
    match relation_between(point.stance, statement.stance):
        case RelationKind.SUPPORT:
            basis = SignBasis.STANCE
        case RelationKind.ATTACK:
            basis = SignBasis.DOUBTFUL
        case _:
            basis = SignBasis.WORDS
    return replace(
        statement,
        key_point_id=point.key_point_id,
        concept=point.text,
        agreement=True,
        basis=basis,
        similarity=similarity,
    )
