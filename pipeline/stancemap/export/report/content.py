"""What the report is made from: records as the other rooms make them, and plain numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from stancemap.codebook import Codebook
from stancemap.export.report.census import Census
from stancemap.export.report.documents import Documents, InMemory
from stancemap.maps.answer_voices import AnsweredVoice
from stancemap.maps.answers import Answer
from stancemap.maps.summaries import Summaries
from stancemap.maps.voices import Voice, voices
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
    """Everything the report may show; the page decides how much of it there is room for.

    Of comments there may be a million: they are counted in `census`, `voices` are their claims
    without words, and `documents` has those that are shown.
    """

    title: str
    codebook: Codebook
    files: Sequence[str] = ()
    articles: Sequence[Article] = ()
    census: Census = field(default_factory=Census)
    voices: Sequence[Voice] = ()
    documents: Documents = field(default_factory=InMemory)
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

    def holding(self, comments: Sequence[TaggedComment]) -> "ReportContent":
        """Return this content with some comments that fit into memory."""
        census = Census()
        census.add(comments)
        return replace(
            self, census=census, voices=voices(comments), documents=InMemory(tuple(comments))
        )
