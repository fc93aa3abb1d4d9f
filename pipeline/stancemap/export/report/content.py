"""What the report is made from: records as the other rooms make them, and plain numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stancemap.codebook import Codebook
from stancemap.maps.answer_voices import AnsweredVoice
from stancemap.maps.answers import Answer
from stancemap.maps.summaries import Summaries
from stancemap.records import (
    ArgumentMap,
    Article,
    Entity,
    KeyPoint,
    Mention,
    Quote,
    Reject,
    TaggedComment,
)
from stancemap.tables import EntityCounts


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of ledger.csv; `balance` is the sum that it is part of."""

    stage: str
    outcome: str
    count: int
    balance: str = ""


@dataclass(frozen=True, slots=True)
class ScoredEntity:
    """An entity with its counts."""

    entity: Entity
    counts: EntityCounts


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured quality of a model, or a version: name, value and what it means."""

    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything the report may show; the page decides how much of it there is room for."""

    title: str
    codebook: Codebook
    files: Sequence[str] = ()
    articles: Sequence[Article] = ()
    comments: Sequence[TaggedComment] = ()
    rejects: Sequence[Reject] = ()
    ledger: Sequence[LedgerLine] = ()
    summaries: Summaries = field(default_factory=lambda: Summaries((), (), (), ()))
    key_points: Sequence[KeyPoint] = ()
    argument_map: ArgumentMap = field(default_factory=ArgumentMap)
    entities: Sequence[ScoredEntity] = ()
    mentions: Iterable[Mention] = ()
    quotes: Sequence[Quote] = ()
    answers: Sequence[Answer] = ()
    answered: Sequence[AnsweredVoice] = ()
    measured: Sequence[Figure] = ()
    versions: Sequence[Figure] = ()
    article_claims: int = 0
