"""Summaries: how many comments and commenters take which stance, per group, with intervals.

Long form, one line per group and stance: every spreadsheet can filter, chart and pivot it, and a
codebook of any size fits. Within a group every code has its line, also with a count of zero, and
comments on which the stance tagger abstained have one of their own, so the lines add up to the
tagged comments of the group. Only entities, of which there are many, go without lines of zero
comments and without groups of few comments. A commenter counts once per group: under the stance
that most of their comments there take, a comment without a side counting only where there is no
other. So the authors of a group's lines add up, too, but for an entity's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypeAlias

from stancemap.codebook import Codebook
from stancemap.maps.intervals import Proportion, proportion
from stancemap.maps.voices import Vote, author_of
from stancemap.records import Article, DocumentKind, Entity, Mention
from stancemap.tables import CellType, Column, EntityCounts, Row, Table

ABSTAINED = "(abstained)"
"""Stands for the stance where the tagger abstained; no code of a codebook can be named so."""

UNKNOWN_MONTH = "unknown"
"""Stands for the month of a comment without a date."""

FEWEST_OF_ENTITY = 3
"""Entities that fewer comments on a target name have no line in `summary_by_entity`."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True, slots=True)
class StanceCount:
    """One stance in a group: the comments that take it, and the authors who mostly do."""

    stance: str
    comments: Proportion
    authors: Proportion
    share_decided: float | None
    mean_sentiment: float | None


_Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Tagged comments with something in common, the cells of `key`, counted by stance."""

    key: _Key
    counts: tuple[StanceCount, ...]


@dataclass(frozen=True, slots=True)
class Summaries:
    """The four summaries; groups are sorted by key."""

    by_stance: tuple[Group, ...]
    by_article: tuple[Group, ...]
    by_month: tuple[Group, ...]
    by_entity: tuple[Group, ...]

    def rows(self) -> tuple[list[Row], ...]:
        """Return the rows of each of `SUMMARY_TABLES`."""
        every = (self.by_stance, self.by_article, self.by_month, self.by_entity)
        return tuple([row for group in groups for row in _rows_of(group)] for groups in every)


def _column(name: str, meaning: str, of: str = "") -> Column:
    return Column(name, CellType.STRING, meaning, of)


_TARGET = _column("target", "the thing under debate")
_COUNTS = (
    _column("stance", f"code of the codebook, or {ABSTAINED} where the tagger is too unsure"),
    Column("n_comments", CellType.INTEGER, "tagged comments of the group with this stance"),
    Column("of_comments", CellType.INTEGER, "tagged comments of the group in all"),
    Column("share", CellType.NUMBER, "n_comments / of_comments"),
    Column("share_low", CellType.NUMBER, "lower end of its 95 % interval (Wilson)"),
    Column("share_high", CellType.NUMBER, "upper end"),
    Column(
        "share_decided",
        CellType.NUMBER,
        "n_comments / comments on which the tagger did not abstain; empty for none",
    ),
    Column(
        "n_authors",
        CellType.INTEGER,
        "commenters most of whose comments in the group take this stance, each counted once;"
        " the code for no stance counts where an author has no other, a tie goes to the more"
        " confident stance; unnamed ones count once per comment",
    ),
    Column("of_authors", CellType.INTEGER, "commenters of the group in all"),
    Column("share_authors", CellType.NUMBER, "n_authors / of_authors"),
    Column("share_authors_low", CellType.NUMBER, "lower end of its 95 % interval (Wilson)"),
    Column("share_authors_high", CellType.NUMBER, "upper end"),
    Column(
        "mean_sentiment", CellType.NUMBER, "mean VADER compound of these comments, empty for none"
    ),
)

SUMMARY_TABLES = (
    Table("summary_by_stance", "target and stance", (_TARGET, *_COUNTS)),
    Table(
        "summary_by_article",
        "article, target and stance",
        (
            _column("article_id", "the article commented on", "articles.article_id"),
            _column("title", "its headline"),
            _TARGET,
            *_COUNTS,
        ),
    ),
    Table(
        "summary_by_month",
        "target, month and stance",
        (_TARGET, _column("month", f"YYYY-MM, {UNKNOWN_MONTH} without a date"), *_COUNTS),
    ),
    Table(
        "summary_by_entity",
        f"entity named by {FEWEST_OF_ENTITY} or more comments on a target, target and stance"
        " that occurs",
        (
            _column("entity_id", "the entity that the comments name", "entities.entity_id"),
            _column("name", "its fullest name"),
            _TARGET,
            *_COUNTS,
        ),
    ),
)
"""The tables that `Summaries.rows` fills, in the same order; they fit every codebook."""


def summarise(
    votes: Sequence[Vote],
    articles: Sequence[Article],
    mentions: Iterable[Mention],
    entities: Sequence[Entity],
    codebook: Codebook,
) -> Summaries:
    """Count comments and their authors by stance, per target, article, month and entity.

    `mentions` are those with an `entity_id`. An entity's groups hold the comments that name it.
    """
    titles = {article.article_id: article.title for article in articles}
    names = {entity.entity_id: entity.name for entity in entities}

    def of_article(vote: Vote) -> _Key:
        return (vote.article_id, titles.get(vote.article_id, ""), vote.target)

    naming = (
        ((entity_id, names.get(entity_id, ""), vote.target), vote)
        for entity_id, own in _naming(votes, mentions).items()
        for vote in own.values()
    )
    return Summaries(
        _groups((((vote.target,), vote) for vote in votes), codebook),
        _groups(((of_article(vote), vote) for vote in votes), codebook),
        _groups((((vote.target, month_in(vote.posted)), vote) for vote in votes), codebook),
        _with_cases(_groups(naming, codebook)),
    )


def _with_cases(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Keep groups of enough comments, and of each the stances that occur."""
    return tuple(
        Group(group.key, tuple(count for count in group.counts if count.comments.count))
        for group in groups
        if group.counts[0].comments.total >= FEWEST_OF_ENTITY
    )


def entity_counts(votes: Iterable[Vote], mentions: Iterable[Mention]) -> dict[str, EntityCounts]:
    """Count per entity id how often, by whom and by comments of which stance it is named.

    `mentions` are those with an `entity_id`, in articles and comments. Only sure stances
    count towards one.
    """
    times: Counter[str] = Counter()
    naming = _naming(votes, _counted(mentions, times))
    return {
        entity_id: _entity_counts(times[entity_id], naming[entity_id].values())
        for entity_id in sorted(times)
    }


def _counted(mentions: Iterable[Mention], times: Counter[str]) -> Iterator[Mention]:
    """Yield mentions and count how often each entity is named; there may be too many to keep."""
    for mention in mentions:
        if mention.entity_id:
            times[mention.entity_id] += 1
        yield mention


def _entity_counts(n_mentions: int, naming: Collection[Vote]) -> EntityCounts:
    counts = Counter(vote.stance for vote in naming if vote.is_sure)
    authors = {author_of(vote) for vote in naming}
    return EntityCounts(n_mentions, len(naming), len(authors), dict(sorted(counts.items())))


def naming_comments(
    votes: Iterable[Vote], mentions: Iterable[Mention]
) -> defaultdict[str, list[Vote]]:
    """Return the votes of the comments that name each entity, by comment id."""
    named: defaultdict[str, list[Vote]] = defaultdict(list)
    for entity_id, naming in _naming(votes, mentions).items():
        named[entity_id] = [naming[comment_id] for comment_id in sorted(naming)]
    return named


def _naming(
    votes: Iterable[Vote], mentions: Iterable[Mention]
) -> defaultdict[str, dict[str, Vote]]:
    """Return the votes of the comments that name each entity, by comment id."""
    by_id = {vote.comment_id: vote for vote in votes}
    naming: defaultdict[str, dict[str, Vote]] = defaultdict(dict)
    for mention in mentions:
        if mention.entity_id and mention.document_kind is DocumentKind.COMMENT:
            vote = by_id.get(mention.document_id)
            if vote is not None:
                naming[mention.entity_id][vote.comment_id] = vote
    return naming


def month_in(date: str) -> str:
    """Return the month of a date or time in ISO form, `unknown` where there is none.

    >>> month_in("2026-11-22T09:30:00Z"), month_in("")
    ('2026-11', 'unknown')
    """
    found = _MONTH.match(date)
    return found[0] if found else UNKNOWN_MONTH


def _code(vote: Vote) -> str:
    return vote.stance if vote.is_sure else ABSTAINED


def _groups(keyed: Iterable[tuple[_Key, Vote]], codebook: Codebook) -> tuple[Group, ...]:
    members: defaultdict[_Key, list[Vote]] = defaultdict(list)
    for key, vote in keyed:
        members[key].append(vote)
    return tuple(Group(key, count_stances(members[key], codebook)) for key in sorted(members))


def count_stances(votes: Sequence[Vote], codebook: Codebook) -> tuple[StanceCount, ...]:
    """Count comments and their authors by stance, a line for each code and for abstentions."""
    n_comments = Counter(map(_code, votes))
    n_decided = len(votes) - n_comments[ABSTAINED]
    n_authors = _count_authors(votes, codebook)
    moods: defaultdict[str, list[float]] = defaultdict(list)
    for vote in votes:
        if vote.sentiment is not None:
            moods[_code(vote)].append(vote.sentiment)
    return tuple(
        StanceCount(
            code,
            proportion(n_comments[code], len(votes)),
            proportion(n_authors[code], n_authors.total()),
            n_comments[code] / n_decided if n_decided and code != ABSTAINED else None,
            fsum(moods[code]) / len(moods[code]) if moods[code] else None,
        )
        for code in (*codebook.names, ABSTAINED)
    )


def _count_authors(votes: Iterable[Vote], codebook: Codebook) -> Counter[str]:
    """Count authors by the stance that most of their comments take."""
    by_author: defaultdict[str, list[Vote]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for vote in votes:
        if vote.author:
            by_author[vote.author].append(vote)
        else:  # unnamed, and so a new one with each comment
            counts[_code(vote)] += 1
    counts.update(_code_of_author(own, codebook) for own in by_author.values())
    return counts


def _code_of_author(votes: Sequence[Vote], codebook: Codebook) -> str:
    if len(votes) == 1:
        return _code(votes[0])
    taken = [vote for vote in votes if _code(vote) not in (ABSTAINED, codebook.residual)]
    if not taken:
        undecided = all(_code(vote) == ABSTAINED for vote in votes)
        return ABSTAINED if undecided else codebook.residual
    times = Counter(map(_code, taken))
    if len(times) == 1:
        return _code(taken[0])
    return min(
        times,
        key=lambda code: (
            -times[code],
            -fsum(vote.confidence for vote in taken if _code(vote) == code),
            codebook.names.index(code),
        ),
    )


def _rows_of(group: Group) -> Iterator[Row]:
    for count in group.counts:
        comments, authors = count.comments, count.authors
        yield (
            *group.key,
            count.stance,
            comments.count,
            comments.total,
            comments.share,
            comments.low,
            comments.high,
            count.share_decided,
            authors.count,
            authors.total,
            authors.share,
            authors.low,
            authors.high,
            count.mean_sentiment,
        )
