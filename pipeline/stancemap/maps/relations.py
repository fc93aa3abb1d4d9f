"""Support, attack and undercut between claims, and added up between key points.

Three signs are read. Reply: who answers whom, and whether the reply agrees; its first words say so
("Exactly", "I disagree"), or else the stances of both comments, where the codes have sides. Cue:
"because", "therefore", "only if" and the like between two neighbouring claims of one comment.
Model: where no cue stands, a trained model says which claim of a comment is a reason for another
nearby (link_model.py), and its calibrated probability is the confidence.

Elsewhere confidence is the product of how sure the sign is and, for replies, of how sure it is that
this claim of the parent is meant. The sign of two stances is as sure as both stances are
(calibrated probabilities), times a prior for the claim following the comment's stance. The priors
are our judgement, no measurement, as is the aim: a half, and more the more alike both claims are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from stancemap.maps.cues import Answer, Direction, answer_of
from stancemap.maps.link_features import ClaimsInText
from stancemap.maps.link_model import LinkModel
from stancemap.maps.opposition import relation_between
from stancemap.maps.similar import blocks
from stancemap.maps.voices import in_order, is_decided, own_claims
from stancemap.records import (
    Claim,
    KeyPoint,
    Relation,
    RelationBasis,
    RelationKind,
    Status,
    TaggedComment,
)
from stancemap.tag.encoder import Encoder

_OPPOSED = 0.8
_SAME_SIDE = 0.6
_AIM_AT_LEAST = 0.5
# By judgement, like the two priors above: fainter arrows clutter a map more than they tell.
_FLOOR = 0.3
# By reading the demo's: of fainter links of the model hardly any second one is right.
_MODEL_FLOOR = 0.4
_REPLIES_AT_ONCE = 2048
_COMMENTS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A reply and its parent, both with claims, and what the reply does to the parent."""

    claims: tuple[Claim, ...]
    parent_claims: tuple[Claim, ...]
    answer: Answer


def find_relations(
    comments: Iterable[TaggedComment],
    encoder: Encoder | None = None,
    links: LinkModel | None = None,
) -> list[Relation]:
    """Find the relations between the claims of comments, which are those of whole threads.

    With an encoder a claim of a reply is aimed at the parent's most similar claim, without one at
    the parent's surest. With a model of links the claims of one comment are linked where no cue
    stands between them. Nothing acts on itself.
    """
    tagged = [one for one in in_order(comments) if one.status is Status.TAGGED]
    exchanges = list(_exchanges(tagged))
    inside = (*_from_cues(tagged), *(_from_model(tagged, links) if links else ()))
    return sorted(_added_up((*_from_replies(exchanges, encoder), *inside)))


def between_key_points(
    between_claims: Iterable[Relation], key_points: Iterable[KeyPoint]
) -> list[Relation]:
    """Add relations between claims up to relations between the key points that they make.

    `count` is the number of pairs of claims and the confidence that at least one of them is right,
    taking their errors as independent.
    """
    groups = [point for point in key_points if not point.is_single]
    point_of = {claim: point.key_point_id for point in groups for claim in point.claim_ids}
    return _added_up(_lifted(between_claims, point_of))


def _exchanges(tagged: Iterable[TaggedComment]) -> Iterator[_Exchange]:
    by_id = {one.comment.comment_id: one for one in tagged}
    for one in by_id.values():
        parent = by_id.get(one.comment.parent_id)
        if parent is None or parent is one:
            continue
        claims, parent_claims = own_claims(one), own_claims(parent)
        answer = (answer_of(one.comment.text) or _by_stance(one, parent)) if claims else None
        if answer is not None and parent_claims:
            yield _Exchange(claims, parent_claims, answer)


def _by_stance(reply: TaggedComment, parent: TaggedComment) -> Answer | None:
    """Compare the stances of a reply and its parent to one target."""
    if not (is_decided(reply) and is_decided(parent) and reply.stance and parent.stance):
        return None
    kind = relation_between(reply.stance.primary, parent.stance.primary)
    if kind is None or reply.stance.target != parent.stance.target:
        return None
    prior = _OPPOSED if kind is RelationKind.ATTACK else _SAME_SIDE
    return Answer(kind, prior * reply.stance.confidence * parent.stance.confidence)


def _from_replies(exchanges: Sequence[_Exchange], encoder: Encoder | None) -> Iterator[Relation]:
    for block in blocks(len(exchanges), _REPLIES_AT_ONCE):
        likeness = _likeness(exchanges[block], encoder) if encoder else {}
        for exchange in exchanges[block]:
            yield from _aimed(exchange, likeness)


def _likeness(exchanges: Sequence[_Exchange], encoder: Encoder) -> Mapping[tuple[str, str], float]:
    """Compare each claim of a reply with each of its parent."""
    claims = {
        claim.claim_id: claim
        for exchange in exchanges
        for claim in (*exchange.claims, *exchange.parent_claims)
    }
    vectors = encoder.encode([claim.span.text for claim in claims.values()])
    row_of = {claim_id: row for row, claim_id in enumerate(claims)}
    return {
        (claim.claim_id, other.claim_id): round(
            float(vectors[row_of[claim.claim_id]] @ vectors[row_of[other.claim_id]]), 4
        )
        for exchange in exchanges
        for claim in exchange.claims
        for other in exchange.parent_claims
    }


def _aimed(exchange: _Exchange, likeness: Mapping[tuple[str, str], float]) -> Iterator[Relation]:
    for claim in exchange.claims:
        aims = [
            (likeness.get((claim.claim_id, other.claim_id), 0.0), other.confidence, other.claim_id)
            for other in exchange.parent_claims
        ]
        alike, _, aim = max(aims)
        sureness = _AIM_AT_LEAST + (1 - _AIM_AT_LEAST) * min(1.0, max(0.0, alike))
        confidence = exchange.answer.confidence * sureness
        if confidence >= _FLOOR:
            yield Relation(
                claim.claim_id, aim, exchange.answer.kind, RelationBasis.REPLY, confidence
            )


def _from_cues(tagged: Iterable[TaggedComment]) -> Iterator[Relation]:
    for one in tagged:
        claims = own_claims(one)
        for first, link in _in_text(one, claims).cues():
            earlier, later = claims[first : first + 2]
            onward = link.direction is Direction.ON_LATER
            source, aim = (earlier, later) if onward else (later, earlier)
            yield Relation(
                source.claim_id, aim.claim_id, link.kind, RelationBasis.CUE, link.confidence
            )


def _from_model(tagged: Iterable[TaggedComment], links: LinkModel) -> Iterator[Relation]:
    several = [(one, claims) for one in tagged if len(claims := own_claims(one)) > 1]
    for block in blocks(len(several), _COMMENTS_AT_ONCE):
        texts = [_in_text(one, claims) for one, claims in several[block]]
        for (_, claims), found in zip(several[block], links.find_links(texts), strict=True):
            for link in (one for one in found if one.probability >= _MODEL_FLOOR):
                source, aim = claims[link.source], claims[link.aim]
                yield Relation(
                    source.claim_id,
                    aim.claim_id,
                    RelationKind.SUPPORT,
                    RelationBasis.MODEL,
                    link.probability,
                )


def _in_text(one: TaggedComment, claims: Iterable[Claim]) -> ClaimsInText:
    return ClaimsInText(one.comment.text, tuple(claim.span for claim in claims))


def _lifted(relations: Iterable[Relation], point_of: Mapping[str, str]) -> Iterator[Relation]:
    """Replace claims by the key points that they make, where both make one."""
    for relation in relations:
        source, aim = point_of.get(relation.source_id), point_of.get(relation.target_id)
        if source is not None and aim is not None:
            yield replace(relation, source_id=source, target_id=aim)


def _added_up(relations: Iterable[Relation]) -> list[Relation]:
    """Make one relation of those with the same ends, kind and basis; drop self-loops."""
    alike: defaultdict[tuple[str, str, RelationKind, RelationBasis], list[Relation]]
    alike = defaultdict(list)
    for relation in relations:
        if relation.source_id != relation.target_id:
            ends = (relation.source_id, relation.target_id, relation.kind, relation.basis)
            alike[ends].append(relation)
    return [
        Relation(*ends, _at_least_one(together), sum(one.count for one in together))
        for ends, together in alike.items()
    ]


def _at_least_one(relations: Iterable[Relation]) -> float:
    # Sorted, because a product of floats depends on their order.
    return round(1 - prod(sorted(1 - relation.confidence for relation in relations)), 6)
