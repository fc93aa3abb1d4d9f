"""The mood of a text: VADER's compound score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer, SentiText

# The score saturates after a few hundred words; VADER's own loops do not.
_READ_AT_MOST = 10_000
_REMEMBERED = 4096
_LOOKS_BACK = 3
"""So many words back VADER looks for a negation."""


class Analyser(Protocol):
    """What VADER offers."""

    def polarity_scores(self, text: str) -> dict[str, float]:
        """Return the shares of positive, neutral and negative words and their compound."""
        ...


class QuickVader(SentimentIntensityAnalyzer):  # type: ignore[misc]  # has no types
    """VADER with the same scores, to the last bit, in a third of the time.

    The original puts every text together again character by character for the sake of emoji, and
    for each word that could be negated makes a copy of all words, of which it then reads three.
    """

    def polarity_scores(self, text: str) -> dict[str, float]:
        """Return the scores of a text."""
        if not self.emojis.keys().isdisjoint(text):
            scores: dict[str, float] = super().polarity_scores(text)
            return scores
        read = SentiText(text.strip())
        words = read.words_and_emoticons
        lower = [word.lower() for word in words]
        if self.lexicon.keys().isdisjoint(lower):
            return {"neg": 0.0, "neu": float(bool(words)), "pos": 0.0, "compound": 0.0}
        valences: list[float] = []
        for place, word in enumerate(lower):
            if word in self.lexicon and word not in BOOSTER_DICT and not _is_kind_of(lower, place):
                self.sentiment_valence(0, read, words[place], place, valences)
            else:
                valences.append(0)
        total: dict[str, float]
        total = self.score_valence(self._but_check(words, valences), text.strip())
        return total

    @staticmethod
    def _negation_check(valence: float, words: list[str], back: int, place: int) -> float:
        near = words[max(0, place - _LOOKS_BACK) : place + 1]
        checked: float = SentimentIntensityAnalyzer._negation_check(  # noqa: SLF001 - its own part
            valence, near, back, len(near) - 1
        )
        return checked


def _is_kind_of(words: Sequence[str], place: int) -> bool:
    """Say whether a word is the first of `kind of`, which only softens what follows."""
    return words[place : place + 2] == ["kind", "of"]


class Remembering:
    """An analyser that scores a text once: targets, parents and single sentences come again.

    Args:
        analyser: what scores a text that is new.
    """

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._known: dict[str, dict[str, float]] = {}

    def polarity_scores(self, text: str) -> dict[str, float]:
        """Return the scores of a text."""
        if text not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = self._analyser.polarity_scores(text)
        return dict(self._known[text])


@dataclass(frozen=True, slots=True)
class SentimentTagger:
    """Scores the mood of a text."""

    analyser: Analyser

    def score(self, text: str) -> float:
        """Return VADER's compound, from -1 to 1, of the first 10,000 characters."""
        return float(self.analyser.polarity_scores(text[:_READ_AT_MOST])["compound"])


def load_sentiment_tagger() -> SentimentTagger:
    """Read VADER's lexicon."""
    return SentimentTagger(Remembering(QuickVader()))
