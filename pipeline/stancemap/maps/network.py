"""The discourse network counted: actor by key point, and actors who side with each other or not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import combinations
from typing import TypeAlias

from stancemap.maps.discourse import ActorKind, Statement
from stancemap.maps.readers import ReaderStatement, actor_of
from stancemap.maps.sample import sampled
from stancemap.maps.summaries import month_in

ALL_PERIODS = "all"

MOST_READERS = 100_000
"""How many statements of readers an edge list has at most."""

_DECIMALS = 6


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """Who makes statements; `actor_id` is an entity's id, or the name of a group of readers."""

    actor_id: str
    name: str
    kind: ActorKind
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A key point that statements are about, or the target of the debate."""

    concept_id: str
    text: str

    @property
    def kind(self) -> str:
        """`key point`, or `target`, which has no id but its words."""
        return "target" if self.concept_id == self.text else "key point"


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """How often an actor agrees and disagrees with a concept in a month."""

    actor: Actor
    concept: Concept
    month: str
    n_agree: int
    n_disagree: int


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two actors with the number of concepts on which they agree, or do not, with each other.

    `share` divides it by the mean number of concepts that the two speak of (Leifeld 2017).
    """

    one: Actor
    other: Actor
    period: str
    n_concepts: int
    share: float


@dataclass(frozen=True, slots=True)
class DiscourseNetwork:
    """Statements with a concept, and what they add up to.

    `readers` are a sample where there are very many; `n_readers` counts all, and so do the ties.
    """

    statements: tuple[Statement, ...]
    ties: tuple[Tie, ...]
    congruence: tuple[Pair, ...]
    conflict: tuple[Pair, ...]
    readers: tuple[ReaderStatement, ...] = ()
    n_readers: int = 0

    def listed(self) -> Iterator[Statement]:
        """Yield the statements by id; the words of readers are read on the way."""
        readers = (one.in_full() for one in self.readers)
        return merge(self.statements, readers, key=lambda one: one.statement_id)

    @property
    def note(self) -> str:
        """What of the readers is not listed, in words, `""` if all are."""
        if self.n_readers == len(self.readers):
            return ""
        return (
            f"the edge list with readers has {len(self.readers)} of their {self.n_readers}"
            " statements, drawn at random; ties, matrix and pairs count all of them"
        )

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Everybody with a statement in the network, by name."""
        return tuple(sorted({tie.actor for tie in self.ties}, key=lambda a: (a.name, a.actor_id)))

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """Every key point that somebody speaks of."""
        return tuple(sorted({tie.concept for tie in self.ties}))


def make_network(
    statements: Iterable[Statement],
    readers: Sequence[ReaderStatement] = (),
    most_readers: int = MOST_READERS,
) -> DiscourseNetwork:
    """Count statements with a concept per actor, concept and month, and compare actors.

    Actors are congruent in a concept that both mostly agree with or both mostly disagree with,
    in conflict where one mostly agrees and the other mostly disagrees; who does both as often
    takes no side. Pairs are counted per month and over all. Of more than `most_readers` statements
    of readers a sample is listed; all are counted.
    """
    inside = tuple(sorted(one for one in statements if one.agreement is not None))
    counts: defaultdict[tuple[Actor, Concept, str], Counter[bool]] = defaultdict(Counter)
    for one in inside:
        counts[_actor(one), _concept(one), one.month][bool(one.agreement)] += 1
    for key, agreement, count in _ties_of(readers):
        counts[key][agreement] += count
    ties = tuple(
        Tie(actor, concept, month, count[True], count[False])
        for (actor, concept, month), count in sorted(counts.items())
    )
    months = sorted({tie.month for tie in ties})
    periods = [(ALL_PERIODS, ties)]
    periods += [(month, tuple(t for t in ties if t.month == month)) for month in months]
    pairs = [pair for period, own in periods for pair in _pairs(period, own)]
    return DiscourseNetwork(
        inside,
        ties,
        tuple(pair for is_congruent, pair in pairs if is_congruent),
        tuple(pair for is_congruent, pair in pairs if not is_congruent),
        tuple(sampled(readers, most_readers)),
        len(readers),
    )


_TieKey: TypeAlias = tuple[Actor, Concept, str]


def _ties_of(readers: Iterable[ReaderStatement]) -> Iterator[tuple[_TieKey, bool, int]]:
    points = {}
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for one in readers:
        points[one.point.key_point_id] = one.point
        date = one.voice.vote.posted
        counts[one.voice.stance, one.point.key_point_id, month_in(date), one.agreement] += 1
    for (stance, point_id, month, agreement), count in counts.items():
        actor = Actor(name := actor_of(stance), name, ActorKind.READERS, ActorKind.READERS.value)
        yield (actor, Concept(point_id, points[point_id].text), month), agreement, count


def _concept(one: Statement) -> Concept:
    return Concept(one.key_point_id or one.concept, one.concept)


def _actor(one: Statement) -> Actor:
    return Actor(one.entity_id or one.actor, one.actor, one.actor_kind, one.label)


def _pairs(period: str, ties: Sequence[Tie]) -> Iterator[tuple[bool, Pair]]:
    balance: defaultdict[Concept, Counter[Actor]] = defaultdict(Counter)
    spoken: defaultdict[Actor, set[Concept]] = defaultdict(set)
    for tie in ties:
        balance[tie.concept][tie.actor] += tie.n_agree - tie.n_disagree
        spoken[tie.actor].add(tie.concept)
    # Only actors who share a concept meet: most of a large corpus never do.
    counts: Counter[tuple[Actor, Actor, bool]] = Counter()
    for signs in balance.values():
        sided = sorted(actor for actor, sign in signs.items() if sign)
        for one, other in combinations(sided, 2):
            counts[one, other, signs[one] * signs[other] > 0] += 1
    for (one, other, is_congruent), n in sorted(counts.items()):
        mean = (len(spoken[one]) + len(spoken[other])) / 2
        yield is_congruent, Pair(one, other, period, n, round(n / mean, _DECIMALS))
