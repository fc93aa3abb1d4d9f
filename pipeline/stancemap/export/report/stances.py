"""The summaries as the report shows them: all targets together, per target, article and month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.codebook import Codebook
from stancemap.maps.answer_voices import AnsweredVoice
from stancemap.maps.intervals import proportion
from stancemap.maps.summaries import ABSTAINED, Group, Summaries
from stancemap.records import Article

UNSURE = "_unsure"
"""Names comments on which the tagger abstained in class names, where brackets cannot stand."""


@dataclass(frozen=True, slots=True)
class StanceShare:
    """How many comments take a stance, and which part of the tagged ones that is."""

    stance: str
    n_comments: int
    share: float
    low: float
    high: float

    @property
    def label(self) -> str:
        """The stance as the reader sees it."""
        return label_of(self.stance)


@dataclass(frozen=True, slots=True)
class Stances:
    """Tagged comments with something in common, by stance."""

    name: str
    n_comments: int
    shares: tuple[StanceShare, ...]


@dataclass(frozen=True, slots=True)
class StanceTables:
    """All groups: targets and articles with the largest first, months in their order."""

    overall: Stances
    targets: Sequence[Stances]
    articles: Sequence[Stances]
    months: Sequence[Stances]


@dataclass(frozen=True, slots=True)
class AnsweredStances:
    """Who is answered in an article, which side that voice takes, and which its readers take."""

    article: str
    voice: str
    side: str
    towards: Mapping[str, str]
    """By stance, whether those readers are with the voice or against it."""
    readers: Stances


def answered_stances(
    voices: Iterable[AnsweredVoice], articles: Iterable[Article], codebook: Codebook
) -> Sequence[AnsweredStances]:
    """Count who answers which voice of an article, the most answered first."""
    titles = {article.article_id: article.title for article in articles}
    found = [
        AnsweredStances(
            titles.get(voice.article_id) or voice.article_id,
            voice.name,
            voice.stance,
            {line.stance: voice.towards(line.stance) for line in voice.counts},
            _added(voice.name, [Group((), voice.counts)], codebook),
        )
        for voice in voices
    ]
    return sorted(found, key=lambda one: (-one.readers.n_comments, one.article, one.voice))


def label_of(stance: str) -> str:
    """Return the words for a stance, also for none."""
    return "too unsure" if stance == UNSURE else stance


def stance_tables(summaries: Summaries, codebook: Codebook) -> StanceTables:
    """Add up the groups that differ only in what a table does not show."""
    titles = {group.key[0]: group.key[1] or group.key[0] for group in summaries.by_article}
    months = _merged(summaries.by_month, 1, codebook)
    return StanceTables(
        overall=_added("", summaries.by_stance, codebook),
        targets=sorted(_merged(summaries.by_stance, 0, codebook), key=_largest),
        articles=sorted(
            (
                Stances(titles[group.name], group.n_comments, group.shares)
                for group in _merged(summaries.by_article, 0, codebook)
            ),
            key=_largest,
        ),
        months=sorted(months, key=lambda month: month.name),
    )


def _merged(groups: Iterable[Group], place: int, codebook: Codebook) -> Sequence[Stances]:
    """Merge the groups that are the same in one cell of their key."""
    same: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        same[group.key[place]].append(group)
    return [_added(name, found, codebook) for name, found in same.items()]


def _added(name: str, groups: Iterable[Group], codebook: Codebook) -> Stances:
    counts: Counter[str] = Counter()
    for group in groups:
        counts.update({line.stance: line.comments.count for line in group.counts})
    total = counts.total()
    names = {code: code for code in codebook.names} | {ABSTAINED: UNSURE}
    found = {stance: proportion(counts[stance], total) for stance in names}
    return Stances(
        name,
        total,
        tuple(
            StanceShare(names[stance], part.count, part.share, part.low, part.high)
            for stance, part in found.items()
        ),
    )


def _largest(stances: Stances) -> tuple[int, str]:
    return -stances.n_comments, stances.name
