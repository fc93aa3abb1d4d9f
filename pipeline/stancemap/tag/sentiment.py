"""The mood of a text: VADER's compound score."""

from dataclasses import dataclass
from typing import Protocol

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

# The score saturates after a few hundred words; VADER's own loops do not.
_READ_AT_MOST = 10_000
_REMEMBERED = 4096


class Analyser(Protocol):
    """What VADER offers."""

    def polarity_scores(self, text: str) -> dict[str, float]:
        """Return the shares of positive, neutral and negative words and their compound."""
        ...


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
    return SentimentTagger(Remembering(SentimentIntensityAnalyzer()))
