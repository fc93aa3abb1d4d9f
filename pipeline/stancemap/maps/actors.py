"""The stance profile of actors: what they say in articles, and which side names them below."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.codebook import Codebook
from stancemap.maps.discourse import Statement
from stancemap.maps.intervals import Proportion
from stancemap.maps.summaries import ABSTAINED, StanceCount, count_stances, naming_comments
from stancemap.maps.voices import Vote
from stancemap.records import DocumentKind, Entity, Mention, Quote
from stancemap.tables import Cell, CellType, Column, Row, Table

FEWEST_OF_ACTOR = 3
"""Who is not quoted is an actor only where so many comments name it."""

_ACTOR_LABELS = frozenset({"PERSON", "ORG", "NORP", "GPE"})


@dataclass(frozen=True, slots=True)
class ActorProfile:
    """An actor: what it says in articles, and the stances of the comments that name it."""

    entity: Entity
    n_articles: int
    n_quotes: int
    n_statements: int
    n_key_points: int
    said: Mapping[str, int]
    counts: Sequence[StanceCount]
    n_comments: int
    n_authors: int


def actor_profiles(
    entities: Sequence[Entity],
    mentions: Iterable[Mention],
    quotes: Iterable[Quote],
    statements: Iterable[Statement],
    votes: Sequence[Vote],
    codebook: Codebook,
) -> list[ActorProfile]:
    """Profile who is quoted in an article, and whom some comments name; by entity id.

    The stances are those of the comments that name an actor, counted as in
    `summary_by_entity`, whatever they say of the actor itself.
    """
    quoted: Counter[str] = Counter()
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for quote in quotes:
        if quote.document_kind is DocumentKind.ARTICLE and quote.entity_id:
            quoted[quote.entity_id] += 1
            articles[quote.entity_id].add(quote.document_id)
    said: defaultdict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        said[one.entity_id].append(one)
    named = naming_comments(votes, mentions)
    return [
        _profile(entity, quoted[entity.entity_id], articles[entity.entity_id],
                 said[entity.entity_id], count_stances(named[entity.entity_id], codebook))
        for entity in sorted(entities, key=lambda entity: entity.entity_id)
        if quoted[entity.entity_id]
        or (entity.label in _ACTOR_LABELS and len(named[entity.entity_id]) >= FEWEST_OF_ACTOR)
    ]  # fmt: skip


def _profile(
    entity: Entity,
    n_quotes: int,
    articles: set[str],
    said: Sequence[Statement],
    counts: Sequence[StanceCount],
) -> ActorProfile:
    return ActorProfile(
        entity=entity,
        n_articles=len(articles),
        n_quotes=n_quotes,
        n_statements=len(said),
        n_key_points=len({one.key_point_id for one in said if one.key_point_id}),
        said=Counter(one.stance or ABSTAINED for one in said),
        counts=counts,
        n_comments=counts[0].comments.total,
        n_authors=counts[0].authors.total,
    )


def _whole(name: str, meaning: str) -> Column:
    return Column(name, CellType.INTEGER, meaning)


def _number(name: str, meaning: str) -> Column:
    return Column(name, CellType.NUMBER, meaning)


def actors_table(codebook: Codebook) -> Table:
    """Describe actors.csv, with columns for each code."""
    codes = (*codebook.names, ABSTAINED)
    columns = [
        Column("entity_id", CellType.STRING, "id of the entity", "entities.entity_id"),
        Column("name", CellType.STRING, "its fullest name"),
        Column("label", CellType.STRING, "kind of entity, as spaCy names it"),
        _whole("n_articles", "articles that quote it"),
        _whole("n_quotes", "its quotes in articles"),
        _whole("n_claims", "what it says there: claims in its quotes, and quotes without a claim"),
        _whole("n_key_points", "key points of readers that say the same as one of them"),
    ]
    columns += [
        _whole(f"n_said_{_slug(code)}", f"those of n_claims whose stance is {code}")
        for code in codes
    ]
    columns += [
        _whole("n_comments", "tagged comments that name it"),
        _whole("n_authors", "commenters who name it; unnamed ones count once per comment"),
    ]
    for code in codes:
        slug = _slug(code)
        columns += [
            _whole(f"n_{slug}", f"those of n_comments whose stance to the target is {code}"),
            _number(f"share_{slug}", f"n_{slug} / n_comments, empty without comments"),
            _number(f"share_{slug}_low", "lower end of its 95 % interval (Wilson)"),
            _number(f"share_{slug}_high", "upper end"),
            _whole(f"n_authors_{slug}", f"commenters most of whose comments on it are {code}"),
            _number(f"share_authors_{slug}", f"n_authors_{slug} / n_authors"),
            _number(f"share_authors_{slug}_low", "lower end of its 95 % interval (Wilson)"),
            _number(f"share_authors_{slug}_high", "upper end"),
        ]
    grain = f"actor: who is quoted in an article, or named by {FEWEST_OF_ACTOR} or more comments"
    return Table("actors", grain, tuple(columns), key="entity_id")


def actor_row(profile: ActorProfile) -> Row:
    """Make the row of an actor."""
    entity = profile.entity
    cells: list[Cell] = [
        entity.entity_id,
        entity.name,
        entity.label,
        profile.n_articles,
        profile.n_quotes,
        profile.n_statements,
        profile.n_key_points,
        *(profile.said.get(count.stance, 0) for count in profile.counts),
        profile.n_comments,
        profile.n_authors,
    ]
    shares: list[Cell] = [
        cell for one in profile.counts for cell in (*_cells(one.comments), *_cells(one.authors))
    ]
    return (*cells, *shares)


def _cells(found: Proportion) -> Row:
    if not found.total:
        return (0, None, None, None)
    return (found.count, found.share, found.low, found.high)


def _slug(code: str) -> str:
    return "unsure" if code == ABSTAINED else code
