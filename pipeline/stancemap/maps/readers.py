"""What readers say in the discourse network: their claims that make key points, and replies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stancemap.maps.discourse import ActorKind, SignBasis, Statement
from stancemap.maps.voices import Voice
from stancemap.records import DocumentKind, KeyPoint, Relation, RelationKind


@dataclass(frozen=True, slots=True)
class ReaderStatement:
    """A reader's claim that agrees or disagrees with a key point, its words still unread."""

    statement_id: str
    voice: Voice
    point: KeyPoint
    agreement: bool
    basis: SignBasis

    def in_full(self) -> Statement:
        """Read its words."""
        return Statement(
            statement_id=self.statement_id,
            document_kind=DocumentKind.COMMENT,
            document_id=self.voice.vote.comment_id,
            date=self.voice.vote.posted,
            actor_kind=ActorKind.READERS,
            entity_id="",
            actor=actor_of(self.voice.stance),
            label=ActorKind.READERS.value,
            text=self.voice.text,
            stance=self.voice.stance,
            key_point_id=self.point.key_point_id,
            concept=self.point.text,
            agreement=self.agreement,
            basis=self.basis,
        )


def actor_of(stance: str) -> str:
    """Name the readers who take a stance, as one actor."""
    return f"readers: {stance}"


def statements_of_readers(
    said: Iterable[Voice],
    key_points: Iterable[KeyPoint],
    relations: Sequence[Relation],
) -> list[ReaderStatement]:
    """List what readers say, grouped by stance: their claims that make key points, and replies.

    A claim agrees with the key point that it is part of. One that attacks, undercuts or supports
    a claim of a key point of its target disagrees or agrees with that one. Only comments with a
    sure stance count. Sorted by id.
    """
    points = {
        name: point for point in key_points for name in (*point.claim_ids, point.key_point_id)
    }
    replies = [one for one in relations if one.target_id in points]
    replying = {one.source_id for one in replies}
    found: dict[str, ReaderStatement] = {}
    sources: dict[str, Voice] = {}
    for voice in said:
        if voice.is_sure and voice.claim_id in points:
            point, name = points[voice.claim_id], voice.claim_id
            found[name] = ReaderStatement(name, voice, point, agreement=True, basis=SignBasis.OWN)
        if voice.is_sure and voice.claim_id in replying:
            sources[voice.claim_id] = voice
    for one in replies:
        point = points[one.target_id]
        if one.source_id in sources and points.get(one.source_id) is not point:
            name, agrees = f"{one.source_id}→{point.key_point_id}", one.kind is RelationKind.SUPPORT
            found[name] = ReaderStatement(
                name, sources[one.source_id], point, agreement=agrees, basis=SignBasis.REPLY
            )
    return [found[name] for name in sorted(found)]
