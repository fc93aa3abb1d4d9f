"""Where the voices of an article and the readers who answer them part."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stancemap.codebook import Codebook
from stancemap.maps.answers import Answer, ArticlePassage
from stancemap.maps.opposition import relation_between
from stancemap.maps.summaries import StanceCount, count_stances
from stancemap.maps.voices import Vote
from stancemap.records import Entity, RelationKind

UNKNOWN = "(unknown)"
"""Stands for voices of whom the article says no more than a pronoun."""

_PRONOUNS = frozenset(
    {"he", "him", "she", "her", "they", "them", "it", "we", "us", "i", "one", "who", "some"}
)


@dataclass(frozen=True, slots=True)
class AnsweredVoice:
    """A voice of an article, what it says, and the stances of the comments that answer it.

    `name` is `""` for the writer of the article, `UNKNOWN` for pronouns, `stance` is `""` for a
    voice whose side is not known.
    """

    article_id: str
    entity_id: str
    name: str
    stance: str
    n_passages: int
    counts: tuple[StanceCount, ...]

    def towards(self, stance: str) -> str:
        """Say whether readers of a stance are with the voice or against it, `""` for neither."""
        match relation_between(stance, self.stance) if self.stance else None:
            case RelationKind.ATTACK:
                return "against"
            case RelationKind.SUPPORT:
                return "with"
            case _:
                return ""


def answered_voices(
    answers: Iterable[Answer], entities: Sequence[Entity], codebook: Codebook
) -> tuple[AnsweredVoice, ...]:
    """Count, per article and voice, the comments that answer a passage of that voice.

    The stance of a voice is the one that most of its answered passages take.
    """
    names = {entity.entity_id: entity.name for entity in entities}
    votes: defaultdict[tuple[str, str], dict[str, Vote]] = defaultdict(dict)
    passages: defaultdict[tuple[str, str], dict[ArticlePassage, None]] = defaultdict(dict)
    for answer in answers:
        if answer.passage is not None:
            key = (answer.vote.article_id, _voice(answer.passage))
            votes[key][answer.vote.comment_id] = answer.vote
            passages[key][answer.passage] = None
    return tuple(
        _counted(key, tuple(votes[key].values()), tuple(passages[key]), names, codebook)
        for key in sorted(votes)
    )


def _voice(passage: ArticlePassage) -> str:
    name = " ".join(passage.voice.split())
    # "She" in two places may be two people; all that are not known are one group, and named so.
    return passage.entity_id or f"\0{UNKNOWN if name.casefold() in _PRONOUNS else name}"


def _counted(
    key: tuple[str, str],
    votes: Sequence[Vote],
    passages: Sequence[ArticlePassage],
    names: Mapping[str, str],
    codebook: Codebook,
) -> AnsweredVoice:
    article_id, voice = key
    entity_id = "" if voice.startswith("\0") else voice
    sides = Counter(passage.stance for passage in passages if passage.stance)
    stance = min(sides, key=lambda side: (-sides[side], side)) if sides else ""
    return AnsweredVoice(
        article_id=article_id,
        entity_id=entity_id,
        name=names.get(entity_id, "") if entity_id else voice.removeprefix("\0"),
        stance=stance,
        n_passages=len(passages),
        counts=count_stances(votes, codebook),
    )
