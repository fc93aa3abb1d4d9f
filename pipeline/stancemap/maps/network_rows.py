"""The tables of the discourse network: statements, ties, pairs, and the matrix of all."""

from collections import Counter

from stancemap.maps.discourse import ActorKind, Statement
from stancemap.maps.network import Actor, Concept, DiscourseNetwork, Pair, Tie
from stancemap.tables import CellType, Column, Row, Table


def _text(name: str, meaning: str, of: str = "") -> Column:
    return Column(name, CellType.STRING, meaning, of)


def _whole(name: str, meaning: str) -> Column:
    return Column(name, CellType.INTEGER, meaning)


_ACTOR = (
    _text("actor_kind", "speaker of an article, or readers of one stance together"),
    _text("entity_id", "the actor as an entity, empty for readers", "entities.entity_id"),
    _text("actor", "who says it"),
)

STATEMENTS = Table(
    "statements",
    "statement: what a speaker in an article says, as a claim, or as a quote without one",
    (
        _text("statement_id", "id of the claim or quote"),
        _text("document_kind", "article, or comment for readers"),
        _text("document_id", "id of the article or comment"),
        _text("date", "date of the article or comment, ISO 8601"),
        *_ACTOR,
        _text("label", "kind of entity, as spaCy names it"),
        _text("text", "the words"),
        _text("stance", "stance of the words to the target, empty where the tagger is unsure"),
        _text("key_point_id", "key point that says the same", "key_points.key_point_id"),
        _text(
            "concept", "its words; without one the target, where the words are for or against it"
        ),
        _whole("agreement", "1 agrees with the concept, 0 disagrees; empty without one"),
        _text(
            "basis",
            "what the sign rests on: words (alike), stance (the same one too, or for or against the"
            " target), doubtful (alike, but of the opposite stance), own claim, reply",
        ),
        Column(
            "similarity",
            CellType.NUMBER,
            "cosine of the words and the middle of the key point's claims",
        ),
    ),
    key="statement_id",
)

COUNTS = Table(
    "discourse_counts",
    "actor, key point and month",
    (
        *_ACTOR,
        _text("concept_id", "the key point, or the target itself"),
        _text("concept", "its words"),
        _text("month", "YYYY-MM, unknown without a date"),
        _whole("n_agree", "statements that agree"),
        _whole("n_disagree", "statements that disagree"),
    ),
)

_PAIR = (
    _text("actor", "one of the two"),
    _text("other", "the other"),
    _text("period", "month as YYYY-MM, unknown without a date, or all"),
)
_SHARE = Column(
    "share",
    CellType.NUMBER,
    "n_concepts / mean number of key points that the two speak of in the period",
)

CONGRUENCE = Table(
    "actor_congruence",
    "two actors on one side",
    (*_PAIR, _whole("n_concepts", "key points that both agree or both disagree with"), _SHARE),
)

CONFLICT = Table(
    "actor_conflict",
    "two actors on opposite sides",
    (*_PAIR, _whole("n_concepts", "key points that one agrees and one disagrees with"), _SHARE),
)


def statement_row(one: Statement) -> Row:
    """Make the row of a statement."""
    return (
        one.statement_id,
        one.document_kind.value,
        one.document_id,
        one.date,
        one.actor_kind.value,
        one.entity_id,
        one.actor,
        one.label,
        one.text,
        one.stance,
        one.key_point_id,
        one.concept,
        None if one.agreement is None else int(one.agreement),
        one.basis.value if one.basis else "",
        one.similarity,
    )


def tie_row(tie: Tie) -> Row:
    """Make the row of a tie."""
    actor = tie.actor
    entity_id = actor.actor_id if actor.kind is ActorKind.SPEAKER else ""
    concept = tie.concept.concept_id, tie.concept.text
    return (
        actor.kind.value,
        entity_id,
        actor.name,
        *concept,
        tie.month,
        tie.n_agree,
        tie.n_disagree,
    )


def pair_row(pair: Pair) -> Row:
    """Make the row of a pair."""
    return (pair.one.name, pair.other.name, pair.period, pair.n_concepts, pair.share)


def matrix(network: DiscourseNetwork) -> tuple[Table, list[Row]]:
    """Return actors by key points: statements that agree less those that disagree, 0 for none."""
    balance: Counter[tuple[Actor, Concept]] = Counter()
    for tie in network.ties:
        balance[tie.actor, tie.concept] += tie.n_agree - tie.n_disagree
    columns = tuple(
        _whole(concept.concept_id, concept.text or "key point") for concept in network.concepts
    )
    table = Table("affiliation_matrix", "actor", (_text("actor", "who"), *columns))
    rows: list[Row] = [
        (actor.name, *(balance[actor, concept] for concept in network.concepts))
        for actor in network.actors
    ]
    return table, rows
